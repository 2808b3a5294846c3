"""The page templates: one environment, escaping always on."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from curator_app.domain.revision import Versions
from curator_app.paths import resources
from curator_app.site.assets import all_assets, icon, style

# First in every head. Pages need no script at all; JSON-LD is a data block, which is never
# executed and so never asked about. `frame-ancestors` only works as a header: see `_headers`.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)


@cache
def environment() -> Environment:
    """The environment, built once; an undefined name in a template is an error."""
    env = Environment(
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
    shared: dict[str, Any] = env.globals
    shared.update(policy=PAGE_POLICY, css=style().path, icon=icon().path)
    return env


def _json(data: Any) -> str:
    return orjson.dumps(data).decode()


@cache
def template(name: str) -> Template:
    """A compiled template."""
    return environment().get_template(name)


def render(name: str, versions: Versions, base: str, view: dict[str, Any]) -> bytes:
    """A page's bytes; `base` is the path under which the site is served."""
    text = template(name).render(view, base=base, footer_versions=versions.line())
    return text.encode()


@cache
def form_digest() -> str:
    """A hash of what pages look like: templates, style sheet and icon."""
    digest = hashlib.sha256()
    for path in sorted((resources() / "templates").glob("*.html")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for item in all_assets():
        digest.update(item.path.encode())
    return digest.hexdigest()
