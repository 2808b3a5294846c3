"""A message says which study it is about in one of three ways, all of them documented."""

import pytest

from curator_app.domain.contact import known_kind, subject_matter

SEE = "see-1996-alpha-interferon"


@pytest.mark.parametrize(
    ("subject", "text", "sent_to", "expected"),
    [
        ("Hello", "", [f"atlas+{SEE}@site.example"], (SEE, "other")),
        ("Hello", "", [f"atlas+{SEE}.retraction@site.example"], (SEE, "retraction_notice")),
        ("Hello", "", ["a@b.example", f"Atlas+{SEE.upper()}@site.example"], (SEE, "other")),
        ("Wording: x", "", [f"a+{SEE}.nonsense@b.example"], (SEE, "wording")),
        ("Hello", "", ["atlas+newsletter@site.example"], ("", "other")),
        (f"Correction: {SEE}", "", [], (SEE, "correction")),
        (f"Re: AW: Correction: {SEE}", "", [], (SEE, "correction")),
        (f"Missing study: {SEE}", "", [], (SEE, "missing_study")),
        (f"PEM: /evidence/{SEE}", "", [], (SEE, "criteria_pem")),
        (f"Tomorrow: {SEE}", "", [], ("", "other")),
        ("Typo", f"in https://www.mecfsatlas.com/evidence/{SEE}.", [], (SEE, "wording")),
        ("", f"(https://www.mecfsatlas.com/evidence/{SEE}.html#top)", [], (SEE, "other")),
        (f"On /evidence/{SEE}", "/evidence/other-2000-a-b", [], (SEE, "other")),
        ("x", f"/evidence/{SEE}-2?utm=1 and more", [], (f"{SEE}-2", "other")),
        ("x", f"/evidence/index /evidence/{SEE}_x /evidence/a%2e", [], ("", "other")),
        ("Retracted paper", "", [], ("", "retraction_notice")),
        ("[Correction] a name", "", [], ("", "correction")),
    ],
)
def test_subject_matter(
    subject: str, text: str, sent_to: list[str], expected: tuple[str, str]
) -> None:
    assert subject_matter(subject, text, sent_to) == expected


def test_kinds_by_any_of_their_names() -> None:
    assert known_kind(" Missing_Study ") == "missing_study"
    assert known_kind("typo") == "wording"
    assert known_kind("<script>") == "other"
