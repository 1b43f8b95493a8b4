"""Where on the screen a region is and what it looks like, in words.

Its look is told by its size alone: a line of text is as high as one. Its place is told by what a person looks
for: the window and its title, where the pointer was, else a part of the window.
"""

from typing import Final

from recorder.episode.phrase import Phrase, phrase
from recorder.episode.screen import Rect
from replay.seeing.titles import title_bar

_BAR_PX: Final = 64
_SPOT_PX: Final = 24
_LINE_PX: Final = 40
_WORD_PX: Final = 160
_MOST: Final = 0.5
_LARGE: Final = 0.1
_NEAR_PX: Final = 80

_IN_WINDOW: Final = (
    (
        phrase("at the upper left of the window"),
        phrase("at the top of the window"),
        phrase("at the upper right of the window"),
    ),
    (
        phrase("at the left of the window"),
        phrase("in the middle of the window"),
        phrase("at the right of the window"),
    ),
    (
        phrase("at the lower left of the window"),
        phrase("at the bottom of the window"),
        phrase("at the lower right of the window"),
    ),
)
_ON_SCREEN: Final = (
    (
        phrase("at the upper left of the screen"),
        phrase("at the top of the screen"),
        phrase("at the upper right of the screen"),
    ),
    (
        phrase("at the left of the screen"),
        phrase("in the middle of the screen"),
        phrase("at the right of the screen"),
    ),
    (
        phrase("at the lower left of the screen"),
        phrase("at the bottom of the screen"),
        phrase("at the lower right of the screen"),
    ),
)


def shape_of(rect: Rect, within: Rect) -> Phrase:
    """What a region looks like.

    Args:
        rect: The region.
        within: The window that it is in, or the screen.
    """
    share = rect.width * rect.height / max(1, within.width * within.height)
    if share >= _MOST:
        return phrase("most of what is shown")
    if rect.width <= _SPOT_PX and rect.height <= _SPOT_PX:
        return phrase("a small spot")
    if rect.height <= _LINE_PX:
        return phrase("a word or a label") if rect.width <= _WORD_PX else phrase("a line of text")
    if rect.width <= _LINE_PX:
        return phrase("a narrow strip")
    return phrase("a large part") if share >= _LARGE else phrase("a field or several lines")


def place_of(rect: Rect, *, window: Rect | None, desktop: Rect, target: tuple[int, int] | None) -> Phrase:
    """Where a region is.

    Args:
        rect: The region.
        window: The window with the focus, if it is known.
        desktop: The whole screen.
        target: Where the person acted, if anywhere.
    """
    if target is not None and rect.contains(*target) and rect.height <= 2 * _LINE_PX:
        return phrase("where the person acted")
    if window is None or rect.intersection(window).is_empty:
        near = None if target is None else _near(rect, target)
        return near or _third(rect, desktop, _ON_SCREEN)
    if rect.bottom <= title_bar(window).bottom:
        return phrase("in the window's title")
    near = None if target is None else _near(rect, target)
    if near is not None:
        return near
    if rect.y < window.y + _BAR_PX and rect.height <= _LINE_PX:
        return phrase("just below the window's title")
    return _third(rect, window, _IN_WINDOW)


def _near(rect: Rect, target: tuple[int, int]) -> Phrase | None:
    """Where a region is beside the place of an action, if it is a small one close to it."""
    x, y = target
    if rect.height > 2 * _LINE_PX:
        return None
    if rect.x - _NEAR_PX <= x < rect.right + _NEAR_PX:
        if 0 <= rect.y - y <= _NEAR_PX:
            return phrase("just below where the person acted")
        if 0 <= y - rect.bottom <= _NEAR_PX:
            return phrase("just above where the person acted")
    if rect.y - _LINE_PX <= y < rect.bottom + _LINE_PX and (
        0 <= rect.x - x <= _NEAR_PX or 0 <= x - rect.right <= _NEAR_PX
    ):
        return phrase("beside where the person acted")
    return None


def _third(rect: Rect, within: Rect, words: tuple[tuple[Phrase, ...], ...]) -> Phrase:
    across = (rect.x + rect.width / 2 - within.x) * 3 // max(1, within.width)
    down = (rect.y + rect.height / 2 - within.y) * 3 // max(1, within.height)
    return words[min(2, max(0, int(down)))][min(2, max(0, int(across)))]
