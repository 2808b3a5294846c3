"""What is left of an erasure outside this machine: copies on the mail server."""

from __future__ import annotations

from collections.abc import Callable

from curator_app.domain.contribution import Origin
from curator_app.inbox.server_copies import Removed
from curator_app.inbox.store import Store
from curator_app.services.sources import Sources
from curator_app.wire import never

__all__ = ["Removed", "erase_on_servers"]


def erase_on_servers(
    store: Store, sources: Sources, cancelled: Callable[[], bool] = never
) -> Removed:
    """Delete on the servers what was erased here; what could not be reached stays noted."""
    total = Removed()
    for copy in store.forgetting.server_copies():
        if cancelled():
            break
        origin = Origin("imap", copy.account, copy.place.reveal(), copy.digest)
        removed = sources.remove_copies([origin], cancelled)
        if not removed.left:
            store.forgetting.server_copy_gone(copy)
        total.add(removed)
    return total
