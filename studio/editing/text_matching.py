"""Whether a text is there, however it is written: in capitals, with accents or without, in groups.

Who asks for a text to be taken out means what a reader would take for it, and a miss costs more than a find
too many: finds are shown before anything goes. So

- case and accents count for nothing (``José`` is found as ``JOSE``);
- spaces, dashes, dots, slashes and brackets may stand between digits, as in a card's or a telephone's number
  that is written in groups, and wherever the text asked for has some itself;
- in a text of six characters and more they may stand anywhere; in a shorter one that would find words that
  nobody meant (``he`` in ``with each``).
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

_ACCENTS: Final = range(0x300, 0x370)
_LONG: Final = 6
_MINUS: Final = "\u2212"
_SEPARATORS: Final = frozenset(" \n-./\\_()[]{}+,:;'*#|\u00b7")
_ANY_SEPARATORS: Final = f"[{re.escape(''.join(sorted(_SEPARATORS)))}]*"


def folded(text: str) -> str:
    """A text without what makes no difference; of one character it may be none or several."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(_plain(char) for char in decomposed if ord(char) not in _ACCENTS)


def is_separator(char: str) -> bool:
    """Whether a folded character may stand between those of a text without making it another."""
    return char in _SEPARATORS


def pattern_of(text: str) -> re.Pattern[str] | None:
    """What finds a text in one that is ``folded``; ``None`` if there is nothing to look for."""
    wanted = folded(text).strip()
    if not wanted:
        return None
    letters = [(place, char) for place, char in enumerate(wanted) if not is_separator(char)]
    if not letters:
        return re.compile(re.escape(wanted))
    pieces = [re.escape(letters[0][1])]
    for (before_at, before), (at, char) in pairwise(letters):
        is_loose = at - before_at > 1 or before.isdigit() or char.isdigit() or len(letters) >= _LONG
        pieces.append((_ANY_SEPARATORS if is_loose else "") + re.escape(char))
    return re.compile("".join(pieces))


def _plain(char: str) -> str:
    """One kind of space and one of dash; a line break stays one."""
    if char == "\n":
        return char
    category = unicodedata.category(char)
    return "-" if category == "Pd" or char == _MINUS else " " if category[0] in "ZC" else char
