"""What was found in a recording, as lists and the timeline show it."""

from dataclasses import dataclass

from recorder.episode.time import TimeRange


@dataclass(frozen=True, slots=True)
class FoundMark:
    """Something was found in a range of time, and asks to be looked at.

    Attributes:
        id: The page's own number for it.
        range: When.
        what: In the person's language; shown where there is room.
        is_answered: The person has accepted or dismissed it: it asks for nothing any more.
    """

    id: int
    range: TimeRange
    what: str
    is_answered: bool = False
