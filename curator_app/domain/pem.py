"""From tagged criteria to the PEM status: the decision table of criteria.md 4, and nothing else.

"PEM required" means that post-exertional malaise was an explicit required diagnostic criterion
for taking part; that it was studied, measured or seen never counts (rule D23). The algebra works
on three values: R (required), N (not required), U (unclear).
"""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.catalogue import CaseDefinition, Catalogue
from curator_app.domain.criteria import Combination, Criteria, Expression, Subset, Use

REQUIRED, NOT_REQUIRED, UNCLEAR = "required", "not_required", "unclear"
PARTLY, NOT_APPLICABLE = "partly", "not_applicable"
STATUSES = (REQUIRED, NOT_REQUIRED, PARTLY, UNCLEAR, NOT_APPLICABLE)
_LETTER = {REQUIRED: "R", NOT_REQUIRED: "N", UNCLEAR: "U"}
_WORDS = {"R": "requires PEM", "N": "does not require PEM", "U": "leaves PEM unclear"}

# NICE replaced CG53 by NG206 on this day; CDC's pages have described the IOM criteria since 2017.
NG206_DATE = "2021-10-29"
CDC_IOM_YEAR = 2017


@dataclass(frozen=True)
class Step:
    """One rule that was applied: its id in the decision table and what it did, in words."""

    rule: str
    words: str
    code: str = ""


@dataclass(frozen=True)
class Derivation:
    """The derived status with its reasons; `base` is the status before subgroups."""

    status: str
    base: str
    steps: tuple[Step, ...]
    conflicts: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()

    @property
    def trace(self) -> tuple[str, ...]:
        """The short codes of the rules that decided, in order."""
        return tuple(step.code for step in self.steps if step.code)


def combine(operator: str, values: list[str]) -> str:
    """Join R, N and U: all = strictest wins, any = one way in decides, unsure = only if agreed."""
    if operator == "all":
        return "R" if "R" in values else "U" if "U" in values else "N"
    if operator == "any":
        return "R" if set(values) == {"R"} else "N" if "N" in values else "U"
    return values[0] if len(set(values)) == 1 else "U"


def nice_reading(year: int | None, recruited_from: str) -> str:
    """The definition that 'NICE criteria' means by its date (D16); "" when that stays open."""
    if year and year < int(NG206_DATE[:4]):
        return "nice_cg53_2007"
    if recruited_from[:1].isdecimal() and recruited_from >= NG206_DATE:
        return "nice_ng206_2021"
    return ""


