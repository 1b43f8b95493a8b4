"""How far each stretch of a recording is looked at, where all of them together are too much to look at."""

from collections.abc import Sequence


def allotted(wanted: Sequence[int], *, least: int, enough: int, budget: int) -> tuple[int, ...]:
    """Share out comparisons among stretches of a recording.

    Where the budget suffices, each has what it wants. Where it does not, first the longest ones get less, as
    far as ``enough``; then some of them get nothing, so that the others lie evenly over the recording. It
    goes by the numbers alone: the same recording is always looked at in the same places.

    Args:
        wanted: How many each could use.
        least: With fewer than so many, nothing can be learned from one.
        enough: From so many, another one rarely teaches more.
        budget: How many there are in all.

    Returns:
        How many each one gets.
    """
    useful = [number if number >= least else 0 for number in wanted]
    kept = _spread([min(number, enough) for number in useful], budget)
    level, most = enough, max(useful, default=0)
    while level < most and _sum(useful, kept, level + 1) <= budget:
        level += 1
    return tuple(min(number, level) if is_kept else 0 for number, is_kept in zip(useful, kept, strict=True))


def _spread(costs: Sequence[int], budget: int) -> list[bool]:
    """Which of them to keep: all, or as many as the budget has room for, evenly by what they cost."""
    total = sum(costs)
    if total <= budget:
        return [True] * len(costs)
    kept: list[bool] = []
    so_far = spent = 0
    for cost in costs:
        so_far += cost
        # Never more spent than the share of the budget that belongs to the recording up to here.
        kept.append((spent + cost) * total <= so_far * budget)
        spent += cost * kept[-1]
    return kept


def _sum(wanted: Sequence[int], kept: Sequence[bool], level: int) -> int:
    return sum(min(number, level) for number, is_kept in zip(wanted, kept, strict=True) if is_kept)
