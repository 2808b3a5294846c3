"""Made-up studies for every shape a page can take."""

from curator_app.domain.criteria import Criteria, Evidence, Subset
from curator_app.domain.criteria_json import expression_from_json
from curator_app.domain.entry import Entry, Relation, Retraction, new_id
from curator_app.domain.pem_status import assess
from curator_app.domain.revision import Versions
from curator_app.knowledge import catalogue, vocabulary
from curator_app.site.pages import PageContext, Related

DAY = "2026-05-26"

# In the form of a public page's text: header line, three paragraphs, and what follows from them.
TWIN = Entry(
    id="0190a000-0000-7000-8000-000000000001",
    version=3,
    slug="moss-1998-example-treatment",
    title="Example treatment of patients with an illness.",
    authors=("Moss, A B", "Fern, C"),
    journal="Imaginary investigations",
    year=1998,
    doi="10.1234/08820139809059298",
    pmid="12345678",
    evidence_level="E1",
    confidence="moderate",
    publication_type="rct",
    peer_review_status="peer_reviewed",
    plain_summary="Researchers gave 30 people either an example drug or a placebo (inactive "
    "treatment). The drug raised one laboratory value—yet only 7 people felt better in 12 weeks.",
    why_it_matters="It suggests that the illness may have several forms. That would matter for "
    "the design of later trials.",
    does_not_prove="It does not prove that the drug works for everybody (n=7 in the group that "
    "improved), nor for how long the 7 felt better.",
    state="published",
)

FULL = Entry(
    id="0190a000-0000-7000-8000-000000000002",
    version=5,
    slug="garcia-marin-2021-two-day",
    title="Two-day cardiopulmonary exercise testing and recovery of effort capacity in people "
    "with myalgic encephalomyelitis/chronic fatigue syndrome: a matched cohort study.",
    authors=("García-Marín, Elena", "O'Dowd, Niamh", "van Campen, C", "Löfgren, Åsa"),
    journal="Journal of imaginary physiology : official journal of a society (Basel, Switzerland)",
    year=2021,
    month=11,
    doi="10.1234/s1047-2797(21)00123-4",
    pmid="34567890",
    pmcid="PMC7654321",
    publication_type="case_control",
    peer_review_status="peer_reviewed",
    evidence_level="E2",
    confidence="moderate",
    case_definition_quality="strong",
    disease_context="me_cfs",
    research_approach="physiology",
    research_paradigm="energy_metabolism",
    sample_size="48 patients, 44 sedentary controls",
    control_group="Sedentary, matched by age and sex",
    plain_summary="Forty-eight people with ME/CFS and 44 sedentary people cycled to exhaustion on "
    "two days running. On the second day most patients reached a lower work rate at the point "
    "where breathing can no longer keep up, while the others did as well as before. Patients said "
    "that they needed about two weeks to recover.",
    why_it_matters="A single exercise test can look normal in ME/CFS. Testing twice may show a "
    "drop that people with the illness describe but that routine tests miss.",
    observed_findings=(
        "Work rate at the ventilatory threshold fell by 13 % in patients and rose by 2 % in "
        "controls.",
        "Peak oxygen uptake on the first day was lower in patients.",
        "Thirty-nine of 48 patients reported worse symptoms for more than seven days.",
    ),
    inferred_conclusions=(
        "The authors suggest that effort impairs the recovery of energy metabolism.",
        "They propose two-day testing for assessing fitness to work.",
    ),
    remaining_questions=(
        "Does the drop differ between mildly and severely ill people?",
        "What happens in the muscle between the two days?",
    ),
    does_not_prove="It does not prove what causes the drop on the second day, nor that everybody "
    "with ME/CFS has it: people too ill to cycle could not take part. Testers knew which of the 92 "
    "were patients.",
    advanced_summary="Two maximal incremental tests 24 h apart with breath-by-breath gas exchange. "
    "Mixed models were adjusted for effort (respiratory exchange ratio ≥ 1.1 on both days in "
    "91 %).\n\nThe primary outcome was the change of work rate at the ventilatory threshold; "
    "readers of the tracings were not blinded.",
    strengths=("Matched sedentary controls.", "Objective criteria of effort on both days."),
    limitations=("No blinding.", "Severely ill people were left out."),
    criteria=Criteria(
        unit="human_study",
        expr=expression_from_json(["all", "fukuda_1994", ["any", "ccc_2003", "icc_2011"]]),
        evidence=(Evidence(quote="They met both definitions.", location="Methods"),),
    ),
    topics=("Exercise testing", "Post-exertional malaise", "Energy metabolism"),
    tags=("Small sample", "Objective measure"),
    relations=(
        Relation("replicates", "moss-1998-example-treatment", "Other drug, same question."),
        Relation("cites", "10.5555/outside.the.atlas"),
        Relation("cites", "secret-2024-unpublished-draft"),
    ),
    state="published",
)

