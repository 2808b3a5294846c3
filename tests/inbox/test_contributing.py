"""From a contribution to a revision and back, through the real library and the real inbox."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from curator_app.domain.contributed import contribution_in, words_in
from curator_app.domain.contribution import ACCEPTED, DECLINED, NEEDS_INFORMATION, NEW
from curator_app.domain.entry import Entry
from curator_app.domain.private import Private
from curator_app.domain.repeating import FORM, PAPER, Release
from curator_app.errors import BadValue, ReadOnly, StaleEdit
from curator_app.inbox.store import Store
from curator_app.services import publishing
from curator_app.services.contributing import Contributing, Proposal, TooClose
from curator_app.services.inbox import of_library
from curator_app.services.library import Library
from curator_app.services.upkeep import check
from tests.builders import study
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.messages import message

SLUG = study(1).slug
SECRET = "I became bedbound after the second infection in spring"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library in the inbox's folder, with two entries."""
    with closing(Library.open(tmp_path, who="Ann", insist=True)) as opened:
        opened.add_all([study(1), study(2)], "Two studies")
        yield opened


@pytest.fixture
def work(library: Library, store: Store) -> Contributing:
    """What is tested."""
    return Contributing(library, store)


def arrive(store: Store, number: int = 1, **values: object) -> str:
    """A correction of the first study; returns its id."""
    given = {"slug": SLUG, "kind": "correction", "body": f"{SECRET}. The sample is 36.", **values}
    (added,) = store.take([message(number, **given)])  # type: ignore[arg-type]
    return added.id


def consent(store: Store, number: int = 9) -> str:
    """One whose form recorded a consent."""
    sent = message(number, slug=SLUG, body=f"{SECRET}. The sample is 36.")
    assert sent.message is not None
    agreed = replace(sent.message, consent="You may quote me without my name.")
    (added,) = store.take([replace(sent, message=agreed)])
    return added.id


def proposal(work: Contributing, contribution: str, **values: object) -> Proposal:
    """A proposal with these values, all of them taken."""
    entry = work.open(contribution).entry
    return Proposal(contribution, entry, entry.with_(**values), frozenset(values))


def standing(store: Store, contribution: str):
    """How it stands."""
    return store.standings(store.numbers([contribution])).popitem()[1]


def content(entry: Entry) -> dict[str, object]:
    return entry.content()


# ---------------------------------------------------------------------- what the reader saw


def test_it_opens_beside_the_page_that_the_reader_saw(
    work: Contributing, library: Library, store: Store, tmp_path: Path
) -> None:
    publishing.publish(library, tmp_path / "site", "2026-05-03")
    published = library.entry(SLUG)
    library.save(published.with_(plain_summary="Another text."))
    given = message(1, slug=SLUG)
    line = "ME/CFS Atlas. Generator v1. Accessed 2026-05-03. https://x.example/evidence/a"
    (added,) = store.take([replace(given, message=replace(given.message, snapshot=line))])  # type: ignore[type-var]
    opened = work.open(added.id)
    assert opened.entry.plain_summary == "Another text."
    assert opened.seen.entry is not None
    assert opened.seen.entry.plain_summary == published.plain_summary
    assert opened.seen.sentence == "The page of 2026-05-03, exactly."
    page = publishing.page(library, opened.seen.entry, opened.seen.accessed)
    assert page == (tmp_path / "site/current/evidence" / f"{SLUG}.html").read_bytes()


def test_a_message_about_no_study_begins_a_new_entry(work: Contributing, store: Store) -> None:
    opened = work.open(arrive(store, slug="", kind="missing_study"))
    assert (opened.entry.version, opened.seen.entry) == (0, None)
    assert opened.about == "It names no study of the atlas."
    assert opened.entry.title == ""
    opened = work.open(arrive(store, 2, slug="no-1999-such-study"))
    assert opened.about == "The atlas has no study at the address that it names."
    assert work.open_for(opened.contribution.id, SLUG).entry.slug == SLUG


