"""Timed inputs: what a replay does to the pointer and the keyboard, one by one.

They travel over the pipe to the process that acts, so each carries its kind. Neither a text nor a key is in
any ``repr``: no error or log can show what was typed.
"""

import msgspec

from recorder.episode.events import Button


class _Timed(msgspec.Struct, frozen=True, tag=True, tag_field="kind", kw_only=True):
    """What all have.

    Attributes:
        at_ns: When, in nanoseconds since the episode began.
    """

    at_ns: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.at_ns}>"


class Move(_Timed, frozen=True, kw_only=True):
    """The pointer goes there, in pixels of the virtual desktop."""

    x: int
    y: int


class ButtonDown(_Timed, frozen=True, kw_only=True):
    """A button goes down where the pointer is."""

    button: Button


class ButtonUp(_Timed, frozen=True, kw_only=True):
    """A button comes up."""

    button: Button


class Wheel(_Timed, frozen=True, kw_only=True):
    """The wheels turn, in notches: right and up positive."""

    dx: int
    dy: int


class KeyDown(_Timed, frozen=True, kw_only=True):
    """A key goes down, or repeats; its name is canonical."""

    name: str


class KeyUp(_Timed, frozen=True, kw_only=True):
    """A key comes up."""

    name: str


class TypeText(_Timed, frozen=True, kw_only=True):
    """Exactly this text appears, whatever the keyboard's layout; never empty."""

    text: str


TimedInput = Move | ButtonDown | ButtonUp | Wheel | KeyDown | KeyUp | TypeText
