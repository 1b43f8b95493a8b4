"""What may be seen and what may be read: the rules of privacy, with no device at all.

A window that the study excludes or does not allow is hidden: its pixels, its name and what is typed into it.
Whatever is not known is hidden as well.
"""

from dataclasses import dataclass

from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.screen import Rect


@dataclass(frozen=True, slots=True)
class FocusObservation:
    """Who has the keyboard, and whether what is typed there may be known.

    Attributes:
        at_ns: When this was seen, on the session's clock.
        window: The focused window, ``None`` when none has the focus. Of a hidden one no title, app or place.
        keys_hidden: Why what is typed now must not be known; ``None`` only where it is known that it may.
    """

    at_ns: int
    window: WindowContext | None
    keys_hidden: HiddenReason | None


@dataclass(frozen=True, slots=True)
class ScreenObservation:
    """What must be blanked and what may have changed, at one instant of the X server's own order.

    Two observations with the same version, around a grab, prove that no window appeared, moved, was restacked
    or renamed while the picture was taken.

    Attributes:
        version: Rises with every change of any window's place, stacking, visibility, class or title.
        hidden: The visible parts of all windows that must be blanked; may overlap; fails closed.
        damaged: The rectangle around all that was drawn since the last observation; empty if nothing was.
    """

    version: int
    hidden: tuple[Rect, ...]
    damaged: Rect
