"""Merging through real storage: nothing is lost, links follow, one undo takes it all back."""

from typing import Any

import pytest

from curator_app.domain.entry import Entry
from curator_app.domain.revision import content_hash
from curator_app.errors import BadValue, NotFound
from curator_app.services.duplicates import (
    ask_again,
    duplicates_of,
    find_duplicates,
    keep_apart,
    pair_of,
)
from curator_app.services.library import Library
from curator_app.services.merging import adds, foresee_all, merge, merge_all
from curator_app.services.triage import study
from tests.services.saving import add

TITLE = "Exercise and recovery in adults with chronic fatigue syndrome: a cohort study"
SAME: dict[str, Any] = {
    "title": TITLE,
    "authors": ["Brännström, Anna", "De Vries, B"],
    "journal": "Journal of Internal Medicine",
    "year": 2020,
    "doi": "10.1111/joim.1",
}


def twins(library: Library, left: dict[str, Any], right: dict[str, Any]) -> tuple[Entry, Entry]:
    """Two entries of one paper."""
    return (
        add(library, **SAME, slug="left", **left),
        add(library, **{**SAME, **right}, slug="right"),
    )


def whole(library: Library, *ids: str) -> list[str]:
    """The content of entries, to be compared."""
    return [content_hash(library.entry_by_id(id_)) for id_ in ids]


def test_a_merge_keeps_everything_and_one_undo_takes_it_back(library: Library) -> None:
    left, right = (
        add(
            library,
            **{**SAME, "journal": ""},
            slug="left",
            topics=["sleep"],
            plain_summary="Mine.",
        ),
        add(
            library,
            **SAME,
            slug="right",
            topics=["sleep", "rest"],
            plain_summary="Theirs.",
            pmid="123",
            former_slugs=["older"],
        ),
    )
    third = add(
        library,
        title="A third",
        slug="third",
        criteria={"parent": "older"},
        relations=[
            {"type": "cites", "target": "right", "note": ""},
            {"type": "cites", "target": "left", "note": ""},
        ],
    )
    ids = (left.id, right.id, third.id)
    before = whole(library, *ids)
    changes = merge(library, left.id, right.id, {"plain_summary": "both"})
    assert changes.entries == set(ids)
    merged = library.entry("right")
    assert merged.id == left.id
    assert (merged.slug, merged.pmid, merged.topics) == ("left", "123", ("sleep", "rest"))
    assert merged.journal == SAME["journal"]
    assert merged.plain_summary == "Mine.\n\nTheirs."
    assert merged.former_slugs == ("older", "right")
    assert library.entry("older").id == left.id
    follower = library.entry("third")
    assert [r.target for r in follower.relations] == ["left"]
    assert follower.criteria.parent == "left"
    assert library.entry_by_id(right.id).removed
    assert library.history(left.id)[-1].origin == "merge"
    assert library.history(right.id)[-1].note == "Merge of right into left"
    library.undo()
    assert whole(library, *ids) == before
    assert library.entry("right").id == right.id
    library.redo()
    assert library.entry("right").id == left.id


def test_text_that_is_being_typed_is_not_merged_away(library: Library) -> None:
    left, right = twins(library, {}, {})
    library.keep_draft(right.with_(plain_summary="Half a sen"))
    with pytest.raises(BadValue, match="not saved"):
        merge(library, left.id, right.id)
    assert "unsaved" in foresee_all(library, [(left.id, right.id)])[0].reason
    assert library.entry("right").id == right.id
    library.drop_draft(right.id)
    merge(library, left.id, right.id)


def test_messages_about_the_one_that_went_are_about_the_one_that_stays(library: Library) -> None:
    left, right = twins(library, {}, {})
    merge(library, left.id, right.id)
    found = study(library, "right")
    assert found is not None
    assert found.slug == "left"
    library.remove([left.id])
    found = study(library, "right")
    assert found is not None
    assert found.id == right.id


def test_the_other_address_may_be_kept(library: Library) -> None:
    left, right = twins(library, {}, {"state": "published"})
    merge(library, left.id, right.id, {"slug": "right"})
    merged = library.entry("left")
    assert (merged.id, merged.slug, merged.former_slugs) == (left.id, "right", ("left",))
    assert merged.state == "published"
    library.undo()
    assert [library.entry(slug).id for slug in ("left", "right")] == [left.id, right.id]


