"""Inputs made fit for what they meet: moved with their target, and cut into pieces short to wait for.

An abort comes between two inputs; a text of a thousand letters would keep it waiting.
"""

from collections.abc import Iterator
from typing import Final

from replay.plan.inputs import Move, TimedInput, TypeText, Wheel

MOST_CHARS: Final = 16
"""Some 20 ms of typing."""

MOST_NOTCHES: Final = 10
"""Some 15 ms of turning."""


def moved(given: TimedInput, dx: int, dy: int) -> TimedInput:
    """The same input where its target is now."""
    if isinstance(given, Move):
        return Move(at_ns=given.at_ns, x=given.x + dx, y=given.y + dy)
    return given


def pieces(given: TimedInput) -> Iterator[TimedInput]:
    """One input, as several where it takes long."""
    match given:
        case TypeText(text=text) if len(text) > MOST_CHARS:
            whole = text.replace("\r\n", "\n")
            for at in range(0, len(whole), MOST_CHARS):
                yield TypeText(at_ns=given.at_ns, text=whole[at : at + MOST_CHARS])
        case Wheel(dx=dx, dy=dy) if abs(dx) + abs(dy) > MOST_NOTCHES:
            for rest_x, rest_y in _turns(dx, dy):
                yield Wheel(at_ns=given.at_ns, dx=rest_x, dy=rest_y)
        case _:
            yield given


def _turns(dx: int, dy: int) -> Iterator[tuple[int, int]]:
    """Both axes cut into short turns, one axis after the other."""
    for notches, (x, y) in ((dy, (0, 1)), (dx, (1, 0))):
        sign = 1 if notches > 0 else -1
        for done in range(0, abs(notches), MOST_NOTCHES):
            turn = sign * min(MOST_NOTCHES, abs(notches) - done)
            yield x * turn, y * turn
