"""Text that arrives exactly, whatever the keyboard's layout: é, 漢 and emoji as well.

pyautogui leaves out every character that a US keyboard lacks, and says nothing. Here each character takes the
key that types it on the keyboard as it is (``layout``), or a spare key that is lent it (``spare_keys``).

What can still stand between a key and a text field: an input method (IBus, Fcitx) may take letters to compose
from; a private display has none. A field that completes or corrects what is typed changes it, as it would for
a person. Dead keys are never used, so that no half composed accent waits when an abort comes.
"""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Final

from replay.actuators.errors import CommandHeldError
from replay.actuators.layout import Layout, Stroke, symbols_for
from replay.actuators.spare_keys import SpareKeys, Symbols

_KEYS: Final = {"\n": "enter", "\t": "tab"}


class TextTyper:
    """Types text with one keyboard. Owned by one thread.

    Args:
        layout: The keyboard as it is now; asked again after every change.
        spares: Its free keys.
        down: Presses a key by its code.
        up: Lets go of one.
        wake: Ends a text early.
    """

    def __init__(
        self,
        *,
        layout: Callable[[], Layout],
        spares: SpareKeys,
        down: Callable[[int], None],
        up: Callable[[int], None],
        wake: Event,
    ) -> None:
        self._layout = layout
        self._spares = spares
        self._down = down
        self._up = up
        self._wake = wake

    def type(self, text: str) -> None:
        """Type it all, or up to where ``wake`` was set.

        Raises:
            CommandHeldError: Ctrl, Alt or Super is down; nothing was typed.
            ValueError: It holds what no key types; nothing was typed then.
            NoSpareKeyError: This keyboard has no free key for a character that it lacks.
        """
        text = text.replace("\r\n", "\n")
        if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in _KEYS for char in text):
            raise ValueError("the text holds what no key types")
        if self._layout().is_chord:
            raise CommandHeldError("no text can be typed while Ctrl, Alt or Super is down")
        with self._no_caps_lock():
            for piece in self._pieces(text):
                strokes = self._strokes(piece)
                for char in piece:
                    if self._wake.is_set():
                        return
                    self._strike(strokes[char])

    @contextmanager
    def _no_caps_lock(self) -> Iterator[None]:
        """Caps Lock off meanwhile: programs capitalise by rules of their own, such as ß to a capital one."""
        layout = self._layout()
        keycode = layout.keycode_of("caps_lock") if layout.is_locked else None
        if keycode is None:
            yield
            return
        self._strike(Stroke(keycode))
        try:
            yield
        finally:
            self._strike(Stroke(keycode))

    def _pieces(self, text: str) -> Iterator[str]:
        """The text cut where all spare keys are lent, so that none changes while its piece is typed."""
        layout = self._layout()
        begin = 0
        foreign: set[Symbols] = set()
        for at, char in enumerate(text):
            if not self._is_foreign(layout, char):
                continue
            symbols = symbols_for(char)
            if symbols not in foreign and len(foreign) == max(1, self._spares.count):
                yield text[begin:at]
                begin = at
                foreign.clear()
            foreign.add(symbols)
        if begin < len(text):
            yield text[begin:]

    def _strokes(self, piece: str) -> dict[str, Stroke]:
        layout = self._layout()
        chars = dict.fromkeys(piece)
        foreign = [char for char in chars if self._is_foreign(layout, char)]
        if foreign and self._spares.lend(list(dict.fromkeys(map(symbols_for, foreign)))):
            layout = self._layout()
        return {char: self._stroke(layout, char) for char in chars}

    def _is_foreign(self, layout: Layout, char: str) -> bool:
        """Whether it needs a spare key; what a text before was lent may be taken back for this one."""
        if char in _KEYS:
            return False
        stroke = layout.stroke_of(char)
        return stroke is None or self._spares.is_lent(stroke.keycode)

    def _stroke(self, layout: Layout, char: str) -> Stroke:
        if char in _KEYS:
            keycode = layout.keycode_of(_KEYS[char])
            stroke = None if keycode is None else Stroke(keycode)
        else:
            stroke = layout.stroke_of(char)
        if stroke is None:
            raise ValueError("no key of this keyboard types a part of the text")
        return stroke

    def _strike(self, stroke: Stroke) -> None:
        for keycode in (*stroke.held, stroke.keycode):
            self._down(keycode)
        for keycode in (stroke.keycode, *reversed(stroke.held)):
            self._up(keycode)
