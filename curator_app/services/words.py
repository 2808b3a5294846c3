"""The owner's words in the lists that the checks read: changing them, and what that would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from curator_app import knowledge
from curator_app.domain.changes import Changes
from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.lexicon import Lexicons
from curator_app.domain.checks.word_changes import ListChange, WordChanges
from curator_app.domain.plain_text import clean_text
from curator_app.domain.query import ListQuery
from curator_app.domain.ruling import WORDS, new_name
from curator_app.errors import BadValue, Cancelled, CuratorError
from curator_app.services.library import Library
from curator_app.services.rules import Rules
from curator_app.storage import entries, revisions, rulings

Progress = Callable[[int, int], None]
_CHUNK = 200
_BEFORE_THE_FIRST = "words v0"


@dataclass(frozen=True)
class Effect:
    """How many findings a change of words adds and takes away, by rule."""

    more: Mapping[str, int]
    fewer: Mapping[str, int]


def shipped() -> Lexicons:
    """The word lists as they come with the program."""
    return knowledge.checks().words


def edited(
    library: Library,
    name: str,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    base: WordChanges | None = None,
) -> WordChanges:
    """The library's changes (or `base`) with words of one list added and taken out.

    Raises BadValue with a sentence when one of them cannot be.
    """
    return (base or library.rules.words).edited(shipped(), name, add, remove)


def reset(library: Library, name: str, base: WordChanges | None = None) -> WordChanges:
    """The library's changes (or `base`) with one list as it was shipped."""
    return (base or library.rules.words).with_list(name, ListChange())


def change_words(library: Library, changes: WordChanges, note: str = "") -> Changes:
    """Put these words in force, under the next version.

    Raises BadValue when nothing would change, and CuratorError when the words were changed
    elsewhere since `changes` were begun.
    """
    now = library.rules.words
    if changes.version != now.version:
        raise CuratorError(
            "The word lists were changed elsewhere meanwhile. Nothing was changed.",
            "Look at the lists again.",
        )
    if changes.to_json() == now.to_json():
        raise BadValue("words", "These are the words in force already. Nothing was changed.")
    version = new_name("", now.version or _BEFORE_THE_FIRST, library.rules.names(WORDS))
    with library.db.write() as conn:
        ruling = rulings.append(
            conn, kind=WORDS, version=version, at=revisions.now(), who=library.who,
            note=clean_text(note), data=changes.to_json(),
        )  # fmt: skip
        rules = Rules.read(conn, library.file.versions)
    library.rules = rules
    return Changes(message=f"The words of {ruling.version} are in force.", rules=True)


def effect(
    library: Library,
    changes: WordChanges,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Effect:
    """What these words would find over the whole library against those in force.

    Only the rules that look into a changed list are run. Raises Cancelled.
    """
    now = library.engine()
    touched = {name for name in now.words.names() if changes.of(name) != _of(library, name)}
    rules = tuple(r for r in now.rules.rules if any(map(r.uses, touched)))
    few = replace(now.rules, rules=rules)
    before = Engine(few, now.words, library.catalogue)
    after = Engine(few, changes.applied(shipped()), library.catalogue)
    more: Counter[str] = Counter()
    fewer: Counter[str] = Counter()
    query = ListQuery(sort="slug", descending=False, limit=None if rules else 0)
    ns = library.ids(query)
    year = datetime.now(UTC).year
    for start in range(0, len(ns), _CHUNK):
        if cancelled and cancelled():
            raise Cancelled
        with library.db.read() as conn:
            read = list(entries.many(conn, ns[start : start + _CHUNK]))
        for entry in read:
            old, new = before.check(entry, year), after.check(entry, year)
            more.update(_missing(new, old))
            fewer.update(_missing(old, new))
        if progress:
            progress(min(start + _CHUNK, len(ns)), len(ns))
    return Effect(dict(more), dict(fewer))


def _of(library: Library, name: str) -> ListChange:
    return library.rules.words.of(name)


def _missing(these: Iterable[Finding], there: Iterable[Finding]) -> list[str]:
    known = {(finding.rule, finding.field, finding.sentence) for finding in there}
    return [f.rule for f in these if (f.rule, f.field, f.sentence) not in known]
