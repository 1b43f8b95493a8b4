"""Sizes in the person's language."""

from typing import Final

from PySide6.QtCore import QLocale

_STEP: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def size_words(size_bytes: int) -> str:
    """A size with its unit, such as ``12.3 MB``; thousands, as disks and file managers count."""
    size, unit = float(size_bytes), 0
    while size >= _STEP and unit + 1 < len(_UNITS):
        size, unit = size / _STEP, unit + 1
    return f"{QLocale().toString(size, 'f', 1 if unit else 0)} {_UNITS[unit]}"
