"""Numbers: without a denominator, against the source, about the wrong group (criteria 6.4, N)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from curator_app.domain.checks.context import numbers as plain_numbers
from curator_app.domain.checks.counting import (
    FIRST_WORDS,
    PEOPLE,
    Count,
    all_numbers,
    counts,
    has_count,
)
from curator_app.domain.checks.framing import asked
from curator_app.domain.checks.lexicon import has_digit, wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark

_SHARE = re.compile(
    rf"\b\d{{1,3}}(?:[.,]\d+)?\s?(?:%|per ?cent)\)?\s+(?:of\s+(?:\w+\s+){{0,3}}?)?(?:{PEOPLE})\b"
    rf"|\b(?:{PEOPLE})\b[^.;()%]{{0,30}}\(\s?\d{{1,3}}(?:[.,]\d+)?\s?(?:%|per ?cent)",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_NO_LINK = re.compile(r"\bno[t]?\b[^.;]{0,40}$", re.I)
_DISEASE = r"(?:ME/CFS|CFS/ME|ME|CFS|myalgic encephalomyelitis|chronic fatigue syndrome|long COVID)"
_PRESENT_WORDS = wordset(
    "have has are show lack produce do cannot exhibit display tend possess carry differ suffer"
)
_PRESENT = f"(?:{'|'.join(sorted(_PRESENT_WORDS))})"
_GENERIC = re.compile(
    rf"\b(?:people|patients|individuals|women|men|those|adults|children|adolescents)\s+"
    rf"(?:with|who have)\s+{_DISEASE}\s+{_PRESENT}\b"
    rf"|\b{_DISEASE}\s+(?:patients|sufferers)\s+{_PRESENT}\b"
    rf"|\b{_DISEASE}\s+(?:patients['’]\s+)?(?:muscle|blood|immune|brain|cells?)\s+{_PRESENT}\b",
    re.I,
)
_IN_SAMPLE = re.compile(
    r"\b(?:in (?:this|the) (?:study|sample|group|cohort|trial|survey)|of the (?:study|sample)|"
    r"these|studied|sampled|cohort)\b|\d",
    re.I,
)
_RAW = re.compile(
    r"\b[pP]\s*(?:-?value)?\s*[<=>≤]\s*\.?\d|\b(?:SMD|AUC|IQR|OR|RR|HR|CI|SD|SEM)\s*[=:]?\s*-?\d(?!-)"
    r"|\b[βd]\s*=\s*-?\.?\d|\b(?:Cohen|Hedges)['’]?s?\s[dg]\b|\b[Ee]ffect sizes?\b"
    r"|\b95\s?%\s*(?:CI|confidence)|\bconfidence intervals?\b|\b(?:odds|hazard|risk) ratios?\b"
    r"|\bstandard(?:ised mean| deviation| error)"
    r"|\b(?:r|F|t|χ2|n?p2)\s*(?:\(\d+(?:,\s?\d+)?\))?\s*=\s*-?\.?\d"
)
_PART = re.compile(
    r"\bsub(?:group|set)|\b(?:only|some|those|seven|few)\b|\d+\s+(?:of|patients|people)|"
    r"\bwho (?:had|have)\b",
    re.I,
)
_ABOUT_ALL = re.compile(rf"\b(?:patients|participants|people|{_DISEASE})\b", re.I)


def _relative(hit: Hit, look: Look) -> bool:
    """A ratio with no absolute numbers beside it; a ratio of people counts them already."""
    rest = hit.before + " " + hit.after
    if _NO_LINK.search(hit.before) or len(_DIGITS.findall(rest)) >= 2:
        return False
    return not has_count(hit.sentence.text)


def _raw_statistics(look: Look) -> Iterator[Remark]:
    """p-values, intervals and effect sizes in the quick summary."""
    done = -1
    for hit in look.hits(_RAW):
        if hit.sentence.start != done:
            done = hit.sentence.start
            yield Remark(hit)


def _percent(look: Look) -> Iterator[Remark]:
    """A share of people in a sentence that counts nobody."""
    if not any(sign in look.passage.low for sign in ("%", "percent", "per cent")):
        return
    done = -1
    for hit in look.hits(_SHARE):
        if hit.sentence.start == done:
            continue
        done = hit.sentence.start
        if not has_count(hit.sentence.text):
            yield Remark(hit)


@lru_cache(maxsize=64)
def _source(abstract: str) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Of an abstract: all numbers, those of patients, those of controls."""
    found = counts(abstract)
    patients = frozenset(c.value for c in found if c.group == "patients")
    controls = frozenset(c.value for c in found if c.group == "controls")
    return all_numbers(abstract), patients, controls


