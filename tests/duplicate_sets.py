"""Sets of records with the groups that are one study: published ones, and one made here.

A score counts as the published evaluation does: records that should have been removed. A group of
four should lose three; each record of a merged group that belongs elsewhere is a false merge.
"""

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from curator_app.domain.duplicates.blocking import Blocks
from curator_app.domain.duplicates.differences import Alike
from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.finding import Pair, in_order, sure_groups
from curator_app.domain.duplicates.judging import NOT, SURE, judge

ALIKE: Alike = fuzz.ratio
# What the newest run of the published evaluation gives (published_evaluation.csv), where the
# numbers of another method are far below: records removed of those that should be, false merges.
PUBLISHED = {
    "haematology": {"bib-dedupe": (120, 0), "asreview": (112, 38), "buhos": (108, 18)},
    "cytology_screening": {"bib-dedupe": (766, 0), "asreview": (753, 12), "buhos": (741, 29)},
}


@dataclass(frozen=True)
class RecordSet:
    """Records, and for each the study it is of."""

    name: str
    records: tuple[Facts, ...]
    study: tuple[str, ...]

    @property
    def to_remove(self) -> int:
        """How many records should go."""
        return len(self.records) - len(set(self.study))


@dataclass(frozen=True)
class Score:
    """What merging the sure ones unseen does, and what a person is shown besides."""

    name: str
    records: int
    to_remove: int
    removed: int
    false_merges: int
    reached: int
    asked_in_vain: int

    @property
    def sensitivity(self) -> float:
        """The share of the records to remove that the sure ones remove."""
        return self.removed / self.to_remove

    @property
    def reach(self) -> float:
        """The same when a person says yes to each likely pair that is one."""
        return self.reached / self.to_remove


def find_pairs(records: Sequence[Facts], alike: Alike) -> list[Pair]:
    """All pairs that are surely or likely one study, the surest first."""
    blocks = Blocks()
    for place, facts in enumerate(records):
        blocks.add(place, facts)
    found = (Pair(a, b, judge(records[a], records[b], alike)) for a, b in blocks.pairs())
    return in_order(pair for pair in found if pair.match.level != NOT)


def score(given: RecordSet) -> Score:
    """Merge the sure ones of a set and count."""
    pairs = find_pairs(given.records, ALIKE)
    removed = false = 0
    for group in sure_groups(given.records, pairs, ALIKE):
        studies = {given.study[place] for place in group}
        removed += len(group) - len(studies)
        false += len(studies) - 1
    same = [pair for pair in pairs if given.study[pair.first] == given.study[pair.second]]
    in_vain = sum(pair.match.level != SURE for pair in pairs) - sum(
        pair.match.level != SURE for pair in same
    )
    reached = _joined(len(given.records), [pair[:2] for pair in same])
    return Score(
        given.name,
        len(given.records),
        given.to_remove,
        removed,
        false,
        reached,
        in_vain,
    )


