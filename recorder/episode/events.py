"""Events: what a device reported, and the marks of what was not recorded.

Times are nanoseconds since the session began (see ``time``); places are pixels of the virtual desktop. A
value that a device did not give is ``None``, never invented.
"""

from dataclasses import dataclass
from enum import StrEnum

from recorder.episode.screen import Monitor, Rect


class Button(StrEnum):
    """A pointer's button."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BACK = "back"
    FORWARD = "forward"
    OTHER = "other"


class HiddenReason(StrEnum):
    """Why something was kept out of the session, or taken out of its episode."""

    EXCLUDED_WINDOW = "excluded_window"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    UNKNOWN_FOCUS = "unknown_focus"
    OWN_WINDOW = "own_window"
    REDACTED = "redacted"


class MarkKind(StrEnum):
    """What a mark says of a range of time."""

    PAUSED = "paused"
    OFF_THE_RECORD = "off_the_record"
    SCREEN_LOCKED = "screen_locked"
    SUSPENDED = "suspended"
    FRAMES_DROPPED = "frames_dropped"
    SCREEN_UNREADABLE = "screen_unreadable"
    ENDED_ABRUPTLY = "ended_abruptly"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class PointerMoved:
    """The pointer is now here."""

    at_ns: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A pointer's button went down."""

    at_ns: int
    x: int
    y: int
    button: Button


@dataclass(frozen=True, slots=True)
class ButtonReleased:
    """A pointer's button came up."""

    at_ns: int
    x: int
    y: int
    button: Button


@dataclass(frozen=True, slots=True)
class Scrolled:
    """The wheel turned: ``dx`` and ``dy`` in notches, right and up positive."""

    at_ns: int
    x: int
    y: int
    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key went down, or repeats.

    Attributes:
        at_ns: When.
        name: Canonical, such as ``a``, ``enter``, ``ctrl_l``, ``num_4``, ``f9``.
        char: The character it types with the modifiers in force, if it types one.
        vk: The system's virtual key (a keysym on X11).
    """

    at_ns: int
    name: str
    char: str | None
    vk: int | None


@dataclass(frozen=True, slots=True)
class KeyReleased:
    """A key came up. The fields are those of ``KeyPressed``."""

    at_ns: int
    name: str
    char: str | None
    vk: int | None


@dataclass(frozen=True, slots=True)
class KeysHidden:
    """Somewhere in ``at_ns <= t < end_ns`` keys were typed that nobody may know.

    One mark for the whole stretch in which the reason held, whatever was typed in it: no count, no rhythm.
    """

    at_ns: int
    end_ns: int
    reason: HiddenReason


@dataclass(frozen=True, slots=True)
class WindowContext:
    """The focused window. Of a hidden one nothing is known but that it is hidden.

    Attributes:
        app: The application's name (the class part of ``WM_CLASS`` on X11), empty where hidden.
        title: Empty where hidden.
        rect: Its outer rectangle, ``None`` where hidden.
        hidden: Why it is hidden, or ``None``.
    """

    app: str
    title: str
    rect: Rect | None
    hidden: HiddenReason | None = None


@dataclass(frozen=True, slots=True)
class ContextChanged:
    """Another window has the focus, or its title or place changed; ``None`` when no window has it."""

    at_ns: int
    window: WindowContext | None


@dataclass(frozen=True, slots=True)
class MonitorsChanged:
    """The monitors are now these; the first event of every session."""

    at_ns: int
    monitors: tuple[Monitor, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """From ``at_ns`` to ``end_ns`` something was not recorded.

    Attributes:
        at_ns: From.
        end_ns: To, not included.
        kind: Why.
        count: How many frames, for ``FRAMES_DROPPED`` and ``SCREEN_UNREADABLE``; else 0.
    """

    at_ns: int
    end_ns: int
    kind: MarkKind
    count: int = 0


PointerEvent = PointerMoved | ButtonPressed | ButtonReleased | Scrolled
KeyEvent = KeyPressed | KeyReleased
InputEvent = PointerEvent | KeyEvent
Event = InputEvent | KeysHidden | ContextChanged | MonitorsChanged | Mark


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event with its number in the session: unique, rising, from 1; numbers of wiped events stay unused.

    Two events may share a nanosecond; their numbers tell which came first.
    """

    seq: int
    event: Event