RETRACTED = FULL.with_(
    id="0190a000-0000-7000-8000-000000000003",
    slug="stein-2010-virus-found",
    title="A virus is found in most samples of patients?",
    authors=("Stein, P",),
    evidence_level="E3",
    confidence="preliminary",
    plain_summary="The journal retracted this paper in 2011. Its authors had written that they "
    "found a virus in samples of 44 patients and of few healthy people.",
    relations=(),
    criteria=Criteria(
        unit="human_samples",
        expr=expression_from_json("fukuda_1994"),
        evidence=(Evidence(quote="All met the 1994 definition.", location="Methods"),),
    ),
    retraction=Retraction("retracted", "10.1234/retraction.notice.2011", "2011-12-22"),
    state="retracted",
)

PARTLY = TWIN.with_(
    id="0190a000-0000-7000-8000-000000000004",
    slug="ahmadi-2019-partly",
    criteria=Criteria(
        unit="human_study",
        expr=expression_from_json("fukuda_1994"),
        subsets=(
            Subset(expression_from_json("ccc_2003"), name="CCC group", n=21, results_reported=True),
        ),
    ),
)

GREEK = Entry(
    id="0190a000-0000-7000-8000-000000000005",
    slug="unknown-2003-greek",
    title="Σύνδρομο χρόνιας κόπωσης: μια ανασκόπηση",
    journal="Ιατρική",
    year=2003,
    language="",
    publication_type="review_narrative",
    criteria=Criteria(unit="narrative_review"),
    state="published",
)

ARABIC = Entry(
    id="0190a000-0000-7000-8000-000000000006",
    slug="unknown-2015-arabic",
    title="متلازمة التعب المزمن: دراسة وصفية (ME/CFS) في 42 مريضا",
    authors=("أحمد, م", "Smith, J"),
    journal="المجلة الطبية",
    year=2015,
    language="ar",
    plain_summary="وصف الباحثون 42 شخصا يعانون من المرض.",
    state="published",
)

LONG = Entry(
    id="0190a000-0000-7000-8000-000000000007",
    slug="long-2020-" + "x" * 90,
    title="Pneumonoultramicroscopicsilicovolcanoconiosis" * 4,
    authors=("Institute of Medicine Committee on the Diagnostic Criteria for Everything",),
    journal="J" * 120,
    year=2020,
    doi="10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2" + "-x" * 60,
    plain_summary="https://example.org/" + "y" * 200,
    topics=("z" * 140,),
    state="published",
)

EMPTY = Entry(
    id="0190a000-0000-7000-8000-000000000008",
    slug="unknown-nothing",
    title="Only a title",
    state="published",
)


def derived(entry: Entry) -> Entry:
    """The entry with the PEM status that its criteria give, as it is stored."""
    return entry.with_(pem=assess(entry.criteria, entry.pem.override, catalogue(), entry.year))


def fresh(entry: Entry) -> Entry:
    """The entry as one that was never saved."""
    return entry.with_(id=new_id(), version=0)


STUDIES = tuple(derived(e) for e in (TWIN, FULL, RETRACTED, PARTLY, GREEK, ARABIC, LONG, EMPTY))


def context() -> PageContext:
    """A context in which the first study is public."""
    twin = Related(
        TWIN.slug, TWIN.title, ", ".join(TWIN.authors), TWIN.journal, TWIN.year, "retracted"
    )
    return PageContext(Versions(), vocabulary(), catalogue(), related={TWIN.slug: twin})
