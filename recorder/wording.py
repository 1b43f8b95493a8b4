"""Numbers and tables as a person reads them."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from recorder.episode.time import NS_PER_SECOND

_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
_STEP: Final = 1000
_GAP: Final = "  "


def clean(text: str, *, breaks: bool = False) -> str:
    """A stranger's text with whatever could command a terminal, or hide or reorder words, replaced.

    Args:
        text: A title, a name, a path.
        breaks: Whether line breaks may stay.
    """
    return "".join(
        char if char.isprintable() or (breaks and char == "\n") or char == " " else "\ufffd" for char in text
    )


def size_text(size_bytes: int) -> str:
    """A size with its unit, such as ``12.3 MB``; thousands, as disks and file managers count."""
    size = float(size_bytes)
    for unit in _UNITS:
        if size < _STEP or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == _UNITS[0] else f"{size:.1f} {unit}"
        size /= _STEP
    raise AssertionError


def moment_text(at: datetime) -> str:
    """A wall time in the person's own zone, such as ``2026-03-01 14:05``."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def count_text(count: int, one: str, many: str | None = None) -> str:
    """A number and its noun: ``1 click``, ``2 clicks``, ``12,500 events``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def rate_text(count: int, duration_ns: int) -> str:
    """How many in a second, such as ``3.2 a second``; empty where there was no time."""
    return f"{count * NS_PER_SECOND / duration_ns:.1f} a second" if duration_ns > 0 else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Columns, aligned.

    Args:
        head: The columns' names; empty for none.
        rows: The cells.
        right: The columns that hold numbers.
    """
    lines = [*([head] if head else []), *rows]
    if not lines:
        return ""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(
            _padded(cell, width, to_right=place in right)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def fields(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and values, the values aligned; a value of several lines stays in its column."""
    width = max(len(name) for name, _ in pairs)
    lines: list[str] = []
    for name, value in pairs:
        for place, line in enumerate(value.splitlines() or [""]):
            lines.append(f"{name if place == 0 else '':<{width}}{_GAP}{line}".rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """How many cells of a terminal a text takes: wide East Asian letters take two, accents none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _padded(text: str, width: int, *, to_right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if to_right else text + padding
