"""What a study is, as far as its entry says: the facts that decide which checks apply.

What the entry cannot say (blinding, completers, a lone subgroup) is read from its texts only when
they say it plainly; otherwise it stays None and the rules that need it keep silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from curator_app.domain.checks.lexicon import lowered, tokens
from curator_app.domain.entry import Entry

DESIGNS: Mapping[str, str] = {
    "rct": "rct",
    "crossover_trial": "rct",
    "non_randomised_trial": "non_randomised",
    "single_arm_trial": "single_arm",
    "cohort": "cohort",
    "registry_study": "cohort",
    "case_control": "case_control",
    "genetic_association": "case_control",
    "cross_sectional": "cross_sectional",
    "survey": "cross_sectional",
    "observational": "observational",
    "case_report": "case_series",
    "case_series": "case_series",
    "qualitative": "qualitative",
    "systematic_review": "review",
    "meta_analysis": "review",
    "scoping_review": "review",
    "review_narrative": "narrative",
    "guideline": "guideline",
    "mechanistic": "mechanistic",
    "animal_study": "animal",
    "in_vitro": "in_vitro",
    "modelling": "in_silico",
    "protocol": "protocol",
    "methods_paper": "methods",
    "hypothesis": "opinion",
    "editorial": "opinion",
    "commentary": "opinion",
    "letter": "opinion",
}
_UNITS = {"animal": "animal", "cell_line": "in_vitro", "in_silico": "in_silico"}
_CONTEXTS = {"animal_model": "animal", "cell_model": "in_vitro"}
NOT_PEOPLE = frozenset({"animal_model", "cell_model"})

_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_YOUNG = re.compile(r"adolescen|child|pa?ediatric|youth|teenage|young people")
_UNBLINDED = re.compile(
    r"\b(?:open[- ]label|unblinded|not blinded|non-?blinded|unmasked|without blinding|"
    r"knew (?:which|what|their))\b",
    re.I,
)
_BLINDED = re.compile(r"\b(?:double|single|triple)[- ](?:blind|mask)|\bblinded\b|\bplacebo\b", re.I)
_SELF_REPORT = re.compile(
    r"\b(?:self-?(?:rated|reported?|assessed)|questionnaires?|rated (?:them|their)|"
    r"patient-reported|SF-?36|Chalder)\b",
    re.I,
)
_POST_HOC = re.compile(
    r"\b(?:only (?:showed|found|seen|helped)[^.;]{0,40}\bsub(?:group|set)|"
    r"only (?:in )?(?:a|the|one)\s(?:\w+\s){0,2}sub(?:group|set)|"
    r"sub(?:group|set) (?:was|were) (?:formed|chosen|selected|picked|defined) after)",
    re.I,
)
_COMPLETED = re.compile(
    r"\b(\d{1,4})(?: (?:patients|participants|people|subjects|of them))? completed\b"
)
_SPOKEN = ("sever", "Sever", "enough", "oo ill", "linic", "ble to")
_NOT_SEVERE = re.compile(
    r"\b(?:severe(?:ly)?\b[^.;]{0,60}\b(?:could not|not (?:\w+ )?(?:included|represented|take)|"
    r"excluded|left out)|well enough to|too ill to|clinic attend|able to (?:attend|visit|travel))"
)


def number(text: str) -> int | None:
    """The first whole number in a text such as "45 patients, 39 controls"."""
    found = _COUNT.search(text)
    return int(found.group().replace(",", "")[:9]) if found else None


def numbers(text: str) -> list[int]:
    """Every whole number in a text."""
    return [int(found.replace(",", "")[:9]) for found in _COUNT.findall(text)]


@dataclass(frozen=True)
class Context:
    """The study's facts. Names follow the survey's test pairs, so that these can give them."""

    design: str = ""
    pubtype: str = ""
    population: str = ""
    evidence: str = ""
    pem_status: str = ""
    added: str = ""
    criteria: tuple[str, ...] = ()
    n: int | None = None
    sample_size: str = ""
    abstract: str = ""
    title: str = ""
    retracted: bool = False
    preprint: bool = False
    finished: bool = True
    blinded: bool | None = None
    outcome: str = ""
    subgroup_only: bool = False
    n_enrolled: int | None = None
    n_completed: int | None = None
    age: str = ""
    severity: str = ""
    source_label: str = ""
    outcomes: tuple[str, ...] = ()
    disclosures: str = ""
    linked: bool = False
    moved: bool = False
    in_pmc: bool = False
    overridden: bool = False
    cited: bool = False
    entry: Entry | None = None

    def key(self) -> tuple[str | bool, ...]:
        """The facts that switch rules on and off, for the cache of what applies."""
        return (
            self.design,
            self.pubtype,
            self.population,
            self.evidence,
            self.pem_status,
            self.age,
            self.severity,
            self.source_label,
            self.retracted,
            self.preprint,
            self.subgroup_only,
            self.finished,
            self.linked,
            self.moved,
            self.in_pmc,
            self.overridden,
            self.cited,
        )

    @property
    def human(self) -> bool:
        """Whether people took part (as far as the entry says)."""
        unit = self.entry.criteria.unit if self.entry else ""
        return self.population not in NOT_PEOPLE and unit not in _UNITS

    @cached_property
    def unblinded(self) -> bool | None:
        """Whether participants knew their treatment; None when nothing says so."""
        if self.blinded is not None:
            return not self.blinded
        text = self.abstract + self.title
        if _UNBLINDED.search(text):
            return True
        return False if _BLINDED.search(text) else None

    @cached_property
    def self_rated(self) -> bool:
        """Whether the outcomes were the participants' own ratings."""
        if self.outcome:
            return self.outcome == "self_report"
        return bool(_SELF_REPORT.search(self.abstract) or _SELF_REPORT.search(self.disclosures))

    @cached_property
    def abstract_tokens(self) -> list[str]:
        """The abstract's words in order."""
        return tokens(lowered(self.abstract))

    @cached_property
    def abstract_threes(self) -> frozenset[tuple[str, str, str]]:
        """The three words that begin at every second word of the abstract."""
        words = self.abstract_tokens
        return frozenset(zip(words[::2], words[1::2], words[2::2], strict=False))

    @staticmethod
    def of(entry: Entry) -> Context:
        """The facts of an entry."""
        design = _design(entry)
        abstract, title = entry.abstract, entry.title
        disclosed = "\n".join((entry.does_not_prove, *entry.limitations))
        n = number(entry.sample_size) if entry.sample_size else None
        return Context(
            design=design,
            pubtype=entry.publication_type,
            population=entry.disease_context,
            evidence=entry.evidence_level,
            pem_status=entry.pem.status,
            added=entry.criteria.added,
            criteria=entry.criteria.definitions(),
            n=n,
            sample_size=entry.sample_size,
            abstract=abstract,
            title=title,
            retracted=entry.retraction.status == "retracted" or entry.state == "retracted",
            preprint=entry.peer_review_status == "preprint" or entry.publication_type == "preprint",
            finished=entry.state not in ("imported", "drafting"),
            subgroup_only="sub" in disclosed and _POST_HOC.search(disclosed) is not None,
            n_enrolled=n,
            n_completed=_completed(abstract) if n else None,
            age=_age(title),
            severity=_severity(disclosed),
            source_label=_label(title),
            disclosures=disclosed,
            linked=bool(entry.relations),
            moved=bool(entry.former_slugs),
            in_pmc=bool(entry.pmcid),
            overridden=entry.pem.override is not None,
            cited=bool(entry.criteria.evidence),
            entry=entry,
        )

    @staticmethod
    def given(values: Mapping[str, Any]) -> Context:
        """The facts as a test pair writes them; what it leaves out is not known."""
        known = {item.name for item in fields(Context)}
        facts = {key: value for key, value in values.items() if key in known and value is not None}
        for name in ("criteria", "outcomes"):
            facts[name] = tuple(facts.get(name, ()))
        label = str(values.get("evidence_label") or "")
        facts.setdefault("evidence", label[:2])
        facts["pubtype"] = str(facts.get("pubtype") or "").lower()
        n = facts.get("n")
        facts.setdefault("sample_size", "" if n is None else str(n))
        return Context(**facts)


def _design(entry: Entry) -> str:
    design = DESIGNS.get(entry.publication_type, "")
    special = _UNITS.get(entry.criteria.unit) or _CONTEXTS.get(entry.disease_context)
    return special if special and design in ("", "mechanistic", "observational") else design


def _completed(abstract: str) -> int | None:
    found = _COMPLETED.search(abstract) if "completed" in abstract else None
    return int(found.group(1)) if found else None


def _age(title: str) -> str:
    low = title.lower()
    return "adolescent" if _YOUNG.search(low) and "adult" not in low else ""


def _severity(disclosed: str) -> str:
    spoken = any(piece in disclosed for piece in _SPOKEN)
    return "mild_moderate" if spoken and _NOT_SEVERE.search(disclosed.lower()) else ""


def _label(title: str) -> str:
    low = title.lower()
    only = "chronic fatigue syndrome" in low and "myalgic" not in low and "me/cfs" not in low
    return "CFS" if only else ""
