"""Why a verdict is what it is, in words. Pure; none of it captured."""

from collections.abc import Mapping, Sequence
from typing import Final

from recorder.episode.phrase import Phrase, counted, later, phrase
from replay.verdict import StepVerdict, VerdictKind

_WAYS: Final = {
    (1, 0): later("It had moved {x} px to the right."),
    (-1, 0): later("It had moved {x} px to the left."),
    (0, 1): later("It had moved {y} px down."),
    (0, -1): later("It had moved {y} px up."),
    (1, 1): later("It had moved {x} px to the right and {y} px down."),
    (1, -1): later("It had moved {x} px to the right and {y} px up."),
    (-1, 1): later("It had moved {x} px to the left and {y} px down."),
    (-1, -1): later("It had moved {x} px to the left and {y} px up."),
}


def moved_words(right: int, down: int) -> Phrase:
    """How far what a step is about had moved, in pixels; negative to the left and up.

    Raises:
        ValueError: It had not moved.
    """
    way = _WAYS.get(((right > 0) - (right < 0), (down > 0) - (down < 0)))
    if way is None:
        raise ValueError("it had not moved")
    return phrase(way, x=abs(right), y=abs(down))


def changed_words(changed: int, *, is_read_otherwise: bool) -> list[Phrase]:
    """How many places look otherwise, and whether what is written there does."""
    if not changed:
        return []
    said = counted("One place looks otherwise.", "{count} places look otherwise.", changed)
    return [said, *([phrase("What is written there reads otherwise.")] if is_read_otherwise else [])]


def left_out_words(count: int) -> list[Phrase]:
    """How many places were not compared, since somebody marked them."""
    if not count:
        return []
    return [
        counted(
            "One place was left out of the comparison: marked by hand.",
            "{count} places were left out of the comparison: marked by hand.",
            count,
        )
    ]


def failing_words(failing: StepVerdict, later_steps: Sequence[StepVerdict]) -> tuple[Phrase, ...]:
    """Why an episode failed.

    Args:
        failing: The first step that did.
        later_steps: Those after it.
    """
    if failing.kind is VerdictKind.NOT_REACHED:
        return (phrase("It did not get to step {number}.", number=failing.number),)
    found = (phrase("It went another way at step {number}.", number=failing.number), *failing.reasons)
    compared = [step for step in later_steps if step.kind is not VerdictKind.NOT_COMPARABLE]
    if not compared or not all(step.passes for step in compared):
        return found
    return (*found, phrase("What came after it was as it was recorded again."))


def file_words(first: Mapping[str, str], here: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Whether what a task saved is what it saved in the first run. No names: a person may have chosen them.

    Args:
        first: The hashes of the first run's files, by name; empty for one that was not read.
        here: As above, in this run.
    """
    both = first.keys() & here.keys()
    other = sum(bool(first[name] and here[name]) and first[name] != here[name] for name in both)
    missing, more = len(first.keys() - both), len(here.keys() - both)
    found = (
        (
            other,
            counted(
                "One saved file is another one than in the first run.",
                "{count} saved files are other ones than in the first run.",
                other,
            ),
        ),
        (
            missing,
            counted(
                "One file that the first run saved is missing.",
                "{count} files that the first run saved are missing.",
                missing,
            ),
        ),
        (
            more,
            counted(
                "One file was saved that the first run did not save.",
                "{count} files were saved that the first run did not save.",
                more,
            ),
        ),
    )
    return tuple(said for count, said in found if count)


def passing_words(steps: Sequence[StepVerdict]) -> tuple[Phrase, ...]:
    """What there is to say of an episode that passed, or of which too little could be compared."""
    passing = [step for step in steps if step.passes]
    moved = sum(step.kind is VerdictKind.SAME_AFTER_MOVING for step in passing)
    late = sum(step.kind is VerdictKind.LATE for step in passing)
    hidden = len(steps) - len(passing)
    in_part = sum(bool(step.left_out) for step in passing)
    found = (
        (moved, counted("One target had moved.", "{count} targets had moved.", moved)),
        (late, counted("One step had to wait.", "{count} steps had to wait.", late)),
        (hidden, counted("One step cannot be compared.", "{count} steps cannot be compared.", hidden)),
        (
            in_part,
            counted(
                "One step was compared without what was marked by hand.",
                "{count} steps were compared without what was marked by hand.",
                in_part,
            ),
        ),
    )
    return tuple(said for count, said in found if count)
