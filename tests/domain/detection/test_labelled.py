"""How much the detector finds, and invents, on sentences labelled by hand."""

import pytest

from tests.domain.detection import labels

# The smallest share that still passes: (precision, recall) of each measure.
DEVELOPMENT = dict.fromkeys(labels.MEASURES, (0.97, 0.97))
HELD_OUT = dict.fromkeys(labels.MEASURES, (0.97, 0.95))
PROSE = {
    "found": (0.98, 0.96),
    "inclusion": (0.98, 0.94),
    "role": (0.96, 0.96),
    "expression": (1.0, 1.0),
    "pem_required": (1.0, 1.0),
    "pem_not_required": (1.0, 1.0),
}
SECOND = {
    "found": (0.98, 0.92),
    "inclusion": (0.9, 0.75),
    "role": (0.9, 0.84),
    "expression": (1.0, 1.0),
    "pem_required": (1.0, 1.0),
    "pem_not_required": (0.66, 1.0),
}
BLIND = {
    "found": (0.98, 0.94),
    "inclusion": (0.98, 0.9),
    "role": (0.95, 0.91),
    "pem_required": (1.0, 0.93),
    "pem_not_required": (1.0, 1.0),
}
PEM = {"pem_required": (1.0, 0.93), "pem_not_required": (1.0, 0.8)}


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("development", DEVELOPMENT),
        ("held_out", HELD_OUT),
        ("prose_development", DEVELOPMENT),
        ("prose_held_out", PROSE),
        ("prose_second", SECOND),
        ("blind_first", BLIND),
        ("blind_second", BLIND),
        ("blind_third", BLIND),
        ("blind_fourth", BLIND),
        ("pem_prose", PEM),
    ],
)
def test_precision_and_recall(part: str, wanted: dict[str, tuple[float, float]]) -> None:
    result, errors = labels.scores(part)
    for name, (precision, recall) in wanted.items():
        assert result[name].precision >= precision, (name, errors)
        assert result[name].recall >= recall, (name, errors)


def test_half_of_the_sentences_are_traps() -> None:
    rows = [row for part in labels.PARTS for row in labels.labelled(part)]
    assert len(rows) >= 860
    assert sum(row["trap"] for row in rows) >= 0.48 * len(rows)


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_a_trap_is_never_an_entry_rule(part: str) -> None:
    traps = [row for row in labels.labelled(part) if row["trap"] and not row["expect"]]
    assert len(traps) > 30
    assert [row["text"] for row in traps if labels.proposals(row)] == []
