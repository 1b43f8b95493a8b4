"""Says in plain words what an action is, for a list.

Never what was typed: a list is read over a shoulder, kept in a terminal's history, put into a report.
"""

from typing import Final, assert_never

from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, Press, Scroll, Type, Wait
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier, key_label
from recorder.episode.time import NS_PER_SECOND

_CLICKS: Final = {1: "Click", 2: "Double-click", 3: "Triple-click"}
_REASONS: Final = {
    HiddenReason.EXCLUDED_WINDOW: "a window the study leaves out",
    HiddenReason.PASSWORD: "a password field",
    HiddenReason.UNKNOWN_FOCUS: "nobody could tell where they went",
    HiddenReason.OWN_WINDOW: "a window of Assent",
    HiddenReason.REDACTED: "redacted by the person",
}


def describe(action: Action) -> str:  # noqa: PLR0911 - one answer for each kind of action
    """Say what an action is, in one line of plain words, without anything that was typed."""
    match action:
        case Click():
            held = _holding(action.modifiers)
            what = f"{_CLICKS.get(action.count, 'Click')} {_button(action.button)} at {action.x}, {action.y}"
            return what + held + _lost(is_lost=action.release_lost)
        case Drag():
            start, end = action.path[0], action.path[-1]
            what = f"Drag with {_button(action.button)} from {start.x}, {start.y} to {end.x}, {end.y}"
            return what + _holding(action.modifiers) + _lost(is_lost=action.release_lost)
        case Scroll():
            return f"Scroll {_notches(action)} at {action.x}, {action.y}{_holding(action.modifiers)}"
        case Type():
            return _typing(len(action.text))
        case Press():
            return f"Press {key_label(action.key)}{_times(action.count)}"
        case Hotkey():
            return f"Press {'+'.join(map(key_label, action.keys))}{_times(action.count)}"
        case Wait():
            return f"Wait {_seconds(action.end_ns - action.start_ns)}"
        case Hidden():
            return f"Keys hidden: {_REASONS[action.reason]}"
        case _:
            assert_never(action)


def _button(button: Button) -> str:
    return "another button" if button is Button.OTHER else f"the {button.value} button"


def _holding(modifiers: tuple[Modifier, ...]) -> str:
    return f", holding {'+'.join(map(key_label, modifiers))}" if modifiers else ""


def _lost(*, is_lost: bool) -> str:
    return " (its release was not seen)" if is_lost else ""


def _notches(scroll: Scroll) -> str:
    parts = [
        f"{word} {abs(notches)}"
        for notches, word in (
            (scroll.dy, "up" if scroll.dy > 0 else "down"),
            (scroll.dx, "right" if scroll.dx > 0 else "left"),
        )
        if notches
    ]
    return " and ".join(parts)


def _typing(length: int) -> str:
    if not length:
        return "Type and erase it again"
    return f"Type {length} character{'' if length == 1 else 's'}"


def _times(count: int) -> str:
    if count == 1:
        return ""
    return f" {count} times"


def _seconds(duration_ns: int) -> str:
    return f"{duration_ns / NS_PER_SECOND:.1f} s"
