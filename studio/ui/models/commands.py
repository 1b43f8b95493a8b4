"""What a person can do on the review page, in words, with the keys that do it.

One list serves the buttons' tooltips, the sheet of shortcuts, the settings where keys are changed, and the
keys themselves, so that none of them can say something else than the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtGui import QKeySequence

from studio.ui.models.key_words import sequence_words
from studio.ui.words import later, tr


class CommandGroup(StrEnum):
    """The chapters of the sheet of shortcuts."""

    PLAY = "play"
    GO = "go"
    MARK = "mark"
    TAKE_OUT = "take_out"
    VIEW = "view"


GROUP_TITLES: Final[Mapping[CommandGroup, str]] = {
    CommandGroup.PLAY: later("Play"),
    CommandGroup.GO: later("Go to"),
    CommandGroup.MARK: later("Mark"),
    CommandGroup.TAKE_OUT: later("Take out"),
    CommandGroup.VIEW: later("Look"),
}


class CommandId(StrEnum):
    """What can be done; the values are kept in the person's settings."""

    PLAY_PAUSE = "play_pause"
    PAUSE = "pause"
    SLOWER = "slower"
    FASTER = "faster"
    STEP_BACK = "step_back"
    STEP_ON = "step_on"
    SECOND_BACK = "second_back"
    SECOND_ON = "second_on"
    PREVIOUS_ACTION = "previous_action"
    NEXT_ACTION = "next_action"
    PREVIOUS_ITEM = "previous_item"
    NEXT_ITEM = "next_item"
    TO_START = "to_start"
    TO_END = "to_end"
    MARK_IN = "mark_in"
    MARK_OUT = "mark_out"
    CLEAR_MARKS = "clear_marks"
    CUT = "cut"
    TRIM_START = "trim_start"
    TRIM_END = "trim_end"
    REDACT = "redact"
    BOX = "box"
    WINDOW = "window"
    TYPED = "typed"
    TEXT = "text"
    REMOVE = "remove"
    UNDO = "undo"
    REDO = "redo"
    PREVIEW = "preview"
    SKIP_IDLE = "skip_idle"
    NEXT_MONITOR = "next_monitor"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_TO_FIT = "zoom_to_fit"
    SEARCH = "search"
    REPLAY_HERE = "replay_here"
    SHORTCUTS = "shortcuts"


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done.

    Attributes:
        id: Which.
        words: A verb and its object, in English; said by ``said``.
        keys: Each does it, in Qt's portable writing; the first is shown.
        group: The chapter of the sheet.
    """

    id: CommandId
    words: str
    keys: tuple[str, ...]
    group: CommandGroup

    @property
    def is_for_the_focus(self) -> bool:
        """Whether the keys also mean something to a focused button or list, which then comes first."""
        return self.id in _FOR_THE_FOCUS

    @property
    def said(self) -> str:
        """In the person's language."""
        return tr(self.words)

    @property
    def shown_key(self) -> str:
        """The first key as this system writes it; empty where there is none."""
        return key_text(self.keys[0]) if self.keys else ""

    @property
    def tooltip(self) -> str:
        """The verb and the key."""
        return f"{self.said} ({self.shown_key})" if self.keys else self.said


