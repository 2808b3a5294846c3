"""Sentences that say whether post-exertional malaise was a condition of taking part."""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.detection.rules import Detector, PemRule
from curator_app.domain.detection.text import Sentence

_TRIGGERS = ("exertional", "PEM", "PESE", "PENE")


@dataclass(frozen=True)
class PemHit:
    """One statement and the words of the sentence that make it."""

    rule: PemRule
    start: int
    end: int


def pem_is_meant(whole: str, detector: Detector) -> bool:
    """Whether the bare letters PEM can mean post-exertional malaise in this record.

    They also stand for protein-energy malnutrition and polymer electrolyte membranes.
    """
    if not any(word in whole for word in _TRIGGERS):
        return False
    if detector.pem_full.search(whole):
        return True
    return bool(detector.pem_here.search(whole)) and not detector.pem_elsewhere.search(whole)


def find_pem(sentence: Sentence, detector: Detector, meant: bool) -> PemHit | None:
    """The statement about PEM a sentence makes; the first rule that holds decides."""
    text = sentence.text
    if not meant or not any(word in text for word in _TRIGGERS):
        return None
    if detector.pem_elsewhere.search(text) or any(p.search(text) for p in detector.pem_rejects):
        return None
    for rule in detector.pem:
        found = rule.pattern.search(text)
        if found and _holds(rule, sentence):
            return PemHit(rule, *found.span())
    return None


def _holds(rule: PemRule, sentence: Sentence) -> bool:
    if rule.listing not in ("", sentence.listing) or rule.unless.search(sentence.text):
        return False
    if rule.needs is None or sentence.section == "methods":
        return True
    return bool(rule.needs.search(sentence.text))
