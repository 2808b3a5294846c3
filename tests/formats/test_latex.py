"""LaTeX as bibliographies have it, as text; and text as LaTeX takes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from curator_app.formats.latex import escape, to_identifier, to_text, unescape


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("plain", "plain"),
        (r"Fran\c{c}ois J{\'e}r{\^o}me", "François Jérôme"),
        (r"Erd\H os, \v{C}ern\'y, S\o rensen", "Erdős, Černý, Sørensen"),
        (r"Garc{\'\i}a, {\AA}ngstr{\"o}m, Wei{\ss}", "García, Ångström, Weiß"),
        (r"{The {ME/CFS} {C}ohort}", "The ME/CFS Cohort"),
        (r"$\beta$-blocker, {\alpha}-gal, IFN-$\gamma$", "β-blocker, α-gal, IFN-γ"),
        (r"10$^{-8}$ M, CD4$^{+}$, VO$_2$max", "10⁻⁸ M, CD4+, VO2max"),
        (r"H\textsubscript{2}O \& 50\% of 5% \#1 a\_b", "H2O & 50% of 5% #1 a_b"),
        ("US$5 and US$6", "US$5 and US$6"),
        (r"\$5 and \$6", "$5 and $6"),
        (r"\emph{in vivo} \textbf{\emph{x}}", "in vivo x"),
        ("Vol.~3, about ~500", "Vol. 3, about ~500"),
        ("1--2 --- ``quoted''", "1–2 — “quoted”"),
        (r"p $<$ 0.05, $n=5$, $\geq$ 3", "p < 0.05, n=5, ≥ 3"),
        (r"\{kept\} {dropped}", "{kept} dropped"),
        (r"\S 92 Abs.\ 6", "§ 92 Abs. 6"),
        (r"\unknown{word}", "word"),
        ("a_b^c", "a_b^c"),
    ],
)
def test_latex_becomes_text(latex: str, text: str) -> None:
    assert to_text(latex) == text


@pytest.mark.parametrize("accent", [*"`'^\"~=.", *"uvHckrdb"])
@pytest.mark.parametrize("base", [*"aeoucnszCEO"])
def test_accents_are_those_of_pylatexenc(accent: str, base: str) -> None:
    theirs = LatexNodes2Text().latex_to_text(f"\\{accent}{{{base}}}")
    for form in (f"\\{accent}{{{base}}}", f"{{\\{accent}{{{base}}}}}", f"x\\{accent} {base}"):
        assert to_text(form).removeprefix("x") == theirs


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        ("10.1000/a_b%5B1%5D", "10.1000/a_b%5B1%5D"),
        (r"{10.1000/a\_b\%20}", "10.1000/a_b%20"),
        ("10.1000/(SICI)1$<$2$>$3", "10.1000/(SICI)1<2>3"),
        ("https://x.org/~me/--a", "https://x.org/~me/--a"),
    ],
)
def test_identifiers_lose_escapes_only(latex: str, plain: str) -> None:
    assert to_identifier(latex) == plain


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_escaped_text_comes_back_and_holds_no_command(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == " ".join(text.split())
    assert escaped.count("{") == escaped.count("}")
    assert "\\input" not in escaped


@given(st.text(alphabet="\\{}$~^_%&'`\"-abcé .", max_size=60))
def test_nothing_raises_and_no_brace_stays_by_accident(latex: str) -> None:
    text = to_text(latex)
    assert not any("\ufdd0" <= char <= "\ufdef" for char in text)
    if "\\" not in latex:
        assert "{" not in text
        assert "}" not in text


def test_long_texts_are_converted_whole() -> None:
    assert to_text("{\\'e} " * 500) == " ".join(["é"] * 500)
