"""What the record says of itself: relations, retraction, addresses and the proof of PEM (F)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from curator_app.domain.checks.looking import Remark
from curator_app.domain.checks.record import RecordLook, RecordTest
from curator_app.domain.decisions import CHECK_POLICY, CHECK_RETRACTION
from curator_app.domain.entry import Relation
from curator_app.domain.fields import to_json
from curator_app.domain.identifiers import clean_doi, clean_pmid, doi_key
from curator_app.domain.pem_status import needs_second_reviewer

_RETRACTED = re.compile(r"\s*\[?(RETRACTED|WITHDRAWN|Retracted Article|Retraction of)\b\s*:?", re.I)


def _relation_to_itself(look: RecordLook) -> Iterator[Remark]:
    entry = look.entry
    own = {entry.slug, *entry.former_slugs, entry.doi} - {""}
    if any(relation.target in own for relation in entry.relations):
        kept = [relation for relation in entry.relations if relation.target not in own]
        yield Remark(None, entry.slug, {"value": entry.slug}, fix=_relations(kept))


def _relation_twice(look: RecordLook) -> Iterator[Remark]:
    relations = look.entry.relations
    kept = list({(r.type, r.target): r for r in reversed(relations)}.values())[::-1]
    if len(kept) < len(relations):
        twice = next(r.target for r in relations if r not in kept or relations.count(r) > 1)
        yield Remark(None, twice, {"value": twice}, fix=_relations(kept))


def _relations(kept: Sequence[Relation]) -> tuple[str, Any]:
    return "relations", to_json("relations", tuple(kept))


def _retraction_state(look: RecordLook) -> Iterator[Remark]:
    """The notice says retracted or withdrawn and the state does not, or the other way round."""
    entry = look.entry
    status = entry.retraction.status
    values = {"status": status, "state": entry.state}
    about = f"{status} {entry.state}"
    if status in ("retracted", "withdrawn") and entry.state in ("ready", "published"):
        yield Remark(None, about, values, fix=("state", status), field="state")
    elif entry.state in ("retracted", "withdrawn") and status not in ("retracted", "withdrawn"):
        old = entry.retraction
        fix = _retraction(entry.state, old.notice, old.date)
        yield Remark(None, about, values, fix=fix)


def _retracted_title(look: RecordLook) -> Iterator[Remark]:
    entry = look.entry
    found = _RETRACTED.match(entry.title)
    if found is None or entry.publication_type == "retraction_notice":
        return
    if entry.retraction.status in ("none", "") and "of" not in found.group(1).lower().split():
        status = "withdrawn" if found.group(1).lower().startswith("w") else "retracted"
        old = entry.retraction
        fix = _retraction(status, old.notice, old.date)
        yield Remark(None, entry.title, {"status": status}, fix=fix)


_SERIOUS = frozenset(("retracted", "withdrawn", "concern"))
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _notice_missing(look: RecordLook) -> Iterator[Remark]:
    """Retracted, withdrawn or under a concern, and nothing leads to the notice that says so."""
    old = look.entry.retraction
    if old.status not in _SERIOUS or old.notice.strip():
        return
    linked = [r.target for r in look.entry.relations if r.type == "retraction"]
    notice = clean_doi(linked[0]) if len(linked) == 1 else ""
    fix = _retraction(old.status, notice, old.date) if notice else None
    yield Remark(None, old.status, {"status": old.status}, fix=fix)


def _notice_is_the_paper(look: RecordLook) -> Iterator[Remark]:
    """The notice is the paper's own identifier: it should be that of the notice."""
    entry, old = look.entry, look.entry.retraction
    notice = doi_key(clean_doi(old.notice)) or clean_pmid(old.notice)
    if notice and notice in (doi_key(entry.doi), entry.pmid):
        yield Remark(
            None, old.notice, {"value": old.notice}, fix=_retraction(old.status, "", old.date)
        )


def _notice_without_status(look: RecordLook) -> Iterator[Remark]:
    """A notice or its date is recorded, and the status says that nothing happened."""
    old = look.entry.retraction
    if old.status in ("none", "") and (old.notice or old.date):
        value = old.notice or old.date
        yield Remark(None, value, {"value": value})


def _linked_retraction(look: RecordLook) -> Iterator[Remark]:
    """A link to the retraction of this paper, and the paper is not marked as retracted."""
    entry, old = look.entry, look.entry.retraction
    if entry.publication_type == "retraction_notice" or old.status in _SERIOUS:
        return
    for relation in entry.relations:
        if relation.type == "retraction":
            notice = old.notice or clean_doi(relation.target)
            fix = _retraction("retracted", notice, old.date)
            yield Remark(None, relation.target, {"value": relation.target}, fix=fix)
            return


def _retraction_date(look: RecordLook) -> Iterator[Remark]:
    """A date that is none, lies in the future, or comes before the paper."""
    entry, date = look.entry, look.entry.retraction.date.strip()
    if not date:
        return
    found = _DATE.fullmatch(date)
    year = int(found.group(1)) if found else 0
    month, day = (int(found.group(2) or 1), int(found.group(3) or 1)) if found else (0, 0)
    early = entry.year is not None and year < entry.year
    if not (1 <= month <= 12 and 1 <= day <= 31) or early or year > look.year:
        yield Remark(None, date, {"value": date})


