"""Finding a text in what was typed, in windows' names and in what was done.

Typed text is searched across the pauses in which a person thinks: what was typed into one window, with
nothing but waits and single keys in between, is one text, and Enter and Tab are spaces in it. Upper and lower
case are the same, and so are runs of spaces.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from recorder.episode.actions import Action, Press, Type, Wait
from recorder.episode.descriptions import describe
from recorder.episode.time import TimeRange
from studio.content.session_content import SessionContent

_AROUND: Final = 24
"""Characters of a long text that are shown on each side of what was found."""
_SPACES: Final = frozenset({"enter", "num_enter", "tab"})


class HitKind(StrEnum):
    """Where something was found."""

    TYPED = "typed"
    WINDOW = "window"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something was found.

    Attributes:
        kind: Where.
        range: From when until when it was typed, in front, or done.
        text: What to show of it; as private as what it was found in.
        start: Where in that text the words are that were looked for.
        end: Where they end, not included.
    """

    kind: HitKind
    range: TimeRange
    text: str = field(repr=False)
    start: int
    end: int


class SearchIndex:
    """What can be found in a session. Making it takes a moment for an hour; searching it, milliseconds.

    Args:
        content: All of the session.
        words: What an action is called, in the person's language; typed text is found anyway.
    """

    def __init__(self, content: SessionContent, words: Callable[[Action], str] = describe) -> None:
        self._typed = tuple(_typed_texts(content.actions))
        self._windows = tuple(
            (stretch.range, _Folded.of(f"{stretch.window.title} · {stretch.window.app}"))
            for stretch in content.windows
            if stretch.window.hidden is None
        )
        self._actions = tuple(
            (TimeRange(action.start_ns, max(action.start_ns, action.end_ns)), _Folded.of(words(action)))
            for action in content.actions
            if not isinstance(action, Type)
        )

    def search(self, wanted: str, *, most: int = 2000) -> tuple[Hit, ...]:
        """Find a text; nothing is found where only spaces are looked for.

        Args:
            wanted: The text.
            most: How many hits are of use.

        Returns:
            The first hits, in the order of their times.
        """
        needle = " ".join(_Folded.of(wanted).text.split())
        if not needle:
            return ()
        hits = [*self._in_typed(needle)]
        for kind, named in ((HitKind.WINDOW, self._windows), (HitKind.ACTION, self._actions)):
            hits += (
                Hit(kind, range_, folded.source, *span)
                for range_, folded in named
                for span in [next(folded.places(needle), None)]
                if span is not None
            )
        return tuple(sorted(hits, key=lambda hit: (hit.range, hit.kind))[:most])

    def _in_typed(self, needle: str) -> Iterator[Hit]:
        for typed in self._typed:
            for start, end in typed.folded.places(needle):
                first = bisect_right(typed.begins, start) - 1
                last = bisect_right(typed.begins, end - 1) - 1
                range_ = TimeRange(typed.runs[first].start_ns, typed.runs[last].end_ns)
                left, right = max(0, start - _AROUND), end + _AROUND
                shown = typed.folded.source[left:right]
                yield Hit(HitKind.TYPED, range_, shown, start - left, end - left)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without upper case and runs of spaces, and where each of its characters came from."""

    source: str = field(repr=False)
    text: str = field(repr=False)
    origin: tuple[int, ...] | None = field(repr=False)

    @classmethod
    def of(cls, source: str) -> "_Folded":
        source = unicodedata.normalize("NFC", source)
        simple = source.casefold()
        if len(simple) == len(source) and simple == " ".join(simple.split()):
            return cls(source, simple, None)
        folded: list[str] = []
        origin: list[int] = []
        for place, char in enumerate(source):
            if char.isspace() and (not folded or folded[-1] == " "):
                continue
            for each in " " if char.isspace() else char.casefold():
                folded.append(each)
                origin.append(place)
        return cls(source, "".join(folded), (*origin, len(source)))

    def places(self, needle: str) -> Iterator[tuple[int, int]]:
        """Where a folded text is, by the source's characters; no two places overlap."""
        found = self.text.find(needle)
        while found >= 0:
            end = found + len(needle)
            if self.origin is None:
                yield found, end
            else:
                yield self.origin[found], self.origin[end - 1] + 1
            found = self.text.find(needle, end)


@dataclass(frozen=True, slots=True)
class _Typed:
    """Runs that are read as one text.

    Attributes:
        runs: In time order.
        begins: Where in the text each begins.
        folded: The text.
    """

    runs: tuple[Type, ...]
    begins: tuple[int, ...]
    folded: _Folded


def _typed_texts(actions: Sequence[Action]) -> Iterator[_Typed]:
    runs: list[Type] = []
    texts: list[str] = []
    for action in actions:
        match action:
            case Type():
                if runs and runs[-1].context != action.context:
                    yield _joined(runs, texts)
                    runs, texts = [], []
                runs.append(action)
                texts.append(unicodedata.normalize("NFC", action.text))
            case Wait():
                pass
            case Press() if action.key in _SPACES and texts:
                texts[-1] += " "
            case Press():
                pass
            case _ if runs:
                yield _joined(runs, texts)
                runs, texts = [], []
            case _:
                pass
    if runs:
        yield _joined(runs, texts)


def _joined(runs: Sequence[Type], texts: Sequence[str]) -> _Typed:
    begins, length = [], 0
    for text in texts:
        begins.append(length)
        length += len(text)
    return _Typed(tuple(runs), tuple(begins), _Folded.of("".join(texts)))
