"""A process that fetches from a mailbox into a real inbox, to be killed while it does.

python -m tests.faults.kill_fetch FOLDER PORT AUTHORITY KEY; it says "fetching", and "done".
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from curator_app.domain.private import Private
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.fetching import fetch
from curator_app.inbox.mail import MailReader
from curator_app.inbox.vault import Credential, Vault
from tests.inbox.keyrings import Remembering, chain


def main() -> None:
    """Fetch once, with a word to whoever watches after each batch."""
    folder, port, authority, key = sys.argv[1:]
    vault = Vault(Path(folder), chain(Remembering()))
    account = ImapAccount(
        "Post", "localhost", int(port), "curator", id="post",
        authority=Path(authority).read_text(),
    )  # fmt: skip
    master = vault.unlock(Credential(key=key))
    with closing(vault.open(master, "Ann")) as store, MailReader() as reader:
        print("fetching", flush=True)
        taken = fetch(account, Private("app-password"), store, reader)
        print("done", taken.seen, flush=True)


if __name__ == "__main__":
    main()
