"""Adopting a policy: no flip is missed, one transaction, a queue, and no way back by undo."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator_app import demo, knowledge
from curator_app.domain.decisions import Task
from curator_app.domain.entry import Entry
from curator_app.domain.pem import derive
from curator_app.domain.policy import READINGS, Policy
from curator_app.domain.query import ListQuery
from curator_app.errors import BadValue, Cancelled, CuratorError, ReadOnly
from curator_app.services import publishing
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from curator_app.services.policy import adopt, propose, what_would_change
from curator_app.services.upkeep import make_backup, salvage

CONTESTED = tuple(knowledge.catalogue().policy)
OVERRIDE = {
    "override": {
        "status": "required", "quote": "all had PEM", "location": "methods", "reason": "it says so"
    }
}  # fmt: skip


def everything(library: Library) -> list[Entry]:
    """Every entry, removed ones too."""
    ns = [n for gone in (False, True) for n in library.ids(ListQuery(removed=gone))]
    return [library.entry_by_n(n) for n in ns]


def forms(definition: str) -> Iterator[dict[str, object]]:
    """Ways in which a study can have used a definition, as criteria."""
    yield {"expr": definition}
    yield {"expr": ["any", "ccc_2003", definition]}
    yield {"expr": ["all", "fukuda_1994", ["any", definition, "icc_2011"]]}
    yield {"expr": ["unsure", definition, "holmes_1988"]}
    yield {"expr": [definition, ["partial"]]}
    yield {"expr": [definition, ["author_requires_pem"]]}
    yield {"expr": {"id": definition, "modifiers": ["relaxed"], "quote": "q", "location": "table"}}
    yield {"expr": "fukuda_1994", "subsets": [{"expr": definition, "results_reported": True}]}
    yield {"expr": "fukuda_1994", "subsets": [{"expr": definition, "results_reported": False}]}
    yield {"arms": [{"expr": definition, "results_reported": True}, {"expr": "oxford_1991"}]}
    yield {"expr": definition, "added": "all"}
    yield {"expr": definition, "unit": "animal"}
    yield {"expr": definition, "pem_prevalence": 33.5, "recruited_from": "2022-01-01"}
    yield {"expr": "fukuda_1994", "comparators": [definition], "mentioned": [definition]}


def fill_with_everything(library: Library) -> None:
    """Entries with every definition in every form, of several years; some removed or overridden."""
    chance = random.Random(5)
    made = []
    for definition in knowledge.catalogue().by_id:
        for number, criteria in enumerate(forms(definition)):
            year = chance.choice([1990, 2005, 2018, 2023, None])
            values = {"title": f"{definition} {number}", "year": year, "criteria": criteria}
            if chance.random() < 0.1:
                values["pem"] = OVERRIDE
            made.append(library.new_entry(values))
    library.add_all(made, "Everything")
    library.remove(entry.id for entry in made if chance.random() < 0.05)


def rederived(library: Library, policy: Policy) -> dict[str, tuple[str, str]]:
    """(status in force, derived) of every entry under a policy, asked of each one by itself."""
    catalogue = knowledge.catalogue().with_policy(policy)
    found = {}
    for entry in everything(library):
        derived = derive(entry.criteria, catalogue, entry.year).status
        override = entry.pem.override
        found[entry.id] = (override.status if override else derived, derived)
    return found


def random_policy(library: Library, chance: random.Random) -> Policy:
    """Some readings changed."""
    while True:
        ids = chance.sample(CONTESTED, chance.randrange(1, len(CONTESTED)))
        try:
            return propose(library, {id_: chance.choice(READINGS) for id_ in ids})
        except BadValue:
            continue


@pytest.mark.parametrize("which", ["demo", "everything"])
def test_no_flip_is_missed_and_none_is_made_up(library: Library, which: str) -> None:
    demo.fill(library) if which == "demo" else fill_with_everything(library)
    chance = random.Random(which)
    badge = library.catalogue.badge
    seen = 0
    for _ in range(8):
        policy = random_policy(library, chance)
        before = {e.id: (e.pem.status, e.pem.derived) for e in everything(library)}
        after = rederived(library, policy)
        flips = what_would_change(library, policy)
        assert {f.id: (f.new, f.derived[1]) for f in flips} == {
            id_: pair for id_, pair in after.items() if pair != before[id_]
        }
        assert {f.id for f in flips if f.flips} == {
            id_ for id_ in after if badge(after[id_][0]) != badge(before[id_][0])
        }
        adopt(library, policy, seen=flips)
        assert {e.id: (e.pem.status, e.pem.derived) for e in everything(library)} == after
        seen += len(flips)
    assert seen >= (4 if which == "demo" else 200)


def one(library: Library, definition: str, **values: object) -> Entry:
    """A saved entry tagged with one definition."""
    entry = library.new_entry({"title": definition, "criteria": {"expr": definition}, **values})
    library.save(entry)
    return library.entry_by_id(entry.id)


def to_unclear(library: Library, *ids: str, note: str = "why") -> None:
    """Adopt that these are unclear."""
    adopt(library, propose(library, dict.fromkeys(ids or ("london_1994",), "unclear")), note)


def test_a_name_that_stands_for_another_definition_follows_it(library: Library) -> None:
    early = one(library, "nice_unspecified", year=2010)
    unknown = one(library, "nice_unspecified", year=2023)
    flips = what_would_change(library, propose(library, {"nice_cg53_2007": "required"}))
    assert [(f.id, f.new, f.by) for f in flips] == [(early.id, "required", ("nice_unspecified",))]
    flips = what_would_change(library, propose(library, {"nice_unspecified": "not_required"}))
    assert [(f.id, f.new) for f in flips] == [(unknown.id, "not_required")]


def test_adoption_is_a_revision_with_a_task_of_each_flipped_entry(library: Library) -> None:
    entry = one(library, "london_1994", state="ready")
    other = one(library, "ccc_2003")
    changes = adopt(library, propose(library, {"london_1994": "unclear"}), "after the meeting")
    assert changes.rules
    assert changes.entries == {entry.id}
    assert changes.message == (
        "Policy v0.2 is in force. 1 entry changed; 1 is left to look at, because the badge is"
        " another."
    )
    now = library.entry_by_id(entry.id)
    assert (now.pem.status, now.pem.policy, now.version) == ("unclear", "v0.2", 2)
    (task,) = now.tasks
    assert task.kind == "check_policy"
    assert task.note == (
        "Policy v0.2 reads London differently: the badge went from “PEM required” to"
        " “PEM unclear”. Check that the page says the same."
    )
    revision = library.history(entry.id)[-1]
    assert (revision.origin, revision.note) == ("policy", "after the meeting")
    assert revision.versions == "Generator v1 / Scanner v1.4 / policy v0.2"
    assert set(revision.changes) == {"pem", "tasks"}
    assert library.entry_by_id(other.id) == other
    assert [library.rows(library.ids(ListQuery(filters={"tasks": ("any",)})))[0].id] == [entry.id]
    (ruling,) = library.rules.rulings
    assert (ruling.version, ruling.who, ruling.note) == ("v0.2", "Anna", "after the meeting")


def test_a_queued_entry_is_held_until_somebody_looked(library: Library) -> None:
    entry = one(library, "london_1994")

    def held() -> list[str]:
        now = library.entry_by_id(entry.id)
        found = Inspector(library).entry(now).findings
        return [f.severity for f in found if f.rule == "F60_policy_check_open"]

    assert held() == []
    to_unclear(library)
    assert held() == ["CRITICAL"]
    library.set_values(entry.slug, {"tasks": []})
    assert held() == []
    library.undo()
    assert held() == ["CRITICAL"]


def test_a_later_policy_replaces_the_task_and_keeps_others(library: Library) -> None:
    entry = one(library, "london_1994", tasks=[{"kind": "check_full_text", "note": "Read it."}])
    to_unclear(library)
    adopt(library, propose(library, {"london_1994": "not_required"}, "2027 spring"))
    tasks = library.entry_by_id(entry.id).tasks
    assert [task.kind for task in tasks] == ["check_full_text", "check_policy"]
    assert "Policy 2027 spring" in tasks[1].note
    assert "“PEM unclear” to “PEM not required”" in tasks[1].note


def test_an_override_stays_and_its_entry_is_listed_without_a_task(library: Library) -> None:
    entry = one(library, "london_1994", pem=OVERRIDE)
    policy = propose(library, {"london_1994": "unclear"})
    (flip,) = what_would_change(library, policy)
    assert (flip.overridden, flip.flips, flip.old, flip.new) == (
        True,
        False,
        "required",
        "required",
    )
    assert flip.derived == ("required", "unclear")
    adopt(library, policy)
    now = library.entry_by_id(entry.id)
    assert (now.pem.status, now.pem.derived, now.tasks) == ("required", "unclear", ())
    assert now.pem.override == entry.pem.override


def test_a_status_that_changes_under_the_same_badge_is_listed_but_not_queued(
    library: Library,
) -> None:
    subset = [{"expr": "rcpch_2004", "results_reported": True}]
    values = {"title": "T", "criteria": {"expr": "fukuda_1994", "subsets": subset}}
    library.save(library.new_entry(values))
    policy = propose(library, {"rcpch_2004": "required"})
    (flip,) = what_would_change(library, policy)
    assert (flip.old, flip.new, flip.flips) == ("not_required", "partly", False)
    adopt(library, policy)
    (entry,) = everything(library)
    assert (entry.pem.status, entry.tasks) == ("partly", ())


@pytest.mark.parametrize(
    ("readings", "name", "says"),
    [
        ({}, "", "policy v0.1 says already"),
        ({"london_1994": "required"}, "", "policy v0.1 says already"),
        ({"ccc_2003": "unclear"}, "", "ccc_2003 is not a contested definition"),
        ({"nonsense": "unclear"}, "", "nonsense is not a contested definition"),
        ({"london_1994": "partly"}, "", "'partly' is not a reading"),
        ({"london_1994": "unclear"}, "v0.1", "v0.1 was in force already"),
        ({"london_1994": "unclear"}, "x" * 41, "up to 40 characters"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(
    library: Library, readings: dict[str, str], name: str, says: str
) -> None:
    with pytest.raises(BadValue, match=says):
        propose(library, readings, name)
    by_hand = Policy(name or "v9", {**library.catalogue.policy, **readings})
    with pytest.raises(BadValue, match=says):
        adopt(library, by_hand)
    assert library.rules.rulings == ()


def test_names_of_versions_follow_one_another_and_are_never_used_twice(library: Library) -> None:
    to_unclear(library)
    adopt(library, propose(library, {"london_1994": "required"}, "v0.1.9"))
    adopt(library, propose(library, {"london_1994": "unclear"}))
    assert library.rules.names("policy") == ["v0.2", "v0.1.9", "v0.1.10"]
    adopt(library, propose(library, {"london_1994": "required"}, "v0.01"))
    assert propose(library, {"london_1994": "unclear"}).version == "v0.3"
    with pytest.raises(BadValue, match=r"v0\.2 was in force already"):
        propose(library, {"london_1994": "unclear"}, " v0.2 ")


def test_undo_stops_at_an_adoption_and_says_how_to_go_back(library: Library) -> None:
    entry = one(library, "london_1994")
    library.set_values(entry.slug, {"journal": "Before"})
    to_unclear(library)
    library.set_values(entry.slug, {"journal": "After"})
    assert library.undo().message == f"Undone: Edit of {entry.slug}."
    for _ in range(2):
        with pytest.raises(CuratorError, match="Adoption of policy") as error:
            library.undo()
        assert "adopt the earlier readings again" in error.value.hint
    with pytest.raises(CuratorError, match="not taken back"):
        library.undo_operation(library.operations()[-3])
    now = library.entry_by_id(entry.id)
    assert (now.journal, now.pem.status) == ("Before", "unclear")
    assert library.redo().message == f"Done again: Edit of {entry.slug}."
    adopt(library, propose(library, {"london_1994": "required"}))
    assert library.entry_by_id(entry.id).pem.status == "required"


def test_an_earlier_step_taken_back_is_judged_by_the_policy_in_force(library: Library) -> None:
    entry = one(library, "ccc_2003")
    library.set_values(entry.slug, {"criteria": {"expr": "london_1994"}})
    edit = library.operations()[-1]
    to_unclear(library, "ramsay_1986", "london_1994")
    library.undo_operation(edit)
    assert library.entry_by_id(entry.id).pem.status == "required"
    library.set_values(entry.slug, {"criteria": {"expr": "ramsay_1986"}})
    assert library.entry_by_id(entry.id).pem.status == "unclear"
    library.undo()
    library.redo()
    assert library.entry_by_id(entry.id).pem.status == "unclear"


def test_an_entry_that_the_policy_does_not_touch_is_not_changed_by_a_save(library: Library) -> None:
    entry = one(library, "ccc_2003")
    to_unclear(library)
    assert library.save(entry).entries == frozenset()
    library.set_values(entry.slug, {"journal": "J"})
    assert set(library.history(entry.id)[-1].changes) == {"journal"}
    assert library.entry_by_id(entry.id).pem.policy == "v0.1"
    library.set_values(entry.slug, {"criteria": {"expr": "fukuda_1994"}})
    assert library.entry_by_id(entry.id).pem.policy == "v0.2"


def test_a_removed_entry_comes_back_under_the_new_policy(library: Library) -> None:
    entry = one(library, "london_1994")
    library.remove([entry.id])
    to_unclear(library)
    library.remove([entry.id], removed=False)
    now = library.entry_by_id(entry.id)
    assert (now.pem.status, len(now.tasks)) == ("unclear", 1)


def test_stopping_and_a_changed_library_leave_everything_as_it_was(library: Library) -> None:
    entry = one(library, "london_1994")
    policy = propose(library, {"london_1994": "unclear"})
    with pytest.raises(Cancelled):
        what_would_change(library, policy, cancelled=lambda: True)
    seen = what_would_change(library, policy)
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        adopt(library, policy, seen=seen, cancelled=lambda: next(calls))
    assert library.entry_by_id(entry.id) == entry
    one(library, "london_1994", slug="second")
    with pytest.raises(CuratorError, match="was changed since this plan was made"):
        adopt(library, policy, seen=seen)
    assert library.rules.rulings == ()
    assert [o.kind for o in library.operations()] == ["ordinary"] * 2
    assert library.catalogue.policy_version == "v0.1"


def test_progress_is_told_to_the_end(library: Library) -> None:
    for number in range(3):
        one(library, "london_1994", slug=f"s{number}")
    policy = propose(library, {"london_1994": "unclear"})
    told: list[tuple[int, int]] = []
    what_would_change(library, policy, lambda done, total: told.append((done, total)))
    adopt(library, policy, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3), (3, 3)]


def test_policy_survives_closing_backup_and_salvage(library: Library, tmp_path: Path) -> None:
    one(library, "london_1994")
    to_unclear(library)
    copy = make_backup(library)
    for number, path in enumerate((library.folder / "atlas.db", copy)):
        saved, report = salvage(path, tmp_path / f"R{number}" / "atlas.db")
        assert report.rulings == 1
        again = Library.open(saved.parent, insist=True)
        assert again.catalogue.policy["london_1994"] == "unclear"
        assert again.versions.policy == "v0.2"
        again.close()


def test_a_second_window_only_reads_and_sees_the_policy_when_it_looks_again(
    library: Library,
) -> None:
    one(library, "london_1994")
    reader = Library.open(library.folder)
    assert reader.read_only
    to_unclear(library)
    assert reader.catalogue.policy_version == "v0.1"
    reader.reread_rules()
    assert reader.catalogue.policy_version == "v0.2"
    with pytest.raises(ReadOnly):
        adopt(reader, propose(reader, {"ramsay_1986": "unclear"}))
    reader.close()


def test_the_file_names_the_policy_until_one_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "library.toml").write_text('[versions]\npolicy = "house 1"\n', encoding="utf-8")
    again = Library.open(tmp_path, insist=True)
    entry = one(again, "london_1994")
    assert (again.versions.policy, entry.pem.policy) == ("house 1", "house 1")
    assert entry.pem.status == "required"
    to_unclear(again)
    assert again.versions.policy == again.catalogue.policy_version == "house 2"
    again.close()
    again = Library.open(tmp_path, insist=True)
    assert again.versions.policy == "house 2"
    again.close()


def test_the_gate_holds_flipped_pages_until_somebody_looked(
    library: Library, tmp_path: Path
) -> None:
    demo.fill(library)
    policy = propose(library, dict.fromkeys(CONTESTED, "unclear"))
    flipped = [flip.slug for flip in what_would_change(library, policy) if flip.flips]
    assert flipped
    before = publishing.plan_publish(library, tmp_path / "site")
    assert set(flipped) <= set(before.added)
    adopt(library, policy)
    plan = publishing.plan_publish(library, tmp_path / "site")
    assert set(plan.blocked) == {*before.blocked, *flipped}
    assert all("Policy v0.2 reads" in plan.reasons[slug] for slug in flipped)
    library.set_values(flipped[0], {"tasks": []})
    plan = publishing.plan_publish(library, tmp_path / "site")
    assert set(plan.blocked) == {*before.blocked, *flipped[1:]}


LIMIT = "It does not prove that it holds for others than the 40 people of this one clinic."
QUOTED = {"quote": "All met the London criteria.", "location": "Methods"}


def test_pages_carry_the_policy_and_workers_judge_by_it(tmp_path: Path) -> None:
    file = '[publishing]\ngate = "off"\n'
    (tmp_path / "library.toml").write_text(file, encoding="utf-8")
    library = Library.open(tmp_path, insist=True)
    made = [
        library.new_entry({
            "title": f"Study {n}", "year": 2000, "state": "ready", "plain_summary": "Text.",
            "authors": ["Roe, J"], "does_not_prove": LIMIT,
            "criteria": {"expr": "london_1994", "evidence": [QUOTED]},
        })
        for n in range(300)
    ]  # fmt: skip
    library.add_all(made, "Many")
    publishing.publish(library, tmp_path / "site", "2026-01-01")
    first = sorted((tmp_path / "site" / "current" / "evidence").glob("roe-*.html"))
    assert len(first) == 300
    assert all("policy v0.1" in page.read_text(encoding="utf-8") for page in first)
    to_unclear(library)
    publishing.publish(library, tmp_path / "site", "2026-01-01")
    for path in sorted((tmp_path / "site" / "current" / "evidence").glob("roe-*.html")):
        text = path.read_text(encoding="utf-8")
        assert "policy v0.2" in text
        assert "policy v0.1" not in text
        assert path.read_bytes() == publishing.page(library, library.entry(path.stem), "2026-01-01")
    library.close()


def test_a_task_is_on_no_page(library: Library) -> None:
    entry = one(library, "ccc_2003", state="ready")
    noted = entry.with_(tasks=(Task("check_policy", "Xylophone", ""),))
    assert b"Xylophone" not in publishing.page(library, noted, "2026-01-01")
