"""The pages around the studies: lists, criteria, retractions, moved addresses, what hosts read.

Each is a `SiteFile`: a path, a key that stands for what goes into it, and how to make it. Only
those whose key is new are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from curator_app.domain.catalogue import CaseDefinition
from curator_app.domain.citation import page_url
from curator_app.domain.publication import Card, SiteRow
from curator_app.domain.slug import is_valid
from curator_app.site.assets import all_assets
from curator_app.site.context import PageContext, doi_url, pubmed_url
from curator_app.site.entry_view import BANNERS, level_badge
from curator_app.site.headers import headers_file
from curator_app.site.templates import fragment, render

PAGE_SIZE = 60
_YEAR = attrgetter("year")
Cards = Callable[[Sequence[int]], Mapping[int, Card]]


@dataclass(frozen=True)
class SiteFile:
    """One file besides the evidence pages; a key of None keeps the file that is there."""

    path: str
    key: str | None
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Lists:
    """What the lists are made from; `rows` are the pages of this release, ordered by address."""

    rows: Sequence[SiteRow]
    redirects: Sequence[tuple[str, str]]
    context: PageContext
    cards: Cards
    _made: dict[int, Markup] = field(default_factory=dict[int, Markup], init=False)

    def files(self) -> Iterator[SiteFile]:
        """Every file besides evidence pages, sitemaps and the manifest."""
        newest = sorted(self.rows, key=_YEAR, reverse=True)
        yield from self._evidence(newest)
        yield from self._criteria(newest)
        yield from self._retractions(newest)
        yield from self._moved()
        yield self._plain("how-it-works", "how-it-works.html", self._how())
        yield self._plain("404", "404.html", {})
        yield SiteFile("_headers", "", lambda: headers_file(self.context.base))
        for asset in all_assets():
            yield SiteFile(asset.path, asset.path, lambda data=asset.data: data)

    # ------------------------------------------------------------------ studies

    def _evidence(self, newest: Sequence[SiteRow]) -> Iterator[SiteFile]:
        total = len(newest)
        studies = "1 study" if total == 1 else f"{total:,} studies"
        view = {
            "heading": "Evidence",
            "intro": f"{studies} of myalgic encephalomyelitis/chronic fatigue syndrome (ME/CFS), "
            "newest first.",
            "nothing": "No study has been published yet.",
        }

        def path(number: int) -> str:
            return "index" if number == 1 else f"evidence/page_{number}"

        yield from self._pages(newest, "list.html", path, view, here="/")
        yield self._redirect("evidence/index.html", f"{self.context.base}/", self._url("index"))

    def _retractions(self, newest: Sequence[SiteRow]) -> Iterator[SiteFile]:
        found = [row for row in newest if row.status]
        view = {
            "heading": "Retractions",
            "intro": "Studies in the atlas that were retracted, withdrawn or corrected, or about "
            "which a journal expressed concern. Their pages stay, with a notice at the top.",
            "nothing": "No study in the atlas is known to have been retracted.",
        }

        def path(number: int) -> str:
            return "retractions" if number == 1 else f"retractions-{number}"

        yield from self._pages(found, "list.html", path, view, here="/retractions")

    def _pages(
        self,
        rows: Sequence[SiteRow],
        template: str,
        path: Callable[[int], str],
        view: dict[str, Any],
        here: str,
    ) -> Iterator[SiteFile]:
        count = max(1, -(-len(rows) // PAGE_SIZE))
        for number in range(1, count + 1):
            part = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
            key = _key(
                [f"{number}/{count}/{len(rows)}", *[row.page_hash + row.status for row in part]]
            )
            shown = view | {
                "here": here,
                "number": number,
                "count": count,
                "url": self._url(path(number)),
                "earlier": self._link(path(number - 1)) if number > 1 else "",
                "later": self._link(path(number + 1)) if number < count else "",
            }
            yield SiteFile(
                f"{path(number)}.html",
                key,
                lambda shown=shown, part=part: self._render(
                    template, shown | {"cards": self._card_views(part)}
                ),
            )

    def _card_views(self, rows: Sequence[SiteRow]) -> list[Markup]:
        """The list items of these studies; one that is on several lists is rendered once."""
        wanted = [row.n for row in rows if row.n not in self._made]
        for n, card in self.cards(wanted).items():
            view = _card_view(card, self.context)
            self._made[n] = fragment("card.html", self.context.base, view)
        return [self._made[row.n] for row in rows if row.n in self._made]

    # ------------------------------------------------------------------ criteria

    def _criteria(self, newest: Sequence[SiteRow]) -> Iterator[SiteFile]:
        used = _by_definition(newest)
        for definition in self.context.catalogue.definitions:

            def path(number: int, id_: str = definition.id) -> str:
                return f"criteria/{id_}" if number == 1 else f"criteria/{id_}-{number}"

            view = _definition_view(definition, self.context)
            rows = used.get(definition.id, [])
            yield from self._pages(rows, "criterion.html", path, view, here="/criteria")
        counts = {id_: len(rows) for id_, rows in used.items()}
        yield SiteFile(
            "criteria.html",
            _key([f"{id_} {number}" for id_, number in sorted(counts.items())]),
            lambda: self._render("criteria.html", self._criteria_view(counts)),
        )

    def _criteria_view(self, counts: Mapping[str, int]) -> dict[str, Any]:
        groups: dict[str, list[dict[str, str]]] = {}
        for definition in self.context.catalogue.definitions:
            number = counts.get(definition.id, 0)
            groups.setdefault(_FAMILIES.get(definition.family, "Other definitions"), []).append(
                {
                    "id": definition.id,
                    "name": definition.short_name,
                    "year": str(definition.year or ""),
                    "role": f"{_role(definition)}.",
                    "used": f"Used by {number:,} {'study' if number == 1 else 'studies'}."
                    if number
                    else "",
                }
            )
        return {"groups": groups.items(), "here": "/criteria", "url": self._url("criteria")}

    # ------------------------------------------------------------------ the rest

    def _moved(self) -> Iterator[SiteFile]:
        present = {row.slug for row in self.rows}
        for old, new in self.redirects:
            if new in present and old not in present and is_valid(old):
                target = f"{self.context.base}/evidence/{new}"
                url = page_url(new, self.context.site_url)
                yield self._redirect(f"evidence/{old}.html", target, url)

    def _redirect(self, path: str, target: str, url: str) -> SiteFile:
        view = {"target": target, "url": url}
        return SiteFile(path, target, lambda: self._render("redirect.html", view))

    def _plain(self, name: str, template: str, view: dict[str, Any]) -> SiteFile:
        shown = view | {"here": f"/{name}", "url": self._url(name)}
        return SiteFile(f"{name}.html", "", lambda: self._render(template, shown))

    def _how(self) -> dict[str, Any]:
        terms = self.context.vocabulary.terms("evidence_level")
        return {
            "levels": [(term.label, f"{term.help}.") for term in terms],
            "policy": self.context.catalogue.policy_version,
            "catalogue": self.context.catalogue.version.capitalize(),
            "vocabulary": self.context.vocabulary.version,
            "versions": self.context.versions.line(),
        }

    def _link(self, name: str) -> str:
        return f"{self.context.base}/" if name == "index" else f"{self.context.base}/{name}"

    def _url(self, name: str) -> str:
        return f"{self.context.site_url}/" if name == "index" else f"{self.context.site_url}/{name}"

    def _render(self, template: str, view: dict[str, Any]) -> bytes:
        return render(template, self.context.versions, self.context.base, view)


def _by_definition(newest: Sequence[SiteRow]) -> dict[str, list[SiteRow]]:
    """The studies that used each definition, newest first."""
    alike: dict[str, list[SiteRow]] = {}
    for row in newest:
        if row.criteria:
            alike.setdefault(row.criteria, []).append(row)
    used: dict[str, list[SiteRow]] = {}
    for criteria, rows in alike.items():
        for definition in criteria.split(", "):
            used.setdefault(definition, []).extend(rows)
    for rows in used.values():
        rows.sort(key=attrgetter("slug"))
        rows.sort(key=_YEAR, reverse=True)
    return used


def _key(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _card_view(card: Card, context: PageContext) -> dict[str, Any]:
    badges: list[tuple[str, str]] = []
    if card.status in BANNERS:
        badges.append(("alarm-badge", BANNERS[card.status][0]))
    if card.evidence_level:
        badges.append(level_badge(card.evidence_level, context))
    pem = context.catalogue.badge(card.pem)
    if pem:
        badges.append((pem.lower().replace(" ", "-"), pem))
    return {
        "slug": card.slug,
        "title": card.title,
        "header": [part for part in (card.authors, card.journal, str(card.year or "")) if part],
        "badges": badges,
    }


_FAMILIES = {
    "ME": "Myalgic encephalomyelitis (ME)",
    "CFS": "Chronic fatigue syndrome (CFS)",
    "ME/CFS": "ME/CFS",
    "PCC": "Long COVID",
}
_CLASSES = {
    "required": ("Mandatory", "The definition cannot be met without post-exertional malaise."),
    "qualified": ("Qualified", "It contains a related or conditional requirement."),
    "optional": ("Optional", "Post-exertional malaise is one symptom of a list."),
    "absent": ("Absent", "Post-exertional malaise does not occur in the definition."),
}
_UNKNOWN = ("Not known", "The place of post-exertional malaise in it was not verified.")


def _role(definition: CaseDefinition) -> str:
    words = {
        "required": "PEM is mandatory",
        "qualified": "PEM: a related or conditional requirement",
        "optional": "PEM is one symptom of a list",
        "absent": "PEM does not occur in it",
    }
    return words.get(definition.pem_class, "The place of PEM in it is not known")


def _definition_view(definition: CaseDefinition, context: PageContext) -> dict[str, Any]:
    """What a criteria page says; the catalogue's notes speak to curators and stay out."""
    name, help_ = _CLASSES.get(definition.pem_class, _UNKNOWN)
    status = context.catalogue.reading(definition)
    return {
        "name": definition.short_name,
        "label": definition.label,
        "pem_class": name,
        "pem_help": help_,
        "contested": definition.contested or definition.id in context.catalogue.policy,
        "badge": context.catalogue.badge(status) or "",
        "policy": context.catalogue.policy_version,
        "details": [
            (term, text.replace("from memory", "not checked against the original"))
            for term, text in definition.details.items()
            if term != "Identifiers"
        ],
        "citation": definition.citation,
        "doi": definition.doi,
        "doi_url": doi_url(definition.doi) if definition.doi else "",
        "pmid": definition.pmid,
        "pubmed_url": pubmed_url(definition.pmid) if definition.pmid else "",
    }
