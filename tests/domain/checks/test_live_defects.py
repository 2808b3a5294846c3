"""What is wrong on pages of the live atlas is found here (the survey's list of defects)."""

from typing import Any

import pytest

from curator_app.domain.checks.neighbours import Links, Neighbour, Neighbours
from curator_app.domain.fields import entry_from_json
from curator_app.domain.identifiers import doi_key, title_key
from curator_app.knowledge import checks

DEFECTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "a code in reader text",
        {"plain_summary": "The evidence level (E2) indicates moderate certainty."},
        "X01_leaked_code",
    ),
    (
        "Markdown in reader text",
        {"does_not_prove": "It does not show that low cortisol *causes* fatigue in 40 people."},
        "X02_markdown",
    ),
    (
        "another population without a bridge",
        {
            "disease_context": "multiple_sclerosis",
            "plain_summary": "Fatigue scores of 40 people with multiple sclerosis were high.",
        },
        "P07_population_not_bridged",
    ),
    (
        "a claim about ME/CFS from another population",
        {
            "disease_context": "multiple_sclerosis",
            "why_it_matters": "This explains the exhaustion of people with ME/CFS.",
        },
        "P01_population_bridge",
    ),
    (
        "recovery claimed",
        {"plain_summary": "Therapy helped about 22% of patients recover."},
        "W02_cure",
    ),
    ("praise", {"plain_summary": "This rigorous study of 60 people took a year."}, "X08_"),
    ("a verdict", {"why_it_matters": "It legitimizes the illness."}, "X08_"),
    ("a confirmation", {"why_it_matters": "The work confirms that energy is low."}, "X08_"),
    (
        "a superlative",
        {"why_it_matters": "It is the only validated physiological test."},
        "W08_first_only_largest",
    ),
    (
        "written from a title",
        {"plain_summary": "Rituximab was given; the specific outcomes are unknown."},
        "X06_written_without_results",
    ),
    (
        "a wrong number",
        {
            "plain_summary": "It compared 84 ME/CFS patients and 45 healthy controls.",
            "abstract": "Plasma of 45 patients with CFS and 39 healthy controls was analysed.",
        },
        "N03_number_not_in_source",
    ),
    (
        "numbers that disagree with the fields",
        {
            "publication_type": "case_control",
            "sample_size": "45 patients",
            "control_group": "39 controls",
            "plain_summary": "Researchers examined 20 women.",
        },
        "N09_number_against_fields",
    ),
    (
        "words of the abstract",
        {
            "plain_summary": "Peak oxygen uptake fell on the second day in all patients tested.",
            "abstract": "Peak oxygen uptake fell on the second day in all patients tested here.",
        },
        "X04_copied_from_abstract",
    ),
    (
        "a claim about PEM that contradicts the tags",
        {
            "pem": {"status": "not_required"},
            "plain_summary": "All 40 participants had to have post-exertional malaise.",
        },
        "M01_pem_required_claim_unsupported",
    ),
    (
        "a level that the type cannot reach",
        {"publication_type": "review_narrative", "evidence_level": "E0"},
        "X05_level_against_type",
    ),
    (
        "replicated by its label only",
        {
            "evidence_level": "E1",
            "does_not_prove": "With 7 responders, the findings require independent replication.",
        },
        "W07_replication_contradiction",
    ),
    (
        "results invented without an abstract",
        {"observed_findings": ["The study was published in a high-impact journal."]},
        "L07_findings_without_results",
    ),
    ("a doubled full stop", {"title": "A trial of interferon.."}, "F09_title_with_doubled_mark"),
    (
        "a journal of another paper",
        {"doi": "10.2967/jnumed.113.131045", "journal": "Neurology"},
        "F05_doi_of_another_journal",
    ),
]


@pytest.mark.parametrize(("data", "rule"), [d[1:] for d in DEFECTS], ids=[d[0] for d in DEFECTS])
def test_a_defect_of_the_live_pages_is_found(data: dict[str, Any], rule: str) -> None:
    entry = entry_from_json({"disease_context": "me_cfs", **data}, "this")
    found = {finding.rule for finding in checks().check(entry, 2026)}
    assert any(name.startswith(rule) for name in found), found


def test_the_same_paper_under_two_journals_is_found() -> None:
    title = "Cerebral blood flow is reduced in ME/CFS during head-up tilt testing."
    first, second = (
        entry_from_json({"slug": slug, "title": title, "year": 2020, "journal": journal}, slug)
        for slug, journal in (("a", "Journal of internal medicine"), ("b", "Clinical practice"))
    )
    row = Neighbour("b", "b", doi_key(""), "", title_key(second.title), "", 2020)
    found = checks().check_among(Links.of(first), Neighbours([row], {"a", "b"}))
    assert [finding.rule for finding in found] == ["F26_title_twice"]
