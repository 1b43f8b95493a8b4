"""Text that fits the terminal."""

import os
import textwrap
from typing import Final, TextIO

USUAL_COLUMNS: Final = 80
_WIDEST: Final = 100
_NARROWEST: Final = 40


def columns_of(stream: TextIO | None) -> int:
    """How many columns the terminal behind a stream has; 80 where there is none."""
    try:
        found = os.get_terminal_size(stream.fileno()).columns if stream is not None else 0
    except (OSError, ValueError):  # no terminal, or no file at all
        found = 0
    return found or USUAL_COLUMNS


def reading_columns(stream: TextIO | None) -> int:
    """As ``columns_of``, within what reads well, with the last column free."""
    return max(_NARROWEST, min(_WIDEST, columns_of(stream))) - 1


def wrapped(text: str, columns: int) -> list[str]:
    """Lines that fit; the text's own line breaks stay, and no name is broken at its hyphens."""
    return [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, columns, break_on_hyphens=False) or [""]
    ]
