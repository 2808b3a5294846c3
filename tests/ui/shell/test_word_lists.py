"""The word lists' window: own words, words taken out, what they would find, and in force."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.entry import EMPTY, new_id
from curator_app.knowledge import checks
from curator_app.services.library import Library
from curator_app.ui.messages import Question
from curator_app.ui.words.plan import WordsPlanWindow
from curator_app.ui.words.window import NAME, WordsWindow
from tests.ui.shell.conftest import Opener, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with one study whose summary has an unusual verb."""
    made = tmp_path / "library"
    entry = EMPTY.with_(
        id=new_id(), slug="s", title="Study.", year=2000, authors=("Roe, J",), state="drafting",
        publication_type="cohort", plain_summary="Stress begets fatigue.",
    )  # fmt: skip
    fill(made, [entry])
    return made


@pytest.fixture
def opened(program: Program, qtbot: QtBot) -> WordsWindow:
    """The window, opened by its command, with the list of causal words."""
    program.window.actions_["word_lists"].trigger()
    made = program.window.findChild(WordsWindow)
    assert made is not None
    qtbot.waitUntil(lambda: made._model.rowCount() > 0, timeout=10_000)
    made.show_list("causal")
    return made


def names(window: WordsWindow) -> list[str]:
    """The lists shown."""
    return [window._model.item(line).data(NAME) for line in range(window._model.rowCount())]


def add(window: WordsWindow, text: str, qtbot: QtBot) -> None:
    """Type a word and press Enter."""
    window.phrases.line.clear()
    qtbot.keyClicks(window.phrases.line, text)
    qtbot.keyClick(window.phrases.line, Qt.Key.Key_Return)


def plan_of(window: WordsWindow, qtbot: QtBot) -> WordsPlanWindow:
    """The plan window, once it knows the effect."""
    window.plan_button.click()
    made = window.findChild(WordsPlanWindow)
    assert made is not None
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.planning, timeout=20_000)
    return made


def test_every_list_says_what_it_is_for_and_which_rules_use_it(opened: WordsWindow) -> None:
    assert sorted(names(opened)) == sorted(checks().words.names())
    for name in names(opened):
        opened.show_list(name)
        assert opened.title.text()
        assert opened.help.text()
        assert opened.users.text().startswith("Used by: ")
        assert len(opened.phrases.words()) == len(checks().words[name].phrases)
    opened.show_list("causal")
    assert "Causal verb without a randomised trial (C01)" in opened.users.text()


def test_search_finds_lists_by_their_words(opened: WordsWindow, qtbot: QtBot) -> None:
    opened.search.setText("brought about")
    assert names(opened) == ["causal"]
    opened.search.setText("zzz")
    assert opened.nothing.isVisibleTo(opened)
    opened.search.clear()
    assert not opened.nothing.isVisibleTo(opened)
    opened.show_list("causal")
    opened.phrases.search.setText("caus")
    assert set(opened.phrases.words()) == {
        word for word in checks().words["causal"].phrases if "caus" in word
    }
    opened.phrases.search.setText("zzz")
    assert opened.phrases.nothing.isVisibleTo(opened)


def test_words_are_put_in_force_after_their_effect_was_seen(
    program: Program, opened: WordsWindow, qtbot: QtBot
) -> None:
    window = program.window
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)

    def said() -> bool:
        notes = window.desk.editor().notes.all()
        return any(note.finding.rule == "C01_causal_verb_non_rct" for note in notes)

    add(opened, " Begets ", qtbot)
    assert opened.phrases.words()[0] == "begets"
    assert opened.phrases.line.text() == ""
    assert "1 list changed and not yet in force." in opened.foot.text()
    assert not said()
    plan = plan_of(opened, qtbot)
    assert plan.heading.text() == "Causal: with “begets”."
    line = plan.model.line(0)
    assert (line.label, line.why, line.where) == ("More", "1 finding", "C01")
    plan.note.setText("a reader wrote")
    plan.adopt_button.click()
    qtbot.waitUntil(lambda: plan.stack.currentWidget() is plan.finished_step)
    (ruling,) = window.library.rules.rulings
    assert (ruling.version, ruling.note) == ("words v1", "a reader wrote")
    plan.reject()
    qtbot.waitUntil(lambda: opened.foot.text() == "In force: words v1.")
    # What is being edited is checked with the new words.
    qtbot.waitUntil(said, timeout=10_000)


def test_words_are_taken_out_and_put_back_by_keyboard(opened: WordsWindow, qtbot: QtBot) -> None:
    opened.phrases.select("causes")
    qtbot.keyClick(opened.phrases.list, Qt.Key.Key_Delete)
    assert opened._draft.of("causal").removed == ("causes",)
    assert opened.phrases.toggle_button.text() == "Put back"
    qtbot.keyClick(opened.phrases.list, Qt.Key.Key_Space)
    assert opened._draft.lists == {}
    assert not opened.plan_button.isVisibleTo(opened)
    add(opened, "begets", qtbot)
    opened.phrases.select("begets")
    opened.phrases.toggle_button.click()
    assert "begets" not in opened.phrases.words()
    add(opened, "begets", qtbot)
    opened.reset_button.click()
    assert opened._draft.lists == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("*", "mark that stands for other words"),
        ("(((", "no whole word"),
        ("[a-z]+ *", "does not end a word"),
        ("causes", "“causes” is in the list already."),
    ],
)
def test_what_is_no_word_is_refused_with_a_sentence(
    opened: WordsWindow, qtbot: QtBot, text: str, says: str
) -> None:
    add(opened, text, qtbot)
    assert says in opened.notices.texts()[0]
    assert opened._draft.lists == {}
    add(opened, "begets", qtbot)
    assert opened.notices.texts() == []


def test_changes_are_given_up_only_when_asked(opened: WordsWindow, qtbot: QtBot) -> None:
    add(opened, "begets", qtbot)
    opened.reject()
    question = opened.findChild(Question)
    assert question is not None
    question.reject()
    assert opened.isVisible()
    opened.discard_button.click()
    opened.reject()
    assert not opened.isVisible()


def test_a_reader_only_looks(open_window: Opener, folder: Path, qtbot: QtBot) -> None:
    writer = Library.open(folder)
    program = open_window(folder)
    program.window.commands.word_lists()
    opened = program.window.findChild(WordsWindow)
    qtbot.waitUntil(lambda: opened._model.rowCount() > 0, timeout=10_000)
    opened.show_list("causal")
    opened.phrases.select("causes")
    assert not opened.phrases.toggle_button.isEnabled()
    assert not opened.phrases.add_button.isEnabled()
    qtbot.keyClick(opened.phrases.list, Qt.Key.Key_Delete)
    assert opened._draft.lists == {}
    writer.close()
