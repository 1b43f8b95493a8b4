"""How large the desktop of a replay is: that of its plan, brought onto it before (``plan.mapping``)."""

from functools import reduce
from typing import Final

from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.displays.xserver import ScreenFormat
from replay.plan.steps import ReplayPlan
from replay.running.film import LONGEST_SIDE, MOST_PIXELS


class UnfitDesktopError(UserFacingError):
    """There can be no such desktop."""

    def __init__(self, rect: Rect) -> None:
        super().__init__(
            f"This replay asks for a screen of {rect.width} by {rect.height} pixels, which cannot be made.",
            kept="Nothing was started.",
            mend="Do not trust where it comes from.",
        )


class OtherDesktopError(UserFacingError):
    """The plan was not made for this desktop."""

    def __init__(self) -> None:
        super().__init__(
            "This replay is made for another arrangement of screens than there is here.",
            kept="Nothing was pressed.",
            mend="On a private desktop it has the screen that it was recorded on, if that began at 0, 0.",
        )


_SMALLEST: Final = 16


def desktop_of(plan: ReplayPlan) -> Rect:
    """The smallest rectangle around the plan's monitors.

    Raises:
        UnfitDesktopError: It is empty or larger than any desktop.
    """
    hull = reduce(Rect.hull, (monitor.rect for monitor in plan.monitors), Rect(0, 0, 0, 0))
    fits = _SMALLEST <= hull.width <= LONGEST_SIDE and _SMALLEST <= hull.height <= LONGEST_SIDE
    if not fits or hull.width * hull.height > MOST_PIXELS:
        raise UnfitDesktopError(hull)
    return hull


def screen_of(desktop: Rect) -> ScreenFormat:
    """The private screen for it.

    Raises:
        OtherDesktopError: It does not begin where a private screen begins.
    """
    if (desktop.x, desktop.y) != (0, 0):
        raise OtherDesktopError
    return ScreenFormat(desktop.width, desktop.height)
