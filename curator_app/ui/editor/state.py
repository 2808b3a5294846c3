"""What is being edited: the saved entry, the entry as edited now, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.entry import CONTENT_FIELDS, Entry
from curator_app.domain.fields import BY_NAME, DECISIONS, label, parse
from curator_app.domain.pem_status import Override, assess, refuse_parts
from curator_app.domain.vocabulary import Vocabulary
from curator_app.errors import BadValue

PEM_SOURCES = frozenset({"criteria", "year"})
CHECKED = frozenset({"doi", "pmid", "pmcid", "slug", "number", "choice"})
UNPARSED = DECISIONS | {"criteria", "pem", "relations", "retraction", "sources", "former_slugs"}


class EditState:
    """The edit of one entry, without widgets."""

    def __init__(
        self, saved: Entry, edited: Entry, vocabulary: Vocabulary, catalogue: Catalogue
    ) -> None:
        self.saved = saved
        self.edited = edited
        self.errors: dict[str, str] = {}
        self._sent: Entry | None = None
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        if edited is not saved:  # kept text may have been derived by an earlier policy
            self._derive(edited.pem.override)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Judge by another policy; an entry without unsaved text stays as it was saved."""
        self._catalogue = catalogue
        if self.edited is not self.saved:
            self._derive(self.edited.pem.override)

    def is_dirty(self) -> bool:
        """Whether there is something to save, or a text that cannot be."""
        return bool(self.errors) or self.edited.content() != self.saved.content()

    def set(self, name: str, value: Any, keepable: Any, trouble: str = "") -> None:
        """Take a field's value; one that is not valid is kept as far as a draft can hold it."""
        self.errors.pop(name, None)
        if trouble:
            self.errors[name] = trouble
        elif name not in UNPARSED:
            raw = list(value) if BY_NAME[name].kind == "list" else value
            try:
                keepable = parse(name, raw, self._vocabulary)
            except BadValue as error:
                self.errors[name] = error.sentence()
        if name == "relations" and not all(r.target.strip() for r in value):
            self.errors[name] = "A related study needs its address."
        self.edited = self.edited.with_(**{name: keepable})
        if name in PEM_SOURCES:
            self._derive(self.edited.pem.override)

    def set_override(self, override: Override | None, trouble: str = "") -> None:
        """Take the curator's own PEM status and derive the rest anew."""
        self.errors.pop("pem", None)
        if trouble:
            self.errors["pem"] = trouble
        self._derive(override)

    def _derive(self, override: Override | None) -> None:
        edited = self.edited
        before = self.saved.pem
        pem = assess(edited.criteria, override, self._catalogue, edited.year, before)
        self.edited = edited.with_(pem=pem)

    def check_all(self) -> None:
        """Note what is wrong with values that are kept as they are: a draft may hold such."""
        for name, spec in BY_NAME.items():
            value = getattr(self.edited, name)
            if spec.kind in CHECKED and value not in ("", None):
                try:
                    parse(name, value, self._vocabulary)
                except BadValue as error:
                    self.errors[name] = error.sentence()
        if self.edited.pem.override is not None:
            try:
                refuse_parts(self.edited.pem.override)
            except BadValue as error:
                self.errors["pem"] = error.sentence()

    def send(self) -> None:
        """Remember what was handed over to be saved."""
        self._sent = self.edited

    def confirm(self, saved: Entry) -> list[str]:
        """Take what was saved; what was typed since is kept. Returns the fields to show anew."""
        sent = self._sent or self.edited
        before = self.edited
        since = {
            name: getattr(before, name)
            for name in CONTENT_FIELDS
            if getattr(before, name) != getattr(sent, name)
        }
        self.saved, self._sent = saved, None
        self.edited = saved.with_(**since)
        return [n for n in CONTENT_FIELDS if getattr(before, n) != getattr(self.edited, n)]

    def problems(self) -> list[tuple[str, str]]:
        """What keeps it from being saved, in the order of the table: (field, sentence)."""
        found = [(name, self.errors[name]) for name in CONTENT_FIELDS if name in self.errors]
        return sorted(found, key=lambda item: list(BY_NAME).index(item[0]))

    def summary(self) -> str:
        """The problems as one sentence for the head."""
        names = [label(name) for name, _ in self.problems()]
        if not names:
            return ""
        return f"Not saved: please correct {', '.join(names)}. Your text was kept."
