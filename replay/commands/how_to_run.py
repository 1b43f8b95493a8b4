"""The options of every command that replays: how fast, which keys of the desktop it may press, behind a wall.

One place, so that the same word means the same in each of them.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from recorder.episode.keys import Chord
from replay.isolation.programs import OtherPrograms, read_programs
from replay.plan.chords import read_chord
from replay.running.options import FASTEST, SLOWEST, RunOptions

_OPTIONS: Final = (
    click.option(
        "--speed", default="1", help="A factor from 0.25 to 8, or 'screen': as fast as that allows."
    ),
    click.option(
        "--allow", "allowed", multiple=True, metavar="KEYS", help="Keys of the desktop that may be pressed."
    ),
    click.option("--without-wall", is_flag=True, help="Replay even where no wall can be put up."),
    click.option(
        "--programs",
        type=click.Path(path_type=Path),
        help="A folder whose programs are found before the system's own, to try a changed one.",
    ),
    click.option("--watch", is_flag=True, help="Show the private desktop in a window on your own."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToRun:
    """What was said on the command line of how to run.

    Attributes:
        speed: As ``RunOptions`` has it.
        allowed: The desktop's chords that may be pressed.
        needs_wall: Whether nothing is replayed where no wall can be put up.
        is_watched: Whether a window shows the private desktop.
        programs: What is found before the system's own programs; ``None`` for nothing.
    """

    speed: float | None
    allowed: frozenset[Chord]
    needs_wall: bool
    is_watched: bool
    programs: OtherPrograms | None = None

    def options(self) -> RunOptions:
        """The same for a run on a private desktop."""
        return RunOptions(
            speed=self.speed,
            needs_wall=self.needs_wall,
            is_watched=self.is_watched,
            programs=self.programs,
        )


def how_to_run(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which is handed ``how``."""

    @functools.wraps(command)
    def told(
        *arguments: object,
        speed: str,
        allowed: Sequence[str],
        without_wall: bool,
        watch: bool,
        programs: Path | None,
        **others: object,
    ) -> object:
        how = HowToRun(
            speed=_speed(speed),
            allowed=frozenset(map(read_chord, allowed)),
            needs_wall=not without_wall,
            is_watched=watch,
            programs=None if programs is None else read_programs(programs),
        )
        if watch and without_wall:
            # Whatever can open a window on the person's own desktop can read and press keys there.
            raise click.UsageError("--watch shows what runs behind the wall: leave --without-wall out.")
        return command(*arguments, how=how, **others)

    for option in reversed(_OPTIONS):
        told = option(told)
    return told


def _speed(text: str) -> float | None:
    if text.strip().lower() == "screen":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not SLOWEST <= speed <= FASTEST:
        raise click.UsageError(f"--speed is {SLOWEST:g} to {FASTEST:g}, or 'screen'.")
    return speed
