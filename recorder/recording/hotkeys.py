"""The recorder's hotkeys, as people write them."""

from typing import Final

from recorder.episode.keys import Chord, modifier_of
from recorder.errors import UserFacingError
from recorder.recording.messages import Hotkeys
from recorder.session import Command

_FEWEST_MODIFIERS: Final = 2


class HotkeyError(UserFacingError):
    """A hotkey cannot be used."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” cannot be a hotkey.",
            mend="Write at least two modifiers and a key, such as ctrl+shift+f9, and each chord once.",
        )


def chords_of(hotkeys: Hotkeys) -> dict[Chord, Command]:
    """What each chord commands.

    Raises:
        HotkeyError: A text is no chord, has fewer than two modifiers, or stands for two commands.
    """
    wishes = (
        (hotkeys.toggle_pause, Command.TOGGLE_PAUSE),
        (hotkeys.off_the_record, Command.OFF_THE_RECORD),
        (hotkeys.stop, Command.STOP),
        (hotkeys.panic, Command.PANIC),
    )
    chords: dict[Chord, Command] = {}
    for text, command in wishes:
        chord = parse_chord(text)
        if chord in chords:
            raise HotkeyError(text)
        chords[chord] = command
    return chords


def parse_chord(text: str) -> Chord:
    """Read ``ctrl+shift+f9``.

    Raises:
        HotkeyError: It is no chord, or has fewer than two modifiers: one is too easily struck by accident.
    """
    *names, key = text.strip().lower().split("+")
    modifiers = frozenset(modifier for name in names if (modifier := modifier_of(name)) is not None)
    if not key or modifier_of(key) or len(modifiers) < max(len(names), _FEWEST_MODIFIERS):
        raise HotkeyError(text)
    return Chord(key, modifiers)
