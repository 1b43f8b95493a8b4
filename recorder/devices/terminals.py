"""Whether what is typed into a terminal shows on it: the state of the terminal's own lines.

A terminal emulator holds the master end of each line; the state lies in the line itself and can be read from
its slave end, opened for a moment, never as a controlling terminal. The rule, per line:

    * echo on: what is typed shows, so it may be known;
    * echo off, line by line: a password is asked for (``getpass``, ``read -s``, ``sudo``, ``ssh``'s prompt);
    * echo off, key by key: the program itself draws what is typed. Only programs on a short list are known to
      draw all of it; whatever runs inside ``ssh``, ``tmux`` or ``sudo`` cannot be seen from here.

A shell on the list is believed only while carriage returns are not translated (``ICRNL`` off): bash and zsh
clear it for their line editor and keep it for a silent ``read -n``. fish edits a silent ``read`` with its
line editor and is therefore not on the list.

A window is a terminal only if its class says so *and* its process holds a line: an editor or a browser with a
line open in some panel has other fields as well.
"""

import os
import re
import termios
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from recorder.episode.events import HiddenReason

_PROC: Final = Path("/proc")
_TERMINAL_CLASSES: Final = frozenset(
    {
        "alacritty",
        "gnome-terminal",
        "kitty",
        "konsole",
        "lxterminal",
        "mate-terminal",
        "mlterm",
        "org.wezfurlong.wezterm",
        "qterminal",
        "rxvt",
        "st",
        "st-256color",
        "terminator",
        "tilix",
        "urxvt",
        "uxterm",
        "xfce4-terminal",
        "xterm",
    }
)
_LINE_EDITORS: Final = frozenset({"bash", "zsh"})
_FULL_SCREEN: Final = frozenset(
    {"vi", "vim", "vim.basic", "vim.tiny", "nvim", "nano", "less", "most", "top", "htop", "mc"}
)
_PYTHON: Final = re.compile(r"python3?(\.\d+)?\Z")
_PROMPT_OPTIONS: Final = frozenset({b"", b"-q", b"-B", b"-E", b"-I", b"-s", b"-S"})
# A shell with any other word runs a script, whose prompts are its own.
_INTERACTIVE: Final = frozenset(
    {b"", b"-i", b"-l", b"-il", b"-li", b"--login", b"--norc", b"--noprofile", b"--posix"}
)
_TTY_INDEX: Final = re.compile(r"^tty-index:\s*(\d+)$", re.MULTILINE)
_MASTERS: Final = frozenset({"/dev/ptmx", "/dev/pts/ptmx"})
# Unix98 slaves have the majors 136 to 143 (Documentation/admin-guide/devices.txt).
_FIRST_SLAVE_MAJOR: Final = 136
_LAST_SLAVE_MAJOR: Final = 143
_MINORS: Final = 256
# Places in what tcgetattr gives, and in /proc/PID/stat after the name.
_INPUT_FLAGS: Final = 0
_LOCAL_FLAGS: Final = 3
_TTY_FIELD: Final = 4
_FOREGROUND_FIELD: Final = 5