def _joined(count: int, pairs: list[tuple[int, int]]) -> int:
    """How many records fewer there are once these pairs are one."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for first, second in pairs:
        parent[root(first)] = root(second)
    return sum(parent[place] != place for place in range(count))


def table(scores: list[Score]) -> str:
    """The scores beside the published ones."""
    lines = [
        "set                   records to go  removed  false  sensitivity  with likely  in vain"
    ]
    for item in scores:
        lines.append(
            f"{item.name:20}  {item.records:7}  {item.to_remove:4}  {item.removed:7}"
            f"  {item.false_merges:5}  {item.sensitivity:10.1%}  {item.reach:11.1%}"
            f"  {item.asked_in_vain:7}"
        )
        for method, (removed, false) in PUBLISHED.get(item.name, {}).items():
            share = removed / item.to_remove
            lines.append(f"  {method:32}  {removed:7}  {false:5}  {share:10.1%}")
    return "\n".join(lines)


def published(folder: Path, name: str) -> RecordSet:
    """A published set: records before merging, and the ids that were merged."""
    with (folder / f"{name}__merged_record_ids.csv").open(newline="") as file:
        merged = [row["merged_ids"].split(";") for row in csv.DictReader(file)]
    study = {id_: group[0] for group in merged for id_ in group}
    with (folder / f"{name}__records_pre_merged.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    records = tuple(
        Facts(
            row["ID"],
            row["title"],
            _authors(row["author"]),
            row["journal"],
            int(row["year"]) if row["year"].isdigit() else None,
            volume=row["volume"],
            pages=row["pages"],
        )
        for row in rows
    )
    return RecordSet(name, records, tuple(study.get(r.key, r.key) for r in records))


def same_doi(path: Path) -> RecordSet:
    """Records that share a DOI; those read as different papers are known by their titles."""
    records: list[Facts] = []
    study: list[str] = []
    for place, group in enumerate(json.loads(path.read_text())):
        reading = group.get("my_reading") or ""
        if reading == "unclear":
            continue
        seen: list[Facts] = []
        for row in group["records"]:
            facts = Facts(
                str(len(records)),
                _plain(row["title"]),
                _authors(_plain(row["author"])),
                _plain(row["journal"]),
                int(row["year"]) if row["year"] else None,
                row["doi"].lower(),
                row["pmid"] or "",
            )
            twins = [o for o in seen if ALIKE(o.read.key, facts.read.key) >= 80]
            own = twins[0].key if twins and reading.startswith("different") else ""
            records.append(facts)
            seen.append(facts)
            one = not reading.startswith("different")
            study.append(f"{place}" if one else f"{place} {own or facts.key}")
    return RecordSet("SAME_DOI_GROUPS", tuple(records), tuple(study))


def _plain(text: str | None) -> str:
    return re.sub(r"[{}$]|\\.", "", " ".join((text or "").split()))


def _authors(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(" and ") if name.strip())


# ------------------------------------------------------------------ the set made here


def _split(text: str) -> list[str]:
    return text.split("|")


_SUBJECTS = _split(
    "Grip strength|Sleep efficiency|Cerebral blood flow|Natural killer cell function|Lactate"
    "|Heart rate variability|Step counts|Cognitive performance|Plasma metabolites|School attendance"
    "|Tilt table responses|Muscle biopsies|Gut microbiota|Pain thresholds|Work ability"
    "|Illness duration|Peak oxygen uptake|Orthostatic symptoms|Cytokine profiles|Visual attention"
)
_DESIGNS = _split(
    "a cross-sectional study|a randomised controlled trial|a cohort study of primary care"
    "|a systematic review|results of a national survey|an exploratory analysis"
    "|a feasibility study|secondary analysis of registry data"
)
_DISEASES = _split(
    "chronic fatigue syndrome|myalgic encephalomyelitis/chronic fatigue syndrome"
    "|severe myalgic encephalomyelitis|post-infectious fatigue|adolescents with fatigue"
)
_JOURNALS = (
    ("Journal of Translational Medicine", "J Transl Med"),
    ("Fatigue: Biomedicine, Health & Behavior", "Fatigue"),
    ("Frontiers in Neurology", "Front Neurol"),
    ("Journal of Internal Medicine", "J Intern Med"),
    ("BMJ Open", "BMJ Open"),
    ("The Lancet. Infectious diseases", "Lancet Infect Dis"),
    ("Clinical and Experimental Immunology", "Clin Exp Immunol"),
)
_NAMES = _split(
    "Aldous|Brännström|Castellano|De Vries|Eidsvåg|Fournier|García-López|Haugland|Ishikawa"
    "|Jovanović|Kowalczyk|Lindqvist|Mbeki|Nakagawa|O'Rourke|Pérez|Quilliam|Rasmussen|Schröder|Tanaka"
    "|Ulvestad|van den Berg|Whitcombe|Xenakis|Yildiz|Zieliński|Okonkwo|Santos|Müller|Bakker"
)


def twin(seed: int = 5, papers: int = 230) -> RecordSet:
    """571 records of 391 studies: copies as databases write them, and traps."""
    chance = random.Random(seed)
    records: list[Facts] = []
    study: list[str] = []

    def add(facts: Facts, name: str) -> None:
        records.append(replace(facts, key=str(len(records))))
        study.append(name)

    for number in range(papers):
        paper = _paper(chance, number)
        add(paper, f"s{number}")
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            add(_copy(chance, paper), f"s{number}")
        for place, other in enumerate(_traps(chance, paper, number)):
            add(other, f"s{number} trap {place}")
    order = list(range(len(records)))
    chance.shuffle(order)
    return RecordSet("made here", tuple(records[i] for i in order), tuple(study[i] for i in order))


def _paper(chance: random.Random, number: int) -> Facts:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    disease = chance.choice(_DISEASES)
    title = f"{subject} in {disease}: {chance.choice(_DESIGNS)}"
    if chance.random() < 0.4:
        measure = chance.choice(
            ("pacing", "rest", "graded exposure", "supplementation", "vaccination")
        )
        title = f"{subject} and response to {measure} in {disease}"
    names = chance.sample(_NAMES, chance.randint(2, 6))
    authors = tuple(f"{name}, {_given(chance)}" for name in names)
    start = 10 + number * 7
    return Facts(
        "",
        title,
        authors,
        chance.choice(_JOURNALS)[0],
        2005 + number % 20,
        f"10.{5000 + number}/x.{number}" if chance.random() < 0.7 else "",
        str(30_000_000 + number) if chance.random() < 0.6 else "",
        volume=str(1 + number % 60),
        pages=f"{start}-{start + chance.randint(3, 12)}",
    )


def _given(chance: random.Random) -> str:
    return chance.choice(("Anna Maria", "Bo", "Carla", "D. E.", "Finn", "G", "Hanna", "Ivo J."))


def _copy(chance: random.Random, paper: Facts) -> Facts:
    """The same paper as another database writes it."""
    title = paper.title
    if chance.random() < 0.5:
        title = title.replace("randomised", "randomized")
    if chance.random() < 0.3:
        title = title.replace("chronic fatigue syndrome", "CFS")
    if chance.random() < 0.4:
        title = chance.choice((str.title, str.upper, str.capitalize))(title)
    title += chance.choice(("", "", ".", ". [Review] [42 refs]", " (Provisional abstract)"))
    authors = tuple(_initials(name) for name in paper.authors)
    if len(authors) > 3 and chance.random() < 0.2:
        authors = (*authors[:3], "others")
    start, _, end = paper.pages.partition("-")
    pages = chance.choice((paper.pages, f"{start}-{end[-2:]}", start, f"{start}–{end}", ""))
    journal = next(short for long, short in _JOURNALS if long == paper.journal)
    return replace(
        paper,
        title=title,
        authors=authors,
        journal=chance.choice((paper.journal, journal, journal.upper(), f"{journal}.")),
        doi=paper.doi if chance.random() < 0.6 else "",
        pmid=paper.pmid if chance.random() < 0.6 else "",
        pages=pages,
        volume=chance.choice((paper.volume, f"{paper.volume} Suppl 1", "")),
    )


def _initials(name: str) -> str:
    surname, _, given = name.partition(", ")
    return f"{surname}, {' '.join(part[0] for part in given.split())}"


def _traps(chance: random.Random, paper: Facts, number: int) -> Iterator[Facts]:
    """Other papers that look like this one; which, goes by its number."""
    start = int(paper.pages.partition("-")[0])
    bare = replace(paper, doi="", pmid="")
    later = replace(bare, pages=f"{start + 400}-{start + 401}")
    title = paper.title
    traps: dict[int, list[Facts]] = {
        0: [replace(later, title=f"Erratum: {title}")],
        1: [replace(later, title=f"{title} (vol {paper.volume}, pg {start}, {paper.year})")],
        2: [replace(later, title=f"Retraction: {title}"), replace(later, title=f"{title} - Reply")],
        3: [
            replace(bare, title=f"{title}. Part I", pages=f"{start + 20}-{start + 29}"),
            replace(bare, title=f"{title}. Part II", pages=f"{start + 30}-{start + 39}"),
        ],
        4: [
            replace(
                bare,
                journal="medRxiv : the preprint server for health sciences",
                doi=f"10.1101/2020.01.{number}",
                year=(paper.year or 0) - 1,
                volume="",
                pages="",
            )
        ],
        5: [
            replace(
                bare,
                journal=f"{paper.journal}.Conference: 12th Congress on Fatigue, Oslo.",
                volume=f"{paper.volume} Suppl",
                pages=f"S{start + 90}",
            )
        ],
        6: [replace(_paper(chance, number + 3), doi=paper.doi or "10.1/wrong", pmid="")],
        7: [replace(later, year=(paper.year or 0) + 5, volume="99")],
        8: [
            replace(bare, title=title.replace(" in ", f" in {who} with ", 1), pages=f"{start + at}")
            for who, at in (("men", 50), ("women", 60))
        ],
        9: [
            replace(bare, key="", title="Editorial", pages=f"{start + 70}"),
            replace(bare, key="", title="Editorial", pages=f"{start + 170}", volume="98"),
        ],
    }
    if number % 2 == 0:
        yield from traps[number // 2 % 10]
