"""What was typed, key by key, as it came to stand on the screen; and where a text was among it.

The keys of the whole session are read as one text, over pauses, clicks and windows, since a secret that is
typed in two goes is still that secret; and once more for each application, since one may be typed in two goes
with something else in between. The text is edited as a text field would be: Backspace, Delete, Ctrl with
either, the arrows, Home and End. A text counts as typed if it stood there at any time, also if it was erased
again; and also if the keys spell it with all corrections left aside, since nobody can tell what Backspace
really did in that application.

Where a click put the caret nobody can tell from the keys: a text that was put together with the mouse is not
found here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from recorder.episode.keys import BACKSPACE
from studio.editing.key_strokes import KeyStroke
from studio.editing.text_matching import is_separator


@dataclass(slots=True, eq=False)
class _Entry:
    """What one key has shown.

    Attributes:
        text: Folded; may be empty or several characters.
        own: The places of the keys that it took.
        before: Those of keys whose text stood right before it and was erased, and that erased it.
    """

    text: str
    own: list[int]
    before: list[int] = field(default_factory=list)


class _Field:
    """A text field that is typed into, and looked over whenever it changes."""

    def __init__(self, pattern: re.Pattern[str], letters: str) -> None:
        self.found: list[frozenset[int]] = []
        self._pattern = pattern
        self._letters = letters
        self._reach = 4 * len(letters) + 16
        self._entries: list[_Entry] = []
        self._caret = 0
        self._erased_last: list[int] = []
        self._erasures: list[list[int]] = []
        self._waiting: list[int] = []

    def take(self, stroke: KeyStroke) -> None:
        """One more key."""
        match stroke.name:
            case "backspace" | "delete" as name:
                self._erase(stroke, is_backward=name == BACKSPACE)
            case "left":
                self._caret = self._word_edge(-1) if stroke.is_command else max(0, self._caret - 1)
            case "right":
                last = len(self._entries)
                self._caret = self._word_edge(1) if stroke.is_command else min(last, self._caret + 1)
            case "home":
                while self._caret and self._entries[self._caret - 1].text != "\n":
                    self._caret -= 1
            case "end":
                while self._caret < len(self._entries) and self._entries[self._caret].text != "\n":
                    self._caret += 1
            case _ if stroke.is_typing:
                self._type(stroke)
            case _:
                pass

    def look_over_all(self) -> None:
        """Look at what stands there in the end: what was erased since is known only now.

        Of a text that was erased again go also the keys that erased it: their number is its length.
        """
        self._look(0, len(self._entries))
        taken = frozenset().union(*self.found)
        self.found += [frozenset(keys) for keys in self._erasures if not taken.isdisjoint(keys)]

    def go_to_end(self) -> None:
        """The caret is somewhere else; most likely behind the text."""
        self._caret = len(self._entries)

    def _type(self, stroke: KeyStroke) -> None:
        if not stroke.text:
            # A dead key shows with the next one, and belongs to it.
            self._waiting.append(stroke.place)
            return
        own, self._waiting = [*self._waiting, stroke.place], []
        entry = _Entry(stroke.text, own)
        if self._caret == len(self._entries):
            entry.before, self._erased_last = self._erased_last, []
        self._entries.insert(self._caret, entry)
        self._caret += 1
        # What is typed at the end completes a text only with its last letter.
        is_last = self._caret == len(self._entries)
        if any(letter in entry.text for letter in (self._letters[-1:] if is_last else self._letters)):
            self._look_around()

    def _erase(self, stroke: KeyStroke, *, is_backward: bool) -> None:
        if self._waiting:
            self._waiting.append(stroke.place)
            self._erased_last += self._waiting
            self._waiting = []
            return
        first = last = self._caret
        if is_backward:
            first = self._word_edge(-1) if stroke.is_command else max(0, self._caret - 1)
        else:
            last = self._word_edge(1) if stroke.is_command else min(len(self._entries), self._caret + 1)
        gone = self._entries[first:last]
        del self._entries[first:last]
        self._caret = first
        keys = [place for entry in gone for place in (*entry.before, *entry.own)]
        if keys:
            keys.append(stroke.place)
            self._erasures.append(keys)
        if first < len(self._entries):
            self._entries[first].before[:0] = keys
            self._look_around()
        else:
            self._erased_last += keys

    def _word_edge(self, step: int) -> int:
        """Where the caret comes to if it goes over a word."""
        at = self._caret
        has_met_word = False
        while 0 <= (beside := at - 1 if step < 0 else at) < len(self._entries):
            is_gap = all(map(is_separator, self._entries[beside].text))
            if is_gap and has_met_word:
                break
            has_met_word |= not is_gap
            at += step
        return at

    def _look_around(self) -> None:
        self._look(max(0, self._caret - self._reach), min(len(self._entries), self._caret + self._reach))

    def _look(self, first: int, last: int) -> None:
        text = "".join(entry.text for entry in self._entries[first:last])
        match = self._pattern.search(text)
        if match is None:
            return
        owners = [index for index in range(first, last) for _ in self._entries[index].text]
        while match is not None:
            self.found.append(frozenset(self._keys(owners[match.start()], owners[match.end() - 1])))
            match = self._pattern.search(text, match.start() + 1)

    def _keys(self, first: int, last: int) -> Iterator[int]:
        """All keys that took part in what stands there, those erased right behind it included."""
        for entry in self._entries[first : last + 1]:
            yield from entry.before
            yield from entry.own
        is_last = last + 1 == len(self._entries)
        yield from self._erased_last if is_last else self._entries[last + 1].before


def typed_matches(
    strokes: Sequence[KeyStroke], pattern: re.Pattern[str], text: str
) -> tuple[tuple[KeyStroke, ...], ...]:
    """Where a text was typed.

    Args:
        strokes: The keys of the session.
        pattern: What finds the text; see ``text_matching``.
        text: The text itself, folded.

    Returns:
        For each time that it was typed the keys that took part, those typed and erased again included.
    """
    letters = "".join(char for char in text if not is_separator(char))
    whole, plain = _Field(pattern, letters), _Field(pattern, letters)
    by_app: dict[str, _Field] = {}
    app = None
    for stroke in strokes:
        if stroke.app not in by_app:
            by_app[stroke.app] = _Field(pattern, letters)
        if app is not None and stroke.app != app:
            whole.go_to_end()
            by_app[stroke.app].go_to_end()
        app = stroke.app
        whole.take(stroke)
        by_app[app].take(stroke)
        if stroke.is_typing:
            plain.take(stroke)
    fields = (whole, plain, *by_app.values())
    for each in fields:
        each.look_over_all()
    found = [keys for each in fields for keys in each.found]
    return tuple(tuple(strokes[place] for place in sorted(keys)) for keys in _joined(found))


def _joined(found: Sequence[frozenset[int]]) -> list[set[int]]:
    """Finds that share a key are one."""
    owners: dict[int, set[int]] = {}
    for keys in set(found):
        merged = set(keys)
        for other in [owners[place] for place in keys if place in owners]:
            merged |= other
        for place in merged:
            owners[place] = merged
    return sorted({id(each): each for each in owners.values()}.values(), key=min)
