"""The process that lets go of keys and buttons should the one that pressed them be killed.

It is told of each key and button before that goes down, through a pipe that only the acting process holds:
the system closes it however that process ends, by ``kill -9`` too. A key that stays down would repeat for
ever, and a Ctrl that stays down turns the person's next letters into commands.

It holds a connection to the display from the start, so that it can act at once, and hears no signal, since
Ctrl+C in a terminal reaches it as well.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from Xlib import X
from Xlib.ext import xtest

from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.ports import ScreenGoneError

_READY: Final = b"ready\n"
_READ_S: Final = 0.3
_END_S: Final = 5.0


@dataclass
class Held:
    """What is not as it was found.

    Attributes:
        keys: The codes of the keys that are down.
        buttons: The numbers of the buttons that are down.
        lent: The codes of the spare keys that were lent a character.
        repeats: Whether the keyboard repeated held keys before.
    """

    keys: list[int] = field(default_factory=list)
    buttons: list[int] = field(default_factory=list)
    lent: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)

    def follow(self, line: str) -> None:
        """Take one line of the pipe: ``+keys 37`` before it is pressed, ``-keys 37`` after it was let go."""
        place, number = line[1:].split()
        numbers: list[int] = getattr(self, place)
        if line[0] == "+" and int(number) not in numbers:
            numbers.append(int(number))
        elif line[0] == "-" and int(number) in numbers:
            numbers.remove(int(number))


def let_go(connection: Connection, held: Held) -> None:
    """Release what is held, the last first, and restore the keyboard."""
    for keycode in reversed(held.keys):
        xtest.fake_input(connection.display, X.KeyRelease, keycode)
    for button in reversed(held.buttons):
        xtest.fake_input(connection.display, X.ButtonRelease, button)
    if held.repeats:
        connection.display.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOn)
    connection.round_trip()
    if held.lent:
        # The program reads of the keys after they were typed; see ``settling``.
        time.sleep(_READ_S)
        for keycode in held.lent:
            connection.display.change_keyboard_mapping(keycode, [(0, 0)])
        connection.round_trip()


class ReleaseWatch:
    """The watching process, from the acting one's side; up while its ``with`` block lasts.

    Raises:
        RuntimeError: On entry, where it does not come up.
    """

    def __enter__(self) -> Self:
        # -P: whatever lies in the current folder is not imported.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "replay.actuators.release_watch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self._process.stdout is None or self._process.stdout.readline() != _READY:
            self._process.kill()
            self._process.communicate()
            raise RuntimeError("nothing would let go of the keys of a killed replay")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._process.communicate(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def tell(self, change: str, number: int) -> None:
        """Say what goes down or came up, as ``Held.follow`` reads it.

        Raises:
            BrokenPipeError: It was killed: nothing may be pressed that nobody would let go of.
        """
        assert self._process.stdin is not None  # noqa: S101 - opened above
        self._process.stdin.write(f"{change} {number}\n".encode())
        self._process.stdin.flush()


def watch(lines: Iterable[str], connection: Connection) -> None:
    """Follow the pipe to its end, then let go of what is down."""
    held = Held()
    for line in lines:
        held.follow(line)
    # The server's end is a release as well.
    with suppress(ScreenGoneError), screen_may_go():
        let_go(connection, held)


def main() -> None:
    """Watch over the process that started this."""
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    connection = Connection()
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()
    watch(sys.stdin, connection)
    connection.close()


if __name__ == "__main__":
    main()