class _Deriver:
    """One derivation: collects the steps while it walks the criteria."""

    def __init__(self, catalogue: Catalogue, year: int | None, recruited_from: str) -> None:
        self.catalogue = catalogue
        self.year = year
        self.recruited_from = recruited_from
        self.steps: list[Step] = []
        self.contested: list[str] = []

    def say(self, rule: str, words: str, code: str = "") -> None:
        self.steps.append(Step(rule, words, code))

    def value(self, expr: Expression) -> str:
        if isinstance(expr, Use):
            return self.use(expr)
        return self.combination(expr)

    def combination(self, expr: Combination) -> str:
        values = [self.value(part) for part in expr.parts]
        value = combine(expr.operator, values)
        if expr.operator == "all":
            self.say(
                "D08",
                f"Everybody had to meet all of them; together this {_WORDS[value]}.",
            )
        elif expr.operator == "any":
            self.say(
                "D09",
                "Meeting any of them was enough; a way in without PEM decides, "
                f"so this {_WORDS[value]}.",
            )
        elif value == "U":
            self.say("D16", "The name has several readings and they disagree about PEM.")
        else:
            self.say("D15", f"The name has several readings; each of them {_WORDS[value]}.")
        return value

    def use(self, use: Use) -> str:
        definition = self.catalogue.by_id.get(use.definition)
        if definition is None:
            self.say(
                "D22",
                f"{use.definition} is not in the catalogue, so PEM stays unclear.",
            )
            return "U"
        value = self.unmodified(definition)
        return self.modified(use, definition, value)

    def unmodified(self, definition: CaseDefinition) -> str:
        name, cls = definition.short_name, definition.pem_class
        dated = self.dated(definition)
        if dated:
            return dated
        value = _LETTER[self.catalogue.reading(definition)]
        if definition.id in self.catalogue.policy or definition.contested:
            self.contested.append(definition.id)
            self.say(
                "D07",
                f"{name} is contested; policy {self.catalogue.policy_version} reads it as: "
                f"it {_WORDS[value]}.",
            )
        elif cls == "required":
            self.say("D05", f"{name} makes PEM a mandatory criterion.")
        elif cls in ("optional", "absent"):
            how = "one of several optional symptoms" if cls == "optional" else "not a criterion"
            self.say("D06", f"In {name}, PEM is {how}.")
        elif definition.id in ("not_stated", "author_defined"):
            self.say("D22", f"{definition.label}: this says nothing about PEM.")
        else:
            self.say(
                "D20",
                f"{definition.label} does not show by which criteria; never inferred.",
            )
        return value

    def dated(self, definition: CaseDefinition) -> str:
        """Names whose meaning depends on the date (D16); "" when the date changes nothing."""
        if definition.id == "cdc_unspecified":
            return self.dated_cdc()
        if definition.id != "nice_unspecified":
            return ""
        self.contested.append(definition.id)
        read_as = nice_reading(self.year, self.recruited_from)
        if read_as == "nice_cg53_2007":
            self.say("D16", "Before 29 October 2021 'NICE criteria' means CG53 (2007).")
            return self.unmodified(self.catalogue.by_id[read_as])
        if read_as:
            self.say("D16", "Recruited after 29 October 2021: 'NICE criteria' means NG206.")
            return self.unmodified(self.catalogue.by_id[read_as])
        value = _LETTER[self.catalogue.reading(definition)]
        words = "'NICE criteria' may mean CG53 or NG206, which disagree about PEM"
        policy = f"policy {self.catalogue.policy_version} reads it as: it {_WORDS[value]}"
        self.say("D16", f"{words}." if value == "U" else f"{words}; {policy}.")
        return value

    def dated_cdc(self) -> str:
        """'CDC criteria' without a version: its readings agree until the CDC took up IOM's."""
        if (self.year or 0) > CDC_IOM_YEAR:
            self.say("D16", f"After {CDC_IOM_YEAR} 'CDC criteria' may mean the IOM criteria.")
            return "U"
        self.say("D15", "'CDC criteria' means Holmes or Fukuda here; neither requires PEM.")
        return "N"

    def modified(self, use: Use, definition: CaseDefinition, value: str) -> str:
        name = definition.short_name
        vague = [m for m in ("partial", "like", "unspecified_modification") if m in use.modifiers]
        if vague and value == "R":
            self.say(
                "D17",
                f"{name} was changed ({', '.join(vague)}) without saying how.",
            )
            value = "U"
        if "pem_made_optional" in use.modifiers:
            self.say("D18", f"{name} was applied with PEM as one option among others.")
            value = "N"
        if {"relaxed", "duration_changed", "exclusions_changed"} & set(use.modifiers):
            self.say("D19", f"{name} was changed in other items; PEM's part is unchanged.")
        if "author_requires_pem" in use.modifiers:
            self.say("D04", f"The authors required PEM on top of {name}.", "author_added")
            value = "R"
        return value

    def base(self, criteria: Criteria) -> str:
        if criteria.expr is not None:
            return self.value(criteria.expr)
        arms = [arm.expr for arm in criteria.arms if arm.expr is not None]
        if arms:
            values = [self.value(expr) for expr in arms]
            self.say(
                "D12",
                "The arms or sites used different definitions: any way in counts.",
            )
            return combine("any", values)
        self.say("D22", "No case definition is tagged, so nothing can be derived.")
        return "U"

    def parts_requiring(self, parts: tuple[Subset, ...]) -> list[Subset]:
        silent = _Deriver(self.catalogue, self.year, self.recruited_from)
        return [part for part in parts if part.expr and silent.value(part.expr) == "R"]


