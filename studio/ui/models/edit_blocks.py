"""Where the edits lie on the timeline: blocks that can be selected and whose ends can be dragged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from recorder.episode.edits import Cut, Edit, Edits, Redaction
from recorder.episode.time import TimeRange

MOST_LEVELS: Final = 3
"""Blocks that overlap lie below each other; what would be lower still lies on the lowest."""


class End(StrEnum):
    """Which end of a range."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class EditBlock:
    """One range that an edit takes something from.

    Attributes:
        edit: The edit.
        part: The first of a redaction's parts that lie there; 0 for a cut.
        range: When.
        level: How far down it lies, so that none covers another; from 0.
    """

    edit: Edit
    part: int
    range: TimeRange
    level: int = 0


def edit_blocks(edits: Edits) -> tuple[EditBlock, ...]:
    """The blocks of all edits, by their beginnings."""
    blocks = sorted(_blocks(edits), key=lambda block: (block.range.start_ns, block.edit.id, block.part))
    taken_until_ns = [-1] * MOST_LEVELS
    placed = []
    for block in blocks:
        free = (level for level in range(MOST_LEVELS) if taken_until_ns[level] <= block.range.start_ns)
        level = next(free, MOST_LEVELS - 1)
        taken_until_ns[level] = max(taken_until_ns[level], block.range.end_ns)
        placed.append(replace(block, level=level))
    return tuple(placed)


def levels(blocks: tuple[EditBlock, ...]) -> int:
    """How many levels there are; at least one."""
    return max((block.level for block in blocks), default=0) + 1


def block_at(blocks: tuple[EditBlock, ...], at_ns: int, level: int) -> EditBlock | None:
    """The block at a time, on a level or on the nearest one there; of several the last."""
    there = [block for block in blocks if at_ns in block.range]
    return min(reversed(there), key=lambda block: abs(block.level - level), default=None)


def end_at(
    blocks: tuple[EditBlock, ...], at_ns: int, reach_ns: int, selected: int | None
) -> tuple[EditBlock, End] | None:
    """The end of a block that is near a time; that of the selected edit before others."""
    near = [
        (abs(edge_ns - at_ns), block.edit.id != selected, block, end)
        for block in blocks
        for end, edge_ns in ((End.START, block.range.start_ns), (End.END, block.range.end_ns))
        if abs(edge_ns - at_ns) <= reach_ns
    ]
    if not near:
        return None
    _, _, block, end = min(near, key=lambda each: (each[1], each[0]))
    return block, end


def moved_end(range_: TimeRange, end: End, at_ns: int, within: TimeRange) -> TimeRange:
    """A range with an end elsewhere, within another; it never becomes shorter than a millisecond."""
    shortest = min(1_000_000, within.duration_ns)
    if end is End.START:
        return TimeRange(min(max(within.start_ns, at_ns), range_.end_ns - shortest), range_.end_ns)
    return TimeRange(range_.start_ns, max(min(within.end_ns, at_ns), range_.start_ns + shortest))


def _blocks(edits: Edits) -> Iterator[EditBlock]:
    for edit in edits:
        match edit:
            case Cut():
                yield EditBlock(edit, 0, edit.range)
            case Redaction():
                first: dict[TimeRange, int] = {}
                for place, part in enumerate(edit.parts):
                    first.setdefault(part.range, place)
                for range_, place in first.items():
                    yield EditBlock(edit, place, range_)
