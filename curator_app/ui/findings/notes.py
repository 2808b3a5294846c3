"""A finding as the window shows it: with its rule's own words."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from curator_app.domain.checks.finding import CRITICAL, INFO, WARN, Finding
from curator_app.domain.fields import label

if TYPE_CHECKING:
    from curator_app.domain.checks.rules import Rule

SEVERITY_WORDS = {CRITICAL: "Critical", WARN: "Warning", INFO: "Note"}
SEVERITY_PLURALS = {CRITICAL: "Critical", WARN: "Warnings", INFO: "Notes"}
TONES = {CRITICAL: "bad", WARN: "warn", INFO: ""}


class Note(NamedTuple):
    """A finding and the rule that made it."""

    finding: Finding
    rule: Rule

    @property
    def says(self) -> str:
        """Severity and message: what a line has room for."""
        return f"{SEVERITY_WORDS[self.finding.severity]}: {self.finding.message}"

    @property
    def proposes(self) -> bool:
        """Whether one key can mend it."""
        return self.finding.replacement is not None or self.finding.fix is not None

    def proposal(self) -> str:
        """What applying it does, in words."""
        finding = self.finding
        if finding.replacement is not None:
            return f"Write “{finding.replacement}”" if finding.replacement else "Delete the words"
        if finding.fix is None:
            return ""
        from curator_app.ui.editor.wording import in_words

        name, value = finding.fix
        words = " ".join(in_words(name, value).split())
        return f"Set {label(name)} to “{words[:60]}{'…' if len(words) > 60 else ''}”"

    def why(self) -> str:
        """Why there is such a rule, and who says so (papers of this project are no source)."""
        source = "" if ".md" in self.rule.source else f" ({self.rule.source})"
        return f"{self.rule.why}{source}"

    def tip(self) -> str:
        """The explanation as a tool tip (escaped: Qt reads it as markup)."""
        finding, rule = self.finding, self.rule
        parts = [f"<b>{html.escape(f'{SEVERITY_WORDS[finding.severity]}: {rule.title}')}</b>"]
        parts.append(html.escape(finding.message))
        if finding.suggestion:
            parts.append(html.escape(finding.suggestion))
        parts.append(f"<i>{html.escape(f'Why: {self.why()}')}</i>")
        return "".join(f"<p>{part}</p>" for part in parts)


def noted(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> tuple[Note, ...]:
    """Findings with their rules; one whose rule is not in force any more is left out."""
    return tuple(Note(f, rules[f.rule]) for f in findings if f.rule in rules)
