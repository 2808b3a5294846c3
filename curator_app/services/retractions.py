"""What happened to the papers of a library: asked of PubMed and Crossref, kept, made findings.

A check writes nothing into an entry. What it found is kept by entry with its day, so that a check
that was stopped goes on where it was. Recorded, it is one step of undo: the retraction with its
notice, the record that says so, and a task whose rule (F61) holds the page until somebody has
looked at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.decisions import CHECK_RETRACTION, Task
from curator_app.domain.entry import Entry, Retraction, Source
from curator_app.domain.identifiers import doi_key
from curator_app.formats.record import Draft
from curator_app.lookup import questions
from curator_app.lookup.asking import Asker
from curator_app.lookup.questions import batches
from curator_app.lookup.troubles import NoWay, Unanswered, Unreadable
from curator_app.services.answers import CROSSREF, NOTICES, PUBMED, read_answer, titles_agree
from curator_app.services.import_plan import Progress, stop_if
from curator_app.services.looking_up import LookUps
from curator_app.storage import entries
from curator_app.wire import never

AGAIN = 7 * questions.DAY
"""Seconds after which an entry is due for a check again."""
_GRAVITY = {"corrected": 1, "concern": 2, "withdrawn": 3, "retracted": 3}
_GRAVE = 2
_SAID = {
    "corrected": "was corrected",
    "concern": "is under an expression of concern",
    "withdrawn": "was withdrawn",
    "retracted": "was retracted",
}


@dataclass(frozen=True)
class Answered:
    """What services say of one entry: `remark` where they speak of something else."""

    entry_id: str
    service: str = ""
    said: Retraction = field(default_factory=Retraction)
    source: Source | None = None
    remark: str = ""


@dataclass(frozen=True)
class Finding:
    """An entry that says less than the services do, or that they know under another identity."""

    entry: Entry
    answered: Answered
    at: float

    @property
    def is_remark(self) -> bool:
        """Whether there is only something to look at, and nothing to record."""
        return bool(self.answered.remark)

    @property
    def sentence(self) -> str:
        """What was found, for a person."""
        if self.is_remark:
            return self.answered.remark
        said = self.answered.said
        when = f" ({said.date})" if said.date else ""
        notice = f" Notice: {said.notice}." if said.notice else ""
        return f"{self.answered.service}: the paper {_SAID[said.status]}{when}.{notice}"


@dataclass(frozen=True)
class Checked:
    """What a check did: entries due, answered now, without an identifier, and why not all."""

    due: int
    answered: int
    unasked: int
    trouble: str = ""


class RetractionCheck:
    """Checks the entries of one library. A check takes long: call it on a reader thread."""

    def __init__(self, lookups: LookUps) -> None:
        self.library, self.file, self._lookups = lookups.library, lookups.file, lookups

    def due(self, again: float = AGAIN) -> tuple[list[entries.MatchRow], int]:
        """The entries not checked within `again` seconds; how many nobody can be asked about."""
        with self.library.db.read() as conn:
            rows = list(entries.match_index(conn))
        askable = [row for row in rows if row.pmid or row.doi_key]
        now = datetime.now(UTC).timestamp()
        recent = {id_ for id_, (at, _) in self.file.checked().items() if 0 <= now - at < again}
        return [row for row in askable if row.id not in recent], len(rows) - len(askable)

    def run(
        self,
        again: float = AGAIN,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Checked:
        """Ask about all that are due; what was answered is kept, also when it is stopped.

        Raises Cancelled. Trouble with a service is told and ends the check, except for an answer
        that cannot be read: the entries that it was about stay due, and the others are checked.
        """
        due, unasked = self.due(again)
        asker, answered, trouble = self._lookups.asker(cancelled), 0, ""
        for part in batches(due, questions.PMIDS):
            stop_if(cancelled)
            found, error = _Part(asker, part, progress, (answered, len(due))).ask()
            if found:
                self.file.keep_checked({one.entry_id: _to_json(one) for one in found})
            answered += len(found)
            if error is not None:
                trouble = error.sentence()
                if not isinstance(error, Unreadable):
                    break
        return Checked(len(due), answered, unasked, trouble)

    def findings(self) -> list[Finding]:
        """What the checks found and no entry says yet, the gravest first."""
        found: list[Finding] = []
        with self.library.db.read() as conn:
            present = set(entries.ids_by_slug(conn).values())
            for id_, (at, data) in self.file.checked().items():
                answered = _from_json(id_, data)
                if id_ in present and (answered.remark or answered.said.status in _GRAVITY):
                    finding = Finding(entries.get(conn, id=id_), answered, at)
                    if finding.is_remark or _says_more(answered.said, finding.entry.retraction):
                        found.append(finding)
        found.sort(key=lambda f: (-_gravity(f.answered.said), f.entry.slug))
        return found

    def record(self, findings: Iterable[Finding]) -> Changes:
        """Write what was found into the entries, as one step of undo."""
        chosen = {f.entry.id: f for f in findings if not f.is_remark}

        def edit(entry: Entry) -> Entry:
            return _recorded(entry, chosen[entry.id])

        return self.library.edit_each(list(chosen), edit, "Retraction check")

    def last(self, entry_ids: Sequence[str]) -> dict[str, datetime]:
        """When these entries were checked last."""
        found = self.file.checked(entry_ids)
        return {id_: datetime.fromtimestamp(at).astimezone() for id_, (at, _) in found.items()}


def _recorded(entry: Entry, finding: Finding) -> Entry:
    said, source = finding.answered.said, finding.answered.source
    entry = entry.with_(retraction=said)
    if source is not None:
        entry = entry.with_sources(source)
    if _gravity(said) >= _GRAVE:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        others = tuple(task for task in entry.tasks if task.kind != CHECK_RETRACTION)
        entry = entry.with_(tasks=(*others, Task(CHECK_RETRACTION, finding.sentence, at)))
    return entry


def _gravity(retraction: Retraction) -> int:
    return _GRAVITY.get(retraction.status, 0)


def _says_more(said: Retraction, known: Retraction) -> bool:
    """Something graver, or as grave and with a notice where none is known."""
    graver = _gravity(said) > _gravity(known)
    notice = bool(said.notice) and not known.notice and _gravity(said) >= _GRAVE
    return graver or (notice and _gravity(said) == _gravity(known))


@dataclass
class _Part:
    """One part of a check: entries by PMID in one request, by DOI in several."""

    asker: Asker
    rows: Sequence[entries.MatchRow]
    progress: Progress | None
    before: tuple[int, int]

    def ask(self) -> tuple[list[Answered], Unanswered | None]:
        """What was answered of these; those with a question left open are not among them."""
        said: dict[str, list[Answered]] = {row.id: [] for row in self.rows}
        open_: set[str] = set()
        trouble: Unanswered | None = None
        for rows, ask in self._questions():
            if isinstance(trouble, NoWay):
                open_.update(row.id for row in rows)
                continue
            try:
                records = ask()
            except Unanswered as error:
                trouble = error
                open_.update(row.id for row in rows)
                continue
            for row in rows:
                said[row.id] += _about(row, records)
            if self.progress:
                done = sum(bool(one) for one in said.values())
                self.progress(self.before[0] + done, self.before[1])
        found = [_gravest(id_, those) for id_, those in said.items() if id_ not in open_]
        return found, trouble

    def _questions(
        self,
    ) -> list[tuple[Sequence[entries.MatchRow], Callable[[], list[Draft]]]]:
        in_pubmed = [row for row in self.rows if row.pmid]
        plain = [row for row in self.rows if row.doi_key and "," not in row.doi_key]
        odd = [row for row in self.rows if "," in row.doi_key]
        asked: list[tuple[Sequence[entries.MatchRow], Callable[[], list[Draft]]]] = []
        if in_pubmed:
            asked.append((in_pubmed, partial(self._pubmed, [row.pmid for row in in_pubmed])))
        for part in batches(plain, questions.WORKS):
            asked.append((part, partial(self._works, [row.doi_key for row in part])))
        asked += [([row], partial(self._work, row.doi_key)) for row in odd]
        return asked

    def _pubmed(self, pmids: Sequence[str]) -> list[Draft]:
        read = partial(_drafts, PUBMED)
        return questions.pubmed_records(self.asker, pmids, 0, read) or []

    def _works(self, dois: Sequence[str]) -> list[Draft]:
        """A DOI that Crossref cannot read spoils the list: then each is asked for by itself."""
        found = questions.crossref_records(self.asker, dois, 0, partial(_drafts, CROSSREF))
        return [d for doi in dois for d in self._work(doi)] if found is None else found

    def _work(self, doi: str) -> list[Draft]:
        return questions.crossref_record(self.asker, doi, 0, partial(_drafts, CROSSREF)) or []


def _drafts(service: str, body: bytes) -> list[Draft]:
    return [record for record in read_answer(service, body) if isinstance(record, Draft)]


def _about(row: entries.MatchRow, records: Iterable[Draft]) -> list[Answered]:
    """What the records say of this entry; one of nothing when none is about it."""
    found = [
        _answered(row, draft)
        for draft in records
        if (row.pmid and draft.values.get("pmid") == row.pmid)
        or (row.doi_key and doi_key(str(draft.values.get("doi", ""))) == row.doi_key)
    ]
    return found or [Answered(row.id)]


def _answered(row: entries.MatchRow, draft: Draft) -> Answered:
    """A record about another paper, or about the notice, says nothing of this one."""
    values, service = draft.values, draft.source.file.partition(",")[0]
    title = str(values.get("title", ""))
    by_pmid = row.pmid and values.get("pmid") == row.pmid
    name = f"PMID {row.pmid}" if by_pmid else f"DOI {row.doi_key}"
    notice = values.get("publication_type") in NOTICES
    if not titles_agree(title, row.title):
        what = "a notice" if notice else "another paper"
        return Answered(
            row.id, service, remark=f"{service} has {what} under {name}: “{title[:200]}”."
        )
    given: Any = None if notice else values.get("retraction")
    said = Retraction(**given) if given else Retraction()
    return Answered(row.id, service, said, draft.source if given else None)


def _gravest(id_: str, those: Sequence[Answered]) -> Answered:
    """What counts of several answers: the gravest, then one with a notice and a date."""

    def weight(one: Answered) -> tuple[int, bool, int]:
        return _gravity(one.said), bool(one.said.notice), len(one.said.date)

    best = max(those, key=weight, default=Answered(id_))
    remark = next((one.remark for one in those if one.remark), "")
    return best if _gravity(best.said) or not remark else replace(best, remark=remark)


def _to_json(one: Answered) -> dict[str, Any]:
    source = vars(one.source).copy() if one.source is not None else None
    return {"service": one.service, "said": vars(one.said).copy(), "source": source,
            "remark": one.remark}  # fmt: skip


def _from_json(id_: str, data: dict[str, Any]) -> Answered:
    source = Source(**data["source"]) if data["source"] else None
    return Answered(id_, data["service"], Retraction(**data["said"]), source, data["remark"])
