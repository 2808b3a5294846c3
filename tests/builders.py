"""Entries for tests: any legal content, and believable ones in numbers."""

import random

from hypothesis import strategies as st

from curator_app.domain.criteria import Criteria, Evidence, Subset
from curator_app.domain.criteria_json import expression_from_json
from curator_app.domain.entry import Entry, Relation, Retraction, Source, new_id
from curator_app.domain.pem_status import Override, Pem
from curator_app.knowledge import catalogue, vocabulary

DEFINITIONS = tuple(sorted(catalogue().by_id))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
WORDS = TEXT.filter(bool)


def _choice(field: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(term.id for term in vocabulary().terms(field))])


def _lists() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(WORDS, max_size=3).map(tuple)


EXPRESSIONS = st.recursive(
    st.sampled_from(DEFINITIONS) | st.sampled_from(DEFINITIONS).map(lambda d: [d, ["partial"]]),
    lambda inner: st.tuples(
        st.sampled_from(["all", "any", "unsure"]), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda pair: [pair[0], *pair[1]]),
    max_leaves=5,
).map(expression_from_json)

CRITERIA = st.builds(
    Criteria,
    expr=st.none() | EXPRESSIONS,
    unit=st.sampled_from(["", *catalogue().units]),
    added=st.sampled_from(["no", "all", "subset"]),
    subsets=st.lists(
        st.builds(
            Subset,
            expr=EXPRESSIONS,
            name=TEXT,
            n=st.none() | st.integers(0, 999),
            results_reported=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    evidence=st.lists(st.builds(Evidence, quote=WORDS, location=TEXT), max_size=2).map(tuple),
    pem_prevalence=st.none() | st.integers(0, 100).map(float),
)

PEM = st.builds(
    Pem,
    status=st.sampled_from(["required", "unclear"]),
    derived=st.sampled_from(["required", "unclear"]),
    override=st.none()
    | st.builds(Override, status=st.just("required"), quote=WORDS, location=WORDS, reason=WORDS),
    policy=st.just("v0.1"),
)


def entries() -> st.SearchStrategy[Entry]:
    """Any content an entry may legally have."""
    return st.builds(
        Entry,
        id=st.just("x"),
        version=st.integers(0, 9),
        slug=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
        title=TEXT,
        authors=_lists(),
        journal=TEXT,
        year=st.none() | st.integers(1900, 2026),
        month=st.none() | st.integers(1, 12),
        doi=TEXT,
        plain_summary=TEXT,
        evidence_level=_choice("evidence_level"),
        publication_type=_choice("publication_type"),
        observed_findings=_lists(),
        criteria=CRITERIA,
        pem=PEM,
        relations=st.lists(
            st.builds(Relation, type=_choice("relation_type"), target=WORDS, note=TEXT),
            max_size=2,
        ).map(tuple),
        retraction=st.builds(Retraction, status=_choice("retraction_status").filter(bool)),
        sources=st.lists(
            st.builds(Source, format=TEXT, file=TEXT, line=st.integers(0, 9), key=TEXT, raw=TEXT),
            max_size=1,
        ).map(tuple),
        state=_choice("state").filter(bool),
    )


VOCABULARY_WORDS = tuple(
    word
    for line in (
        "fatigue immune cells patients exercise cognitive response cytokine cohort sleep pain",
        "blood flow mitochondrial randomised placebo treatment adolescents prevalence severity",
        "orthostatic intolerance natural killer metabolomics lactate muscle virus antibodies",
        "quality life symptom questionnaire gene expression autonomic recovery long COVID",
    )
    for word in line.split(" ")
)


def study(number: int, *, words: int = 120, state: str = "published") -> Entry:
    """A believable study, always the same one for the same number."""
    chance = random.Random(number)
    pick = chance.choices

    def sentence(length: int) -> str:
        return f"The {' '.join(pick(VOCABULARY_WORDS, k=length - 1))}."

    level = chance.choice(["E0", "E1", "E2", "E3"])
    definition = chance.choice(DEFINITIONS)
    return Entry(
        id=new_id(),
        slug=f"author{number}-{1990 + number % 35}-study-{number}",
        title=f"{sentence(9)[:-1]} {number}.",
        authors=tuple(f"Author{chance.randrange(5000)}, {c}" for c in "ABC"[: 1 + number % 3]),
        journal=f"Journal {number % 40}",
        year=1990 + number % 35,
        doi=f"10.1000/test.{number}",
        pmid=str(10_000_000 + number),
        abstract=" ".join(sentence(12) for _ in range(max(1, words // 12))),
        evidence_level=level,
        publication_type=chance.choice(["rct", "cohort", "case_control"]),
        peer_review_status="peer_reviewed",
        plain_summary=" ".join(sentence(14) for _ in range(3)),
        why_it_matters=sentence(20),
        does_not_prove=f"{sentence(20)[:-1]} in this cohort.",
        observed_findings=tuple(sentence(9) for _ in range(3)),
        criteria=Criteria(
            expr=expression_from_json(definition),
            evidence=(Evidence(quote="They met the definition.", location="Methods"),),
        ),
        state=state,
    )
