"""All that people do with contributions, once: `python -m tests.canary.journeys ROOT`.

Runs in a process of its own with its own home; what it prints, logs and leaves is looked through by
the caller. What a command is asked to print of a message (inbox show, inbox list) goes to a folder
that is not looked through; nothing else does.
"""

import io
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from curator_app import app, unforeseen
from curator_app.cli.main import run
from curator_app.domain.correspondence import DRAFT, QUEUED, Reply, Template
from curator_app.domain.inbox_query import OPEN, InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.domain.repeating import FORM, MAILED, Release
from curator_app.inbox import listing, parts
from curator_app.paths import Paths
from curator_app.services.contributing import Contributing, Proposal, TooClose
from curator_app.services.library import Library
from tests.builders import study
from tests.canary.letters import CONSENT

QUOTE = "thirty people of the cohort were never asked about it"
"""Words that a reader agreed to have quoted: no mark, and they may cross over."""


class Travel:
    """One run through everything, on one stage."""

    def __init__(self, root: Path) -> None:
        self.root, self.library = root, root / "library"
        self.key = root / "given" / "key"
        self.marks: dict[str, str] = json.loads((root / "given" / "marks.json").read_text())
        self.report: dict[str, Any] = {"refused": []}
        self._number = 0

    # ------------------------------------------------------------------ commands

    def cli(self, *args: object, shows: bool = False, expect: int = 0) -> None:
        """One command with --json and one without; `shows` are those that print messages."""
        self._number += 1
        for form in ((), ("--json",)):
            name = f"{self._number:03}-{args[0]}{'-json' if form else ''}"
            place = self.root / ("taken" if shows else "out")
            argv = ["--library", str(self.library), *form, *map(str, args)]
            errors = self.root / "out" / f"{name}.err"
            with streams(place / f"{name}.out", errors):
                code = run(argv)
            if code != expect:
                self.report["refused"].append(f"{' '.join(map(str, args))[:80]}: {code}")

    def once(self, *args: object, shows: bool = False, expect: int = 0) -> None:
        """A command that changes something: only once."""
        self._number += 1
        name = f"{self._number:03}-{args[0]}"
        place = self.root / ("taken" if shows else "out")
        with streams(place / f"{name}.out", self.root / "out" / f"{name}.err"):
            code = run(["--library", str(self.library), "--json", *map(str, args)])
        if code != expect:
            self.report["refused"].append(f"{' '.join(map(str, args))[:80]}: {code}")

    def inbox(self, name: str, *args: object, **options: Any) -> None:
        """A command of the inbox, with its key."""
        self.once("inbox", name, "--key-file", self.key, *args, **options)

    def typed(self, name: str, text: str) -> Path:
        """A file with what somebody types."""
        path = self.root / "given" / name
        path.write_text(text)
        return path

    @contextmanager
    def opened(self) -> Iterator[Contributing]:
        """The library with its open inbox."""
        from curator_app.services import inbox as inboxes

        with closing(Library.open(self.library, who="Ann", insist=True)) as library:
            found = inboxes.of_library(library)
            found.unlock(inboxes.key_from_file(self.key))
            try:
                yield Contributing(library, found.store)
            finally:
                found.lock()

    # ------------------------------------------------------------------ the journeys

    def arrive(self) -> None:
        """A library, an inbox, and all messages in; some of it as real commands."""
        (self.library / "library.toml").write_text('[publishing]\ngate = "off"\n')
        with closing(Library.open(self.library, who="Ann", insist=True)) as library:
            library.add_all([study(number) for number in range(20)], "Studies")
        self.inbox("create", shows=True)
        files = sorted((self.root / "given").glob("*.[emj][mbs]*"))
        files = [path for path in files if path.name != "marks.json"]
        self.process("inbox", "import", "--key-file", self.key, *files)
        with self.opened() as work:
            self.ids = [row.id for row in work.store.rows(work.store.ids(InboxQuery(snoozed="")))]
        self.report["arrived"] = len(self.ids)

    def process(self, *args: object) -> None:
        """A command as a process of its own."""
        self._number += 1
        with (
            (self.root / "out" / f"{self._number:03}-process.out").open("wb") as out,
            (self.root / "out" / f"{self._number:03}-process.err").open("wb") as err,
        ):
            subprocess.run(
                [sys.executable, "-m", "curator_app", "--library", self.library, *map(str, args)],
                stdout=out, stderr=err, check=False,
            )  # fmt: skip

    def triage(self) -> None:
        """Decisions, notes, tags, replies, searches and views, by commands and by services."""
        ids, marks = self.ids, self.marks
        for id_ in ids[:2]:
            self.inbox("show", id_, shows=True)
        self.inbox("show", ids[3], "--identity", shows=True)
        self.inbox("list", "--state", "open", shows=True)
        words = self.typed("words", marks["search"])
        self.inbox("list", "--query-file", words, shows=True)
        self.inbox("set", ids[4], "declined")
        self.inbox("set", ids[5], "spam", "--tag", "later")
        self.inbox("note", ids[6], self.typed("note.txt", f"A note {marks['note']}"))
        self.inbox("save", ids[7], "--to", self.root / "taken" / "raw.eml")
        self.inbox("undo")
        self.inbox("redo")
        self.inbox("show", "no-such-id", expect=1)
        self.inbox("log")
        with self.opened() as work:
            store = work.store
            for id_ in ids[:40]:
                text = Private(f"Dear reader {marks['reply']}")
                state = QUEUED if id_ == ids[0] else DRAFT
                store.letters.keep(Reply("", id_, state, "Ann", "", text, text, text))
            query = InboxQuery(text=Private(marks["search"]))
            store.ids(query)
            store.warm_search()
            for number in range(20):
                store.ids(InboxQuery(text=Private(marks[f"{number} body"]), snoozed=""))
            store.choices.set_filters([SavedFilter(marks["filter"], query)])
            store.choices.set_templates([Template("A text", f"Dear {marks['template']}")])
            store.change(store.numbers(ids[8:12]), {"add_tags": (marks["tag"],)}, "Tagged")
            settings = {"host": marks["host"], "user": marks["user"]}
            store.choices.set_account("one", settings)

    def contribute(self) -> None:
        """Accept with and without quotations, begin, refuse, decline, undo, and crash between."""
        with self.opened() as work:
            rows = [
                row
                for row in work.store.rows(work.store.ids(OPEN))
                if row.slug and row.id not in self.ids[:12]
            ]
            accepted = refused = 0
            for place, row in enumerate(rows[:24]):
                opened = work.open(row.id)
                message, entry = opened.contribution.message, opened.entry
                edited = entry.with_(sample_size=f"{place}", limitations=("Small groups.",))
                fields = frozenset({"sample_size", "limitations"})
                copied = edited.with_(plain_summary=message.body.reveal())
                taken = Proposal(row.id, entry, copied, fields | {"plain_summary"})
                work.keep(taken)
                try:
                    work.accept(taken)
                except TooClose as error:
                    refused += 1
                    self.tell(error.sentence())
                quoted = edited.with_(does_not_prove=f"{entry.does_not_prove} “{QUOTE}”")
                ground = FORM if CONSENT in message.consent else MAILED
                release = (Release("does_not_prove", Private(QUOTE), ground),)
                final = Proposal(
                    row.id, entry, quoted, fields | {"does_not_prove"}, "Seen in table 1.", release
                )
                work.accept(final)
                accepted += 1
            work.undo()
            work.redo()
            work.decline(work.store.numbers([row.id for row in rows[30:40]]), "no_source")
            begun = work.open(rows[41].id)
            text = f"half written {self.marks['proposal']}"
            edited = begun.entry.with_(advanced_summary=text)
            work.keep(Proposal(rows[41].id, begun.entry, edited, frozenset({"advanced_summary"})))
            work.settle()
        self.report |= {"accepted": accepted, "refused_copies": refused}

    def tell(self, sentence: str) -> None:
        """What a reviewer would be told."""
        with (self.root / "out" / "sentences.txt").open("a") as file:
            file.write(f"{sentence}\n")

    def atlas(self) -> None:
        """Every command of the atlas that asks no service, each export and each way out."""
        slug, out = study(0).slug, self.root / "out"
        self.cli("list", "--query", "fatigue")
        for command in ("show", "history", "pem", "detect"):
            self.cli(command, slug)
        self.cli("render", slug)
        self.cli("check", slug, expect=self.checked(slug))
        for command in ("policy", "words", "duplicates", "imports"):
            self.cli(command)
        for form in ("bib", "ris", "json", "csv", "xlsx", "jsonl"):
            self.once("export", self.root / "out" / f"atlas.{form}")
        to = ("publish", "--to", self.root / "site")
        self.cli(*to, "--dry-run")
        self.once(*to, "--key-file", self.key)
        self.once("set", slug, "sample_size=44", "-m", "By hand")
        self.once(*to)
        self.once("undo")
        self.once("redo")
        self.once("backup", "--to", out / "atlas-copy.db")
        self.once("backup")
        self.cli("verify")
        self.once("recover", out / "atlas-copy.db", "--to", out / "salvaged.db")
        self.process("history", slug)
        self.process("list", "--json")

    def checked(self, slug: str) -> int:
        """The exit code of the checks, which is not what is looked at here."""
        with streams(self.root / "taken" / "check.out", self.root / "taken" / "check.err"):
            return run(["--library", str(self.library), "check", slug])

    def forget(self) -> None:
        """Copies, bundles, one person's data, retention, erasure, another key."""
        ids, taken = self.ids, self.root / "taken"
        secret = self.typed("passphrase", "correct horse battery staple")
        self.inbox("backup")
        bundle, portrait = self.root / "out" / "x.age", self.root / "out" / "p.age"
        self.inbox("bundle", *ids[:30], "--to", bundle, "--secret-file", secret)
        self.inbox("merge", bundle, "--secret-file", secret)
        person = self.typed("person", f"{self.marks['0 address']}@reader0.example")
        self.inbox("person", person, "--to", portrait, "--secret-file", secret)
        self.inbox("erase", *ids[150:155])
        self.inbox("retention")
        with self.opened() as work:
            session = work.store.session
            before = session.clock
            session.clock = lambda: before() + timedelta(days=100)
            preview = work.store.forgetting.preview()
            proof = work.store.forgetting.run(preview, clock_is_right=True)
            self.report["erased"] = proof.gone.contributions
        self.inbox("status")
        self.once("inbox", "new-key", "--key-file", self.key, "--to", taken / "key2", shows=True)
        self.key = taken / "key2"
        self.inbox("log")

    def crash(self) -> None:
        """An error that nobody foresaw, with the text of a message in it, on the command line."""
        secret = self.marks["crash"]
        real = parts.message_from_json

        def broken(form: Any) -> Any:
            raise ValueError(f"cannot read {secret} of {form}")

        listing.message_from_json = broken
        try:
            run(["--library", str(self.library), "inbox", "show", "--key-file", str(self.key),
                 self.ids[60]])  # fmt: skip
        except ValueError as error:
            sys.stderr.write(unforeseen.story(error))
            logging.getLogger("curator_app.test").error("crashed", exc_info=error)
            self.report["crashed"] = True
        finally:
            listing.message_from_json = real


