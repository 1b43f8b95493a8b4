"""Finds words in files, however they are written down: the proof that nothing captured lies there in clear.

A word is looked for in UTF-8 and in UTF-16 of either byte order: as plain bytes in upper and lower case
alike, in hexadecimal, and in either alphabet of base64, at each of the three places where it can begin in a
group of letters, with line ends inside or none.
Memory is bounded by the block, whatever the size of a file.
"""

import base64
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, assert_never

# Six letters, matched without regard to case, occur by chance once in four million million random bytes.
SHORTEST_WORD: Final = 6
_BLOCK_BYTES: Final = 1 << 20
# The second alphabet of RFC 4648, for addresses, differs in two letters.
_ONE_ALPHABET: Final = bytes.maketrans(b"-_", b"+/")
# The line ends that may lie inside of one word in base64: lines are 64 or 76 letters.
_LINE_ENDS_BYTES: Final = 64


class Spelling(StrEnum):
    """How a word was written down."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"


class Wrapping(StrEnum):
    """What was done to its bytes."""

    PLAIN = "plain"
    HEX = "hex"
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was found.

    Attributes:
        path: The file; the word may stand in its content or in this path.
        offset: The first byte of it in the file, or for base64 of the block around it, whose line ends were
            left out; ``None`` where it stands in the path.
        word: As it was asked for.
        spelling: How it was written down.
        wrapping: What was done to its bytes.
    """

    path: Path
    offset: int | None
    word: str
    spelling: Spelling
    wrapping: Wrapping


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search read and found.

    Attributes:
        files: How many files were read to their end.
        size: How many bytes that was.
        hits: The first place of each word in each file and form.
    """

    files: int
    size: int
    hits: tuple[Hit, ...]


def find_words(paths: Iterable[Path], words: Iterable[str]) -> tuple[Hit, ...]:
    """The hits of ``search``."""
    return search(paths, words).hits


def search(paths: Iterable[Path], words: Iterable[str]) -> Findings:
    """Look for every word in every file, and in the files' names.

    Args:
        paths: Files, and folders with all that lies below them. Links are not followed; sockets and pipes
            hold nothing. A file that vanishes meanwhile is passed over.
        words: Each of at least ``SHORTEST_WORD`` letters.

    Raises:
        ValueError: A word is shorter, so that chance could find it; or there is no word at all.
        OSError: A file cannot be read: then nothing can be said of it.
    """
    needles = _needles(words)
    files = size = 0
    hits: list[Hit] = []
    for path in paths:
        # Of a name only what was asked for: the way to it is the caller's.
        for file in _files_under(path):
            hits += _hits_in_name(file, file.relative_to(path.parent), needles)
            try:
                read, found = _read(file, needles)
            except FileNotFoundError:
                continue
            files, size = files + 1, size + read
            hits += found
    return Findings(files, size, tuple(hits))


def written(word: str, spelling: Spelling, wrapping: Wrapping) -> bytes:
    """A word written down in one of the forms that a search knows."""
    encoded = word.encode(spelling)
    match wrapping:
        case Wrapping.PLAIN:
            return encoded
        case Wrapping.HEX:
            return encoded.hex().encode()
        case Wrapping.BASE64:
            return base64.b64encode(encoded)
        case _:
            assert_never(wrapping)


@dataclass(frozen=True, slots=True)
class _Needle:
    word: str
    spelling: Spelling
    wrapping: Wrapping
    data: bytes


def _needles(words: Iterable[str]) -> tuple[_Needle, ...]:
    wanted = sorted(set(words))
    if not wanted:
        raise ValueError("a search needs a word")
    if any(len(word) < SHORTEST_WORD for word in wanted):
        raise ValueError(f"a word of fewer than {SHORTEST_WORD} letters would be found by chance")
    return tuple(needle for word in wanted for spelling in Spelling for needle in _needles_of(word, spelling))


def _needles_of(word: str, spelling: Spelling) -> Iterator[_Needle]:
    encoded = word.encode(spelling)
    yield _Needle(word, spelling, Wrapping.PLAIN, encoded.lower())
    yield _Needle(word, spelling, Wrapping.HEX, encoded.hex().encode())
    for shift in range(3):
        yield _Needle(word, spelling, Wrapping.BASE64, _base64_at(encoded, shift))


def _base64_at(data: bytes, shift: int) -> bytes:
    """The letters of base64 that depend on ``data`` alone when ``shift`` unknown bytes of a group precede it.

    Six bits a letter (RFC 4648): the letters that share bits with what stands before or after are left out.
    """
    letters = base64.b64encode(bytes(shift) + data)
    first = -(-8 * shift // 6)
    past = 8 * (shift + len(data)) // 6
    return letters[first:past]


def _files_under(path: Path) -> Iterator[Path]:
    if not path.is_dir() or path.is_symlink():
        if stat.S_ISREG(path.lstat().st_mode):
            yield path
        return
    for folder, _, names in os.walk(path, onerror=_raise):
        for name in sorted(names):
            file = Path(folder, name)
            try:
                if stat.S_ISREG(file.lstat().st_mode):
                    yield file
            except FileNotFoundError:
                continue


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _hits_in_name(file: Path, name: Path, needles: Sequence[_Needle]) -> list[Hit]:
    written = os.fsencode(name).lower()
    return [
        Hit(file, None, needle.word, needle.spelling, needle.wrapping)
        for needle in needles
        if needle.wrapping is Wrapping.PLAIN and needle.spelling is Spelling.UTF_8 and needle.data in written
    ]


def _read(file: Path, needles: Sequence[_Needle]) -> tuple[int, list[Hit]]:
    left = list(needles)
    hits: list[Hit] = []
    # A word may lie across two blocks: the end of each is looked at again with the next.
    overlap = max(len(needle.data) for needle in needles) + _LINE_ENDS_BYTES
    size, tail = 0, b""
    with file.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK_BYTES):
            start, window = size - len(tail), tail + block
            size += len(block)
            looks = {
                Wrapping.PLAIN: (folded := window.lower()),
                Wrapping.HEX: folded,
                Wrapping.BASE64: window.translate(_ONE_ALPHABET, b"\r\n"),
            }
            missing: list[_Needle] = []
            for needle in left:
                at = looks[needle.wrapping].find(needle.data)
                if at < 0:
                    missing.append(needle)
                else:
                    offset = start if needle.wrapping is Wrapping.BASE64 else start + at
                    hits.append(Hit(file, offset, needle.word, needle.spelling, needle.wrapping))
            left = missing
            tail = window[-overlap:]
    return size, hits
