"""Pictures of the import window and of the list of imports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.ui.importing.history import ImportHistory
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.messages import Question
from tests.walk import settle, until

if TYPE_CHECKING:
    from curator_app.domain.entry import Entry
    from tests.screenshots import Camera

RECORDS = """@article{{new, title={{Two-day exercise testing in people with ME/CFS}},
 author={{Doe, Jane and Roe, Richard}}, journal={{Journal of Examples}}, year={{2025}},
 doi={{10.1234/example.2025.1}}, abstract={{Repeated exercise tests on two days show what one
 test cannot: on the second day, less work is done at the threshold.}}}}
@article{{same, title={{{title}}}, author={{{authors}}}, year={{{year}}}, journal={{{journal}}}}}
@article{{differs, title={{{title}}}, author={{{authors}}}, year={{{year}}},
 journal={{Annals of Internal Medicine (Online)}}, doi={{{doi}}}, pmcid={{PMC7654321}}}}
@article{{second, title={{A second new study, of sleep}}, author={{Low, Dora}}, year={{2024}}}}
@article{{broken, year={{2001}}}}
"""
TABLE = """Titel;Autoren;Jahr;Zeitschrift;Bemerkung
Schlaf und Erschöpfung nach Infektionen;"Doe, Jane; Roe, Ron";2021;Die Zeitschrift;liegt vor
Belastungstests an zwei Tagen;"Low, Dora";2022;Die Zeitschrift;
Herzfrequenz im Stehen;"Poe, Edgar";2019;Andere Zeitschrift;bestellt
"""


def import_window(camera: Camera, entry: Entry, work: Path) -> None:
    """Choosing files, the columns of a table, the plan, the end, and the list of imports."""
    program = camera.program
    library = program.window.library
    assert library is not None
    path, table = work / "records.bib", work / "studien.csv"
    authors = " and ".join(entry.authors)
    path.write_text(RECORDS.format(title=entry.title, authors=authors, year=entry.year,
                    journal=entry.journal, doi=entry.doi), encoding="utf-8")  # fmt: skip
    table.write_text(TABLE, encoding="utf-8")
    made = ImportWindow(program.tasks, program.theme, library, program.window)
    made.open()
    camera.shoot(made, "import-choose")
    made.take_files([table])
    until(lambda: made.stack.currentWidget() is made.columns)
    camera.shoot(made, "import-columns")
    made.take_files([path])
    until(lambda: made.model.rowCount() > 0)
    made.view.selectRow(2)
    camera.shoot(made, "import-plan")
    made.view.selectRow(0)
    camera.shoot(made, "import-edit")
    made.view.selectRow(4)
    camera.shoot(made, "import-refused")
    made.working.begin("Importing 12,431 records…", "records")
    made.stack.setCurrentWidget(made.working)
    made.working.show_progress(1, 12_431)
    settle(1.1)
    made.working.show_progress(4_210, 12_431)
    camera.shoot(made, "import-working")
    made.stack.setCurrentWidget(made.planning)
    made.import_button.click()
    until(lambda: made.stack.currentWidget() is made.finished_step)
    camera.shoot(made, "import-done")
    made.reject()
    past = ImportHistory(program.tasks, program.theme, library, program.window)
    past.open()
    until(lambda: past.table.rowCount() > 0)
    camera.shoot(past, "imports")
    past.undo_button.click()
    until(lambda: past.findChild(Question) is not None)
    question = past.findChild(Question)
    assert question is not None
    camera.shoot_over(past, question, "imports-undo")
    question.reject()
    past.reject()
    library.undo()