@contextmanager
def streams(out: Path, err: Path) -> Iterator[None]:
    """Standard output and error go to these files."""
    before = sys.stdout, sys.stderr
    with out.open("wb") as first, err.open("wb") as second:
        sys.stdout = io.TextIOWrapper(first, "utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(second, "utf-8", write_through=True)
        try:
            yield
        finally:
            for stream in (sys.stdout, sys.stderr):
                if not stream.closed:
                    stream.flush()
                    stream.detach()
            sys.stdout, sys.stderr = before


def main(argv: Sequence[str]) -> int:
    """Go through everything and say what was done."""
    root = Path(argv[0])
    app._log_to(Paths.of_user().logs)
    logging.getLogger().setLevel(logging.DEBUG)
    unforeseen.watch()
    travel = Travel(root)
    if os.environ.get("CANARY_PLANTED"):
        from tests.canary.plants import plant

        plant(travel)
    from tests.canary.window_journey import drive

    parts_ = (
        travel.arrive, travel.triage, travel.contribute, travel.atlas, travel.forget, travel.crash,
        lambda: drive(travel),
    )  # fmt: skip
    for part in parts_:
        began = time.perf_counter()
        try:
            part()
        except Exception as error:  # the window's hook would keep it to itself
            sys.stderr.write(unforeseen.story(error))
            raise
        travel.report[f"seconds {len(travel.report)}"] = round(time.perf_counter() - began, 1)
    (root / "report.json").write_text(json.dumps(travel.report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
