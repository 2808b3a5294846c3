"""Nothing that anybody typed becomes markup: every field, every page, hostile strings."""

import json
from collections.abc import Iterator

import pytest
from lxml import html

from curator_app.domain.criteria import Criteria, Evidence, Subset, Use
from curator_app.domain.entry import Entry, Relation, Retraction, Source
from curator_app.domain.fields import FIELDS, Field
from curator_app.domain.pem_status import Override, Pem
from curator_app.site.pages import evidence_page
from tests.site.samples import DAY, FULL, context
from tests.site.whole import whole_site

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script><!--",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<link rel=preconnect href=https://evil.example>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "{{ 7*7 }}{% raw %}",
    "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "\u2028\u2029</script>\u202e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "```<a href=javascript:alert(1)>x</a>```",
    "10.1234/<script>alert(1)</script>",
)
# What a page may consist of. Anything else came out of somebody's text.
ALLOWED: dict[str, set[str]] = {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv", "property"},
    "title": set(),
    "link": {"rel", "href", "type"},
    "script": {"type"},
    "body": set(),
    "a": {"href", "class", "aria-current", "dir", "rel"},
    "header": {"class"},
    "div": {"class", "role", "aria-label"},
    "nav": {"aria-label", "class"},
    "main": {"id", "tabindex"},
    "article": {"class"},
    "section": {"class"},
    "aside": {"class", "aria-labelledby"},
    "footer": {"class"},
    "h1": {"dir", "lang"},
    "h2": {"id"},
    "p": {"class", "dir"},
    "span": {"dir", "class"},
    "strong": {"class"},
    "ul": {"class", "aria-label"},
    "li": {"class", "dir"},
    "dl": set(),
    "dt": set(),
    "dd": {"dir"},
    "pre": {"tabindex", "aria-label"},
    "code": set(),
}
_CLASS_NAMES = """skip site-header bar brand site-footer study study-header banner alarm notice
    badges badge level-e0 level-e1 level-e2 level-e3 confidence pem-required pem-not-required
    pem-unclear neutral byline aside lead caution related plain relation mark small chips details
    disclosure pem-note cite quote contribute intro study-list title pager alarm-badge"""
CLASSES = frozenset(_CLASS_NAMES.split())


def attack(spec: Field, text: str) -> Entry:
    """An entry with this text in one field, wherever the field holds text."""
    special: dict[str, object] = {
        "criteria": Criteria(
            expr=Use(text, ("partial",), text, text),
            subsets=(Subset(Use("ccc_2003"), text, 3, results_reported=True),),
            evidence=(Evidence(text, text),),
            parent=text,
        ),
        "pem": Pem(text, text, Override(text, text, text, text)),
        "relations": (
            Relation(text, text, text),
            Relation("cites", "moss-1998-example-treatment", text),
            Relation(text, f"10.1234/{text}"),
        ),
        "retraction": Retraction("retracted", text, text),
        "sources": (Source(text, text, 1, text, text),),
        "removed": False,
    }
    if spec.name in special:
        return FULL.with_(**{spec.name: special[spec.name]})
    value: object = (text, text) if spec.kind == "list" else text
    return FULL.with_(**{spec.name: value})


def strangers(page: bytes) -> Iterator[str]:
    """Everything in the page that no template of ours puts there."""
    for element in html.document_fromstring(page.decode()).iter():
        if not isinstance(element.tag, str):
            yield f"comment {element.text!r}"
            continue
        extra = set(element.keys()) - ALLOWED.get(element.tag, set())
        if element.tag not in ALLOWED or extra:
            yield f"<{element.tag}> {sorted(extra)}"
        if set((element.get("class") or "").split()) - CLASSES:
            yield f"class {element.get('class')!r}"
        href = element.get("href")
        if href is not None and not href.startswith(("https://", "http://", "/", "#")):
            yield f"href {href!r}"
        if element.tag == "script" and element.get("type") != "application/ld+json":
            yield "script"


TEXTS = [spec for spec in FIELDS if spec.kind != "number"]


@pytest.mark.parametrize("spec", TEXTS, ids=lambda spec: spec.name)
def test_hostile_text_stays_text(spec: Field) -> None:
    for text in HOSTILE:
        page = evidence_page(attack(spec, text), DAY, context())
        assert list(strangers(page)) == [], text
        (script,) = html.document_fromstring(page.decode()).iter("script")
        assert isinstance(json.loads(script.text_content()), dict)


@pytest.mark.parametrize("text", HOSTILE)
def test_lists_show_hostile_text_as_text(text: str) -> None:
    hostile = FULL.with_(
        title=text, authors=(text,), journal=text, evidence_level=text, pem=Pem(text)
    )
    for path, page in whole_site([hostile.with_(criteria=Criteria(expr=Use("ccc_2003")))]).items():
        if path.endswith(".html"):
            assert list(strangers(page)) == [], path


def test_hostile_title_is_shown_in_full() -> None:
    """Escaping must not eat what was typed."""
    for text in HOSTILE:
        page = html.document_fromstring(evidence_page(FULL.with_(title=text), DAY, context()))
        heading = page.find(".//h1")
        assert heading is not None
        assert heading.text_content() == text


def test_the_audit_notices_an_unescaped_page() -> None:
    page = evidence_page(FULL, DAY, context())
    for text in ("<img src=x>", "<p onclick=x>", "<a href='javascript:x'>", "<script>x</script>"):
        assert list(strangers(page.replace(b"<h2>", text.encode() + b"<h2>", 1)))
