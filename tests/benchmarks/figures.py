"""What a benchmark found: one line per figure, beside its target and a floor or peer."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

found: list[Figure] = []
"""Every figure of this run, for the summary at its end."""


@dataclass(frozen=True)
class Figure:
    """One measured figure. `ratio` is value / peer; `judged` says what the target is about."""

    what: str
    value: float
    unit: str = "ms"
    target: float | None = None
    judged: str = "value"
    at_least: bool = False
    peer: str = ""
    peer_value: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor or peer, when there is one."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def verdict(self) -> str:
        """met, not met, or a dash where the design sets no target."""
        measured = self.ratio if self.judged == "ratio" else self.value
        if self.target is None or measured is None:
            return "–"
        met = measured >= self.target if self.at_least else measured <= self.target
        return "met" if met else "NOT MET"

    def line(self) -> str:
        """what | figure | target | floor or peer in the same run | ratio | verdict."""
        sign = "≥" if self.at_least else "≤"
        target = "–"
        if self.target is not None:
            unit = "× the peer" if self.judged == "ratio" else self.unit
            target = f"{sign} {self.target:.3g} {unit}"
        peer = f"{_number(self.peer_value)} {self.unit} {self.peer}" if self.peer_value else "–"
        ratio = f"{self.ratio:.3g}×" if self.ratio is not None else "–"
        what = f"{self.what} ({self.note})" if self.note else self.what
        value = f"{_number(self.value)} {self.unit}"
        return " | ".join((what, value, target, peer, ratio, self.verdict))


def tell(figure: Figure) -> None:
    """Print a figure and keep it for the summary."""
    found.append(figure)
    print(f"\n{figure.line()}", end="", flush=True)


def timed(work: Callable[[], object], rounds: int = 1) -> list[float]:
    """The milliseconds that each round of some work took."""
    gc.collect()
    taken: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def median(taken: list[float]) -> float:
    """The middle one."""
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    """The 95th percentile; the largest of fewer than twenty."""
    return sorted(taken)[min(len(taken) - 1, round(0.95 * len(taken)))]


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
