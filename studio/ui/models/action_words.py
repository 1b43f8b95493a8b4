"""Says what an action is, in the person's language and for their eyes: with the text that they typed.

``recorder.episode.descriptions`` says the same for terminals and reports, where typed text must not stand.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from PySide6.QtCore import QLocale

from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, Press, Scroll, Type, Wait
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier
from recorder.episode.time import NS_PER_SECOND
from studio.ui.models.key_words import key_words
from studio.ui.words import later, tr, trn

_CLICKS: Final[Mapping[tuple[int, Button], str]] = {
    (1, Button.LEFT): later("Click"),
    (2, Button.LEFT): later("Double-click"),
    (3, Button.LEFT): later("Triple-click"),
    (1, Button.RIGHT): later("Right-click"),
    (1, Button.MIDDLE): later("Middle-click"),
}
_REASONS: Final[Mapping[HiddenReason, str]] = {
    HiddenReason.EXCLUDED_WINDOW: later("Keys not recorded: a window the study leaves out"),
    HiddenReason.PASSWORD: later("Keys not recorded: a password field"),
    HiddenReason.UNKNOWN_FOCUS: later("Keys not recorded: nobody could tell where they went"),
    HiddenReason.OWN_WINDOW: later("Keys not recorded: a window of Assent"),
    HiddenReason.REDACTED: later("Keys redacted"),
}


def action_words(action: Action) -> str:  # noqa: PLR0911 - one answer for each kind of action
    """What an action is, in one line."""
    match action:
        case Click():
            named = _CLICKS.get((action.count, action.button))
            said = tr(named) if named else tr("Click with another button")
            return _holding(said, action.modifiers)
        case Drag():
            return _holding(tr("Drag"), action.modifiers)
        case Scroll():
            return _holding(_scroll(action), action.modifiers)
        case Type():
            if not action.text:
                return tr("Type and erase it again")
            return tr("Type “{text}”", text=" ".join(action.text.split("\n")))
        case Press():
            return _times(tr("Press {key}", key=key_words(action.key)), action.count)
        case Hotkey():
            keys = "+".join(map(key_words, action.keys))
            return _times(tr("Press {key}", key=keys), action.count)
        case Wait():
            return tr("Wait {seconds} s", seconds=_seconds(action.end_ns - action.start_ns))
        case Hidden():
            return tr(_REASONS[action.reason])
        case _:
            assert_never(action)


def _scroll(action: Scroll) -> str:
    if abs(action.dy) >= abs(action.dx):
        return tr("Scroll up") if action.dy > 0 else tr("Scroll down")
    return tr("Scroll right") if action.dx > 0 else tr("Scroll left")


def _seconds(duration_ns: int) -> str:
    return QLocale().toString(duration_ns / NS_PER_SECOND, "f", 1)


def _holding(said: str, modifiers: tuple[Modifier, ...]) -> str:
    if not modifiers:
        return said
    return tr("{action} with {keys} held", action=said, keys="+".join(map(key_words, modifiers)))


def _times(said: str, count: int) -> str:
    return said if count == 1 else trn("{said}, once", "{said}, {count} times", count, said=said)