@lru_cache(maxsize=64)
def _parts(abstract: str) -> tuple[int, ...]:
    """The numbers of an abstract that may be parts of a sum: those that are not of controls."""
    everything, _, controls = _source(abstract)
    return tuple(sorted(v for v in everything - controls if 1 < v < 100_000)[-24:])


def _is_sum(value: int, parts: Sequence[int]) -> bool:
    """Whether a number is the sum of two or of three of these, which are in order."""
    known = frozenset(parts)
    for place, a in enumerate(parts):
        rest = value - a
        if rest <= a:
            break  # what is added to a part is larger than it, so that each sum is tried once
        if rest in known:
            return True
        for b in parts[place + 1 :]:
            if rest - b <= b:
                break
            if rest - b in known:
                return True
    return False


def _supported(count: Count, abstract: str) -> bool:
    everything, patients, controls = _source(abstract)
    value = count.value
    if value <= 2:
        return True
    if count.group == "patients" and value in controls and value not in patients and patients:
        return False
    if count.group == "controls" and value in patients and value not in controls:
        return False
    if value in everything or _is_sum(value, _parts(abstract)):
        return True
    return count.group == "people" and any(value - b in everything for b in controls)


def _not_in_source(look: Look) -> Iterator[Remark]:
    """A number of people that the abstract does not give for that group."""
    abstract = look.study.abstract
    if not abstract:
        return
    found = counts(look.passage.text)
    if not found or not has_digit(abstract):
        return
    for count in found:
        if not _supported(count, abstract):
            hit = look.hit(count.start, count.end)
            yield Remark(hit, values={"number": str(count.value), "group": count.group})


def _against_fields(look: Look) -> Iterator[Remark]:
    """Numbers of people of which none is in the fields sample size and control group."""
    entry = look.study.entry
    control = entry.control_group if entry else ""
    known = plain_numbers(f"{look.study.sample_size} {control}")
    found = counts(look.passage.text)
    if not known or not found:
        return
    values = all_numbers(look.passage.text)
    allowed = {*known, sum(known), *(a + b for a, b in combinations(known, 2))}
    if values & allowed:
        return
    # Two groups of the same size: 24 patients and 24 controls are 48.
    twice = {count.value for count, other in combinations(found, 2) if count.value == other.value}
    added = {a + b for a, b in combinations(sorted(values), 2)} | {2 * value for value in twice}
    if not added & allowed:
        hit = look.hit(found[0].start, found[0].end)
        yield Remark(hit, values={"fields": look.study.sample_size})


def _generic(look: Look) -> Iterator[Remark]:
    """The present tense about everybody with the illness, from fewer than 50 people."""
    n = look.study.n
    if n is None or n >= 50 or _PRESENT_WORDS.isdisjoint(look.passage.words):
        return
    for hit in look.hits(_GENERIC):
        if not _IN_SAMPLE.search(hit.sentence.text) and not asked(hit):
            yield Remark(hit, values={"n": str(n)})


def _subgroup(hit: Hit, look: Look) -> bool:
    """A change said of everybody when only a subgroup showed it."""
    sentence = hit.sentence.text
    return _ABOUT_ALL.search(sentence) is not None and not _PART.search(sentence)


def _completed(look: Look) -> Iterator[Remark]:
    """The number enrolled without the number that finished."""
    study = look.study
    enrolled, completed = study.n_enrolled, study.n_completed
    if enrolled is None or completed is None or completed >= enrolled:
        return
    values = all_numbers(look.passage.text)
    if enrolled in values and completed not in values:
        first = next((s for s in look.passage.sentences if enrolled in all_numbers(s.text)), None)
        hit = look.whole(first) if first else None
        yield Remark(hit, look.passage.text, {"completed": str(completed), "n": str(enrolled)})


def _no_count(look: Look) -> Iterator[Remark]:
    """A study of people whose summary counts nobody."""
    text, words = look.passage.text, look.passage.words
    if look.study.human and len(text) > 40:
        spoken = has_digit(text) or not FIRST_WORDS.isdisjoint(words)
        if not (spoken and has_count(text)):
            yield Remark(None, text)


HITS: Mapping[str, HitTest] = {
    "N02_relative_only": _relative,
    "N05_subgroup_as_whole": _subgroup,
}
PASSAGES: Mapping[str, PassageTest] = {
    "N01_percent_no_denominator": _percent,
    "N03_number_not_in_source": _not_in_source,
    "N04_small_n_generic": _generic,
    "N06_enrolled_vs_completed": _completed,
    "N07_raw_statistics_in_lay_text": _raw_statistics,
    "N08_sample_size_missing": _no_count,
    "N09_number_against_fields": _against_fields,
}
