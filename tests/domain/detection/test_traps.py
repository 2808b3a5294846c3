"""The traps the survey lists: words that look like a case definition, and names hard to see."""

import pytest

from curator_app.domain.detection import Proposal, detect
from curator_app.knowledge import detector

TITLE = ("title", "Myalgic encephalomyelitis/chronic fatigue syndrome in a hospital sample")
OTHER = ("title", "A report from another field")
LOOK_ALIKES = {
    "Canadian people": "Canadian participants met the inclusion criteria of the trial.",
    "Canadian survey": "Canadian Community Health Survey respondents met the definition of pain.",
    "Canadian scale": "The Canadian Occupational Performance Measure met its criteria.",
    "ICC, correlation": "Agreement met the criterion: intraclass correlation (ICC) 0.91.",
    "ICC, cluster": "The intracluster correlation coefficient (ICC) was assumed to be 0.05.",
    "CCC, cancer": "Two CCC cell lines met the criteria for authentication.",
    "Oxford University": "Staff of Oxford University met to agree on the definition of relapse.",
    "Oxford levels": "Studies were graded by the Oxford levels of evidence and inclusion criteria.",
    "CDC, growth": "Weight was judged by CDC growth charts, and no criteria were applied.",
    "CDC, funder": "The work was funded by the CDC, and the criteria for payment were met.",
    "London": "Patients at King's College London met criteria for depression.",
    "IOM, migration": "The International Organization for Migration (IOM) met the criteria.",
    "NAM, vitamin": "Nicotinamide (NAM) met the criteria of purity.",
    "NICE, adjective": "It is nice to know who met the criteria for discharge.",
    "NICE, guideline": "Treatments recommended by NICE met the criteria of cost.",
    "Fukuda, veterans": "Veterans met the Fukuda 1998 criteria for chronic multisymptom illness.",
    "Fukuda, stepping": "Balance met the criterion of the Fukuda stepping test.",
    "Fukuda, author": "Fukuda S, Nojima J and Watanabe Y wrote the definition of mental fatigue.",
    "Holmes-Rahe": "Stress met the criteria of the Holmes and Rahe scale.",
    "Ramsay, sedation": "Patients met the criteria of the Ramsay sedation scale.",
    "Ramsay Hunt": "Patients met the criteria for Ramsay Hunt syndrome.",
    "who": "Women who met the definition of migraine were left out.",
    "ME, pronoun": "They asked me whether the criteria were met.",
    "ACR consensus": "Patients met the ACR consensus criteria for fibromyalgia.",
}
HARD_NAMES = {
    "Patients met the Centre of Decease Control, CDC 1994 criteria.": "fukuda_1994",
    "Patients met the criteria of Fukada et al. (1994).": "fukuda_1994",
    "Patients met the criteria of Carruther et al. (2003).": "ccc_2003",
    "Patients fulfilled the criteria for cronic fatigue syndrome.": "not_stated",
    "Patients met the CDC\u20111994 criteria.": "fukuda_1994",
    "Patients met the Inter-\nnational Con-\nsensus Criteria.": "icc_2011",
    "Potilaat täyttivät Fukudan kriteerit.": "fukuda_1994",
    "Les patients répondaient aux critères de Fukuda.": "fukuda_1994",
    "Los pacientes cumplían los criterios canadienses.": "ccc_2003",
    "Die Patienten erfüllten die Kanadischen Konsenskriterien.": "ccc_2003",
    "患者はカナダの診断基準を満たした。": "ccc_2003",
    "Patients met the revised Canadian criteria.": "jason_rccc_2010",
    "Patients met the revised CDC criteria (2003).": "reeves_2003",
}
MENTIONS = {
    "use": ("Patients met the Canadian Consensus Criteria.", "inclusion"),
    "mention": ("The Canadian Consensus Criteria were published in 2003.", "mentioned_only"),
    "symptom list": ("Items derived from the Canadian criteria were rated.", "mentioned_only"),
    "negation": ("Controls did not meet the Canadian criteria.", "mentioned_only"),
    "other study": ("Earlier studies enrolled by the Canadian criteria differ.", "mentioned_only"),
}


def found(text: str, title: tuple[str, str] = TITLE) -> list[Proposal]:
    items = detect([title, ("abstract", text)], detector())
    return [item for item in items if item.location == "abstract"]


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_gives_nothing(name: str) -> None:
    assert found(LOOK_ALIKES[name]) == []


@pytest.mark.parametrize("text", HARD_NAMES)
def test_a_damaged_or_foreign_name_is_seen(text: str) -> None:
    assert [item.definition for item in found(text)] == [HARD_NAMES[text]]


@pytest.mark.parametrize("name", MENTIONS)
def test_use_is_told_from_mention(name: str) -> None:
    text, role = MENTIONS[name]
    assert [(item.definition, item.role) for item in found(text)] == [("ccc_2003", role)]


@pytest.mark.parametrize(
    "text",
    [
        "Protein-energy malnutrition (PEM) was required for admission.",
        "A polymer electrolyte membrane (PEM) was mandatory in each cell.",
        "The PEM fuel cell is a required component.",
    ],
)
def test_pem_of_another_field_says_nothing(text: str) -> None:
    assert found(text, OTHER) == []


def test_the_two_senses_of_icc_in_one_abstract() -> None:
    text = (
        "Participants fulfilled the ICC for ME. Peak uptake was repeatable (ICC = 0.93), and the "
        "intraclass correlation coefficient of heart rate was 0.88."
    )
    (item,) = found(text)
    assert item.definition == "icc_2011"
    assert item.start < text.index("Peak")
