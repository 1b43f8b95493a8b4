"""Which pictures a page has room for.

A browser opens a page of some hundred megabytes slowly or not at all. What failed, and what led to it, is
what a person opens the page for: those pictures come first, then the rest in order, as far as there is room.
"""

from typing import Final

from replay.report.record import Picture, RunRecord, StepRecord

MAX_PAGE_PICTURES: Final = 120_000_000
"""Bytes of pictures in one page, before they are written as text, which takes a third more."""


def fitted(record: RunRecord, *, room: int = MAX_PAGE_PICTURES) -> tuple[dict[str, Picture], int]:
    """Choose the pictures of a page.

    Args:
        record: The run.
        room: How many bytes of pictures the page may hold.

    Returns:
        The pictures by name, and how many steps lost theirs.
    """
    held = {picture.name: picture for picture in record.pictures}
    chosen: dict[str, Picture] = {}
    left_out = 0
    for step in sorted(record.steps, key=lambda step: _rank(record, step)):
        wanted = {name: held[name] for name in _names(step) if name in held and name not in chosen}
        size = sum(len(picture.png) for picture in wanted.values())
        if size > room:
            left_out += 1
            continue
        room -= size
        chosen |= wanted
    return chosen, left_out


def _rank(record: RunRecord, step: StepRecord) -> tuple[int, int]:
    """Failures first, then their neighbours, then all others."""
    near = record.steps[max(0, step.number - 2) : step.number + 1]
    if step.verdict.is_failure:
        return 0, step.number
    return (1 if any(each.verdict.is_failure for each in near) else 2), step.number


def _names(step: StepRecord) -> list[str]:
    moments = [moment for moment in (step.before, step.after) if moment is not None]
    return [name for moment in moments for name in (moment.expected, moment.actual) if name is not None]
