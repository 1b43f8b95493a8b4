"""Says what an action is, in the person's language: for their eyes with what they typed, for others without.

``recorder.episode.descriptions`` says the same for terminals and reports, where typed text must not stand.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QLocale

from recorder.episode.action_json import ACTION_NAMES
from recorder.episode.actions import Action, Type
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier
from recorder.episode.time import NS_PER_SECOND
from recorder.wording import clean
from replay.report.doing import Doing, doing_of
from replay.report.record import StepRecord
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


def action_words(action: Action) -> str:
    """What an action is, in one line."""
    if isinstance(action, Type) and action.text:
        return tr("Type “{text}”", text=" ".join(action.text.split("\n")))
    return doing_words(ACTION_NAMES[type(action)], doing_of(action))


def private_action_words(action: Action) -> str:
    """What an action is, in one line, without the text that was typed."""
    return doing_words(ACTION_NAMES[type(action)], doing_of(action))


def step_words(step: StepRecord) -> str:
    """What a step of a replay did, without the text that was typed; a record of before says it in English."""
    return clean(step.words if step.doing is None else doing_words(step.action, step.doing))


def doing_words(name: str, doing: Doing) -> str:  # noqa: PLR0911 - one answer for each kind of action
    """What was done, in one line, out of its values.

    Args:
        name: The kind of action, as a record names it.
        doing: What else is known of it.
    """
    match name:
        case "click":
            return _holding(_click(doing), doing.held)
        case "drag":
            return _holding(tr("Drag"), doing.held)
        case "scroll":
            return _holding(_scroll(doing), doing.held)
        case "type" if doing.count:
            return trn("Type one character", "Type {count} characters", doing.count)
        case "type":
            return tr("Type and erase it again")
        case "press" | "hotkey":
            keys = "+".join(map(key_words, doing.keys))
            return _times(tr("Press {key}", key=keys), doing.count)
        case "wait":
            return tr("Wait {seconds} s", seconds=_seconds(doing.length_ns))
        case "hidden" if doing.hidden is not None:
            return tr(_REASONS[doing.hidden])
        case _:
            # What a record calls so, no version of the app has written.
            return name


def _click(doing: Doing) -> str:
    named = _CLICKS.get((doing.count, doing.button or Button.OTHER))
    return tr(named) if named else tr("Click with another button")


def _scroll(doing: Doing) -> str:
    if abs(doing.dy) >= abs(doing.dx):
        return tr("Scroll up") if doing.dy > 0 else tr("Scroll down")
    return tr("Scroll right") if doing.dx > 0 else tr("Scroll left")


def _seconds(duration_ns: int) -> str:
    return QLocale().toString(duration_ns / NS_PER_SECOND, "f", 1)


def _holding(said: str, modifiers: tuple[Modifier, ...]) -> str:
    if not modifiers:
        return said
    return tr("{action} with {keys} held", action=said, keys="+".join(map(key_words, modifiers)))


def _times(said: str, count: int) -> str:
    return said if count == 1 else trn("{said}, once", "{said}, {count} times", count, said=said)
