"""The words of a verdict: what became of a step, or of a whole replay."""

from enum import StrEnum
from typing import Final


class VerdictKind(StrEnum):
    """What a comparison with the recording came to."""

    SAME = "same"
    MOVED = "same after moving"
    LATE = "late"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not comparable"
    NOT_REACHED = "not reached"

    @property
    def is_pass(self) -> bool:
        """Whether it did again what it did; place and slowness alone are no fault."""
        return self in PASSES

    @property
    def is_failure(self) -> bool:
        """Whether it did not. What nobody may compare is neither a pass nor a failure."""
        return self in FAILURES


PASSES: Final = frozenset({VerdictKind.SAME, VerdictKind.MOVED, VerdictKind.LATE})
FAILURES: Final = frozenset({VerdictKind.DIFFERENT, VerdictKind.NOT_REACHED})
