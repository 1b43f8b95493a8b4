"""TOML with the line of everything in it, and with every mistake instead of the first.

``tomllib`` knows no lines and stops at its first error; no kept library does both. So the text is cut into
statements here (a header, or a key with its value), ``tomllib`` judges each one on its own, and the tree is
joined here, with its lines. What this module accepts is then given to ``tomllib`` as a whole, so that nothing
passes here that is not TOML.

The text may be a stranger's. ``tomllib`` takes memory by the square of the parts of a dotted key, and Python
refuses to read a number of thousands of digits: so both have limits here.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_HEADER: Final = re.compile(
    r"\s*\[\[?\s*(?!(?:true|false|inf|nan)\b)[A-Za-z_\"'][\w.\"' -]*\]\]?\s*(?:#.*)?\Z"
)
_KEY: Final = re.compile(r"\s*([A-Za-z_][\w-]*(?:\s*\.\s*[\w-]+)*)\s*=")
_BROKEN_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w-]+(?:\.[\w-]+)*)")
_POSITION: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)\Z")
_PLAINER: Final = {
    'Expected "\'"': "this text is not closed; it needs the quotation mark that it begins with",
    "Illegal character '\\n'": "this text is not closed; it needs the quotation mark that it begins with",
    "Invalid value": "has a value that cannot be read; a text needs quotation marks",
    "Unclosed array": "this list is not closed; it needs a ]",
}
"""What ``tomllib`` says, for people who write studies and not parsers."""
_TRIPLES: Final = ('"""', "'''")
_TOO_DEEP: Final = "is nested too deeply"
_MOST_DOTS: Final = 16
"""In one key, or in one header."""
_MOST_MISTAKES: Final = 100
"""More than these help nobody; the rest of the file is not looked at."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file.

    Attributes:
        line: From 1.
        key: Where in the tree, such as ``tasks[2].title``; empty where that is not known.
        text: What is wrong, in plain words.
    """

    line: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value and its line."""

    line: int
    value: object


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that was named and cannot be read; its mistake is already listed."""

    line: int


