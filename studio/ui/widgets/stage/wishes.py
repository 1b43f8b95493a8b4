"""What a person wants of the picture. Places are pixels of the virtual desktop, times the session's."""

from dataclasses import dataclass

from recorder.episode.screen import Rect


@dataclass(frozen=True, slots=True)
class BoxDrawn:
    """A new box was drawn.

    Attributes:
        monitor_id: On which monitor.
        rect: Where, inside of the monitor.
        at_ns: The time that was looked at.
    """

    monitor_id: int
    rect: Rect
    at_ns: int


@dataclass(frozen=True, slots=True)
class BoxChange:
    """A box shall be elsewhere.

    Attributes:
        edit_id: Of the redaction.
        part: The number of its part.
        rect: Where, inside of the monitor.
        is_final: Whether the hand let go; before that, one change follows the other.
    """

    edit_id: int
    part: int
    rect: Rect
    is_final: bool


@dataclass(frozen=True, slots=True)
class SelectedBox:
    """A box was clicked.

    Attributes:
        edit_id: Of the redaction.
        part: The number of its part.
    """

    edit_id: int
    part: int


@dataclass(frozen=True, slots=True)
class PlaceClicked:
    """The picture was clicked, where there is no box.

    Attributes:
        monitor_id: Which monitor.
        x: Where.
        y: As above.
        at_ns: The time that was looked at.
    """

    monitor_id: int
    x: int
    y: int
    at_ns: int