# ---------------------------------------------------------------------- accepting


def test_accepting_makes_one_revision_that_names_an_opaque_id(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    wanted = replace(proposal(work, contribution, sample_size="36"), words="As in table 1.")
    changes = work.accept(wanted)
    entry = library.entry(SLUG)
    last = library.history(entry.id)[-1]
    assert (entry.sample_size, last.origin) == ("36", "contribution")
    assert last.note == f"{contribution}: As in table 1."
    assert contribution_in(last.origin, last.note) == contribution
    assert words_in(last.note) == "As in table 1."
    stood = standing(store, contribution)
    assert (stood.state, stood.revision) == (ACCEPTED, f"{entry.id}/{entry.version}")
    assert stood.closed_at
    assert changes.entries == {entry.id}
    assert len(changes.contributions) == 1
    found = work.revision_of(stood)
    assert found is not None
    assert (found[0].slug, found[1]) == (SLUG, 2)
    assert check(library) == []


def test_accepting_again_changes_nothing(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    wanted = proposal(work, contribution, sample_size="36")
    work.accept(wanted)
    before = (library.history(wanted.base.id), standing(store, contribution))
    again = work.accept(wanted)
    other = work.accept(proposal(work, contribution, sample_size="99"))
    assert (
        again.message
        == other.message
        == ("This contribution is in the atlas already. Nothing was changed.")
    )
    assert (library.history(wanted.base.id), standing(store, contribution)) == before
    assert library.entry(SLUG).sample_size == "36"


def test_only_the_fields_that_are_taken_cross_over(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    full = proposal(work, contribution, sample_size="36", control_group="none", year=1997)
    work.accept(replace(full, fields=frozenset({"sample_size", "year"})))
    entry = library.entry(SLUG)
    assert (entry.sample_size, entry.control_group, entry.year) == ("36", "", 1997)


def test_a_missing_study_becomes_a_new_entry(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store, slug="", kind="missing_study")
    changes = work.accept(
        proposal(work, contribution, title="New study of sleep.", authors=("Doe, A",), year=2020)
    )
    entry = library.entry_by_id(next(iter(changes.entries)))
    assert changes.structure
    assert entry.slug.startswith("doe-2020-")
    assert standing(store, contribution).slug == entry.slug
    assert library.history(entry.id)[0].note == contribution
    work.undo()
    assert library.entry_by_id(entry.id).removed
    assert (standing(store, contribution).state, standing(store, contribution).slug) == (NEW, "")
    work.redo()
    assert not library.entry_by_id(entry.id).removed
    assert standing(store, contribution).state == ACCEPTED


def test_what_was_saved_meanwhile_is_kept_or_shown(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    wanted = proposal(work, contribution, sample_size="36")
    library.save(library.entry(SLUG).with_(control_group="twelve"))
    work.accept(wanted)
    assert (library.entry(SLUG).sample_size, library.entry(SLUG).control_group) == ("36", "twelve")
    other = arrive(store, 2)
    clash = proposal(work, other, sample_size="37")
    library.save(library.entry(SLUG).with_(sample_size="40"))
    with pytest.raises(StaleEdit):
        work.accept(clash)
    assert standing(store, other).state == NEW


def test_text_being_typed_about_the_entry_is_not_dropped(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    library.keep_draft(library.entry(SLUG).with_(plain_summary="half typed"))
    work.accept(proposal(work, contribution, sample_size="36"))
    assert [draft.slug for draft in library.drafts()] == [SLUG]


def test_what_changes_nothing_or_is_closed_is_refused(work: Contributing, store: Store) -> None:
    contribution = arrive(store)
    with pytest.raises(BadValue, match="changes nothing"):
        work.accept(proposal(work, contribution))
    (n,) = store.numbers([contribution])
    work.decline([n], "no_source")
    assert standing(store, contribution).reason == "no_source"
    with pytest.raises(BadValue, match="closed"):
        work.accept(proposal(work, contribution, sample_size="36"))
    with pytest.raises(BadValue, match="needs a reason"):
        work.decline([n], "")
    assert standing(store, contribution).state == DECLINED


def test_a_library_open_for_reading_is_left_as_it_is(
    library: Library, store: Store, tmp_path: Path
) -> None:
    contribution = arrive(store)
    with closing(Library.open(tmp_path, write=False)) as reading:
        work = Contributing(reading, store)
        with pytest.raises(ReadOnly):
            work.accept(proposal(work, contribution, sample_size="36"))
    assert standing(store, contribution).state == NEW


# ---------------------------------------------------------------------- the guard


def test_words_of_the_message_are_refused_until_released(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = consent(store)
    text = "One reader wrote: “I became bedbound after the second infection”."
    wanted = proposal(work, contribution, limitations=(text,))
    with pytest.raises(TooClose) as refused:
        work.accept(wanted)
    assert refused.value.message.startswith("Limitations: 7 words in a row")
    assert "bedbound" not in refused.value.sentence()
    assert library.entry(SLUG).version == 1
    words = replace(proposal(work, contribution, year=1999), words=f"She says {SECRET}")
    with pytest.raises(TooClose, match="Your note"):
        work.accept(words)
    quote = Release("limitations", Private("I became bedbound after the second infection"), FORM)
    work.accept(replace(wanted, released=(quote,)))
    note = library.history(wanted.base.id)[-1].note
    assert note == (f"{contribution}: [Quotation in Limitations: the reader agreed in the form.]")
    with store.session.read() as db:
        actions = [row[0] for row in db.execute("SELECT action FROM event")]
    assert "quote_released" in actions


def test_a_ground_must_be_true(work: Contributing, store: Store) -> None:
    contribution = arrive(store)
    wanted = proposal(work, contribution, plain_summary=SECRET)
    for ground, words in ((FORM, "did not record"), ("because", "no ground")):
        with pytest.raises(BadValue, match=words):
            work.accept(
                replace(wanted, released=(Release("plain_summary", Private(SECRET), ground),))
            )
    assert standing(store, contribution).state == NEW
    work.accept(replace(wanted, released=(Release("plain_summary", Private(SECRET), PAPER),)))
    assert standing(store, contribution).state == ACCEPTED


def test_what_the_reader_quotes_from_the_page_may_stay(
    work: Contributing, library: Library, store: Store
) -> None:
    known = library.entry(SLUG).plain_summary
    contribution = arrive(store, body=f"The page says: {known} That is wrong.")
    work.accept(proposal(work, contribution, plain_summary=f"{known} So far."))
    assert standing(store, contribution).state == ACCEPTED


# ---------------------------------------------------------------------- undo, redo, crashes


def test_undo_in_the_inbox_takes_back_both_and_redo_both(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    before = library.entry(SLUG)
    work.accept(proposal(work, contribution, sample_size="36"))
    undone = work.undo()
    assert undone.message == f"Undone: Contribution to {SLUG}."
    assert (undone.entries, len(undone.contributions)) == ({before.id}, 1)
    assert content(library.entry(SLUG)) == content(before)
    assert (standing(store, contribution).state, standing(store, contribution).revision) == (
        NEW,
        "",
    )
    redone = work.redo()
    assert (redone.entries, len(redone.contributions)) == ({before.id}, 1)
    assert library.entry(SLUG).sample_size == "36"
    assert standing(store, contribution).state == ACCEPTED
    assert work.settle().contributions == frozenset()
    work.undo()
    assert content(library.entry(SLUG)) == content(before)


def test_undo_in_the_atlas_is_followed_by_the_inbox(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    work.accept(proposal(work, contribution, sample_size="36"))
    store.change(store.numbers([contribution]), {"add_tags": ("thanked",)}, "Tagged")
    library.undo()
    assert len(work.settle().contributions) == 1
    stood = standing(store, contribution)
    assert (stood.state, stood.revision, stood.tags) == (NEW, "", ("thanked",))
    assert work.settle().contributions == frozenset()
    library.redo()
    work.settle()
    assert standing(store, contribution).state == ACCEPTED
    assert library.entry(SLUG).sample_size == "36"
    assert work.settle().contributions == frozenset()


def test_other_steps_of_triage_are_undone_as_before(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    (n,) = store.numbers([contribution])
    store.change([n], {"state": NEEDS_INFORMATION}, "Needs information")
    version = library.entry(SLUG).version
    assert work.undo().message == "Undone: Needs information."
    assert work.redo().message == "Done again: Needs information."
    assert library.entry(SLUG).version == version


def test_a_crash_between_the_two_is_completed(
    work: Contributing, library: Library, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contribution = arrive(store)
    wanted = proposal(work, contribution, sample_size="36")
    crash(work, wanted, monkeypatch)
    assert (library.entry(SLUG).version, standing(store, contribution).state) == (2, NEW)
    assert len(work.settle().contributions) == 1
    assert standing(store, contribution).state == ACCEPTED
    assert work.settle().contributions == frozenset()
    assert library.entry(SLUG).version == 2


def test_opening_the_inbox_completes_what_a_crash_left(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Remembering
) -> None:
    inbox = of_library(library, chain(ring))
    inbox.create()
    contribution = arrive(inbox.store)
    work = Contributing(library, inbox.store)
    crash(work, proposal(work, contribution, sample_size="36"), monkeypatch)
    inbox.lock()
    inbox.unlock()
    assert standing(inbox.store, contribution).state == ACCEPTED
    library.undo()
    inbox.lock()
    inbox.unlock()
    assert standing(inbox.store, contribution).state == NEW
    inbox.lock()


def test_accepting_again_after_a_crash_makes_no_second_revision(
    work: Contributing, library: Library, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contribution = arrive(store)
    wanted = proposal(work, contribution, sample_size="36")
    crash(work, wanted, monkeypatch)
    work.accept(wanted)
    assert library.entry(SLUG).version == 2
    assert standing(store, contribution).state == ACCEPTED


def crash(work: Contributing, wanted: Proposal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept, and stop after the revision was written."""
    with monkeypatch.context() as patch:

        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(work.store, "change", stop)
        with pytest.raises(KeyboardInterrupt):
            work.accept(wanted)


def test_what_a_reviewer_opened_again_stays_open_and_may_be_accepted_once_more(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    work.accept(proposal(work, contribution, sample_size="36"))
    ns = store.numbers([contribution])
    store.change(ns, {"state": NEW}, "Opened again")
    assert work.settle().contributions == frozenset()
    assert standing(store, contribution).state == NEW
    work.accept(proposal(work, contribution, control_group="twelve"))
    entry = library.entry(SLUG)
    assert (entry.version, entry.sample_size, entry.control_group) == (3, "36", "twelve")
    assert standing(store, contribution).revision == f"{entry.id}/3"
    library.undo()
    work.settle()
    stood = standing(store, contribution)
    assert (stood.state, stood.revision) == (NEW, f"{entry.id}/2")
    assert work.settle().contributions == frozenset()


def test_an_acceptance_older_than_the_remembered_steps_is_taken_back(
    work: Contributing, library: Library, store: Store
) -> None:
    contribution = arrive(store)
    work.accept(proposal(work, contribution, sample_size="36"))
    with store.session.write() as db:
        db.execute("DELETE FROM step")
    library.undo()
    work.settle()
    assert (standing(store, contribution).state, standing(store, contribution).revision) == (
        NEW,
        "",
    )


def test_a_revision_of_another_library_is_left_alone(work: Contributing, store: Store) -> None:
    contribution = arrive(store)
    ns = store.numbers([contribution])
    store.change(ns, {"state": ACCEPTED, "revision": "elsewhere/3"}, "From a bundle")
    assert work.settle().contributions == frozenset()
    assert work.revision_of(standing(store, contribution)) is None
