"""The visible sign of a recording in the terminal: one line that is always there while it runs.

On a terminal the line is redrawn; elsewhere only changes are written, a line each. Red and a filled dot mean
recording now; a pause is neither, so that the two can be told apart without colour.
"""

import sys
from datetime import datetime
from typing import Final, TextIO

import click

from recorder.commands.wording import count_text, size_text
from recorder.episode.events import MarkKind
from recorder.episode.keys import Chord
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.recording.messages import ProgressReport
from recorder.session import Command, State

_PAUSES: Final = {
    MarkKind.PAUSED: "Paused",
    MarkKind.SCREEN_LOCKED: "Paused: the screen was locked",
    MarkKind.SUSPENDED: "Paused: the computer slept",
}
_CLEAR_LINE: Final = "\r\x1b[2K"


class Indicator:
    """Shows how a recording goes.

    Args:
        chords: The recorder's hotkeys.
        stream: Where; standard error if not given.
    """

    def __init__(self, chords: dict[Chord, Command], stream: TextIO | None = None) -> None:
        self._names = {command: str(chord) for chord, command in chords.items()}
        self._stream = stream or sys.stderr
        self._redraws = self._stream.isatty()
        self._last_state: tuple[State, MarkKind | None] | None = None
        self._paused_at: datetime | None = None

    def explain(self) -> None:
        """Say how to steer, before recording begins."""
        self._line(f"Pause or go on   {self._names[Command.TOGGLE_PAUSE]}")
        self._line(
            f"Off the record   {self._names[Command.OFF_THE_RECORD]}  (wipes the last minutes, and pauses)"
        )
        self._line(f"Stop             {self._names[Command.STOP]}  (or Ctrl+C here)")
        self._line(f"Destroy it all   {self._names[Command.PANIC]}")

    def show(self, report: ProgressReport) -> None:
        """Show where it stands."""
        state = (report.state, report.pause_kind)
        changed, self._last_state = state != self._last_state, state
        if changed and report.state is State.PAUSED:
            self._paused_at = datetime.now().astimezone()
        if report.state is State.ENDED:
            return
        text = self._text(report)
        if self._redraws:
            self._stream.write(_CLEAR_LINE + text)
            self._stream.flush()
        elif changed:
            self._line(click.unstyle(text))

    def warn(self, text: str) -> None:
        """Say something that stays above the line."""
        if self._redraws:
            self._stream.write(_CLEAR_LINE)
        self._line(text)

    def close(self) -> None:
        """Take the line away: nothing is recorded any more."""
        if self._redraws:
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()

    def _text(self, report: ProgressReport) -> str:
        minutes, ms = divmod(report.recorded_ns // NS_PER_MS, 60_000)
        clock = f"{minutes:02d}:{ms // 1000:02d}"
        if report.state is State.PAUSED:
            why = _PAUSES.get(report.pause_kind or MarkKind.PAUSED, "Paused")
            since = self._paused_at.strftime("%H:%M") if self._paused_at else ""
            go_on = self._names[Command.TOGGLE_PAUSE]
            return f"▮▮ {why}, since {since} · nothing is recorded · {go_on} to go on"
        parts = [
            click.style(f"● Recording {clock}", fg="red", bold=True),
            count_text(report.events, "event"),
            size_text(report.video_bytes),
        ]
        if report.hides_something:
            parts.append("some windows are hidden")
        if report.frames_dropped:
            parts.append(f"the disk is slow: {count_text(report.frames_dropped, 'picture')} left out")
        return " · ".join(parts)

    def _line(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


def seconds_text(duration_ns: int) -> str:
    """A length as a person says it: ``5 min 31 s``."""
    minutes, seconds = divmod(round(duration_ns / NS_PER_SECOND), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
