"""What a step did, as values: a record holds them, and whoever shows it puts them into the person's words.

Never what was typed, only how much of it; and no places, which a record has of its own.
"""

from typing import Annotated, Final, assert_never

import msgspec

from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, Press, Scroll, Type, Wait
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier

_MOST: Final = 1_000_000
_MOST_KEYS: Final = 32
_LONGEST_NAME: Final = 100
_NAMELESS: Final = "\ufffd"

Count = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]
Notches = Annotated[int, msgspec.Meta(ge=-_MOST, le=_MOST)]
KeyName = Annotated[str, msgspec.Meta(min_length=1, max_length=_LONGEST_NAME)]


class Doing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One action without its times, places and text; what does not belong to its kind is left as it is.

    Attributes:
        count: How often it was clicked or pressed, or how many characters were typed.
        button: What was clicked or dragged with.
        keys: What was pressed together, by their canonical names.
        held: The modifiers that were down meanwhile.
        dx: Notches of a scroll, to the right.
        dy: As above, up.
        length_ns: How long was waited.
        hidden: Why keys are not known.
    """

    count: Count = 1
    button: Button | None = None
    keys: Annotated[tuple[KeyName, ...], msgspec.Meta(max_length=_MOST_KEYS)] = ()
    held: Annotated[tuple[Modifier, ...], msgspec.Meta(max_length=_MOST_KEYS)] = ()
    dx: Notches = 0
    dy: Notches = 0
    length_ns: Annotated[int, msgspec.Meta(ge=0, le=2**62)] = 0
    hidden: HiddenReason | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def doing_of(action: Action) -> Doing:  # noqa: PLR0911 - one answer for each kind of action
    """What an action did. A stranger's may ask for more than a record holds: it is cut to that."""
    match action:
        case Click(count=count, button=button, modifiers=held):
            return Doing(count=_within(count), button=button, held=held[:_MOST_KEYS])
        case Drag(button=button, modifiers=held):
            return Doing(button=button, held=held[:_MOST_KEYS])
        case Scroll(dx=dx, dy=dy, modifiers=held):
            return Doing(dx=_within(dx), dy=_within(dy), held=held[:_MOST_KEYS])
        case Type(text=text):
            return Doing(count=_within(len(text)))
        case Press(key=key, count=count):
            return Doing(count=_within(count), keys=_names((key,)))
        case Hotkey(keys=keys, count=count):
            return Doing(count=_within(count), keys=_names(keys))
        case Wait(start_ns=start_ns, end_ns=end_ns):
            return Doing(length_ns=max(0, end_ns - start_ns))
        case Hidden(reason=reason):
            return Doing(hidden=reason)
        case _:
            assert_never(action)


def _within(number: int) -> int:
    return max(-_MOST, min(_MOST, number))


def _names(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key[:_LONGEST_NAME] or _NAMELESS for key in keys[:_MOST_KEYS])
