"""Patterns for the names of applications and the titles of windows.

``*`` stands for any text, ``?`` for one character, ``[abc]`` for one of these, ``[!abc]`` for none of them;
all else is itself. Upper and lower case are the same, and so are the different ways in which Unicode writes
one letter (NFKC), so that a title cannot slip past by a variant of its own spelling.
"""

import fnmatch
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern.

    Raises:
        ValueError: ``pattern_problem`` has something to say of it.
    """

    text: str

    def __post_init__(self) -> None:
        problem = pattern_problem(self.text)
        if problem is not None:
            raise ValueError(problem)

    @property
    def is_literal(self) -> bool:
        """Whether it stands for one text only."""
        return not any(char in self.text for char in "*?[")

    @property
    def matches_everything(self) -> bool:
        """Whether every text matches."""
        return not self.text.strip("*")

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        return self.compiled().match(folded(text)) is not None

    def compiled(self) -> re.Pattern[str]:
        """The pattern as a regular expression over folded text."""
        return re.compile(fnmatch.translate(folded(self.text)))


def folded(text: str) -> str:
    """The text as patterns compare it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def pattern_problem(text: str) -> str | None:
    """Say in plain words why this is no pattern that could ever match, or ``None``."""
    if not text.strip():
        return "is empty and could match nothing"
    if text != text.strip():
        return "has spaces at an end; a window's name has none there"
    rest = text
    while "[" in rest:
        _, _, rest = rest.partition("[")
        closing = rest.find("]", 2 if rest.startswith("!") else 1)
        if closing < 0:
            return "opens a [ that no ] closes; write [[] for the bracket itself"
        if _backward_range(rest[:closing]):
            return "holds a range that runs backwards"
        rest = rest[closing + 1 :]
    return None


def _backward_range(choices: str) -> bool:
    return any(choices[at] > choices[at + 2] for at in range(len(choices) - 2) if choices[at + 1] == "-")
