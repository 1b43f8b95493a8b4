"""What a part of the benchmark measured, and what a part is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tests.benchmarks.generated_hour import GeneratedHour

HEADING: Final = f"{'':58} {'median':>9} {'95 %':>9} {'most':>9}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured.

    Attributes:
        hour: The generated hour.
        folder: Where a part may write; gone afterwards.
        kept: Where a part may keep what takes long to make, for the next time.
    """

    hour: GeneratedHour
    folder: Path
    kept: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """How long something took, or how much, each time it was done.

    Attributes:
        what: In a few words.
        unit: Of the values.
        values: At least one.
        budget: What it should be at most, if there is such a promise; never asserted here, since machines
            are noisy.
        is_for_most: The budget is for the highest value, as for what must never be; else for the 95th
            percentile.
        is_least: The budget is what the median must be at least.
        note: What it was, where that is known.
    """

    what: str
    unit: str
    values: Sequence[float]
    budget: float | None = None
    is_for_most: bool = False
    is_least: bool = False
    note: str = ""

    @property
    def is_kept(self) -> bool | None:
        """Whether the budget is kept; ``None`` where there is none."""
        if self.budget is None:
            return None
        median, high, most = self._figures()
        if self.is_least:
            return median >= self.budget
        return (most if self.is_for_most else high) <= self.budget

    def line(self) -> str:
        """The figures, the budget and whether it is kept, to be read in columns."""
        median, high, most = self._figures()
        verdict = {None: "", True: "kept", False: "NOT KEPT"}[self.is_kept]
        kind = (
            "" if self.budget is None else ("≥" if self.is_least else "≤") + f" {self.budget:g} {self.unit}"
        )
        line = f"{self.what:58} {median:9.1f} {high:9.1f} {most:9.1f} {self.unit:3} {kind:10} {verdict}"
        return line.rstrip() + "".join(f"\n    {each}" for each in self.note.splitlines())

    def _figures(self) -> tuple[float, float, float]:
        median, high, most = np.percentile(self.values, (50, 95, 100))
        return float(median), float(high), float(most)


Part = Callable[[Subject], Iterator[Measured]]
