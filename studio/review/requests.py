"""What is asked of a session's pictures, and what comes back."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recorder.errors import UserFacingError


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """Show one picture.

    Attributes:
        monitor_id: Of which monitor.
        index: Its number in the monitor's ``PictureIndex``.
        size: In which size, as width and height; its own where ``None``.
        is_scrubbing: The person drags along the timeline: a picture near it at once is worth more than this
            one a moment later, which comes as well if nothing else is asked for until then.
        direction: 1 or -1 while playing that way, else 0. One that plays is always shown, even when late.
    """

    monitor_id: int
    index: int
    size: tuple[int, int] | None = None
    is_scrubbing: bool = False
    direction: int = 0


@dataclass(frozen=True, slots=True)
class ThumbnailRequest:
    """Show a key frame, small.

    Attributes:
        monitor_id: Of which monitor.
        index: The key frame's number in the monitor's ``PictureIndex``.
        size: Width and height.
    """

    monitor_id: int
    index: int
    size: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture.

    Attributes:
        request: What was asked for.
        index: Which picture it is; another one than was asked for while scrubbing.
        full_size: Width and height of the recorded picture: the monitor's, made even.
        pixels: ``(height, width, 4)`` bytes, blue first, alpha 255.
    """

    request: PictureRequest
    index: int
    full_size: tuple[int, int]
    pixels: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class ThumbnailShown:
    """A small picture.

    Attributes:
        request: What was asked for.
        pixels: ``(height, width, 4)`` bytes, blue first, alpha 255.
    """

    request: ThumbnailRequest
    pixels: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotShown:
    """A picture cannot be shown.

    Attributes:
        request: What was asked for; ``None`` where nothing can be shown at all.
        error: Why: one that the person can mend, or a bug.
    """

    request: PictureRequest | ThumbnailRequest | None
    error: Exception


News = Shown | ThumbnailShown | NotShown


class UnreadablePictureError(UserFacingError):
    """A picture of a session does not decode."""

    def __init__(self) -> None:
        super().__init__(
            "This picture cannot be shown: what was recorded of it is damaged.",
            kept="Everything else is as it was.",
            mend="Go on to another time, or put back a backup with `assent vault restore`.",
        )
