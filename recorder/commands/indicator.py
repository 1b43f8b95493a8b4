"""The visible sign of a recording in the terminal: one line that is always there while it runs.

On a terminal the line is redrawn and always fits its width; elsewhere only changes are written, a line each.
Red and a filled dot mean recording now; a pause is neither, so that the two can be told apart without colour.
"""

import select
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TextIO

import click

from recorder.commands.errors import NoSignError
from recorder.commands.width import columns_of
from recorder.episode.events import MarkKind
from recorder.episode.keys import Chord
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.recording.messages import Progress
from recorder.session import Command, State
from recorder.wording import count_text, size_text

_PAUSES: Final = {
    MarkKind.PAUSED: "Paused",
    MarkKind.SCREEN_LOCKED: "Paused: the screen was locked",
    MarkKind.SUSPENDED: "Paused: the computer slept",
}
_CLEAR_LINE: Final = "\r\x1b[2K"
_BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line.

    Attributes:
        text: What it says.
        weight: Parts of less weight are left out first where the line is too long.
    """

    text: str
    weight: int


class Indicator:
    """Shows how a recording goes.

    Args:
        chords: The recorder's hotkeys.
        stream: Where; standard error if not given.

    Attributes:
        is_gone: Whether nobody can see it any more: whoever records must end then.

    Raises:
        NoSignError: There is nowhere to show it.
    """

    def __init__(self, chords: dict[Chord, Command], stream: TextIO | None = None) -> None:
        self._names = {command: str(chord) for chord, command in chords.items()}
        # Python has no standard error where it was closed at the start.
        found: TextIO | None = stream or sys.stderr
        if found is None:
            raise NoSignError
        self._stream = found
        self._redraws = self._stream.isatty()
        self._last_state: tuple[State, MarkKind | None] | None = None
        self._line_now = ""
        self._paused_at: datetime | None = None
        self.is_gone = False

    def explain(self) -> None:
        """Say how to steer, before recording begins."""
        self._line(f"Pause or go on   {self._names[Command.TOGGLE_PAUSE]}")
        self._line(
            f"Off the record   {self._names[Command.OFF_THE_RECORD]}  (wipes the last minutes, and pauses)"
        )
        self._line(f"Stop             {self._names[Command.STOP]}  (or Ctrl+C here)")
        self._line(f"Destroy it all   {self._names[Command.PANIC]}")

    def show(self, report: Progress) -> None:
        """Show where it stands."""
        state = (report.state, report.pause_kind)
        changed, self._last_state = state != self._last_state, state
        if changed and report.state is State.PAUSED:
            self._paused_at = datetime.now().astimezone()
        if report.state is State.ENDED:
            return
        self.is_gone = self.is_gone or _has_hung_up(self._stream)
        if self._redraws:
            self._redraw(self._styled(fitted(self._parts(report), columns_of(self._stream)), report.state))
        elif changed:
            self._line(_BETWEEN.join(part.text for part in self._parts(report)))

    def warn(self, text: str) -> None:
        """Say something that stays above the line."""
        if self._redraws:
            self._write(_CLEAR_LINE)
        self._line(text)
        if self._redraws:
            self._write(self._line_now)

    def close(self) -> None:
        """Take the line away: nothing is recorded any more."""
        if self._redraws:
            self._line_now = ""
            self._write(_CLEAR_LINE)

    def _parts(self, report: Progress) -> list[Part]:
        if report.state is State.PAUSED:
            why = _PAUSES.get(report.pause_kind or MarkKind.PAUSED, "Paused")
            since = f", since {self._paused_at:%H:%M}" if self._paused_at else ""
            go_on = self._names[Command.TOGGLE_PAUSE]
            return [
                Part(f"▮▮ {why}{since}", 3),
                Part("nothing is recorded", 1),
                Part(f"{go_on} to go on", 2),
            ]
        minutes, ms = divmod(report.recorded_ns // NS_PER_MS, 60_000)
        parts = [
            Part(f"● Recording {minutes:02d}:{ms // 1000:02d}", 5),
            Part(count_text(report.events, "event"), 2),
            Part(size_text(report.video_bytes), 1),
        ]
        if report.hides_something:
            parts.append(Part("some windows are hidden", 3))
        if report.frames_dropped:
            left_out = count_text(report.frames_dropped, "picture")
            parts.append(Part(f"the disk is slow: {left_out} left out", 4))
        return parts

    def _styled(self, text: str, state: State) -> str:
        if state is State.PAUSED:
            return text
        sign, between, rest = text.partition(_BETWEEN)
        return click.style(sign, fg="red", bold=True) + between + rest

    def _redraw(self, text: str) -> None:
        if text != self._line_now:
            self._line_now = text
            self._write(_CLEAR_LINE + text)

    def _line(self, text: str) -> None:
        self._write(text + "\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # the terminal or the reader is gone; a closed stream is a ValueError
            self.is_gone = True


def _has_hung_up(stream: TextIO) -> bool:
    """Whether the terminal or the reader behind a stream is gone, which a write would tell only later."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # a stream in memory
        return False
    poll = select.poll()
    poll.register(number, 0)
    return bool(poll.poll(0))


def fitted(parts: Sequence[Part], columns: int) -> str:
    """The parts as one line that leaves the last column free, without the lightest where it is too long."""
    left = list(parts)
    while len(left) > 1 and len(_BETWEEN.join(part.text for part in left)) >= columns:
        left.remove(min(left, key=lambda part: part.weight))
    return _BETWEEN.join(part.text for part in left)[: columns - 1]


def seconds_text(duration_ns: int) -> str:
    """A length as a person says it: ``5 min 31 s``."""
    minutes, seconds = divmod(round(duration_ns / NS_PER_SECOND), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
