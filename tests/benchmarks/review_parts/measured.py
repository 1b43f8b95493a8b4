"""What a part of the benchmark measured, and what a part is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recorder.vault.session_reader import SessionAccess


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured.

    Attributes:
        access: The generated hour.
        folder: Where a part may write; gone afterwards.
    """

    access: SessionAccess
    folder: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """How long something took, or how much, each time it was done.

    Attributes:
        what: In a few words.
        unit: Of the values.
        values: At least one.
        budget: What the 95th percentile should be at most, if there is such a promise; never asserted here,
            since machines are noisy.
    """

    what: str
    unit: str
    values: Sequence[float]
    budget: float | None = None

    def line(self) -> str:
        """The median, the 95th percentile and the budget, to be read in a column."""
        median, high = np.percentile(self.values, (50, 95))
        bound = "" if self.budget is None else f"  (budget {self.budget:g})"
        return f"{self.what:44} {median:10.2f} {high:10.2f} {self.unit}{bound}"


Part = Callable[[Subject], Iterator[Measured]]
