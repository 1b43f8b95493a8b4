"""Actions: what events mean to a person, each linked to the events it came from.

Decisions:

* An action lasts from its own first press to its own last release. The presses and releases of the modifiers
  it was made with are linked to it, but do not stretch it: Ctrl may be held for a minute around ten clicks.
* An event belongs to one action at most. Ctrl's press belongs to the first action of the run it was held
  for, its release to the last.
* A wait has no events: it is where there were none that meant anything.
* Text is kept out of every ``repr``, so that no error or log can show it.
"""

from dataclasses import dataclass, field

from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spanned:
    """What all actions have.

    Attributes:
        start_ns: When it began.
        end_ns: When it was over; equal to the start for what takes no time.
        context: The number of the ``ContextChanged`` in force when it began, ``None`` where none is known.
        sources: The numbers of the events it came from, rising.
    """

    start_ns: int
    end_ns: int
    context: int | None
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PathPoint:
    """Where the pointer was, in pixels of the virtual desktop."""

    at_ns: int
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(_Spanned):
    """A button pressed and released in one place, up to three times.

    Attributes:
        button: Which.
        count: 1, 2 for a double click, 3 for a triple click.
        x: Where it was first pressed.
        y: Where it was first pressed.
        modifiers: Held at the first press, in the order of their presses.
        release_lost: A release was never seen; the click ends with what was.
    """

    button: Button
    count: int
    x: int
    y: int
    modifiers: tuple[Modifier, ...]
    release_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drag(_Spanned):
    """The pointer moved with a button held.

    Attributes:
        button: Which.
        path: From the press to the release, in time order, never empty.
        modifiers: Held at the press, then those pressed during the drag.
        release_lost: The release was never seen; the path ends where the pointer was before other input.
    """

    button: Button
    path: tuple[PathPoint, ...]
    modifiers: tuple[Modifier, ...]
    release_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scroll(_Spanned):
    """The wheel turned in one place and one direction.

    Attributes:
        dx: Notches, right positive.
        dy: Notches, up positive.
        x: Where the pointer was at the first notch.
        y: Where the pointer was at the first notch.
        modifiers: Held, in the order of their presses.
    """

    dx: int
    dy: int
    x: int
    y: int
    modifiers: tuple[Modifier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type(_Spanned):
    """Text typed in one go.

    Attributes:
        text: What a person would read afterwards: Backspace has edited it, accents are composed. The keys
            themselves are the sources.
    """

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(_Spanned):
    """A key that types nothing, or a modifier alone, pressed once or more in a row.

    Attributes:
        key: Its canonical name.
        count: How often it was pressed or repeated.
    """

    key: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotkey(_Spanned):
    """Keys pressed together.

    Attributes:
        keys: The modifiers in the order of their presses, then the key.
        count: How often the last key was pressed or repeated while the modifiers stayed down.
        is_continued: A modifier has been down since the previous hotkey: Alt+Tab, Alt+Shift+Tab. Letting go
            between the two would mean something else.
    """

    keys: tuple[str, ...]
    count: int
    is_continued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(_Spanned):
    """Nothing was done between two actions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden(_Spanned):
    """Keys were typed in this range, and nobody may know which, how many or when.

    Attributes:
        reason: Why.
    """

    reason: HiddenReason


Action = Click | Drag | Scroll | Type | Press | Hotkey | Wait | Hidden
