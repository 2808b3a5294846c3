"""Publishing to a folder: the plan and its reasons, what is written, dates, and going back."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.errors import Cancelled, CuratorError
from curator_app.services import publishing
from curator_app.services.library import Library
from curator_app.services.publishing import page, plan_publish, publish, rollback
from tests.builders import study
from tests.site.samples import FULL, RETRACTED, TWIN, fresh

D1, D2, D3 = "2026-05-26", "2026-06-01", "2026-06-15"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def served(to: Path, slug: str) -> str:
    return (to / "current" / "evidence" / f"{slug}.html").read_text(encoding="utf-8")


def accessed(to: Path, slug: str) -> str:
    return served(to, slug).split("Accessed ")[1][:10]


def test_first_publication(library: Library, to: Path) -> None:
    plan = plan_publish(library, to, D1)
    assert not to.exists()
    assert plan.added == tuple(sorted((FULL.slug, TWIN.slug, RETRACTED.slug)))
    assert (plan.changed, plan.removed, plan.unchanged, plan.blocked) == ((), (), (), ())
    result = publish(library, to, D1)
    assert result.added == plan.added
    names = set(tree(to / "current"))
    assert {"index.html", "criteria.html", "retractions.html", "how-it-works.html"} <= names
    assert {"404.html", "sitemap.xml", "_headers", "manifest.json"} <= names
    assert {f"evidence/{slug}.html" for slug in plan.added} <= names
    assert not [name for name in names if "secret" in name]
    assert (to / "current").is_symlink()


def test_no_draft_is_named_anywhere(library: Library, to: Path) -> None:
    publish(library, to, D1)
    for name, data in tree(to).items():
        assert b"secret-2024" not in data, name


def test_again_nothing_is_written(library: Library, to: Path) -> None:
    publish(library, to, D1)
    before = {path: path.stat().st_mtime_ns for path in to.rglob("*") if path.is_file()}
    link = (to / "current").readlink()
    result = publish(library, to, D2)
    assert (result.files, result.changed, len(result.unchanged)) == (0, (), 3)
    assert (to / "current").readlink() == link
    after = {path: path.stat().st_mtime_ns for path in to.rglob("*") if path.is_file()}
    assert {path: at for path, at in after.items() if path.name != ".atlas-site.lock"} == {
        path: at for path, at in before.items() if path.name != ".atlas-site.lock"
    }


def test_two_folders_get_the_same_bytes(library: Library, to: Path, tmp_path: Path) -> None:
    (slug, *_) = publish(library, to, D1).added
    library.set_values(slug, {"abstract": "Of no concern to any page"})
    publish(library, tmp_path / "other", D1)
    assert tree(to / "current") == tree(tmp_path / "other" / "current")


def test_an_edit_writes_its_page_and_names_the_field(library: Library, to: Path) -> None:
    publish(library, to, D1)
    before = tree(to / "current")
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason.", "abstract": "Not shown."})
    plan = plan_publish(library, to, D2)
    assert plan.changed == (TWIN.slug,)
    assert plan.why == {TWIN.slug: ("why_it_matters",)}
    result = publish(library, to, D2)
    assert result.changed == (TWIN.slug,)
    after = tree(to / "current")
    differing = {name for name in after if after[name] != before.get(name)}
    assert differing == {
        f"evidence/{TWIN.slug}.html",
        "sitemap.xml",
        "manifest.json",
        "manifest/000.json",
    }
    assert "Another reason." in served(to, TWIN.slug)


def test_an_edit_of_what_is_not_shown_changes_nothing(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"abstract": "Not shown."})
    assert plan_publish(library, to, D2).changed == ()
    assert publish(library, to, D2).files == 0


def test_a_page_that_shows_another_study_follows_it(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"title": "A new title."})
    result = publish(library, to, D2)
    assert result.changed == tuple(sorted((TWIN.slug, FULL.slug)))
    assert result.why[FULL.slug] == ("related studies",)
    assert "A new title." in served(to, FULL.slug)
    assert accessed(to, FULL.slug) == D2


def test_a_page_keeps_its_date_when_its_related_study_shows_the_same(
    library: Library, to: Path
) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"why_it_matters": "Not shown elsewhere."})
    result = publish(library, to, D2)
    assert result.changed == (TWIN.slug,)
    assert FULL.slug in result.unchanged
    assert accessed(to, FULL.slug) == D1


def test_dates_are_those_of_the_content(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason."})
    publish(library, to, D2)
    assert (accessed(to, TWIN.slug), accessed(to, FULL.slug)) == (D2, D1)


def test_another_folder_without_a_date_takes_the_recorded_ones(
    library: Library, to: Path, tmp_path: Path
) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason."})
    other = tmp_path / "other"
    publish(library, other)
    assert accessed(other, FULL.slug) == D1
    assert accessed(other, TWIN.slug) == publishing.today()
    publish(library, tmp_path / "third", D3)
    assert accessed(tmp_path / "third", FULL.slug) == D3


def test_preview_is_the_published_page(library: Library, to: Path) -> None:
    publish(library, to, D1)
    for slug in (TWIN.slug, FULL.slug, RETRACTED.slug):
        assert page(library, library.entry(slug)).decode() == served(to, slug)
        assert page(library, library.entry(slug), D1).decode() == served(to, slug)
    edited = library.entry(TWIN.slug).with_(title="Typed, not saved")
    assert f"Accessed {publishing.today()}".encode() in page(library, edited)


def test_withdrawn_from_view_is_gone(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.remove([library.entry(TWIN.slug).id])
    assert plan_publish(library, to, D2).removed == (TWIN.slug,)
    result = publish(library, to, D2)
    assert result.removed == (TWIN.slug,)
    assert not (to / "current" / "evidence" / f"{TWIN.slug}.html").exists()
    for name, data in tree((to / "current").resolve()).items():
        assert TWIN.slug.encode() not in data, name


def test_ready_entries_become_published_in_one_step(library: Library, to: Path) -> None:
    ready = fresh(TWIN).with_(slug="new-2020-ready", state="ready")
    library.add_all([ready], "new")
    publish(library, to, D1)
    entry = library.entry("new-2020-ready")
    assert entry.state == "published"
    revision = library.history(entry.id)[-1]
    assert (revision.origin, set(revision.changes)) == ("publish", {"state"})
    assert library.operations()[-1].label == "Publish 1 entry"
    assert publish(library, to, D2).files == 0


def test_a_moved_study_leaves_a_redirect(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"slug": "moss-1998-renamed"})
    result = publish(library, to, D2)
    assert (result.added, result.removed) == (("moss-1998-renamed",), (TWIN.slug,))
    assert 'url=/evidence/moss-1998-renamed"' in served(to, TWIN.slug)
    assert "moss-1998-renamed" in served(to, FULL.slug)


def test_entries_that_can_have_no_page_are_held_back(library: Library, to: Path) -> None:
    library.add_all(
        [fresh(TWIN).with_(slug="no-title", title=""), fresh(TWIN).with_(slug="Bad/../Slug")], "x"
    )
    result = publish(library, to, D1)
    assert result.blocked == ("Bad/../Slug", "no-title")
    assert "no title" in result.reasons["no-title"]
    assert "cannot be a file name" in result.reasons["Bad/../Slug"]
    assert not [name for name in tree(to) if "no-title" in name or "Slug" in name]
    assert plan_publish(library, to, D1).blocked == result.blocked


def test_a_published_page_that_is_held_back_stays_as_it_was(library: Library, to: Path) -> None:
    publish(library, to, D1)
    old = served(to, TWIN.slug)
    library.set_values(TWIN.slug, {"why_it_matters": "This proves it."})
    new = fresh(TWIN).with_(slug="new-2020-cure", why_it_matters="It proves that all recover.")
    library.add_all([new], "x")
    result = publish(library, to, D2)
    assert result.blocked == tuple(sorted((TWIN.slug, "new-2020-cure")))
    assert served(to, TWIN.slug) == old
    assert "W01_proves" in result.reasons[TWIN.slug]
    assert "new-2020-cure" not in (to / "current" / "index.html").read_text(encoding="utf-8")
    library.set_values(TWIN.slug, {"why_it_matters": "It may matter to some."})
    assert publish(library, to, D2).changed == (TWIN.slug,)


def test_a_page_that_was_held_back_is_published_later(library: Library, to: Path) -> None:
    publish(library, to, D1)
    library.set_values(TWIN.slug, {"why_it_matters": "This proves it."})
    held = publish(library, to, D2)
    assert (held.blocked, held.changed) == ((TWIN.slug,), ())
    library.set_values(TWIN.slug, {"why_it_matters": "It may matter to few."})
    assert publish(library, to, D3).changed == (TWIN.slug,)
    assert accessed(to, TWIN.slug) == D3


def test_roll_back_and_forward(library: Library, to: Path) -> None:
    with pytest.raises(CuratorError, match="no earlier release"):
        rollback(to)
    assert not to.exists()
    publish(library, to, D1)
    first = tree((to / "current").resolve())
    with pytest.raises(CuratorError, match="no earlier release"):
        rollback(to)
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason."})
    publish(library, to, D2)
    second = tree((to / "current").resolve())
    rollback(to)
    assert tree((to / "current").resolve()) == first
    assert publish(library, to, D2).changed == (TWIN.slug,)
    assert tree((to / "current").resolve()) == second


def test_many_edits_in_turn_equal_one_fresh_build(
    library: Library, to: Path, tmp_path: Path
) -> None:
    """The two folders take turns, so a fault in catching up would show after two or three."""
    library.add_all([fresh(study(n)) for n in range(40)], "more")
    publish(library, to, D1)
    for turn in range(6):
        library.set_values(study(turn).slug, {"title": f"Turn {turn}"})
        library.remove([library.entry(study(20 + turn).slug).id])
        publish(library, to, D1)
        if turn == 3:
            rollback(to)
            publish(library, to, D1)
    publish(library, tmp_path / "fresh", D1)
    assert tree((to / "current").resolve()) == tree((tmp_path / "fresh" / "current").resolve())


def test_many_pages_are_rendered_in_other_processes(
    library: Library, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add_all([fresh(study(n)) for n in range(250)], "more")
    publish(library, to, D1)
    monkeypatch.setattr("curator_app.services.site_build.MANY", 10)
    steps: list[tuple[int, int]] = []
    publish(library, tmp_path / "apart", D1, progress=lambda done, all_: steps.append((done, all_)))
    assert tree(to / "current") == tree(tmp_path / "apart" / "current")
    assert steps[-1] == (253, 253)


@pytest.mark.parametrize("many", [10, 10_000])
def test_stopping_keeps_the_old_site(
    library: Library, to: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("curator_app.services.site_build.MANY", many)
    publish(library, to, D1)
    before = tree(to / "current")
    library.add_all([fresh(study(n)) for n in range(250)], "more")
    asked: list[int] = []
    with pytest.raises(Cancelled):
        publish(library, to, D2, cancelled=lambda: bool(asked.append(1)) or len(asked) > 1)
    assert tree(to / "current") == before
    assert len(publish(library, to, D2).added) == 250


@pytest.mark.parametrize("damage", [b"", b"{", b'{"format": 99}', b'{"format": 1}'])
def test_a_damaged_manifest_means_a_full_build(library: Library, to: Path, damage: bytes) -> None:
    publish(library, to, D1)
    whole = tree(to / "current")
    manifest = to / "current" / "manifest.json"
    manifest.unlink()
    manifest.write_bytes(damage)
    assert len(publish(library, to, D1).added) == 3
    assert tree(to / "current") == whole


def test_the_manifest_tells_every_hash(library: Library, to: Path) -> None:
    publish(library, to, D1)
    current = to / "current"
    head = json.loads((current / "manifest.json").read_bytes())
    told = {path: record[0] for path, record in head["files"].items()}
    for number, (_, _, sha256) in enumerate(head["shards"]):
        told[f"manifest/{number:03d}.json"] = sha256
        pages = json.loads((current / "manifest" / f"{number:03d}.json").read_bytes())
        told |= {f"evidence/{slug}.html": record[0] for slug, record in pages.items()}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in tree(current).items()}
    assert {**told, "manifest.json": found["manifest.json"]} == found


def test_a_read_only_library_can_be_published(library: Library, to: Path, tmp_path: Path) -> None:
    with closing(Library.open(library.folder, write=False)) as second:
        assert second.read_only
        assert len(publish(second, to, D1).added) == 3
