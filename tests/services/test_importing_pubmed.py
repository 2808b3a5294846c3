"""Records of PubMed in a library: versions, notices and papers, and counts that add up."""

from pathlib import Path

import pytest

from curator_app.domain.entry import Relation, Retraction
from curator_app.services.importing import ImportResult, apply_import, foresee, plan_import
from curator_app.services.library import Library
from tests.shared_data import shared_folder

DATA = Path(__file__).parents[1] / "formats" / "data"
TWIN = DATA / "invented-pubmed.xml"


def take(library: Library, *paths: Path) -> ImportResult:
    plan = plan_import(library, paths)
    foreseen = foresee(library, plan)
    done = apply_import(library, plan)
    assert foreseen.items == done.items
    assert done.records == done.created + done.matched + done.updated + done.refused
    return done


def slugs(result: ImportResult) -> list[str]:
    return [item["slug"] for item in result.items]


def test_a_notice_with_the_papers_title_is_another_entry_and_points_to_it(
    library: Library,
) -> None:
    done = take(library, TWIN)
    assert (done.records, done.created) == (5, 5)
    paper, notice, comment, preprint, erratum = map(library.entry, slugs(done))
    assert paper.title == notice.title
    assert paper.retraction == Retraction("retracted", "90000002", "2001-12-23")
    assert notice.retraction == Retraction()
    assert notice.relations == (Relation("retraction", paper.slug),)
    assert comment.relations == (Relation("cites", paper.slug, "Comment on it"),)
    # The preprint names a paper that stands behind it in the file.
    assert preprint.relations == (Relation("preprint_of", erratum.slug),)
    assert preprint.peer_review_status == "preprint"
    assert [r.type for r in erratum.relations] == ["erratum", "cites"]
    assert "90000051" in paper.sources[0].raw


def test_the_same_file_again_changes_nothing(library: Library) -> None:
    first = take(library, TWIN)
    before = [library.entry(slug) for slug in slugs(first)]
    again = take(library, TWIN)
    assert (again.matched, again.created, again.updated) == (5, 0, 0)
    assert [item["reason"] for item in again.items] == [""] * 5
    assert [library.entry(slug) for slug in slugs(first)] == before


def test_a_target_outside_the_library_stays_in_the_record(library: Library, tmp_path: Path) -> None:
    text = TWIN.read_text(encoding="utf-8")
    start = text.index("<PubmedArticle>", text.index("90000001</ArticleId>"))
    path = tmp_path / "notice.xml"
    end = text.index("</PubmedArticle>", start) + len("</PubmedArticle>")
    path.write_text(f"<PubmedArticleSet>{text[start:end]}</PubmedArticleSet>", encoding="utf-8")
    done = take(library, path)
    (entry,) = map(library.entry, slugs(done))
    assert entry.relations == ()
    assert "It names PMID 90000001, which is not in the library" in done.items[0]["reason"]
    assert '<PMID Version="1">90000001</PMID>' in entry.sources[0].raw


def test_what_pubmed_says_later_marks_an_entry_that_exists(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "before.nbib"
    path.write_text(
        "PMID- 90000001\nTI  - Peak VO2 below 10⁶ units: a 12th look at CD4⁺ cells & rest.\n",
        encoding="utf-8",
    )
    (slug,) = slugs(take(library, path))
    assert library.entry(slug).retraction == Retraction()
    done = take(library, TWIN)
    assert (done.updated, done.created) == (1, 4)
    assert library.entry(slug).retraction.status == "retracted"


def test_one_paper_from_five_formats_is_one_entry(library: Library) -> None:
    names = ("invented.nbib", "invented-esummary.json", "invented-europe-pmc.json")
    files = (TWIN, *(DATA / name for name in names), DATA / "invented-jats.xml")
    done = take(library, *files)
    of_paper = {item["slug"] for item in done.items if item["key"] == "90000001"}
    assert len(of_paper) == 1
    (slug,) = of_paper
    assert len(library.entry(slug).sources) == 5


@pytest.mark.skipif(shared_folder() is None, reason="real PubMed files are not here")
def test_counts_of_real_files_add_up(library: Library) -> None:
    folder = shared_folder()
    assert folder
    files = sorted((folder / "pubmed").glob("*.xml"))
    done = take(library, *files)
    assert (done.records, done.refused) == (315, 0)
    again = take(library, *files)
    assert (again.created, again.refused, again.updated) == (0, 0, 0)
    assert again.matched == 315
