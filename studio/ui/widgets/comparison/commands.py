"""What can be done in a comparison, in words, with the keys that do it.

The keys mean what they mean on the review page, wherever there is such a thing there. Single keys are off
while a text field has the focus; arrows are left to whatever has the focus and a use for them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from studio.ui.models.commands import key_text
from studio.ui.words import later, tr


class Act(StrEnum):
    """What can be done."""

    PREVIOUS_STEP = "previous_step"
    NEXT_STEP = "next_step"
    PREVIOUS_FAILURE = "previous_failure"
    NEXT_FAILURE = "next_failure"
    OTHER_MOMENT = "other_moment"
    SLIDER = "slider"
    SIDE = "side"
    DIFFERENCE = "difference"
    FLIP = "flip"
    OTHER_PICTURE = "other_picture"
    MARKS = "marks"
    LEAVE_OUT = "leave_out"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_TO_FIT = "zoom_to_fit"
    ZOOM_CLOSE = "zoom_close"
    ZOOM_PIXELS = "zoom_pixels"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done.

    Attributes:
        act: What.
        words: A verb and its object, in English; said by ``said``.
        keys: Each does it, in Qt's portable writing; the first is shown.
    """

    act: Act
    words: str
    keys: tuple[str, ...]

    @property
    def said(self) -> str:
        """In the person's language."""
        return tr(self.words)

    @property
    def tooltip(self) -> str:
        """The verb and the key."""
        return f"{self.said} ({key_text(self.keys[0])})"


_ALL: Final = (
    Command(Act.PREVIOUS_STEP, later("Previous step"), ("Left",)),
    Command(Act.NEXT_STEP, later("Next step"), ("Right",)),
    Command(Act.NEXT_FAILURE, later("Next step that differs"), ("N",)),
    Command(Act.PREVIOUS_FAILURE, later("Previous step that differs"), ("Shift+N",)),
    Command(Act.OTHER_MOMENT, later("Before the step, after the step"), ("A",)),
    Command(Act.SLIDER, later("Lay the replay over the recording, with an edge to pull"), ("1",)),
    Command(Act.SIDE, later("Show both side by side"), ("2",)),
    Command(Act.DIFFERENCE, later("Show what differs"), ("3",)),
    Command(Act.FLIP, later("Show one at a time"), ("4",)),
    Command(Act.OTHER_PICTURE, later("The recording, the replay, one at a time"), ("Space",)),
    Command(Act.MARKS, later("Show marks and the pointer, or do not"), ("M",)),
    Command(Act.LEAVE_OUT, later("Leave out what differs by itself"), ("B",)),
    Command(Act.ZOOM_IN, later("Look closer"), ("+", "=")),
    Command(Act.ZOOM_OUT, later("Look from further away"), ("-",)),
    Command(Act.ZOOM_TO_FIT, later("Show the whole picture"), ("F", "Ctrl+0")),
    Command(Act.ZOOM_CLOSE, later("Show what differs from close"), ("C",)),
    Command(Act.ZOOM_PIXELS, later("Show every pixel"), ("Ctrl+1",)),
    Command(Act.FIND, later("Show only steps with some words"), ("Ctrl+F",)),
)
COMMANDS: Final = {each.act: each for each in _ALL}
FOR_THE_FOCUS: Final = frozenset({Act.OTHER_PICTURE})
"""Their keys also mean something to a focused button, which then comes first."""
