"""The gate: critical findings and changed words hold a page back; only the exact word opens it."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from curator_app.domain.decisions import Approval
from curator_app.domain.entry import Relation
from curator_app.domain.revision import Versions
from curator_app.errors import BadValue, Cancelled
from curator_app.services import approving, deciding
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from curator_app.services.publishing import page, plan_publish, publish
from curator_app.services.publishing_settings import read_publishing
from curator_app.storage import pages
from tests.builders import study

D1, D2 = "2026-05-26", "2026-06-01"
BAD = {"why_it_matters": "This proves that everybody recovers."}
GOOD = {"why_it_matters": "It may matter to some people."}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library.open(tmp_path / "library", who="Ann")) as made:
        made.add_all([study(1), study(2), study(3, state="drafting")], "Made")
        yield made


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "www"


ONE, TWO, DRAFT = study(1).slug, study(2).slug, study(3).slug


def id_of(library: Library, slug: str) -> str:
    return library.entry(slug).id


def settings(library: Library, text: str) -> Library:
    """The library opened again with these settings."""
    library.close()
    (library.folder / "library.toml").write_text(text, encoding="utf-8")
    return Library.open(library.folder, who="Ann")


def served(to: Path, slug: str) -> str:
    return (to / "current" / "evidence" / f"{slug}.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------------- findings


def test_a_critical_finding_holds_back_and_names_itself(library: Library, to: Path) -> None:
    library.set_values(ONE, BAD)
    plan = plan_publish(library, to, D1)
    assert (plan.added, plan.blocked) == ((TWO,), (ONE,))
    assert plan.reasons[ONE].startswith("Why it matters: ")
    assert plan.reasons[ONE].endswith("(W01_proves)")
    assert plan.fields == {ONE: "why_it_matters"}
    assert publish(library, to, D1).blocked == (ONE,)
    library.set_values(ONE, GOOD)
    assert publish(library, to, D1).added == (ONE,)


def test_a_published_page_stays_as_it_was(library: Library, to: Path) -> None:
    publish(library, to, D1)
    before = served(to, ONE)
    library.set_values(ONE, BAD)
    result = publish(library, to, D2)
    assert (result.blocked, result.files, served(to, ONE)) == ((ONE,), 0, before)
    assert ONE not in (*result.added, *result.changed, *result.unchanged)


def test_a_finding_that_was_dismissed_lets_the_page_through(library: Library, to: Path) -> None:
    library.set_values(ONE, BAD)
    entry = library.entry(ONE)
    found = [f.key for f in Inspector(library).entry(entry).findings if f.severity == "CRITICAL"]
    deciding.dismiss(library, {entry.id: found}, "The paper is a proof.")
    assert plan_publish(library, to, D1).blocked == ()
    library.set_values(ONE, {"why_it_matters": "This proves that nobody recovers."})
    assert plan_publish(library, to, D1).blocked == (ONE,)


def test_a_page_that_shows_a_held_back_one_shows_it_not(library: Library, to: Path) -> None:
    library.save(library.entry(TWO).with_(relations=(Relation("cites", ONE),)))
    library.set_values(ONE, BAD)
    publish(library, to, D1)
    assert ONE not in served(to, TWO)


def test_a_plan_can_be_stopped_while_it_checks(library: Library, to: Path) -> None:
    with pytest.raises(Cancelled):
        plan_publish(library, to, D1, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        publish(library, to, D1, cancelled=lambda: True)
    assert not (to / "current").exists()


OFF = '[publishing]\ngate = "off"\n'


def test_only_the_exact_word_turns_it_off_and_everybody_sees_it(library: Library, to: Path) -> None:
    library.set_values(ONE, BAD)
    with closing(settings(library, OFF)) as library:
        plan = plan_publish(library, to, D1)
        assert plan.blocked == ()
        assert "The gate is off" in plan.to_json()["notices"][0]
        result = publish(library, to, D1)
        assert "The gate is off" in result.to_json()["notices"][0]
        with library.db.read() as conn:
            (logged,) = pages.publications(conn)
        assert logged.counts["gate_off"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "[publishing]\n", '[publishing]\ngate = "on"\n', '[publishing]\ngate = "Off"\n',
        "[publishing]\ngate = false\n", '[publishing]\ngates = "off"\n',
        '[publish]\ngate = "off"\n',
        'gate = "off"\n', 'publishing = "off"\n', '[publishing]\ngate = "off "\n',
        '[publishing]\ngate = ["off"]\n', '[site]\ngate = "off"\n',
    ],
)  # fmt: skip
def test_anything_else_leaves_it_on_and_a_slip_is_said(
    library: Library, to: Path, text: str
) -> None:
    library.set_values(ONE, BAD)
    with closing(settings(library, text)) as library:
        plan = plan_publish(library, to, D1)
        publish(library, to, D1)
        with library.db.read() as conn:
            assert "gate_off" not in pages.publications(conn)[0].counts
    assert plan.blocked == (ONE,)
    quiet = ("", "[publishing]\n", '[publishing]\ngate = "on"\n')
    assert bool(plan.notices) == (text not in quiet)
    assert all("In library.toml" in sentence for sentence in plan.notices)


def test_the_settings_of_approval() -> None:
    assert read_publishing({}).approval is False
    assert read_publishing({"publishing": {"approval": "required"}}).approval is True
    slip = read_publishing({"publishing": {"approval": "requird"}})
    assert (slip.approval, slip.gate, len(slip.slips)) == (False, True, 1)


def test_the_release_says_which_rules_its_pages_passed(library: Library, to: Path) -> None:
    release = publish(library, to, D1).release
    manifest = json.loads((to / "current" / "manifest.json").read_bytes())
    assert manifest["checked"] == f"{library.engine().version}; gate on"
    assert library.engine().rules.version in manifest["checked"]
    with closing(settings(library, OFF)) as library:
        # The name of a release depends on what it shows only.
        assert publish(library, to.with_name("other"), D1).release == release
        other = json.loads((to.with_name("other") / "current" / "manifest.json").read_bytes())
        assert other["checked"].endswith("; gate off")


# ---------------------------------------------------------------------- approval


def test_approving_makes_ready_and_undo_takes_it_back(library: Library, to: Path) -> None:
    changes = approving.approve(library, [id_of(library, DRAFT)], "Read twice")
    entry = library.entry(DRAFT)
    assert (entry.state, approving.standing(library, entry)) == ("ready", "approved")
    assert isinstance(entry.approval, Approval)
    assert (entry.approval.who, changes.message) == ("Ann", f"Approved {DRAFT}.")
    assert library.history(entry.id)[-1].note == "Read twice"
    library.undo()
    entry = library.entry(DRAFT)
    assert (entry.state, entry.approval) == ("drafting", None)
    library.redo()
    publish(library, to, D1)
    entry = library.entry(DRAFT)
    assert (entry.state, approving.standing(library, entry)) == ("published", "approved")


def test_any_later_word_asks_again(library: Library, to: Path) -> None:
    approving.approve(library, [id_of(library, ONE)])
    publish(library, to, D1)
    before = served(to, ONE)
    library.set_values(ONE, GOOD)
    entry = library.entry(ONE)
    assert entry.approval is not None  # it is not deleted
    assert approving.standing(library, entry) == "changed"
    result = publish(library, to, D2)
    assert (result.blocked, served(to, ONE)) == ((ONE,), before)
    assert "changed since Ann approved it on" in result.reasons[ONE]
    approving.approve(library, [entry.id])
    assert publish(library, to, D2).changed == (ONE,)


def test_going_back_to_the_approved_words_is_approved_again(library: Library) -> None:
    before = library.entry(ONE).why_it_matters
    approving.approve(library, [id_of(library, ONE)])
    library.set_values(ONE, GOOD)
    library.set_values(ONE, {"why_it_matters": before, "abstract": "Not on the page."})
    assert approving.standing(library, library.entry(ONE)) == "approved"


def test_another_day_and_other_versions_change_nothing(library: Library, to: Path) -> None:
    approving.approve(library, [id_of(library, ONE)])
    publish(library, to, D1)
    library.rules = replace(library.rules, versions=Versions("v2", "v9", "v0.2"))
    result = publish(library, to, D2)
    assert (result.blocked, ONE in result.changed) == ((), True)
    assert "Generator v2 / Scanner v9" in served(to, ONE)


def test_the_title_of_a_related_study_is_a_word(library: Library, to: Path) -> None:
    library.save(library.entry(TWO).with_(relations=(Relation("cites", ONE),)))
    approving.approve(library, [id_of(library, TWO)])
    publish(library, to, D1)
    library.set_values(ONE, {"title": "Another title of the study."})
    assert approving.standing(library, library.entry(TWO)) == "changed"
    result = publish(library, to, D2)
    assert (result.changed, result.blocked) == ((ONE,), (TWO,))


def test_what_is_approved_together_stays_approved(library: Library, to: Path) -> None:
    """The page of one shows the other only since both are public."""
    library.add_all([study(4, state="drafting")], "Made")
    four = study(4).slug
    library.save(library.entry(DRAFT).with_(relations=(Relation("cites", four),)))
    approving.approve(library, [id_of(library, DRAFT), id_of(library, four)])
    assert approving.standing(library, library.entry(DRAFT)) == "approved"
    result = publish(library, to, D1)
    assert result.blocked == ()
    assert four in served(to, DRAFT)


def test_a_page_without_a_held_back_study_is_not_the_approved_one(
    library: Library, to: Path
) -> None:
    library.save(library.entry(TWO).with_(relations=(Relation("cites", ONE),)))
    approving.approve(library, [id_of(library, TWO)])
    library.set_values(ONE, BAD)
    result = publish(library, to, D1)
    assert result.blocked == tuple(sorted((ONE, TWO)))
    assert "changed since Ann" in result.reasons[TWO]


def test_refusals_change_nothing(library: Library) -> None:
    library.set_values(DRAFT, BAD)
    ids = [id_of(library, DRAFT), id_of(library, ONE)]
    with pytest.raises(BadValue, match=r"1 of 2 entries .* Why it matters: .*W01_proves"):
        approving.approve(library, ids)
    assert library.entry(ONE).approval is None
    assert library.entry(DRAFT).state == "drafting"
    library.remove([ids[1]])
    with pytest.raises(BadValue, match="It is removed"):
        approving.approve(library, [ids[1]])
    with closing(settings(library, OFF)) as library:
        approving.approve(library, [ids[0]])
        assert library.entry(DRAFT).state == "ready"


def test_approving_twice_is_no_revision(library: Library) -> None:
    approving.approve(library, [id_of(library, ONE)])
    version = library.entry(ONE).version
    library.who = "Ben"
    assert "no word has changed" in approving.approve(library, [id_of(library, ONE)]).message
    assert library.entry(ONE).version == version


def test_where_approval_is_required_nothing_else_is_published(library: Library, to: Path) -> None:
    with closing(settings(library, '[publishing]\napproval = "required"\n')) as library:
        approving.approve(library, [id_of(library, ONE)])
        result = publish(library, to, D1)
        assert (result.added, result.blocked) == ((ONE,), (TWO,))
        assert "Nobody has approved it" in result.reasons[TWO]


def test_the_page_says_nothing_of_it(library: Library) -> None:
    before = page(library, library.entry(ONE), D1)
    approving.approve(library, [id_of(library, ONE)])
    assert page(library, library.entry(ONE), D1) == before
