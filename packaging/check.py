"""Runs the named make targets one after another and ends with one line: what, how many, how long.

Every target runs even when an earlier one failed, so that one run shows everything; a failure of
any of them, an abort after the last test included, fails the whole.
"""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

REPORTS = Path(".cache/reports")


def counts() -> Counter[str]:
    """Test outcomes added up over the JUnit reports of this run."""
    total: Counter[str] = Counter()
    for report in REPORTS.glob("*.xml"):
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 (pytest wrote it)
            number = {
                key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")
            }
            bad = number["failures"] + number["errors"]
            total["passed"] += number["tests"] - bad - number["skipped"]
            total["failed"] += bad
            total["skipped"] += number["skipped"]
    return total


def main(targets: list[str]) -> int:
    """Run `targets`; 0 only when every one of them ended with 0."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    for report in REPORTS.glob("*.xml"):
        report.unlink()
    start = time.monotonic()
    failed: list[str] = []
    for target in targets:
        print(f"== {target}", flush=True)
        if subprocess.run(["make", "--no-print-directory", target], check=False).returncode:
            failed.append(target)
    number = counts()
    tests = ", ".join(f"{number[key]} {key}" for key in ("passed", "failed", "skipped"))
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all good"
    print(f"== {verdict}; tests: {tests}; {time.monotonic() - start:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
