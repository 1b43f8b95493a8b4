"""A table of a study's file, read key by key, so that every mistake is listed and none stops the reading.

Each read names a key, its kind and its limits. What is missing or wrong is noted with its line and a harmless
value is handed on, so that the rest is read too; whoever reads throws all of it away if anything was noted.
Values in a mistake's text are cut short and cleaned: the file is a stranger's, and a terminal obeys some
characters.
"""

import difflib
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from recorder.study_file.statements import Broken, Items, Mistake, Node, Scalar, Table

_SHOWN: Final = 40
_MOST_BITS: Final = 256
_BREAKS: Final = "\n\t"
_Choice = TypeVar("_Choice", bound=StrEnum)
_BIDI_AND_HIDDEN: Final = frozenset(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF]
)
"""Characters that reorder or hide text (Unicode UAX 9, and "Trojan Source", CVE-2021-42574)."""


class Section:
    """One table.

    Args:
        table: The table, or ``None`` where it is missing and that is already noted.
        path: Where it is in the tree, empty for the root.
        mistakes: Where to note what is wrong.
    """

    def __init__(self, table: Table | None, path: str, mistakes: list[Mistake]) -> None:
        self.path = path
        self._table = table
        self._mistakes = mistakes
        self._known: list[str] = []

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self._table.line if self._table else 1

    @property
    def is_missing(self) -> bool:
        """Whether there is no such table, which is noted already."""
        return self._table is None

    def line_of(self, key: str) -> int:
        """The line of one of its keys; its own where the key is missing."""
        node = self._table.nodes.get(key) if self._table else None
        return self.line if node is None else node.line

    def note(self, key: str, text: str, *, line: int | None = None) -> None:
        """Note that something is wrong with a key."""
        self._mistakes.append(Mistake(line or self.line_of(key), self._full(key), text))

    def text(self, key: str, *, limit: int, default: str | None = None, lines: bool = False) -> str:
        """A text of at least one character that can be shown; ``lines`` allows line breaks."""
        node = self._node(key, required=default is None)
        if node is None:
            return default or ""
        value = self._scalar(key, node, str, "a text in quotes")
        if value is not None:
            self._check_text(key, value, limit=limit, lines=lines, line=node.line)
        return value or ""

    def raw_text(self, key: str, *, limit: int) -> str | None:
        """A text that nobody is shown, so that any character may stand in it; ``None`` where not given."""
        node = self._node(key, required=False)
        value = None if node is None else self._scalar(key, node, str, "a text in quotes")
        if value is not None and len(value) > limit:
            self.note(key, f"is {len(value)} characters long; the most is {limit}")
        return value

    def texts(self, key: str, *, count: int, limit: int, required: bool = False) -> list[tuple[int, str]]:
        """A list of texts, each with its line."""
        found: list[tuple[int, str]] = []
        for at, node in enumerate(self._items(key, count=count, required=required), 1):
            name = f"{key}[{at}]"
            value = self._scalar(name, node, str, "a text in quotes")
            if value is not None:
                self._check_text(name, value, limit=limit, lines=False, line=node.line)
                found.append((node.line, value))
        return found

    def integer(self, key: str, *, least: int, most: int) -> int:
        """A whole number between two limits, both allowed."""
        node = self._node(key, required=True)
        value = None if node is None else self._scalar(key, node, int, "a whole number")
        if value is not None and not least <= value <= most:
            self.note(key, f"is {shown(value)}; it can be {least} to {most}")
        return least if value is None else value

    def flag(self, key: str) -> bool:
        """``true`` or ``false``."""
        node = self._node(key, required=True)
        value = None if node is None else self._scalar(key, node, bool, "true or false")
        return bool(value)

    def day(self, key: str) -> date | None:
        """A day, if it is given."""
        node = self._node(key, required=False)
        if node is None:
            return None
        return self._scalar(key, node, date, "a day, such as 2030-12-31, without quotes")

    def choice(self, key: str, kinds: type[_Choice]) -> _Choice:
        """One of a few words."""
        words = [kind.value for kind in kinds]
        node = self._node(key, required=True)
        value = None if node is None else self._scalar(key, node, str, "a text in quotes")
        if value is not None and value not in words:
            self.note(key, f"is {shown(value)}; it can be {', '.join(words)}{did_you_mean(value, words)}")
        return kinds(value) if value in words else next(iter(kinds))

    def optional_section(self, key: str) -> "Section | None":
        """A table inside this one, if it is there."""
        return self._section(key, self._node(key, required=False)) if self._holds(key) else None

    def section(self, key: str) -> "Section":
        """A table inside this one; an empty one is handed on where it is missing."""
        return self._section(key, self._node(key, required=True))

    def _holds(self, key: str) -> bool:
        self._known.append(key)
        return self._table is not None and key in self._table.nodes

    def _section(self, key: str, node: Node | None) -> "Section":
        if node is None:
            return Section(None, self._full(key), self._mistakes)
        if not isinstance(node, Table):
            self._wrong_kind(key, node, "a table")
            return Section(None, self._full(key), self._mistakes)
        return Section(node, self._full(key), self._mistakes)

    def sections(self, key: str, *, count: int, required: bool) -> Iterator["Section"]:
        """The tables of an array of tables."""
        for at, node in enumerate(self._items(key, count=count, required=required), 1):
            name = f"{key}[{at}]"
            if isinstance(node, Table):
                yield Section(node, self._full(name), self._mistakes)
            else:
                self._wrong_kind(name, node, f"a table; begin each one with [[{self._full(key)}]]")

    def end(self) -> None:
        """Note every key that nobody asked for."""
        for key, node in self._table.nodes.items() if self._table else ():
            if key not in self._known:
                self._mistakes.append(
                    Mistake(
                        node.line,
                        self._full(shown_key(key)),
                        f"is no key that a study has here{did_you_mean(key, self._known)}",
                    )
                )

    def _node(self, key: str, *, required: bool) -> Node | None:
        self._known.append(key)
        if self._table is None:
            return None
        node = self._table.nodes.get(key)
        if node is None and required:
            self.note(key, "is missing")
        return None if isinstance(node, Broken) else node

    def _items(self, key: str, *, count: int, required: bool) -> list[Node]:
        node = self._node(key, required=required)
        if node is None:
            return []
        if not isinstance(node, Items):
            self._wrong_kind(key, node, "a list")
            return []
        if required and not node.nodes:
            self.note(key, "is empty; it needs at least one")
        if len(node.nodes) > count:
            self.note(key, f"has {len(node.nodes)} items; the most is {count}")
        return node.nodes[:count]

    def _scalar(self, key: str, node: Node, kind: "type[_Kind]", words: str) -> "_Kind | None":
        value = node.value if isinstance(node, Scalar) else None
        # To Python true is a number, and an instant a day; to the author of a study they are not.
        odd = (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
        if not isinstance(value, kind) or odd:
            self._wrong_kind(key, node, words)
            return None
        return value

    def _wrong_kind(self, key: str, node: Node, words: str) -> None:
        given = {Table: "a table", Items: "a list"}.get(type(node))
        if isinstance(node, Scalar):
            given = shown(node.value)
        if given is not None:
            self.note(key, f"is {given}; it needs to be {words}", line=node.line)

    def _check_text(self, key: str, value: str, *, limit: int, lines: bool, line: int) -> None:
        problem = text_problem(value, limit=limit, lines=lines)
        if problem is not None:
            self.note(key, problem, line=line)

    def _full(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


_Kind = TypeVar("_Kind", str, int, bool, date)


def each_once(
    found: list[tuple[int, str]], note: Callable[[int, str], None], fold: Callable[[str], str] = str
) -> None:
    """Note every text that was there before, given with their lines."""
    first: dict[str, int] = {}
    for line, text in found:
        if fold(text) in first:
            note(line, f"{shown(text)} is already given on line {first[fold(text)]}")
        else:
            first[fold(text)] = line


def text_problem(value: str, *, limit: int, lines: bool) -> str | None:
    """Say why a text cannot be shown to a person as it is, or ``None``."""
    if not value.strip():
        return "is empty"
    if len(value) > limit:
        return f"is {len(value)} characters long; the most is {limit}"
    for char in value:
        if char in _BREAKS and lines:
            continue
        if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} or ord(char) in _BIDI_AND_HIDDEN:
            kind = "a line break" if char == "\n" else f"the hidden character U+{ord(char):04X}"
            return f"holds {kind}"
    return None


def shown(value: object) -> str:
    """A value of the file as a mistake may repeat it."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        # Python writes none of thousands of digits.
        return "a very long number"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    cut = clean if len(clean) <= _SHOWN else clean[:_SHOWN] + "…"
    return f'"{cut}"' if isinstance(value, str) else cut


def shown_key(key: str) -> str:
    """A key of the file as a mistake may repeat it."""
    return shown(key)[1:-1]


def did_you_mean(word: str, known: list[str]) -> str:
    """The end of a sentence that names the nearest known word, if one is near."""
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