class Terminal:
    """A terminal emulator's process and its lines; owned by one thread. Use ``of``."""

    def __init__(self, process: int, lines: list[int]) -> None:
        self.process = process
        self._lines = lines
        self._children: dict[int, int] = {}
        self._flags: dict[int, tuple[int, int]] = {}

    @classmethod
    def of(cls, app: str, process: int) -> "Terminal | None":
        """The terminal behind a window of that class and process; ``None`` if it is none."""
        if app.casefold() not in _TERMINAL_CLASSES:
            return None
        lines = _lines_of(process)
        return cls(process, lines) if lines else None

    def reason_to_hide(self) -> HiddenReason | None:
        """Why keys typed here must not be known; the strictest of all lines decides. Costs some 50 µs."""
        reasons = {self._reason_of_line(line) for line in self._lines}
        for strict in (HiddenReason.PASSWORD, HiddenReason.UNKNOWN_FOCUS):
            if strict in reasons:
                return strict
        return None

    def has_changed(self) -> bool:
        """Whether any line is in another mode than when it was last judged. Costs some 10 µs.

        A program that hands a raw line on to another one without touching its mode is found by the next
        judging.
        """
        return any(_mode_of(line) != self._flags.get(line) for line in self._lines)

    def _reason_of_line(self, line: int) -> HiddenReason | None:
        mode = _mode_of(line)
        if mode is None:
            self._flags.pop(line, None)
            return HiddenReason.UNKNOWN_FOCUS
        self._flags[line] = input_flags, local_flags = mode
        is_raw = not local_flags & (termios.ECHO | termios.ICANON)
        return judge_line(input_flags, local_flags, self._foreground(line) if is_raw else None)

    def _foreground(self, line: int) -> str | None:
        """The name of the program in the foreground of a line, by the process group that the line obeys."""
        candidates = [self._children[line]] if line in self._children else []
        for child in chain(candidates, _children_of(self.process)):
            fields = _stat_of(child)
            if fields is not None and _slave_number(int(fields[_TTY_FIELD])) == line:
                self._children[line] = child
                return _program_of(int(fields[_FOREGROUND_FIELD]))
        return None


def judge_line(input_flags: int, local_flags: int, leader: str | None) -> HiddenReason | None:
    """The rule for one line.

    Args:
        input_flags: ``c_iflag`` of the line.
        local_flags: ``c_lflag`` of the line.
        leader: The program in its foreground, ``None`` when that is not known.
    """
    if local_flags & termios.ECHO:
        return None
    if local_flags & termios.ICANON:
        return HiddenReason.PASSWORD
    if leader in _FULL_SCREEN:
        return None
    if leader in _LINE_EDITORS and not input_flags & termios.ICRNL:
        return None
    return HiddenReason.UNKNOWN_FOCUS


def _mode_of(line: int) -> tuple[int, int] | None:
    """``c_iflag`` and ``c_lflag`` of a line; ``None`` if it cannot be asked."""
    try:
        fd = os.open(f"/dev/pts/{line}", os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        state: list[Any] = termios.tcgetattr(fd)
    except termios.error:
        return None
    finally:
        os.close(fd)
    return state[_INPUT_FLAGS], state[_LOCAL_FLAGS]


def _lines_of(process: int) -> list[int]:
    """The numbers of the lines whose masters the process holds."""
    lines = []
    try:
        with os.scandir(_PROC / str(process) / "fd") as entries:
            names = [entry.name for entry in entries]
    except OSError:
        return []
    for name in names:
        try:
            if str((_PROC / str(process) / "fd" / name).readlink()) not in _MASTERS:
                continue
            match = _TTY_INDEX.search((_PROC / str(process) / "fdinfo" / name).read_text())
        except OSError:
            continue
        if match is not None:
            lines.append(int(match.group(1)))
    return lines


def _children_of(process: int) -> Iterator[int]:
    for task in (_PROC / str(process) / "task").glob("*/children"):
        try:
            yield from (int(word) for word in task.read_text().split())
        except OSError:
            continue


def _stat_of(process: int) -> list[str] | None:
    """The fields of ``/proc/PID/stat`` after the name: state, parent, group, session, tty, ..."""
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _slave_number(device: int) -> int | None:
    major, minor = os.major(device), os.minor(device)
    if not _FIRST_SLAVE_MAJOR <= major <= _LAST_SLAVE_MAJOR:
        return None
    return (major - _FIRST_SLAVE_MAJOR) * _MINORS + minor


def _program_of(process: int) -> str | None:
    """The program's file name; an interactive Python is called by the name of the line editor it uses.

    ``None`` for an interpreter that runs a script.
    """
    try:
        program = (_PROC / str(process) / "exe").readlink().name
        words = (_PROC / str(process) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    if _PYTHON.match(program):
        # With a script it is that script; alone it is the prompt, which edits lines with readline.
        return "bash" if _PROMPT_OPTIONS.issuperset(words[1:]) else None
    if program in _LINE_EDITORS and not _INTERACTIVE.issuperset(words[1:]):
        return None
    return program
