"""Erasing and retention in words: what goes, and the report that proves it."""

from __future__ import annotations

from curator_app.inbox.erasing import Gone
from curator_app.inbox.forgetting import Day, Proof
from curator_app.services.triage import counted
from curator_app.ui.history.revisions import local_time

WORD = "ERASE"
ASKED_ABOVE = 10
"""From so many messages on the word has to be typed."""
_PARTS = (("attachments", "attachment"), ("notes", "note"), ("replies", "reply"))


def plural(number: int, what: str) -> str:
    """So many of something: "1 reply", "2 replies"."""
    if number == 1:
        return f"1 {what}"
    return f"{number:,} {what[:-1]}ies" if what.endswith("y") else f"{number:,} {what}s"


def gone(what: Gone) -> str:
    """What goes with the messages, in one line."""
    parts = [counted(what.contributions)]
    parts += [plural(number, word) for name, word in _PARTS if (number := getattr(what, name))]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def report(proof: Proof, filters: int = 0) -> str:
    """The report for whoever asked for it: counts and dates, nothing of what was written."""
    done = proof.gone
    lines = [
        "Erasure report",
        "",
        f"Done on {local_time(proof.at)} by {proof.who}.",
        f"Erased: {gone(done)}.",
    ]
    if done.thinned:
        lines.append(f"Of {counted(done.thinned)} the sender's address, the raw mail and the"
                     " attachments.")  # fmt: skip
    if filters:
        lines.append(f"Saved filters that named the address: {filters}.")
    lines += [
        "Their keys were destroyed, so that no copy of the texts can be read any more.",
        f"Copies of the inbox within reach that were cleaned: {proof.backups_clean}.",
    ]
    if proof.backups_shut:
        lines.append(f"Copies that could not be opened: {proof.backups_shut}.")
    lines.append(f"Gone everywhere at the latest on {proof.gone_everywhere_on}.")
    if done.server_copies:
        many = plural(done.server_copies, "mail")
        lines.append(f"The mail server may still have {many}: delete them there, too.")
    return "\n".join(lines)


def coming(day: Day) -> str:
    """What happens on a day."""
    parts = [
        f"{counted(day.erase)} erased" if day.erase else "",
        f"{counted(day.thin)} without address and files" if day.thin else "",
        f"{counted(day.asks)} to decide" if day.asks else "",
    ]
    return f"{day.date}: {', '.join(part for part in parts if part)}"
