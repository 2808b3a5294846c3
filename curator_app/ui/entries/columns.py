"""The columns of the list: what they show, their widths, and the texts of a row."""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.pem import NOT_APPLICABLE, NOT_REQUIRED, PARTLY, REQUIRED, UNCLEAR
from curator_app.domain.query import EntryRow
from curator_app.domain.vocabulary import Vocabulary


@dataclass(frozen=True)
class Column:
    """One column: its order in SQL, heading, width, and whether it is shown at first."""

    sort: str
    heading: str
    width: int
    shown: bool
    descending: bool = False


COLUMNS = (
    Column("title", "Study", 320, True),
    Column("authors", "Authors", 180, False),
    Column("journal", "Journal", 160, False),
    Column("year", "Year", 60, True, descending=True),
    Column("evidence_level", "Evidence", 78, True),
    Column("pem", "PEM", 108, True),
    Column("state", "State", 92, True),
    Column("changed", "Changed", 104, False, descending=True),
    Column("slug", "Address", 180, False),
)
STUDY, AUTHORS, JOURNAL, YEAR, EVIDENCE, PEM, STATE, CHANGED, SLUG = range(len(COLUMNS))
BADGES = {EVIDENCE: "evidence", PEM: "pem", STATE: "state"}

_PEM_SHORT: dict[str, str] = {
    REQUIRED: "Required",
    NOT_REQUIRED: "Not required",
    PARTLY: "Partly",
    UNCLEAR: "Unclear",
    NOT_APPLICABLE: "Not applicable",
}


def pem_label(status: str) -> str:
    """A PEM status in the list, where the column already says PEM."""
    return _PEM_SHORT.get(status, status)


class RowTexts:
    """The words of a row; labels come from the vocabulary."""

    def __init__(self, vocabulary: Vocabulary, catalogue: Catalogue) -> None:
        self._vocabulary, self._catalogue = vocabulary, catalogue

    def cell(self, row: EntryRow, column: int) -> str:
        """What one cell shows."""
        texts = {
            STUDY: row.title or "Untitled",
            AUTHORS: row.authors,
            JOURNAL: row.journal,
            YEAR: str(row.year or ""),
            EVIDENCE: row.evidence_level,
            PEM: pem_label(row.pem),
            STATE: self._vocabulary.label("state", row.state),
            CHANGED: row.changed[:10],
            SLUG: row.slug,
        }
        return texts[column]

    def byline(self, row: EntryRow) -> str:
        """Authors and journal on one line."""
        return " · ".join(part for part in (row.authors, row.journal) if part)

    def marks(self, row: EntryRow, draft: bool) -> list[tuple[str, str, str]]:
        """Labels that call for attention: kind, value, words."""
        found = []
        if draft:
            found.append(("mark", "draft", "Unsaved text"))
        if row.retraction not in ("", "none"):
            words = self._vocabulary.label("retraction_status", row.retraction)
            kind = "retracted" if row.retraction == "retracted" else "draft"
            found.append(("mark", kind, words))
        return found

    def badges(self, row: EntryRow) -> list[tuple[str, str, str]]:
        """All labels of a card: evidence, PEM, state, unless a mark says the same as the state."""
        found = [("evidence", row.evidence_level, row.evidence_level)] if row.evidence_level else []
        found.append(("pem", row.pem, self.pem_badge(row)))
        if row.state != row.retraction:
            found.append(("state", row.state, self.cell(row, STATE)))
        return found

    def pem_badge(self, row: EntryRow) -> str:
        """The PEM label where no heading says PEM."""
        return f"PEM {pem_label(row.pem).lower()}"

    def spoken(self, row: EntryRow, draft: bool) -> str:
        """One line for a screen reader."""
        evidence = self._vocabulary.label("evidence_level", row.evidence_level)
        parts = [row.title or "Untitled", row.authors, row.journal, str(row.year or "")]
        parts += [evidence and f"evidence {evidence}", self.pem_badge(row), self.cell(row, STATE)]
        parts += [words for _, _, words in self.marks(row, draft)]
        return ", ".join(part for part in parts if part)
