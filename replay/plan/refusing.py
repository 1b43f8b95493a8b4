"""Finds what must not be done again, in the inputs as they will be pressed."""

from collections.abc import Collection, Sequence
from typing import assert_never

from recorder.episode.events import Button
from recorder.episode.keys import Chord, Modifier, modifier_of
from recorder.episode.screen import Monitor
from replay.plan.chords import is_known_key, system_chord
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.steps import Refusal, RefusalKind


class Judge:
    """Judges the inputs of step after step; what is held goes over from one to the next.

    Args:
        monitors: Where the pointer may act.
        allowed: The desktop's chords that a person has allowed.
    """

    def __init__(self, monitors: Sequence[Monitor], *, allowed: Collection[Chord]) -> None:
        self._monitors = monitors
        self._allowed = allowed
        self._held: dict[str, Modifier] = {}
        self._super_alone: str | None = None

    def refusal(self, inputs: Sequence[TimedInput]) -> Refusal | None:
        """Why a step's inputs must not be done; the first reason, ``None`` where there is none."""
        found: Refusal | None = None
        for each in inputs:
            reason = self._of(each)
            found = found or reason
        return found

    def _of(self, what: TimedInput) -> Refusal | None:
        match what:
            case Move(x=x, y=y):
                is_inside = any(monitor.rect.contains(x, y) for monitor in self._monitors)
                return None if is_inside else Refusal(RefusalKind.OUTSIDE)
            case KeyDown(name=name):
                return self._key_down(name)
            case KeyUp(name=name):
                return self._key_up(name)
            case ButtonDown() | Wheel() | TypeText() | ButtonUp():
                self._super_alone = None
                is_unknown = isinstance(what, ButtonDown) and what.button is Button.OTHER
                return Refusal(RefusalKind.UNKNOWN_BUTTON) if is_unknown else None
            case _:
                assert_never(what)

    def _key_down(self, name: str) -> Refusal | None:
        if not is_known_key(name):
            return Refusal(RefusalKind.UNKNOWN_KEY)
        modifier = modifier_of(name)
        if modifier is None:
            self._super_alone = None
            return self._of_chord(system_chord(frozenset(self._held.values()), name))
        self._held[name] = modifier
        self._super_alone = name if modifier is Modifier.SUPER else None
        return None

    def _key_up(self, name: str) -> Refusal | None:
        self._held.pop(name, None)
        if name != self._super_alone:
            return None
        self._super_alone = None
        return self._of_chord(system_chord(frozenset(self._held.values()), Modifier.SUPER.value))

    def _of_chord(self, chord: Chord | None) -> Refusal | None:
        if chord is None or chord in self._allowed:
            return None
        return Refusal(RefusalKind.SYSTEM_CHORD, chord)
