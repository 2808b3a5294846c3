"""No page is published with words of a message that is still open."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.cli.main import run
from curator_app.domain.contribution import DECLINED
from curator_app.domain.criteria import Criteria, Evidence
from curator_app.domain.entry import Entry, Relation
from curator_app.domain.fields import BY_NAME, PRIVATE
from curator_app.domain.inbox_query import OPEN
from curator_app.domain.pem_status import Override, Pem
from curator_app.inbox.keys import Master
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from curator_app.services import publishing
from curator_app.services.firewall import HELD, NOT_CHECKED, OF_THE_PAPER, Firewall
from curator_app.services.gate import LibraryGate
from curator_app.services.library import Library
from curator_app.storage import revisions
from tests.builders import study
from tests.inbox.messages import message

SAID = "I became mostly bedbound after the second infection in the spring of 2019"
ENTRY = study(1).with_(slug="author-2001-one")
BODY = f"Dear atlas, {SAID}, and my doctor is at jane.roe@practice.example."


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library with one study, saved before any message came; nothing else holds it back."""
    (tmp_path / "library.toml").write_text('[publishing]\ngate = "off"\n')
    with closing(Library.open(tmp_path, who="Ann", insist=True)) as opened:
        with monkeypatch.context() as earlier:
            earlier.setattr(revisions, "now", lambda: "2026-11-01T00:00:00.000+00:00")
            opened.add_all([ENTRY], "A study")
        yield opened


@pytest.fixture
def store(library: Library, vault: Vault) -> Iterator[Store]:
    """Its inbox with one open message, which came after the study was saved."""
    with closing(vault.open(vault.unlock(), "Ann")) as opened:
        opened.take([message(1, body=BODY, sender="jane@home.example")])
        yield opened


def plan(library: Library, store: Store | None):
    """What publishing would do."""
    gate = Firewall(LibraryGate(library), library, store)
    return publishing.plan_publish(library, library.folder / "site", "2026-05-03", gate=gate)


def change(library: Library, **values: object) -> None:
    library.save(library.entry(ENTRY.slug).with_(**values))


def test_a_page_with_words_of_a_message_is_held_back_and_nothing_is_repeated(
    library: Library, store: Store
) -> None:
    assert plan(library, store).blocked == ()
    change(library, does_not_prove=f"One reader says: {SAID}.")
    found = plan(library, store)
    assert found.blocked == (ENTRY.slug,)
    assert found.reasons[ENTRY.slug] == HELD
    assert found.fields[ENTRY.slug] == "does_not_prove"
    assert "bedbound" not in json.dumps(found.to_json())


@pytest.mark.parametrize("text", ["write to JANE@home.example", "ask jane.roe@practice.example"])
def test_an_address_is_held_back(library: Library, store: Store, text: str) -> None:
    change(library, limitations=(text,))
    assert plan(library, store).blocked == (ENTRY.slug,)


def placed(name: str) -> dict[str, object]:
    """The words in a field of an entry."""
    if name == "criteria":
        evidence = (Evidence(quote=SAID, location="p. 2"),)
        return {"criteria": Criteria(expr=ENTRY.criteria.expr, evidence=evidence)}
    if name == "pem":
        return {"pem": Pem(override=Override("required", SAID, "p. 2", "it says so"))}
    if name == "relations":
        return {"relations": (Relation("cites", "a-b", SAID),)}
    if BY_NAME[name].kind == "list":
        return {name: (SAID,)}
    return {name: SAID}


TEXTS = [
    name
    for name, spec in BY_NAME.items()
    if name not in PRIVATE | set(OF_THE_PAPER)
    and (spec.kind in ("text", "line", "list") or name in ("criteria", "pem", "relations"))
]


@pytest.mark.parametrize("name", TEXTS)
def test_every_field_that_a_page_shows_is_looked_at(
    library: Library, store: Store, name: str
) -> None:
    change(library, **placed(name))
    page = publishing.page(library, library.entry(ENTRY.slug)).decode()
    shown = "mostly bedbound after the second" in page
    assert plan(library, store).blocked == ((ENTRY.slug,) if shown else ())


def test_most_fields_are_shown_on_the_page(library: Library) -> None:
    shown = 0
    for name in TEXTS:
        entry: Entry = library.with_values(ENTRY, {}).with_(**placed(name))
        shown += "mostly bedbound after" in publishing.page(library, entry).decode()
    assert shown >= len(TEXTS) - 3


def test_what_the_reader_quotes_from_the_page_or_the_paper_is_no_leak(
    library: Library, store: Store
) -> None:
    entry = library.entry(ENTRY.slug)
    quotes = f"The page says: {entry.plain_summary} The paper says: {entry.abstract} It is wrong."
    quotes += f" Its title is {entry.title} – please tell your disclaimer: The texts above are the"
    quotes += " atlas’s own reading of the paper. They are drafted with the help of software."
    store.take([message(2, body=quotes)])
    change(library, sample_size="36", limitations=(entry.abstract[:200],))
    assert plan(library, store).blocked == ()


def test_what_was_taken_from_a_message_into_a_new_entry_is_held_back(
    library: Library, store: Store
) -> None:
    new = study(2).with_(slug="other-2002-two", why_it_matters=f"It matters: {SAID}")
    library.add_all([new], "Another")
    found = plan(library, store)
    assert (found.blocked, found.added) == (("other-2002-two",), (ENTRY.slug,))


def test_a_message_that_was_decided_holds_nothing_back(library: Library, store: Store) -> None:
    change(library, does_not_prove=f"One reader says: {SAID}.")
    store.change(store.ids(OPEN), {"state": DECLINED, "reason": "opinion"}, "Declined")
    assert plan(library, store).blocked == ()


def test_a_locked_inbox_is_said_and_publishing_works(library: Library, store: Store) -> None:
    change(library, does_not_prove=f"One reader says: {SAID}.")
    found = plan(library, None)
    assert found.blocked == ()
    assert NOT_CHECKED in found.notices
    assert NOT_CHECKED not in plan(library, store).notices


def test_that_messages_were_compared_is_logged_and_no_more(library: Library, store: Store) -> None:
    plan(library, store)
    with store.session.read() as db:
        lines = db.execute("SELECT action, count, object FROM event ORDER BY seq").fetchall()
    assert lines[-1] == ("compared", 1, "")


def test_the_command_looks_with_a_key_file_and_says_so_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = tmp_path / "L", tmp_path / "key"
    with closing(Library.open(folder, insist=True)) as library:
        library.add_all([ENTRY], "A study")
    master = Master.new()
    keys.write_text(master.text())
    made = Vault(folder, None)  # type: ignore[arg-type]
    made.create("Ann", key=master)
    with closing(made.open(master, "Ann")) as store:
        store.take([message(1, body=BODY)])
    with closing(Library.open(folder, insist=True)) as library:
        change(library, does_not_prove=f"One reader says: {SAID}.")
    to = ["--library", str(folder), "--json", "publish", "--to", str(tmp_path / "site")]
    assert run([*to, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert NOT_CHECKED in told["notices"]
    assert run([*to, "--key-file", str(keys)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reasons"] == {ENTRY.slug: HELD}
    assert NOT_CHECKED not in told["notices"]
    pages = list((tmp_path / "site").rglob("*.html"))
    assert not [path for path in pages if b"bedbound" in path.read_bytes()]
