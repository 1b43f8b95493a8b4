"""What of the screen is left out of a comparison by hand: read, checked against a plan, and told."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.plan.steps import ReplayPlan
from replay.running.desktop_size import desktop_of
from replay.verifying.tasks import IgnoredRegion

_WRITTEN: Final = re.compile(r"(-?\d{1,6}),(-?\d{1,6}),(\d{1,6})x(\d{1,6})(?:@(\d{1,6}))?", re.ASCII)


class IgnoredRegionError(UserFacingError):
    """What was to be left out does not fit what is replayed.

    Args:
        what: A whole sentence.
        mend: What to do now.
    """

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, kept="Nothing was started.", mend=mend)


def read_region(text: str) -> IgnoredRegion:
    """Read ``X,Y,WxH`` or ``X,Y,WxH@STEP``, in pixels.

    Raises:
        ValueError: It is no such thing, or holds no pixel.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("a region is written X,Y,WxH or X,Y,WxH@STEP, in pixels")
    x, y, width, height = (int(number) for number in found.groups()[:4])
    step = found.group(5)
    return IgnoredRegion(Rect(x, y, width, height), None if step is None else int(step))


def region_text(region: IgnoredRegion) -> str:
    """As ``read_region`` reads it."""
    rect = region.rect
    at = "" if region.step is None else f"@{region.step}"
    return f"{rect.x},{rect.y},{rect.width}x{rect.height}{at}"


def check_ignored(plan: ReplayPlan, ignored: Sequence[IgnoredRegion]) -> None:
    """Refuse what cannot be meant.

    Raises:
        IgnoredRegionError: A region lies outside of the desktop or belongs to a step that there is not, or
            nothing would be left to compare.
        UnfitDesktopError: There can be no such desktop.
    """
    if not ignored:
        return
    desktop = desktop_of(plan)
    for region in ignored:
        if region.rect.intersection(desktop) != region.rect:
            raise IgnoredRegionError(
                f"The region {region_text(region)} does not lie on the screen that this was recorded on.",
                f"It begins at {desktop.x},{desktop.y} and is {desktop.width}x{desktop.height} pixels large.",
            )
        if region.step is not None and region.step > len(plan.steps):
            raise IgnoredRegionError(
                f"The region {region_text(region)} is for step {region.step:,}, which does not exist.",
                f"The last step is {len(plan.steps):,}. With no @ and number, it is left out at every step.",
            )
    if any(_is_all(desktop, ignored, number) for number in {region.step for region in ignored}):
        raise IgnoredRegionError(
            "All of the screen would be left out, so that nothing could be compared.",
            "Leave out only what differs by itself, such as a clock.",
        )


def ignored_at(ignored: Sequence[IgnoredRegion]) -> Callable[[int], tuple[Rect, ...]]:
    """What is left out of a step, by its number."""

    def at(number: int) -> tuple[Rect, ...]:
        return tuple(dict.fromkeys(each.rect for each in ignored if each.step in {None, number}))

    return at


def _is_all(desktop: Rect, ignored: Sequence[IgnoredRegion], number: int | None) -> bool:
    left: tuple[Rect, ...] = (desktop,)
    for region in ignored:
        if region.step in {None, number}:
            left = tuple(piece for each in left for piece in each.minus(region.rect))
    return not left