def test_tags_are_never_lost_and_the_badge_follows(library: Library) -> None:
    left, right = twins(library, {}, {"criteria": {"expr": "ccc_2003"}})
    merge(library, left.id, right.id)
    assert library.entry("left").pem.status == "required"


def test_different_tags_must_be_chosen_and_leave_a_task(library: Library) -> None:
    quote = {"evidence": [{"quote": "as defined by Fukuda", "location": "p 2"}]}
    left, right = twins(
        library,
        {"criteria": {"expr": "ccc_2003"}},
        {"criteria": {"expr": "fukuda_1994", "pem_prevalence": 60, **quote}},
    )
    with pytest.raises(BadValue, match="one has to be chosen"):
        merge(library, left.id, right.id)
    assert not library.entry("right").removed
    merge(library, left.id, right.id, {"criteria": "left"})
    merged = library.entry("left")
    assert merged.criteria.definitions() == ("ccc_2003",)
    assert merged.criteria.pem_prevalence == 60
    assert [item.quote for item in merged.criteria.evidence] == ["as defined by Fukuda"]
    assert merged.pem.status == "required"
    assert "right was tagged fukuda_1994" in merged.tasks[0].note


def test_records_of_both_are_kept(library: Library) -> None:
    source = {"format": "bibtex", "file": "a.bib", "line": 1, "key": "k", "raw": "@a{}"}
    other = {**source, "raw": "@b{}", "file": "b.bib"}
    left, right = twins(library, {"sources": [source]}, {"sources": [source, other]})
    merge(library, left.id, right.id)
    assert [item.file for item in library.entry("left").sources] == ["a.bib", "b.bib"]


def test_a_retraction_is_never_lost(library: Library) -> None:
    left, right = twins(library, {}, {"retraction": {"status": "retracted"}})
    merge(library, left.id, right.id)
    assert library.entry("left").retraction.status == "retracted"


@pytest.mark.parametrize(
    "taken", [{"tea": "left"}, {"title": "both"}, {"title": "middle"}, {"sources": "left"}]
)
def test_odd_choices_are_refused(library: Library, taken: dict[str, str]) -> None:
    left, right = twins(library, {}, {})
    with pytest.raises(BadValue):
        merge(library, left.id, right.id, taken)
    assert library.entry("right").id == right.id


def test_neither_itself_nor_what_is_removed_is_merged(library: Library) -> None:
    left, right = twins(library, {}, {})
    with pytest.raises(BadValue):
        merge(library, left.id, left.id)
    library.remove([right.id])
    with pytest.raises(BadValue, match="removed"):
        merge(library, left.id, right.id)
    with pytest.raises(NotFound):
        merge(library, left.id, "nobody")


def test_the_sure_ones_are_merged_in_one_step(library: Library) -> None:
    for number in range(3):
        title = f"{TITLE} in region {number}"
        for copy in range(3):
            add(
                library,
                **{**SAME, "title": title, "doi": f"10.1000/{number}"},
                slug=f"s{number}{copy}",
            )
    add(library, **{**SAME, "title": f"{TITLE} in region 0", "doi": "10.1000/0"}, slug="tagged",
        evidence_level="E1", state="ready")  # fmt: skip
    found = find_duplicates(library)
    groups = found.groups
    assert sorted(map(len, groups)) == [3, 3, 4]
    planned = foresee_all(library, groups)
    assert all(not item.reason for item in planned)
    assert next(item for item in planned if len(item.gone) == 3).kept.slug == "tagged"
    changes = merge_all(library, groups)
    assert changes.message == "Merge of 7 duplicates."
    assert find_duplicates(library).pairs == ()
    assert library.entry("s02").slug == "tagged"
    library.undo()
    assert len(find_duplicates(library).pairs) == len(found.pairs)
    assert library.entry("s02").slug == "s02"


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ({"state": "published"}, {"state": "ready"}, "public page"),
        ({"plain_summary": "One."}, {"plain_summary": "Two."}, "Quick summary"),
        ({"criteria": {"expr": "ccc_2003"}}, {"criteria": {"expr": "fukuda_1994"}}, "criteria"),
        ({"evidence_level": "E1"}, {"evidence_level": "E2"}, "Evidence level"),
        ({"pmcid": "PMC1"}, {"pmcid": "PMC2"}, "PMCID"),
    ],
)
def test_what_a_person_wrote_is_left_to_a_person(
    library: Library, left: dict[str, Any], right: dict[str, Any], why: str
) -> None:
    one, two = twins(library, left, right)
    planned = foresee_all(library, [(one.id, two.id)])
    assert why in planned[0].reason
    assert merge_all(library, [(one.id, two.id)]).entries == frozenset()
    assert library.entry("right").id == two.id


