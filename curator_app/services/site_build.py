"""Writing one release: pages, lists, manifest, then the switch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from curator_app.errors import Cancelled
from curator_app.services.page_writer import Item, Job, Rendered, render_items
from curator_app.services.processes import possible
from curator_app.services.publishing_worker import Workers
from curator_app.site import manifest as manifests
from curator_app.site.build import Comparison
from curator_app.site.lists import SiteFile
from curator_app.site.manifest import FileRecord, Manifest, PageRecord, Shard
from curator_app.site.release import NAMES, State, Target
from curator_app.site.sitemaps import sitemap_files
from curator_app.site.tree import Tree

# From so many pages on, starting two processes is quicker than rendering here.
MANY = 1200
# Up to so many files are brought to the disk one by one.
FEW = 64
# An asset stays for one more release, for readers who still have a page that names it.
KEPT = "kept"


@dataclass(frozen=True)
class Pages:
    """The pages to make, read in batches when they are wanted."""

    count: int
    batches: Iterator[Sequence[Item]]
    advance: Callable[[int], None]
    cancelled: Callable[[], bool]


class SiteBuild:
    """Brings the folder that is not served up to date and then serves it.

    The folder is only touched when something differs; `changes` are the paths that did, and
    `release` is what is served in the end.
    """

    def __init__(
        self,
        target: Target,
        manifest: Manifest | None,
        found: Comparison,
        site_url: str,
        checked: Callable[[], str],
    ) -> None:
        self.target = target
        self.manifest = manifest or Manifest()
        self.found = found
        self.site_url = site_url
        self._checked = checked
        self.changes: set[str] = set()
        self.release = self.manifest.release
        self._fresh = manifest is None
        self._trees: list[Tree] = []

    def run(self, job: Job, pages: Pages, others: Iterable[SiteFile]) -> list[Rendered]:
        """Build and switch; on any failure what was served stays and is served."""
        try:
            rendered, files = self._pages_and_others(job, pages, others)
            records = self._records(rendered)
            files |= self._files(sitemap_files(records, self.found, self.site_url))
            shards = self._shards(records)
            self._remove(files)
            if self.changes:
                self._finish(shards, files)
        except BaseException:
            self._close()
            if self._fresh:
                for name in NAMES:
                    self.target.give_up(name)
            raise
        self._close()
        return rendered

    # ------------------------------------------------------------------ folders

    def _open(self) -> list[Tree]:
        if not self._trees:
            if self._fresh:
                self._trees = [self.target.fresh(name) for name in NAMES]
            else:
                self._trees = [self.target.caught_up(self.manifest)]
        return self._trees

    def _close(self) -> None:
        for tree in self._trees:
            tree.close()
        self._trees = []

    def _write(self, path: str, data: bytes) -> None:
        first, *twins = self._open()
        first.write(path, data)
        for twin in twins:
            twin.link(path, first)
        self.changes.add(path)

    # ------------------------------------------------------------------ files

    def _pages_and_others(
        self, job: Job, pages: Pages, others: Iterable[SiteFile]
    ) -> tuple[list[Rendered], dict[str, FileRecord]]:
        if not pages.count:
            return [], self._others(others)
        trees = self._open()
        here = job.placed(tuple(tree.root for tree in trees), fresh=self._fresh)
        if pages.count >= MANY and possible():
            with closing(Workers(here)) as workers:
                files = self._others(others)
                rendered = workers.render(pages.batches, pages.advance, pages.cancelled)
        else:
            files = self._others(others)
            rendered = list[Rendered]()
            for batch in pages.batches:
                if pages.cancelled():
                    raise Cancelled
                rendered.extend(render_items(here, batch, trees))
                pages.advance(len(rendered))
        self.changes.update(f"evidence/{page.slug}.html" for page in rendered if page.changed)
        return rendered, files

    def _others(self, others: Iterable[SiteFile]) -> dict[str, FileRecord]:
        records = self._files(others)
        for path, record in self.manifest.files.items():
            if path.startswith("assets/") and path not in records and record.key != KEPT:
                records[path] = FileRecord(record.sha256, KEPT)
        return records

    def _files(self, others: Iterable[SiteFile]) -> dict[str, FileRecord]:
        """Write those whose bytes are new; equal keys of the same look need no making."""
        same = self.manifest.form == self.found.form and self.manifest.content == self.found.content
        records: dict[str, FileRecord] = {}
        for file in others:
            old = self.manifest.files.get(file.path)
            if old is not None and same and file.key in (None, old.key):
                records[file.path] = old
                continue
            data = file.make()
            sha256 = hashlib.sha256(data).hexdigest()
            if old is None or old.sha256 != sha256:
                self._write(file.path, data)
            records[file.path] = FileRecord(sha256, file.key or "")
        return records

    def _records(self, rendered: Sequence[Rendered]) -> dict[int, dict[str, PageRecord]]:
        """All pages of the shards that are written anew, by shard."""
        made = {page.slug: page for page in rendered}
        shards: dict[int, dict[str, PageRecord]] = {}
        for number, shard in enumerate(self.found.shards):
            if shard is None:
                continue
            shards[number] = {
                slug: PageRecord(page.sha256, page.accessed, key, page.id)
                if (page := made.get(slug))
                else self.found.old[slug]._replace(key=key)
                for slug, key in shard.keys.items()
            }
        return shards

    def _shards(self, records: dict[int, dict[str, PageRecord]]) -> tuple[Shard, ...]:
        before = self.manifest.shards
        shards: list[Shard] = []
        for number, shard in enumerate(self.found.shards):
            if shard is None:
                shards.append(before[number])
                continue
            data = manifests.shard_to_bytes(records[number])
            sha256 = hashlib.sha256(data).hexdigest()
            if number >= len(before) or before[number].sha256 != sha256:
                self._write(manifests.shard_path(number), data)
            shards.append(Shard(shard.first, shard.digest, sha256))
        return tuple(shards)

    def _remove(self, files: dict[str, FileRecord]) -> None:
        gone = [f"evidence/{slug}.html" for slug in self.found.removed]
        gone += [path for path in self.manifest.files if path not in files]
        count = len(self.found.shards)
        gone += [manifests.shard_path(n) for n in range(count, len(self.manifest.shards))]
        for path in gone:
            # A moved address may have become a study's own, or the other way round.
            if path not in files and path not in self.changes:
                self._open()[0].remove(path)
                self.changes.add(path)

    def _finish(self, shards: tuple[Shard, ...], files: dict[str, FileRecord]) -> None:
        ordered = dict(sorted(files.items()))
        head = Manifest("", self.found.content, self.found.form, shards, ordered)
        before = self.release
        self.release = hashlib.sha256(head.to_bytes()).hexdigest()[:16]
        whole = replace(head, release=self.release, checked=self._checked())
        self._write(manifests.NAME, whole.to_bytes())
        trees = self._open()
        for tree in trees:
            tree.settle(self.changes, whole=len(self.changes) > FEW)
        changes = () if self._fresh else tuple(sorted(self.changes))
        for tree in trees:
            self.target.finish(tree.root.name, State(self.release, before, changes))
        self.target.switch(trees[0].root.name)
