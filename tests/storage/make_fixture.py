"""Make the library that is kept for each released schema: `python -m tests.storage.make_fixture`.

Run it once when a schema is released, never again: the file is what that version wrote.
"""

from contextlib import closing
from pathlib import Path

from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.decisions import Task
from curator_app.storage import backup, drafts, rulings
from curator_app.storage.schema import SCHEMA
from tests.builders import study
from tests.storage.saving import change, open_library, save_new

RULINGS = (
    ("policy", "v0.2", {"contested": {"london_1994": "unclear"}}),
    ("words", "words v2", {"lists": {"causal": {"added": ["begets"], "removed": ["causes"]}}}),
    ("policy", "v0.3", {"contested": {"london_1994": "required"}}),
)


def make(folder: Path, target: Path) -> None:
    """Twelve entries: edited, moved, removed, tagged, with a task; a text being typed; rulings."""
    with closing(open_library(folder)) as db:
        save_new(db, [study(number, words=24) for number in range(10)])
        criteria = criteria_from_json(
            {"expr": ["any", "ccc_2003", "fukuda_1994"], "pem_prevalence": 33.5}
        )
        first = study(10, words=24).with_(slug="a-2000-former", criteria=criteria)
        save_new(db, [first, study(11, words=24).with_(slug="b-2001-removed")])
        change(
            db,
            "a-2000-former",
            title="Edited title",
            slug="a-2000-edited",
            former_slugs=("a-2000-former",),
        )
        change(db, "b-2001-removed", removed=True)
        with db.write() as conn:
            drafts.keep(conn, first.id, "a-2000-edited", 2, {"title": "Being typed"})
            for kind, version, data in RULINGS:
                rulings.append(
                    conn, kind=kind, version=version, at="2026-11-27T10:00:00.000+00:00",
                    who="Anna", note="Why", data=data,
                )  # fmt: skip
        change(db, "a-2000-edited", tasks=(Task("check_policy", "Look again", "2026-11-27"),))
        backup.backup(db, target)


if __name__ == "__main__":
    import tempfile

    made = Path(__file__).parent / "libraries" / f"schema-{SCHEMA}.db"
    if made.exists():
        raise SystemExit(f"{made} is there already: it is what that version wrote.")
    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch), made)