def test_what_has_gone_since_the_look_is_passed_over(library: Library) -> None:
    one, two = twins(library, {}, {})
    library.remove([two.id])
    assert foresee_all(library, [(one.id, two.id)])[0].reason == "The others are removed."
    library.remove([one.id])
    assert foresee_all(library, [(one.id, two.id)]) == []
    assert merge_all(library, [(one.id, two.id)]).entries == frozenset()


def test_a_preview_says_what_the_kept_one_gets(library: Library) -> None:
    one, two = twins(library, {}, {"pmid": "77", "abstract": "Text."})
    assert adds(foresee_all(library, [(one.id, two.id)])[0]) == "gets PMID, Abstract"


def test_no_duplicate_is_remembered_until_one_is_identified_otherwise(library: Library) -> None:
    left, right = twins(library, {}, {"doi": "10.1111/joim.2"})
    assert len(find_duplicates(library).pairs) == 1
    keep_apart(library, left.id, right.id)
    found = find_duplicates(library)
    assert (found.pairs, [pair.match.level for pair in found.apart]) == ((), ["likely"])
    assert duplicates_of(library, library.entry("left")) == []
    library.set_values("left", {"plain_summary": "About something else."})
    assert find_duplicates(library).pairs == ()
    library.undo()
    library.undo()
    assert len(find_duplicates(library).pairs) == 1
    library.redo()
    assert find_duplicates(library).pairs == ()
    library.set_values("right", {"title": f"{TITLE}."})
    assert len(find_duplicates(library).pairs) == 1


def test_a_pair_is_told_apart_once(library: Library) -> None:
    left, right = twins(library, {}, {})
    assert keep_apart(library, left.id, right.id).entries == {left.id, right.id}
    assert keep_apart(library, right.id, left.id).entries == frozenset()
    with pytest.raises(BadValue):
        keep_apart(library, left.id, left.id)


def test_an_entry_being_typed_is_compared_with_the_saved_ones(library: Library) -> None:
    left = add(library, **SAME, slug="left")
    typed = library.new_entry({"title": TITLE.upper(), "doi": "10.1111/JOIM.1"})
    found = duplicates_of(library, typed)
    assert [(pair.right.slug, pair.match.level) for pair in found] == [("left", "sure")]
    typed = library.new_entry({"title": TITLE})
    assert [pair.right.key for pair in duplicates_of(library, typed)] == [left.id]
    assert duplicates_of(library, library.new_entry({"title": "Something about mice"})) == []
    assert duplicates_of(library, left) == []


def test_two_told_apart_are_not_merged_by_a_third(library: Library) -> None:
    one, two = twins(library, {}, {})
    add(library, **SAME, slug="third")
    before = find_duplicates(library).groups
    assert [len(group) for group in before] == [3]
    keep_apart(library, one.id, two.id)
    assert [item.reason for item in foresee_all(library, before)] == [
        "You decided that two are two studies."
    ]
    assert merge_all(library, before).entries == frozenset()
    groups = find_duplicates(library).groups
    assert [len(group) for group in groups] == [2]
    merge_all(library, groups)
    assert sum(not entry.removed for entry in map(library.entry_by_id, before[0])) == 2


def test_a_decision_is_taken_back_and_the_pair_proposed_again(library: Library) -> None:
    one, two = twins(library, {}, {})
    keep_apart(library, one.id, two.id)
    assert find_duplicates(library).pairs == ()
    done = ask_again(library, two.id, one.id)
    assert done.message == "Perhaps a duplicate again: right and left."
    found = find_duplicates(library)
    assert (len(found.pairs), found.apart) == (1, ())
    assert library.entry("left").distinct == library.entry("right").distinct == ()
    library.undo()
    assert len(find_duplicates(library).apart) == 1
    assert ask_again(library, one.id, add(library, title="A third").id).message == (
        "Nothing had changed."
    )


def test_any_two_can_be_compared(library: Library) -> None:
    one = add(library, **SAME, slug="left")
    two = add(library, title="Immune markers of mice after infection", slug="right", state="ready")
    pair = pair_of(library, one.id, two.id)
    assert (pair.left.slug, pair.match.level) == ("right", "not")
    assert "titles" in pair.match.words
    assert pair_of(library, one.id, add(library, title="").id).match.level == "not"
