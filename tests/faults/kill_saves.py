"""Kill -9 during save, through the real service: what was acknowledged must be there.

Run as a program (`python -m tests.faults.kill_saves FOLDER TRIALS SEED`): it forks a child that
opens the library and saves in a loop, writing `ACK id version hash` only after `Library.save` or
`apply_import` has returned, kills it at a random moment, opens the library anew and checks every
acknowledgement against the entry's replayed history. Prints one JSON summary.
"""

import json
import os
import random
import signal
import statistics
import sys
import time
from pathlib import Path

from curator_app.domain.entry import Source
from curator_app.domain.query import ListQuery
from curator_app.domain.revision import content_hash, replay
from curator_app.services.importing import ImportPlan, PlannedRecord, apply_import
from curator_app.services.library import Library
from curator_app.services.upkeep import check
from tests.builders import study

BATCH = 40
READY = b"READY\n"


def save_forever(folder: Path, seed: int, out: int) -> None:
    """The child: save new and known entries of very different sizes until killed."""
    chance = random.Random(seed)
    library = Library.open(folder, insist=True)
    known = [row.id for row in library.rows(library.ids(ListQuery()))][-50:]
    os.write(out, READY)
    number = seed * 1000
    while True:
        number += 1
        if chance.random() < 0.1:
            import_batch(library, number, out)
        elif known and chance.random() < 0.7:
            entry = library.entry_by_id(chance.choice(known))
            text = f"{number} " + "word " * chance.randrange(10, 10_000)
            library.save(entry.with_(plain_summary=text.strip(), year=1990 + number % 30))
            acknowledge(library, entry.id, out)
        else:
            entry = study(number).with_(slug="", state="drafting")
            library.save(entry)
            known.append(entry.id)
            acknowledge(library, entry.id, out)


def import_batch(library: Library, number: int, out: int) -> None:
    """One import of BATCH records: all of them or none."""
    plan = ImportPlan((f"batch-{number}",), None)
    for place in range(BATCH):
        entry = study(number * 100 + place).with_(
            slug="", sources=(Source("test", f"batch-{number}", place, "", f"{number}-{place}"),)
        )
        plan.add(PlannedRecord(f"batch-{number}", place, "", "new", entry=entry))
    result = apply_import(library, plan)
    assert result.created == BATCH
    os.write(out, f"BATCH {number}\n".encode())


def acknowledge(library: Library, entry_id: str, out: int) -> None:
    """Say that the save was acknowledged, with what it must contain."""
    entry = library.entry_by_id(entry_id)
    os.write(out, f"ACK {entry.id} {entry.version} {content_hash(entry)}\n".encode())


def one_trial(folder: Path, seed: int, delay: float, said: int) -> tuple[list[str], bool]:
    """Fork, wait until the child has `said` so many lines, kill `delay` seconds later.

    The first line says that the library is open, the others that something was saved. Returns the
    acknowledgements and whether it was the kill that ended the child.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            save_forever(folder, seed, write_end)
        finally:
            os._exit(70)
    os.close(write_end)
    heard = b""
    while heard.count(b"\n") < said and (more := os.read(read_end, 4096)):
        heard += more
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(read_end, "rb") as pipe:
        heard += pipe.read()
    lines = heard.removeprefix(READY).decode().splitlines()
    _, status = os.waitpid(child, 0)
    return lines, os.WIFSIGNALED(status)


def lost(library: Library, lines: list[str]) -> list[str]:
    """The acknowledgements that the library does not honour."""
    missing: list[str] = []
    for line in lines:
        kind, name, *rest = line.split(" ")
        if kind == "BATCH":
            if batch_size(library, int(name)) != BATCH:
                missing.append(line)
            continue
        version, digest = int(rest[0]), rest[1]
        history = library.history(name)
        if len(history) < version or content_hash(replay(name, history[:version])) != digest:
            missing.append(line)
    return missing


def batch_size(library: Library, number: int) -> int:
    """How many entries of an imported batch are there."""
    return sum(
        operation.entries
        for operation in library.operations()
        if operation.label == f"Import of batch-{number}"
    )


def half_done(library: Library) -> list[str]:
    """Imports of which only a part is there."""
    return [
        operation.label
        for operation in library.operations()
        if operation.label.startswith("Import of") and operation.entries != BATCH
    ]


def run(folder: Path, trials: int, seed: int) -> dict[str, object]:
    """All trials on one library; the full check runs every 50 trials and at the end."""
    chance = random.Random(seed)
    Library.open(folder, insist=True).close()
    acknowledged = silent = 0
    problems: list[str] = []
    reopen: list[float] = []
    for trial in range(trials):
        # One in ten is killed while it opens the library, half of them after a save, however slow
        # the machine is, the others at any moment of the first ones.
        said = 0 if trial % 10 == 0 else 1 + trial % 2
        delay = chance.uniform(0.0, 0.16)
        lines, killed = one_trial(folder, seed + trial + 1, delay, said)
        began = time.perf_counter()
        library = Library.open(folder, insist=True)
        reopen.append(time.perf_counter() - began)
        try:
            whole = [line for line in lines if line]
            acknowledged += len(whole)
            silent += not whole
            problems += lost(library, whole) + half_done(library)
            problems += [] if killed else [f"trial {trial}: the child ended by itself"]
            if trial % 50 == 49 or trial == trials - 1:
                problems += check(library)
        finally:
            library.close()
    return {
        "trials": trials,
        "acknowledged": acknowledged,
        "killed_before_the_first": silent,
        "lost_or_half": problems,
        "reopen_ms": round(statistics.median(reopen) * 1000, 1),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
