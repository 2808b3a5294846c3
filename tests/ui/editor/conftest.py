"""What the editor's tests share: a pane that is on screen, and a study to edit."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator_app.domain.criteria import Criteria
from curator_app.domain.entry import Entry, Source
from curator_app.knowledge import catalogue, vocabulary
from curator_app.ui.editor.pane import EditorPane

STUDY = Entry(
    id="0199-study",
    version=3,
    slug="see-1996-alpha-interferon",
    title="alpha-Interferon treatment of patients with chronic fatigue syndrome.",
    authors=("See, D M", "Tilles, J G"),
    journal="Immunological investigations",
    year=1996,
    doi="10.3109/08820139609059298",
    pmid="8675231",
    language="en",
    abstract="Natural killer cell function is low.\nThirty patients took part.",
    evidence_level="E2",
    plain_summary="Thirty people took part. Seven of them felt better.",
    observed_findings=("NK cell function rose.", "Symptoms of seven patients improved."),
    topics=("Immunology",),
    sources=(Source("bibtex", "export.bib", 12, "see1996", "@article{see1996}"),),
    state="drafting",
)


@pytest.fixture
def study() -> Entry:
    """A study as it might be stored."""
    return STUDY


@pytest.fixture
def untagged() -> Entry:
    """The same study with no criteria at all."""
    return STUDY.with_(criteria=Criteria())


@pytest.fixture
def pane(qtbot: QtBot) -> EditorPane:
    """The editor on screen with the study."""
    made = EditorPane(vocabulary(), catalogue())
    qtbot.addWidget(made)
    made.resize(720, 900)
    made.show_entry(STUDY)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def focused() -> Callable[[], str]:
    """The object name of what has the cursor."""

    def name() -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    return name