def _notice_unlinked(look: RecordLook) -> Iterator[Remark]:
    """A retraction notice or an erratum that does not say which paper it is about."""
    entry = look.entry
    wanted = {"retraction_notice": "retraction", "erratum": "erratum"}.get(entry.publication_type)
    if wanted and not any(relation.type == wanted for relation in entry.relations):
        yield Remark(None, entry.title, {"type": wanted})


def _preprint_status(look: RecordLook) -> Iterator[Remark]:
    """A preprint by its type or its link, said to have been peer reviewed."""
    entry = look.entry
    linked = any(relation.type == "preprint_of" for relation in entry.relations)
    if entry.peer_review_status == "peer_reviewed" and (
        linked or entry.publication_type == "preprint"
    ):
        why = "it is linked as the preprint of another paper" if linked else "its type is preprint"
        fix = ("peer_review_status", "preprint")
        yield Remark(None, entry.peer_review_status, {"why": why}, fix=fix)


def _retraction(status: str, notice: str, date: str) -> tuple[str, Any]:
    return "retraction", {"status": status, "notice": notice, "date": date}


def _former_slugs(look: RecordLook) -> Iterator[Remark]:
    entry = look.entry
    kept = [s for s in dict.fromkeys(entry.former_slugs) if s and s != entry.slug]
    if len(kept) < len(entry.former_slugs):
        yield Remark(None, entry.slug, {"value": entry.slug}, fix=("former_slugs", kept))


def _override(look: RecordLook) -> Iterator[Remark]:
    override = look.entry.pem.override
    if override and not (override.location.strip() and override.quote.strip()):
        missing = "place" if override.quote.strip() else "quotation"
        yield Remark(None, override.reason, {"missing": missing})


def _unconfirmed(look: RecordLook) -> Iterator[Remark]:
    pem = look.entry.pem
    if pem.override and needs_second_reviewer(pem.override, pem.derived):
        yield Remark(None, pem.override.reason, {"who": pem.override.set_by or "Somebody"})


def _contested(look: RecordLook) -> Iterator[Remark]:
    """A contested definition decides, and no quotation shows how the study used it."""
    criteria, policy = look.entry.criteria, look.catalogue.policy
    contested = [name for name in look.study.criteria if name in policy]
    if contested and "'quote'" not in str(criteria.to_json()):
        names = ", ".join(look.catalogue.name(name) for name in contested)
        yield Remark(None, names, {"criteria": names})


def _prevalence(look: RecordLook) -> Iterator[Remark]:
    share = look.entry.criteria.pem_prevalence
    if share is not None and share < 100:
        yield Remark(None, f"{share:g}", {"share": f"{share:g}"})


def _quote_not_there(look: RecordLook) -> Iterator[Remark]:
    """A quotation said to be from the abstract or the title that is not in it."""
    entry = look.entry
    for item in entry.criteria.evidence:
        source = {"abstract": entry.abstract, "title": entry.title}.get(item.location, "")
        if source and item.quote and not _contains(source, item.quote):
            values = {"quote": item.quote[:120], "location": item.location}
            yield Remark(None, item.quote, values)


def _contains(source: str, quote: str) -> bool:
    if quote in source:
        return True
    haystack = re.sub(r"\W+", " ", source.lower())
    parts = [re.sub(r"\W+", " ", part.lower()).strip() for part in re.split(r"\.\.\.|…", quote)]
    return all(part in haystack for part in parts)


def _left_to_look_at(kind: str) -> RecordTest:
    """Nobody has looked at the page since a task of this kind was left on it."""

    def test(look: RecordLook) -> Iterator[Remark]:
        for task in look.entry.tasks:
            if task.kind == kind:
                yield Remark(None, f"{task.note} {task.at}", {"note": task.note})

    return test


RECORDS: Mapping[str, RecordTest] = {
    "F17_relation_to_itself": _relation_to_itself,
    "F18_relation_repeated": _relation_twice,
    "F20_retraction_against_state": _retraction_state,
    "F21_title_says_retracted": _retracted_title,
    "F34_notice_missing": _notice_missing,
    "F35_notice_is_the_paper": _notice_is_the_paper,
    "F36_notice_without_status": _notice_without_status,
    "F37_linked_retraction_without_status": _linked_retraction,
    "F38_retraction_date": _retraction_date,
    "F39_notice_unlinked": _notice_unlinked,
    "F40_preprint_called_reviewed": _preprint_status,
    "F22_former_address_useless": _former_slugs,
    "F27_override_without_place": _override,
    "F50_required_unconfirmed": _unconfirmed,
    "F28_contested_without_quote": _contested,
    "F29_prevalence_conflict": _prevalence,
    "F30_quote_not_in_source": _quote_not_there,
    "F60_policy_check_open": _left_to_look_at(CHECK_POLICY),
    "F61_retraction_check_open": _left_to_look_at(CHECK_RETRACTION),
}
