"""The page templates: one environment, escaping always on."""

from __future__ import annotations

import hashlib
import html
from functools import cache
from typing import Any

import markupsafe
import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup

from curator_app.domain.revision import Versions
from curator_app.paths import resources
from curator_app.site.assets import all_assets, icon, style


class _Environment(Environment):
    """Escapes with the standard library: pages are a hundred short strings, and it is quicker."""

    @staticmethod
    def escaped(value: object) -> str:
        """What autoescaping puts on a page; text that was rendered by a template stays."""
        if type(value) is str:
            # Most strings have nothing to escape, and looking is quicker than replacing.
            if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
                return html.escape(value)
            return value
        return value if type(value) is Markup else str(markupsafe.escape(value))


class _Generator(CodeGenerator):
    """Compiles `{{ x }}` to a call of the environment's own `escaped`."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.escaped(")


_Environment.code_generator_class = _Generator


@cache
def environment() -> Environment:
    """The environment, built once; an undefined name in a template is an error."""
    env = _Environment(
        loader=FileSystemLoader(resources() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.policies["json.dumps_function"] = _json
    env.policies["json.dumps_kwargs"] = {}
    return env


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


@cache
def template(name: str) -> Template:
    """A compiled template."""
    return environment().get_template(name)


@cache
def _frame(base: str, versions: str, here: str) -> dict[str, Any]:
    """The parts that all pages share, rendered once."""
    shared = {"base": base, "versions": versions, "here": here}
    shared |= {"css": style().path, "icon": icon().path}
    parts: Any = template("frame.html").make_module(shared)
    return {
        "base": base,
        "head_start": parts.head_start(),
        "head_end": parts.head_end(),
        "top": parts.top(),
        "bottom": parts.bottom(),
    }


def render(name: str, versions: Versions, base: str, view: dict[str, Any]) -> bytes:
    """A page's bytes; `base` is the path under which the site is served."""
    frame = _frame(base, versions.line(), str(view.get("here", "")))
    return template(name).render(view, **frame).encode()


def fragment(name: str, base: str, view: dict[str, Any]) -> Markup:
    """A part of a page, to be put into pages as it is."""
    text = template(name).render(view, base=base)
    return Markup(text)  # noqa: S704 - the text of a template that escaped its values


@cache
def form_digest() -> str:
    """A hash of what pages look like: templates, style sheet and icon."""
    digest = hashlib.sha256()
    for path in sorted((resources() / "templates").glob("*.html")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for item in all_assets():
        digest.update(item.path.encode())
    return digest.hexdigest()
