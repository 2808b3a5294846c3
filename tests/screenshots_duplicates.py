"""Pictures of the windows of duplicates, on copies of studies of the demo atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator_app.domain.entry import Entry, new_id
from curator_app.domain.query import ListQuery
from curator_app.services.library import Library
from curator_app.ui.duplicates.merge_window import MergeWindow
from curator_app.ui.duplicates.sure import SureWindow
from curator_app.ui.duplicates.window import DuplicatesWindow
from curator_app.ui.duplicates.words import APART
from tests.walk import until

if TYPE_CHECKING:
    from tests.screenshots import Camera

COPIED = 4


def copies(library: Library, entry: Entry) -> None:
    """Copies as other databases would bring them, one tagged otherwise, one a preprint."""
    new = {"version": 0, "slug": "", "former_slugs": (), "relations": (), "state": "imported"}
    tagged = library.new_entry({"criteria": {"expr": "oxford_1991"}}).criteria
    bare = {"plain_summary": "", "why_it_matters": "", "advanced_summary": ""}
    made = [
        entry.with_(
            **{**new, "why_it_matters": ""},
            id=new_id(),
            title=entry.title.title(),
            authors=tuple(name.partition(",")[0] + ", X" for name in entry.authors),
            journal="Ann Intern Med",
            evidence_level="E2",
            plain_summary="What another curator wrote about the same trial, in other words.",
            topics=("rituximab", "b cells"),
            criteria=tagged,
        )
    ]
    ns = library.ids(ListQuery())
    others = [library.entry_by_n(n) for n in ns]
    for other in [o for o in others if o.doi and o.id != entry.id and o.authors][:COPIED]:
        made.append(other.with_(**{**new, **bare}, id=new_id(), title=other.title.upper()))
    preprint = {"doi": "10.1101/2019.01.01.1", "journal": "medRxiv", "pmid": "", "pmcid": ""}
    made.append(others[-1].with_(**{**new, **bare, **preprint}, id=new_id()))
    library.add_all(made, "Copies")


def duplicates(
    camera: Camera, entry: Entry, theme: str, sizes: tuple[tuple[int, int], ...]
) -> None:
    """The list of pairs, one pair side by side, and the plan for the sure ones."""
    program = camera.program
    window, library = program.window, program.window.library
    assert library is not None
    copies(library, entry)
    for size in sizes:
        camera.suffix = f"{theme}-{size[0]}"
        made = DuplicatesWindow(program.tasks, program.theme, library, window)
        made.show()
        made.resize(min(size[0] - 80, 1400), min(size[1] - 120, 800))
        until(lambda made=made: made.model.rowCount() > 0)
        camera.shoot(made, "duplicates")
        pairs = made.pairs()
        tagged = next(i for i, p in enumerate(pairs) if entry.id in (p.left.key, p.right.key))
        merge = MergeWindow(program.tasks, program.theme, library, pairs, tagged, made)
        merge.resize(min(size[0] - 80, 1500), min(size[1] - 80, 940))
        merge.open()
        until(lambda merge=merge: merge.model.rowCount() > 0)
        camera.shoot(merge, "merge")
        merge.view.go_to(1)
        camera.shoot(merge, "merge-marks")
        merge.reject()
        made.apart_button.click()
        until(lambda made=made: bool(made.bar.button(APART).isEnabled()))
        made.bar.button(APART).click()
        camera.shoot(made, "duplicates-apart")
        made.ask_button.click()
        until(lambda made=made: not made.bar.button(APART).isEnabled())
        sure = SureWindow(program.tasks, program.theme, library, made.groups(), made)
        sure.open()
        until(lambda sure=sure: sure.stack.currentWidget() is sure.planning)
        camera.shoot(sure, "merge-sure")
        sure.reject()
        made.reject()
        window.resize(*size)
        window.commands.new()
        window.desk.editor().set_value("title", entry.title.lower())
        until(lambda: window.notices.notice("twin") is not None)
        camera.shoot(window, "new-twin")
        window.desk.discard()
    for _ in range(1 + 2 * len(sizes)):  # the copies, and what was told apart and asked again
        library.undo()
