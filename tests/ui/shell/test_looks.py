"""Colours that can be read, a style without gaps, texts that are never markup."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from curator_app.paths import resources
from curator_app.ui.palettes import DARK, LIGHT, TEXT_PAIRS, Scheme, contrast
from curator_app.ui.theme import Theme, palette, plain_tip, style_sheet

SHELL = Path(__file__).parents[3] / "curator_app" / "ui"
OTHERS = ("editor", "preview")
FILES = [p for p in sorted(SHELL.rglob("*.py")) if p.relative_to(SHELL).parts[0] not in OTHERS]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=lambda s: s.name)
def test_text_stands_out_from_its_ground(scheme: Scheme):
    weak = {
        (text, ground): round(contrast(scheme.tokens[text], scheme.tokens[ground]), 2)
        for text, ground in TEXT_PAIRS
        if contrast(scheme.tokens[text], scheme.tokens[ground]) < 4.5
    }
    assert weak == {}
    badges = {
        name: contrast(badge.text, badge.ground)
        for name, badge in scheme.badges.items()
        if contrast(badge.text, badge.ground) < 4.5
    }
    assert badges == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=lambda s: s.name)
def test_edges_of_fields_and_focus_are_seen(scheme: Scheme):
    """WCAG 2.2, 1.4.11: what shows a control or its focus needs 3 to 1."""
    for token in ("input_border", "focus"):
        for ground in ("base", "window", "panel"):
            assert contrast(scheme.tokens[token], scheme.tokens[ground]) >= 3, (token, ground)


def test_contrast_is_the_formula_of_the_guideline():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_schemes_colour_the_same_things():
    assert set(LIGHT.tokens) == set(DARK.tokens)
    assert set(LIGHT.badges) == set(DARK.badges)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=lambda s: s.name)
def test_the_style_sheet_is_complete(scheme: Scheme):
    sheet = style_sheet(scheme)
    assert "$" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    for address in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(address).is_file()
    assert sheet.count("{") == sheet.count("}")


def test_the_theme_switches_and_tells(qapp: QApplication, qtbot):
    theme = Theme(qapp, "light")
    with qtbot.waitSignal(theme.switched):
        theme.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.tokens["window"]
    theme.choose("light")
    assert palette(LIGHT).color(QPalette.ColorRole.Text).name() == LIGHT.tokens["text"]
    assert theme.scheme is LIGHT
    theme.setParent(None)


def test_every_icon_is_drawn_in_the_colour_of_the_theme():
    for path in sorted((resources() / "icons").glob("*.svg")):
        text = path.read_text(encoding="utf-8")
        fixed = path.stem == "app" or path.stem.startswith(("arrow-", "check-"))
        assert ("currentColor" in text) != fixed, path.name


def test_a_tooltip_shows_tags_as_they_are(qapp: QApplication):
    widget = QPushButton()
    plain_tip(widget, "<img src=x> & co")
    assert widget.toolTip() == "<p>&lt;img src=x&gt; &amp; co</p>"
    widget.deleteLater()


def _calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func
            found.append(
                (name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", ""), node)
            )
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SHELL)))
def test_no_lambda_is_connected_and_no_text_is_markup(path: Path):
    rich = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "showText", "setWhatsThis"}
    for name, call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{path.name}:{call.lineno}"
        assert name not in rich, where
        if name == "connect":
            assert not any(isinstance(a, ast.Lambda) for a in call.args), where
        if name == "QLabel":
            assert not call.args, f"{where}: use PlainLabel"
        if name == "setToolTip" and path.name not in ("theme.py", "actions.py", "widgets.py"):
            tip = call.args[-1]
            plain = isinstance(tip, ast.Call) and ast.unparse(tip.func) == "plain_tip"
            assert plain or isinstance(tip, ast.Constant), where
