"""What one look at the keyboard's focus found, and what two of them say together. Pure.

While the keyboard goes from one item of a menu or a list to the next, no element may have it for as long as
the program takes to draw. Told as it is, that would hide the very key that led there. So it is held back: if
within a quarter of a second an item of the same window has the keyboard, and no other element was announced
meanwhile, it went from item to item. Else it is told as of when it was seen, before what came then.
"""

from dataclasses import dataclass, replace
from typing import Final

from recorder.devices.accessibility import Element
from recorder.devices.terminals import Terminal
from recorder.devices.x11.focused_window import FocusedWindow
from recorder.episode.events import HiddenReason
from recorder.episode.time import NS_PER_MS

_LONGEST_GAP_NS: Final = 250 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found.

    Attributes:
        window: The window that has the focus.
        hidden: Why what is typed there must not be known.
        terminal: The terminal that it is.
        item: The item of a menu or a list that has the keyboard.
    """

    window: FocusedWindow | None
    hidden: HiddenReason | None
    terminal: Terminal | None = None
    item: Element | None = None


def agree(first: Look | None, second: Look) -> bool:
    """Whether two looks vouch for the same window."""
    if first is None or first.hidden is not None or second.hidden is not None:
        return False
    return _is_same_window(first, second)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a look says together with those before it.

    Attributes:
        is_open: Whether the keyboard may be on its way to another item: nothing is to be told yet.
        before: The look that came before.
        missed: A look that was held back and has to be told first, with its time.
    """

    is_open: bool
    before: Look | None
    missed: tuple[int, Look] | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    at_ns: int
    look: Look
    before: Look
    announced: frozenset[Element]


class ItemGaps:
    """Holds back that no element has the keyboard, right after an item of a menu or a list had it."""

    def __init__(self) -> None:
        self._held: _Held | None = None

    def take(self, at_ns: int, before: Look | None, look: Look, announced: frozenset[Element]) -> Gap:
        """Take a look.

        Args:
            at_ns: When it was begun.
            before: The one before.
            look: What it found.
            announced: The elements that announced since the one before that they have the keyboard.
        """
        held = self._held
        if held is None:
            if before is None or not _leaves_item(before, look):
                return Gap(is_open=False, before=before)
            self._held = _Held(at_ns, look, before, announced)
            return Gap(is_open=True, before=before)
        is_soon = at_ns - held.at_ns <= _LONGEST_GAP_NS
        if is_soon and _leaves_item(held.before, look):
            self._held = replace(held, announced=held.announced | announced)
            return Gap(is_open=True, before=held.look)
        self._held = None
        is_item = look.item is not None and _is_same_window(held.before, look)
        if is_soon and is_item and held.announced | announced <= {look.item}:
            return Gap(is_open=False, before=held.before)
        return Gap(is_open=False, before=held.look, missed=(held.at_ns, held.look))


def _is_same_window(first: Look, second: Look) -> bool:
    if first.window is None or second.window is None:
        return False
    return first.window.id == second.window.id


def _leaves_item(before: Look, look: Look) -> bool:
    """Whether an item had the keyboard, and now no element of the same window that is known has."""
    return (
        before.item is not None
        and look.hidden is HiddenReason.UNKNOWN_FOCUS
        and _is_same_window(before, look)
    )
