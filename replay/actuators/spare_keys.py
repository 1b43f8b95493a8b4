"""Keys that a keyboard does not have, lent the characters that it does not have either.

A PC keyboard uses some 230 of its 248 codes; each of the rest is given one letter (both cases) or one other
character. What was lent is taken back only when the program has had time to read it (see ``settling``).
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.keymap import Keymap

# Code 8 is 0 to the kernel (evdev codes lie 8 lower), which some toolkits take for no key.
_LOWEST: Final = 9

Symbols = tuple[int, int]


class NoSpareKeyError(RuntimeError):
    """This keyboard has fewer free keys than there are characters to lend to them."""


class SpareKeys:
    """The free keys of one keyboard. Owned by one thread.

    Args:
        connection: Where the keyboard is changed.
        keymap: The keyboard as it was found.
        settle: Waits until what was typed has been read.
        tell: Told ``+lent`` of a code before it changes and ``-lent`` when it is as it was, so that it is
            restored even if this process dies.
    """

    def __init__(
        self,
        connection: Connection,
        keymap: Keymap,
        *,
        settle: Callable[[], object],
        tell: Callable[[str, int], None],
    ) -> None:
        self._connection = connection
        self._settle = settle
        self._tell = tell
        self._free = _free_codes(keymap)
        self._lent: OrderedDict[Symbols, int] = OrderedDict()

    @property
    def count(self) -> int:
        """How many characters can be lent at a time."""
        return len(self._free) + len(self._lent)

    def lend(self, wanted: list[Symbols]) -> bool:
        """Make sure that each of these is on a key.

        Args:
            wanted: At most ``count`` of them, all different.

        Returns:
            Whether the keyboard changed.

        Raises:
            NoSpareKeyError: There are more than this keyboard has free keys.
        """
        if len(wanted) > self.count:
            raise NoSpareKeyError("this keyboard has too few free keys for such a text")
        for symbols in wanted:
            if symbols in self._lent:
                self._lent.move_to_end(symbols)
        missing = [symbols for symbols in wanted if symbols not in self._lent]
        if len(missing) > len(self._free):
            self._settle()
        for symbols in missing:
            code = self._free.pop() if self._free else self._lent.popitem(last=False)[1]
            self._tell("+lent", code)
            self._connection.display.change_keyboard_mapping(code, [symbols])
            self._lent[symbols] = code
        if missing:
            self._connection.round_trip()
        return bool(missing)

    def keycode_of(self, symbols: Symbols) -> int | None:
        """The key that these are lent to."""
        return self._lent.get(symbols)

    def is_lent(self, keycode: int) -> bool:
        """Whether a key types what it was lent."""
        return keycode in self._lent.values()

    def follow(self, keymap: Keymap) -> None:
        """Take note of the keyboard as it is: a new layout takes back what was lent."""
        for symbols, code in tuple(self._lent.items()):
            if keymap.symbols.get(code, ())[:1] != symbols[:1]:
                del self._lent[symbols]
                self._tell("-lent", code)
        self._free = _free_codes(keymap)

    def take_back(self) -> None:
        """Leave the keyboard as it was found, once what was typed has been read."""
        if not self._lent:
            return
        self._settle()
        for code in self._lent.values():
            self._connection.display.change_keyboard_mapping(code, [(0, 0)])
        self._connection.round_trip()
        for code in self._lent.values():
            self._tell("-lent", code)
            self._free.append(code)
        self._lent.clear()


def _free_codes(keymap: Keymap) -> list[int]:
    return [code for code, row in sorted(keymap.symbols.items()) if code >= _LOWEST and not any(row)]
