"""A folder of other programs, found before the system's own behind the wall: a changed build, to be tried.

It is shown to be read, at a place of its own, and nothing else of the machine with it. So whatever could lead
out of it is refused before anything is started: a link, a socket somebody listens at, another file system, a
folder that holds the person's own. A hash tells what is in it: the same names may be another build.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from recorder.errors import UserFacingError
from recorder.vault.home import assent_home
from recorder.wording import clean
from replay.isolation.visible import of_the_person

INNER_PROGRAMS: Final = "/programs"
MOST_ENTRIES: Final = 20_000
MOST_BYTES: Final = 1 << 30
_BLOCK_BYTES: Final = 1 << 20
_COPY: Final = "Copy the programs that are meant into a folder of their own."


class ProgramsRefusedError(UserFacingError):
    """A folder of other programs cannot be used.

    Args:
        why: A clause that follows "This folder of other programs cannot be used:".
        mend: What to do now.
    """

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(
            f"This folder of other programs cannot be used: {clean(why)}.",
            kept="Nothing was started.",
            mend=mend,
        )


@dataclass(frozen=True, slots=True)
class OtherPrograms:
    """Programs that a replay's task finds before the system's own.

    Attributes:
        folder: Where they lie, without a link in its path.
        names: What can be run there, by name.
        sha256: Of everything in the folder, in hexadecimal: names, content, and what may be run.
    """

    folder: Path = field(repr=False)
    names: tuple[str, ...]
    sha256: str

    def check(self) -> None:
        """Refuse it where it is not what it was.

        Raises:
            ProgramsRefusedError: Something in it was changed, or it cannot be read any more.
        """
        if read_programs(self.folder).sha256 != self.sha256:
            raise ProgramsRefusedError(
                "it was changed meanwhile",
                "Try again once it stays as it is.",
            )


def read_programs(folder: Path) -> OtherPrograms:
    """Look at a folder of programs, all of it.

    Raises:
        ProgramsRefusedError: It is no folder, holds nothing that can be run, or would show more than itself.
    """
    place = _place(folder)
    look = _Look(place)
    try:
        names = tuple(entry.name for entry in look.through() if entry.parent == place and _can_be_run(entry))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProgramsRefusedError(
            f"something in it cannot be read ({reason.lower()})", "Make all of it readable to you."
        ) from None
    if not names:
        raise ProgramsRefusedError(
            "nothing in it can be run",
            "Put a program into it, under the name by which the task starts it, and make it executable.",
        )
    return OtherPrograms(place, names, look.sha256)


def _place(folder: Path) -> Path:
    try:
        place = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        raise ProgramsRefusedError("it is not there", "Name a folder that exists.") from None
    if not place.is_dir():
        raise ProgramsRefusedError("it is no folder", "Name the folder that the program lies in.")
    own = [each.resolve() for each in of_the_person()]
    if any(each.is_relative_to(place) for each in own) or place.is_relative_to(assent_home().resolve()):
        raise ProgramsRefusedError(
            "your home, your settings or the vault lie in it, and would be seen",
            _COPY,
        )
    return place


class _Look:
    """One look through a folder, entry by entry, in an order that is the same each time."""

    def __init__(self, place: Path) -> None:
        self._place: Final = place
        self._digest: Final = hashlib.sha256()
        self._entries = self._bytes = 0

    @property
    def sha256(self) -> str:
        """Of all that was looked at, in hexadecimal."""
        return self._digest.hexdigest()

    def through(self) -> Iterator[Path]:
        """All that lies below the folder.

        Raises:
            ProgramsRefusedError: Something leads out of it, or there is more than anybody would look through.
            OSError: It cannot be read.
        """
        device = self._place.stat().st_dev
        for root, folders, files in os.walk(self._place, onerror=_raise):
            folders.sort()
            for name in sorted((*folders, *files)):
                self._take(Path(root, name))
                yield Path(root, name)
            if any(Path(root, name).lstat().st_dev != device for name in folders):
                raise ProgramsRefusedError("another file system is mounted in it", _COPY)

    def _take(self, entry: Path) -> None:
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise ProgramsRefusedError(f"it holds more than {MOST_ENTRIES:,} files", _COPY)
        mode = entry.lstat().st_mode
        name = entry.relative_to(self._place).as_posix()
        if stat.S_ISLNK(mode):
            target = entry.readlink()
            # An absolute one would lead elsewhere behind the wall, where the folder has another place.
            if target.is_absolute() or not Path(os.path.realpath(entry)).is_relative_to(self._place):
                raise ProgramsRefusedError(
                    f"the link {name} leads out of it", "Put a copy of what it points at in its place."
                )
            self._add("link", name, str(target))
        elif stat.S_ISDIR(mode):
            self._add("folder", name)
        elif stat.S_ISREG(mode):
            self._add("program" if mode & 0o111 else "file", name, self._content_of(entry))
        else:
            # A socket that can only be read can be spoken to all the same.
            raise ProgramsRefusedError(
                f"{name} is neither a file nor a folder",
                "Take it away; sockets and pipes lead to other programs.",
            )

    def _add(self, *words: str) -> None:
        for word in words:
            written = os.fsencode(word)
            self._digest.update(len(written).to_bytes(8, "big") + written)

    def _content_of(self, entry: Path) -> str:
        found = hashlib.sha256()
        # Whatever was put there since it was looked at: no link is followed, and no pipe waited for.
        descriptor = os.open(entry, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                self._bytes += len(block)
                if self._bytes > MOST_BYTES:
                    raise ProgramsRefusedError(f"it holds more than {MOST_BYTES >> 20:,} MiB", _COPY)
                found.update(block)
        return found.hexdigest()


def _can_be_run(entry: Path) -> bool:
    return entry.is_file() and os.access(entry, os.X_OK)


def _raise(error: OSError) -> None:
    raise error
