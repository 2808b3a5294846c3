"""No false merge in any set, and how many of the duplicates are found."""

import pytest

from curator_app.domain.duplicates.judging import SURE, judge
from tests.duplicate_sets import (
    ALIKE,
    RecordSet,
    Score,
    find_pairs,
    published,
    same_doi,
    score,
    table,
    twin,
)
from tests.shared_data import shared_folder

FOLDER = shared_folder()
needs_data = pytest.mark.skipif(FOLDER is None, reason="needs the shared data")


def test_the_set_made_here() -> None:
    result = score(twin())
    print(table([result]))
    assert result.records >= 300
    assert result.false_merges == 0
    assert result.sensitivity >= 0.85
    assert result.reach >= 0.97


@pytest.mark.parametrize("seed", range(3))
def test_no_seed_of_it_makes_a_false_merge(seed: int) -> None:
    assert score(twin(seed, 60)).false_merges == 0


# haematology was tuned on. cytology_screening was held out until a first count (717 of 772
# removed, none falsely); what was repaired after that is in names, pages, groups and meetings, so
# this is no longer a held-out figure. SAME_DOI_GROUPS was read as a warning, and nothing was tuned
# to it.
@needs_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [("haematology", 117), ("cytology_screening", 766), ("SAME_DOI", 249)]
)
def test_real_sets(name: str, least: int) -> None:
    result = score(real(name))
    print(table([result]))
    assert result.false_merges == 0
    assert result.removed >= least


def real(name: str) -> RecordSet:
    """One of the sets of the shared data."""
    assert FOLDER is not None
    if name == "SAME_DOI":
        return same_doi(FOLDER / "mecfs" / "SAME_DOI_GROUPS.json")
    return published(FOLDER / "duplicates", name)


def test_a_set_without_duplicates_has_no_sure_pair() -> None:
    made = twin()
    seen = {study: place for place, study in enumerate(made.study)}
    alone = tuple(made.records[place] for place in seen.values())
    assert not [pair for pair in find_pairs(alone, ALIKE) if pair.match.level == SURE]


def test_which_of_two_comes_first_makes_no_difference() -> None:
    records = twin(1, 60).records
    for pair in find_pairs(records, ALIKE):
        turned = judge(records[pair.second], records[pair.first], ALIKE)
        assert (turned.level, turned.undisputed) == (pair.match.level, pair.match.undisputed)


def test_a_score_counts_records_that_should_go() -> None:
    made = twin()
    copies = [r for r in made.records if r.doi][:1] * 4
    others = tuple(r for r in made.records if r.doi != copies[0].doi)[:1]
    result = score(RecordSet("four", (*copies, *others), ("a", "a", "a", "b", "c")))
    assert (result.to_remove, result.removed, result.false_merges) == (2, 2, 1)
    assert isinstance(result, Score)