@dataclass(slots=True)
class Items:
    """An array, of values or of tables, and the line it begins on."""

    line: int
    nodes: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table, the line it begins on, and whether a header of its own has begun it."""

    line: int
    nodes: dict[str, "Node"] = field(default_factory=dict)
    begun: bool = False


Node = Scalar | Broken | Items | Table


@dataclass(frozen=True, slots=True)
class _Statement:
    line: int
    text: str
    item_lines: tuple[int, ...]
    too_deep: bool


@dataclass(frozen=True, slots=True)
class ReadToml:
    """The tree of a text, and what is wrong with the text.

    Attributes:
        root: All that could be read.
        mistakes: In the order of their lines.
        cut_short: Whether a text that never closes hid the rest of the file, or there was no end of mistakes.
    """

    root: Table
    mistakes: tuple[Mistake, ...]
    cut_short: bool


def read_toml(text: str) -> ReadToml:
    """Read a text as far as it can be read."""
    text = text.replace("\r\n", "\n")
    joiner = _Joiner()
    cut_short = False
    for statement in _statements(text.split("\n")):
        cut_short = joiner.add(statement) or cut_short
        if len(joiner.mistakes) >= _MOST_MISTAKES:
            cut_short = True
            break
    if not joiner.mistakes:
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            joiner.mistakes.append(_mistake(error, 1, text.count("\n") + 1))
    return ReadToml(joiner.root, tuple(sorted(joiner.mistakes, key=lambda m: m.line)), cut_short)


def _statements(lines: list[str]) -> Iterator[_Statement]:
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        scan = _Scan(is_header=_KEY.match(lines[at]) is None and lines[at].lstrip().startswith("["))
        count = _extent(lines, at, scan)
        yield _Statement(at + 1, "\n".join(lines[at : at + count]), tuple(scan.item_lines), scan.too_deep)
        at += count


def _extent(lines: list[str], first: int, scan: "_Scan") -> int:
    """How many lines a statement takes."""
    for at in range(first, len(lines)):
        line = lines[at]
        # What can only be the next statement ends this one, so that one lost bracket costs one statement.
        if at > first and not scan.closing and (_HEADER.match(line) or _KEY.match(line)):
            return at - first
        if scan.ends_with(line, at + 1):
            return at - first + 1
    return len(lines) - first


class _Scan:
    """Follows strings and brackets through one statement, to see where it ends.

    Attributes:
        closing: What would end the text that is open, if one is.
        item_lines: On which lines the items of its array begin.
        too_deep: Whether a key in it has more parts than any real one.
    """

    def __init__(self, *, is_header: bool) -> None:
        self.closing = ""
        self.item_lines: list[int] = []
        self.too_deep = False
        self._dots = 0
        self._is_header = is_header
        self._depth = 0
        self._item_awaited = False

    def ends_with(self, line: str, number: int) -> bool:
        """Whether the statement is over at the end of this line."""
        at = 0
        while 0 <= at < len(line):
            at = self._within_string(line, at) if self.closing else self._outside(line, at, number)
        if self.closing not in _TRIPLES:
            self.closing = ""
        return not self.closing and self._depth <= 0

    def _within_string(self, line: str, at: int) -> int:
        end = _string_end(line, at, self.closing)
        if end >= 0:
            self.closing = ""
        return end

    def _outside(self, line: str, at: int, number: int) -> int:
        char = line[at]
        if char == "#":
            return -1
        if self._item_awaited and self._depth == 1 and not char.isspace() and char not in ",]":
            self.item_lines.append(number)
            self._item_awaited = False
        if char in "\"'":
            self.closing = line[at : at + 3] if line[at : at + 3] in _TRIPLES else char
            return at + len(self.closing)
        if char == ".":
            self._dots += 1
            self.too_deep = self.too_deep or self._dots > _MOST_DOTS
        elif char in "=,":
            self._dots = 0
        if not self._is_header:
            self._bracket(char)
        return at + 1

    def _bracket(self, char: str) -> None:
        if char in "[{":
            self._depth += 1
            self._item_awaited = self._depth == 1 and char == "["
        elif char in "]}":
            self._depth -= 1
        elif char == "," and self._depth == 1:
            self._item_awaited = True


def _string_end(line: str, at: int, closing: str) -> int:
    """Where the string that is open ends on this line, past its closing marks, or -1."""
    while at < len(line):
        if closing[0] == '"' and line[at] == "\\":
            at += 2
        elif line.startswith(closing, at):
            at += len(closing)
            if len(closing) > 1:
                # Up to two more marks belong to the text itself.
                while at < len(line) and line[at] == closing[0]:
                    at += 1
            return at
        else:
            at += 1
    return -1


class _Joiner:
    """Joins statements into one tree, and lists what does not fit."""

    def __init__(self) -> None:
        self.root = Table(1, begun=True)
        self.mistakes: list[Mistake] = []
        self._here = self.root

    def add(self, statement: _Statement) -> bool:
        """Add a statement; say whether it is a text that never closes."""
        if statement.too_deep:
            self.mistakes.append(Mistake(statement.line, "", _TOO_DEEP))
            return False
        try:
            held = tomllib.loads(statement.text + "\n")
        except tomllib.TOMLDecodeError as error:
            last = statement.line + statement.text.count("\n")
            mistake = _mistake(error, statement.line, last)
            unterminated = mistake.text.startswith("unterminated") and last > statement.line
            self.mistakes.append(_at_line(mistake, statement.line) if unterminated else mistake)
            self._add_broken(statement)
            return unterminated
        except RecursionError:
            self.mistakes.append(Mistake(statement.line, "", _TOO_DEEP))
            return False
        except ValueError:
            # Of ``int``, which reads no more than some thousand digits.
            self.mistakes.append(Mistake(statement.line, "", "has a number that is too long"))
            self._add_broken(statement)
            return False
        if statement.text.lstrip().startswith("["):
            self._begin(held, statement.line)
        else:
            self._merge(self._here, held, statement, depth=0)
        return False

    def _add_broken(self, statement: _Statement) -> None:
        key = _KEY.match(statement.text)
        header = _BROKEN_HEADER.match(statement.text)
        if key is not None:
            name = key.group(1).split(".")[0].strip()
            self._here.nodes.setdefault(name, Broken(statement.line))
        elif header is not None:
            held: dict[str, object] = {}
            for at, name in enumerate(reversed(header.group(2).split("."))):
                held = {name: [held] if at == 0 and header.group(1) == "[[" else held}
            self._begin(held, statement.line)

    def _begin(self, held: dict[str, object], line: int) -> None:
        table = self.root
        while True:
            ((name, inner),) = held.items()
            if isinstance(inner, list):
                self._here = self._new_item(table, name, line)
                return
            found = table.nodes.setdefault(name, Table(line))
            if isinstance(found, Items) and found.nodes and isinstance(found.nodes[-1], Table):
                found = found.nodes[-1]
            if not isinstance(found, Table):
                self._already(name, found.line, line)
                self._here = Table(line)
                return
            if not inner:
                if found.begun:
                    self._already(name, found.line, line)
                found.begun = True
                found.line = line if not found.nodes else found.line
                self._here = found
                return
            table, held = found, _as_table(inner)

    def _new_item(self, table: Table, name: str, line: int) -> Table:
        items = table.nodes.setdefault(name, Items(line))
        item = Table(line, begun=True)
        if isinstance(items, Items):
            items.nodes.append(item)
        else:
            self._already(name, items.line, line)
        return item

    def _merge(self, table: Table, held: dict[str, object], statement: _Statement, *, depth: int) -> None:
        for name, value in held.items():
            there = table.nodes.get(name)
            if there is None:
                table.nodes[name] = _node(value, statement.line, statement.item_lines, depth)
            elif isinstance(there, Table) and isinstance(value, dict):
                self._merge(there, value, statement, depth=depth + 1)
            else:
                self._already(name, there.line, statement.line)

    def _already(self, name: str, before: int, line: int) -> None:
        self.mistakes.append(Mistake(line, name, f"is already given on line {before}"))


def _node(value: object, line: int, item_lines: tuple[int, ...], depth: int) -> Node:
    if isinstance(value, dict):
        inner = {name: _node(held, line, item_lines, depth + 1) for name, held in value.items()}
        return Table(line, inner, begun=True)
    if isinstance(value, list):
        lines = item_lines if len(item_lines) == len(value) else (line,) * len(value)
        return Items(line, [_node(held, at, (), depth + 1) for held, at in zip(value, lines, strict=True)])
    return Scalar(line, value)


def _as_table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("a header leads through tables only")
    return value


def _mistake(error: tomllib.TOMLDecodeError, first: int, last: int) -> Mistake:
    words = str(error)
    position = _POSITION.search(words)
    line = first + int(position.group(1)) - 1 if position and position.group(1) else last
    reason = words[: position.start()] if position else words
    return Mistake(min(line, last), "", _PLAINER.get(reason, reason[:1].lower() + reason[1:]))


def _at_line(mistake: Mistake, line: int) -> Mistake:
    return Mistake(line, mistake.key, "this text is never closed; end it with the marks it begins with")