_FOR_THE_FOCUS: Final = frozenset(
    {
        CommandId.PLAY_PAUSE,
        CommandId.PREVIOUS_ITEM,
        CommandId.NEXT_ITEM,
        CommandId.TO_START,
        CommandId.TO_END,
        CommandId.CLEAR_MARKS,
    }
)
COMMANDS: Final[tuple[Command, ...]] = (
    Command(CommandId.PLAY_PAUSE, later("Play or pause"), ("Space",), CommandGroup.PLAY),
    Command(CommandId.PAUSE, later("Pause"), ("K",), CommandGroup.PLAY),
    Command(CommandId.SLOWER, later("Play slower, then backwards"), ("J",), CommandGroup.PLAY),
    Command(CommandId.FASTER, later("Play faster"), ("L",), CommandGroup.PLAY),
    Command(CommandId.SKIP_IDLE, later("Skip idle stretches, or do not"), ("Shift+S",), CommandGroup.PLAY),
    Command(CommandId.REPLAY_HERE, later("Replay on my desktop…"), ("Ctrl+R",), CommandGroup.PLAY),
    Command(CommandId.STEP_BACK, later("One picture back"), (",",), CommandGroup.GO),
    Command(CommandId.STEP_ON, later("One picture on"), (".",), CommandGroup.GO),
    Command(CommandId.SECOND_BACK, later("One second back"), ("Shift+Left",), CommandGroup.GO),
    Command(CommandId.SECOND_ON, later("One second on"), ("Shift+Right",), CommandGroup.GO),
    Command(CommandId.PREVIOUS_ACTION, later("Previous action"), ("Left",), CommandGroup.GO),
    Command(CommandId.NEXT_ACTION, later("Next action"), ("Right",), CommandGroup.GO),
    Command(CommandId.PREVIOUS_ITEM, later("Previous found item or edit"), ("Up",), CommandGroup.GO),
    Command(CommandId.NEXT_ITEM, later("Next found item or edit"), ("Down",), CommandGroup.GO),
    Command(CommandId.TO_START, later("Start of the recording"), ("Home",), CommandGroup.GO),
    Command(CommandId.TO_END, later("End of the recording"), ("End",), CommandGroup.GO),
    Command(CommandId.MARK_IN, later("Begin the marked range here"), ("I",), CommandGroup.MARK),
    Command(CommandId.MARK_OUT, later("End the marked range here"), ("O",), CommandGroup.MARK),
    Command(CommandId.CLEAR_MARKS, later("Clear the marked range"), ("Esc",), CommandGroup.MARK),
    Command(CommandId.CUT, later("Cut the marked range"), ("X",), CommandGroup.TAKE_OUT),
    Command(CommandId.TRIM_START, later("Cut everything before here"), ("Shift+I",), CommandGroup.TAKE_OUT),
    Command(CommandId.TRIM_END, later("Cut everything after here"), ("Shift+O",), CommandGroup.TAKE_OUT),
    Command(
        CommandId.REDACT, later("Redact keys and titles of the marked range"), ("R",), CommandGroup.TAKE_OUT
    ),
    Command(CommandId.BOX, later("Draw a box over the picture"), ("B",), CommandGroup.TAKE_OUT),
    Command(CommandId.WINDOW, later("Redact this window while it shows"), ("W",), CommandGroup.TAKE_OUT),
    Command(CommandId.TYPED, later("Redact the text typed here"), ("T",), CommandGroup.TAKE_OUT),
    Command(CommandId.TEXT, later("Redact a text wherever it is"), ("Shift+T",), CommandGroup.TAKE_OUT),
    Command(CommandId.REMOVE, later("Remove the selected edit"), ("Del",), CommandGroup.TAKE_OUT),
    Command(CommandId.UNDO, later("Undo"), ("Ctrl+Z",), CommandGroup.TAKE_OUT),
    Command(CommandId.REDO, later("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), CommandGroup.TAKE_OUT),
    Command(CommandId.PREVIEW, later("Preview as others will see it"), ("P",), CommandGroup.VIEW),
    Command(CommandId.NEXT_MONITOR, later("Show the next monitor"), ("M",), CommandGroup.VIEW),
    Command(CommandId.ZOOM_IN, later("Zoom in on the timeline"), ("+", "="), CommandGroup.VIEW),
    Command(CommandId.ZOOM_OUT, later("Zoom out of the timeline"), ("-",), CommandGroup.VIEW),
    Command(CommandId.ZOOM_TO_FIT, later("Fit the timeline"), ("F",), CommandGroup.VIEW),
    Command(CommandId.SEARCH, later("Search what was typed and done"), ("Ctrl+F",), CommandGroup.VIEW),
    Command(CommandId.SHORTCUTS, later("Show these keys"), ("?",), CommandGroup.VIEW),
)


def commands_with(changed: Mapping[str, tuple[str, ...]]) -> Mapping[CommandId, Command]:
    """All commands, with the keys that the person chose for some.

    Args:
        changed: Keys by the command's id; what is no known id is left out.
    """
    return {
        each.id: Command(each.id, each.words, tuple(changed.get(each.id, each.keys)), each.group)
        for each in COMMANDS
    }


def key_text(key: str) -> str:
    """A key as it stands on the keyboard."""
    return sequence_words(QKeySequence.fromString(key))
