"""What a task's start will do, worked out and checked before anything is done."""

import shlex
from dataclasses import dataclass, field
from typing import Final

from recorder.episode.screen import Rect
from recorder.episode.study import Size, TaskStart
from recorder.errors import UserFacingError

_NEVER_IN_A_NAME: Final = frozenset('\\:\0"*?<>|')


class UnsafeStartError(UserFacingError):
    """A study asks for a start that could reach outside of the task's own folder."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The task cannot be started: {what}.",
            kept="Nothing was written or run.",
            mend="Tell those who run the study; do not record it.",
        )


@dataclass(frozen=True, slots=True)
class FileToPlace:
    """A file to be written below the task's folder.

    Attributes:
        parts: The folders on the way, then its name; each a plain name.
        content: Its bytes.
    """

    parts: tuple[str, ...]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the first window was when the task was recorded, so that it is put there again.

    Attributes:
        rect: Its place on the screen, in pixels.
        framed_app: ``None`` where ``rect`` is what the program draws. Else only its upper left corner counts,
            which was that of the frame around a window of this application; another one's is left alone.
    """

    rect: Rect
    framed_app: str | None = None


@dataclass(frozen=True, slots=True)
class StartPlan:
    """A checked start.

    Attributes:
        command: The program and its arguments; no shell reads them.
        files: What lies in the folder, in the study's order.
        window: The size of the first window, in pixels, or ``None`` to leave it to the program.
        screen: The size of the screen that the task was made for, or ``None`` for any.
        place: Where the first window goes, and with what size if that is known; ``None`` to leave it there.
    """

    command: tuple[str, ...]
    files: tuple[FileToPlace, ...]
    window: Size | None
    screen: Size | None
    place: WindowPlace | None = None

    @property
    def command_text(self) -> str:
        """The command as a shell would be given it, to be shown; still a stranger's text."""
        return shlex.join(self.command)


def plan_start(start: TaskStart, place: WindowPlace | None = None) -> StartPlan:
    """Check a task's start.

    Args:
        start: The study's.
        place: Where its first window was when it was recorded, to do it again.

    Raises:
        UnsafeStartError: A file could leave the folder, two are one, or the program could be one of them.
    """
    files = tuple(FileToPlace(_parts(file.name), file.content) for file in start.files)
    paths = [file.parts for file in files]
    for number, path in enumerate(paths):
        others = paths[:number] + paths[number + 1 :]
        if any(other[: len(path)] == path for other in others):
            raise UnsafeStartError("two of its files have the same place")
    return StartPlan(_command(start.command), files, start.window, start.screen, place)


def _command(command: tuple[str, ...]) -> tuple[str, ...]:
    if not command or not command[0].strip():
        raise UnsafeStartError("the study names no program")
    if any("\0" in word for word in command):
        raise UnsafeStartError("its command holds a byte that no command can hold")
    if "/" in command[0] and not command[0].startswith("/"):
        raise UnsafeStartError("its program could be a file of the study")
    return command


def _parts(name: str) -> tuple[str, ...]:
    parts = tuple(name.split("/"))
    is_plain = all(
        part not in {"", ".", ".."} and part.isprintable() and not _NEVER_IN_A_NAME.intersection(part)
        for part in parts
    )
    if not is_plain or name.startswith("~"):
        raise UnsafeStartError("one of its files would lie outside of the task's folder")
    return parts
