"""Pictures that the demo shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a session as `assent frame` wrote it: PNG, when, and what to look at."""

    at_ns: int
    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same moment twice: as one has it and as another does."""

    before: Shot
    after: Shot
    caption: str