def derive(criteria: Criteria, catalogue: Catalogue, year: int | None = None) -> Derivation:
    """The PEM status of a study from its tagged criteria.

    `year` is the year of publication; it decides names whose meaning changed (D16). The order is
    that of criteria.md 4.2: not applicable, base expression with its modifiers, author-added
    requirement, prevalence conflict, subgroup.
    """
    deriver = _Deriver(catalogue, year, criteria.recruited_from)
    if criteria.unit in catalogue.not_applicable_units:
        label = catalogue.units[criteria.unit].label
        deriver.say("D01", f"{label}: nobody was diagnosed to take part.", "rule1")
        return Derivation(NOT_APPLICABLE, NOT_APPLICABLE, tuple(deriver.steps))
    _say_unit(deriver, criteria)
    base = deriver.base(criteria)
    deriver.say("base", f"Taken together, the entry rule {_WORDS[base]}.", f"base={base}")
    value = base
    if criteria.added == "all":
        deriver.say("D04", "The authors required PEM of every participant.", "author_added")
        value = "R"
    status = {"R": REQUIRED, "N": NOT_REQUIRED, "U": UNCLEAR}[value]
    conflicts = _prevalence(deriver, criteria, value)
    if value != "R" and _partly(deriver, criteria, base):
        status = PARTLY
    base_status = {"R": REQUIRED, "N": NOT_REQUIRED, "U": UNCLEAR}[base]
    contested = tuple(dict.fromkeys(deriver.contested))
    return Derivation(status, base_status, tuple(deriver.steps), conflicts, contested)


def _say_unit(deriver: _Deriver, criteria: Criteria) -> None:
    if criteria.unit and criteria.unit not in deriver.catalogue.units:
        words = f"{criteria.unit} is not in the catalogue and was read as a study of people."
        deriver.say("D01", words)
    if criteria.unit == "human_samples":
        deriver.say("D02", "Samples of patients: the donors' entry rule decides.")
    elif criteria.unit in ("systematic_review", "meta_analysis"):
        deriver.say("D03", "A review of studies: its eligibility rule decides.")
    if criteria.parent:
        deriver.say("D25", f"The participants are those of {criteria.parent}; its rule applies.")
    if criteria.comparators:
        deriver.say("D14", "Criteria of comparison groups are left out.")
    if criteria.verification == "questionnaire":
        deriver.say(
            "D21",
            "The definition was applied by questionnaire; that does not change it.",
        )


def _prevalence(deriver: _Deriver, criteria: Criteria, value: str) -> tuple[str, ...]:
    if criteria.pem_prevalence is None:
        return ()
    share = f"{criteria.pem_prevalence:g} %"
    if value == "R" and criteria.pem_prevalence < 100:
        words = f"PEM is required, yet only {share} of participants are reported to have it."
        deriver.say("D23", words, "prevalence_conflict")
        return (words,)
    deriver.say("D23", f"PEM was seen in {share}; being seen is not being required.")
    return ()


def _partly(deriver: _Deriver, criteria: Criteria, base: str) -> bool:
    requiring = deriver.parts_requiring(criteria.subsets)
    arms = deriver.parts_requiring(criteria.arms)
    if any(part.results_reported for part in requiring):
        rule = "D13" if base == "U" else "D10"
        words = "A subgroup that had to have PEM has results of its own."
        deriver.say(rule, words, f"subset_R_over_{base}")
        return True
    if any(part.results_reported for part in arms):
        deriver.say("D12", "An arm that had to have PEM is reported separately.", "arm_R")
        return True
    if criteria.added == "subset":
        deriver.say("D11", "PEM was required of some participants; tag them as a subgroup.")
    elif requiring:
        deriver.say("D11", "A subgroup had to have PEM, but has no results of its own.")
    return False
