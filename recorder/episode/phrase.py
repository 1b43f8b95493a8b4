"""Our own texts, apart from the language they are said in.

A page that both a terminal and an app show is written once, as phrases. Each is an English text with named
places; whoever shows it says it in English, as ``english`` does, or looks it up in another language first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

Value = str | int | date


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text.

    Attributes:
        text: In English, ``{name}`` for each value; of several things, where ``one`` says it of one.
        values: What stands in the places.
        one: The same of a single thing, or empty where nothing is counted; ``values["count"]`` is how many.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    one: str = ""


def later(text: str, /) -> str:
    """Mark a literal that the app says in the person's language, so that it is collected."""
    return text


def phrase(text: str, /, **values: Value) -> Phrase:
    """A text with its values; the text is a literal, so that translators' tools can collect it."""
    return Phrase(text, MappingProxyType(values))


def counted(one: str, many: str, count: int, /, **values: Value) -> Phrase:
    """A text that depends on a number, which it may name as ``{count}``; both are literals."""
    return Phrase(many, MappingProxyType({"count": count, **values}), one)


def english(said: Phrase) -> str:
    """The text in English; dates as ``31 December 2030``."""
    text = said.one if said.one and said.values.get("count") == 1 else said.text
    return text.format(**{name: _plain(value) for name, value in said.values.items()})


def _plain(value: Value) -> str | int:
    return f"{value:%d %B %Y}" if isinstance(value, date) else value
