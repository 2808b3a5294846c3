"""What a person had erased here is deleted on the server too: that mail, and no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from curator_app.domain.private import Private
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.server_copies import Removed
from curator_app.inbox.store import Store
from curator_app.services.sources import Sources
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.mails import mail
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Dropped, Folder, Script, Server
from tests.inbox.test_sources import kept_rows


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    with Server(authority.issue().context()) as made:
        made.inbox.add(mail("first"), mail("second"), mail("third"))
        yield made


@pytest.fixture
def sources(store: Store, ring: Remembering, server: Server, authority: Authority) -> Sources:
    made = Sources(store, chain(ring))
    account = ImapAccount("Post", "localhost", server.port, "curator", authority=authority.pem)
    made.keep(account, Private("app-password"))
    assert made.fetch().all.new == 3
    return made


def second(store: Store) -> list[object]:
    """Where the second mail came from."""
    found = [store.get(row.id) for row in kept_rows(store)]
    return [one.origin for one in found if one.message.body.reveal() == "second"]


def test_the_mail_is_deleted_and_no_other(sources: Sources, store: Store, server: Server) -> None:
    origins = second(store)
    server.inbox.flags[1] = "(\\Deleted)"  # by its owner, who may want it back
    assert sources.remove_copies(origins) == Removed(gone=1)
    assert sorted(server.inbox.mails) == [1, 3]
    assert sources.remove_copies(origins) == Removed(gone=1)


def test_another_mail_under_its_number_is_not_touched(
    sources: Sources, store: Store, server: Server
) -> None:
    server.inbox.mails[2] = mail("another")
    removed = sources.remove_copies(second(store))
    assert (removed.gone, removed.left) == (0, 1)
    assert "another mail now" in removed.problems[0]
    assert sorted(server.inbox.mails) == [1, 2, 3]
    assert server.inbox.flags == {}


def test_a_mailbox_numbered_anew_is_not_touched(
    sources: Sources, store: Store, server: Server
) -> None:
    origins = second(store)
    server.folders["INBOX"] = Folder(mails=dict(server.inbox.mails), validity=8)
    removed = sources.remove_copies(origins)
    assert (removed.gone, removed.left) == (0, 1)
    assert "numbered anew" in removed.problems[0]
    assert len(server.inbox.mails) == 3


def test_without_uidplus_it_is_marked_only(sources: Sources, store: Store, server: Server) -> None:
    class Plain(Script):
        capabilities = b"IMAP4rev1 AUTH=PLAIN"

    server.behave(Plain)
    removed = sources.remove_copies(second(store))
    assert removed.gone == 1
    assert "marked as deleted" in removed.problems[0]
    assert server.inbox.flags == {2: "(\\Deleted)"}
    assert not any("EXPUNGE" in command for command in server.commands)


@pytest.mark.parametrize("step", ["EXAMINE", "UID FETCH size", "UID STORE", "UID EXPUNGE"])
def test_a_server_that_breaks_off(
    step: str, sources: Sources, store: Store, server: Server
) -> None:
    class Breaks(Script):
        def at(self, now: str) -> None:
            if now == step:
                raise Dropped

    origins = second(store)
    server.behave(Breaks)
    removed = sources.remove_copies(origins)
    assert (removed.gone, removed.left, len(removed.problems)) == (0, 1, 1)
    server.behave(Script)
    assert sources.remove_copies(origins).gone == 1
    assert sorted(server.inbox.mails) == [1, 3]


def test_an_account_that_was_removed(sources: Sources, store: Store, server: Server) -> None:
    origins = second(store)
    sources.forget(sources.accounts()[0])
    removed = sources.remove_copies(origins)
    assert (removed.left, removed.problems) == (1, ("The account that it came by was removed.",))
