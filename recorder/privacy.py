"""What may be seen and what may be read: the rules of privacy, with no device at all.

A window that the study excludes or does not allow is hidden: its pixels, its name and what is typed into it.
Whatever is not known is hidden as well.
"""

import re
from dataclasses import dataclass
from typing import Final

from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.pattern import Pattern, folded
from recorder.episode.screen import Rect
from recorder.episode.study import Study, WindowRules


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
        version: Rises with every change of any window's place, stacking, visibility, class or title, and with
            every change of the monitors.
        hidden: The visible parts of all windows that must be blanked; may overlap; fails closed.
        damaged: The rectangle around all that was drawn since the last observation; empty if nothing was.
        passed: Where windows that must be blanked were since the last observation and are no more.
        are_own: Whether all that is blanked is Assent's own.
    """

    version: int
    hidden: tuple[Rect, ...]
    damaged: Rect
    passed: tuple[Rect, ...] = ()
    are_own: bool = False


OWN_APPS: Final = frozenset({"assent"})
"""The names that Assent's own windows give themselves."""


@dataclass(frozen=True, slots=True, init=False)
class WindowPolicy:
    """Which windows may be seen, from a study's rules.

    A window is judged in this order:

    1. One of Assent's own is hidden.
    2. One without a name is hidden: whatever is not known is.
    3. One that matches an excluded app by *either* part of its ``WM_CLASS`` is hidden.
    4. One whose title matches an excluded title is hidden, whatever its app. An empty title is a title.
    5. If the study allows only some apps: one that matches none of them by either part is hidden.
    6. What is left may be seen.

    So exclusion always beats allowance. Names and titles are compared as ``episode.pattern`` says. A program
    chooses its own name and title: this keeps honest programs apart and is no defence against a hostile one.
    A pop-up or a dialog is judged with its owner's name by whoever finds its owner.
    """

    _allowed: tuple[re.Pattern[str], ...]
    _excluded: tuple[re.Pattern[str], ...]
    _titles: tuple[re.Pattern[str], ...]

    def __init__(self, rules: WindowRules) -> None:
        object.__setattr__(self, "_allowed", _compiled(rules.allowed_apps))
        object.__setattr__(self, "_excluded", _compiled(rules.excluded_apps))
        object.__setattr__(self, "_titles", _compiled(rules.excluded_titles))

    @classmethod
    def of(cls, study: Study) -> "WindowPolicy":
        """The policy of a study."""
        return cls(study.windows)

    def verdict(self, app: str, title: str, *, instance: str = "") -> HiddenReason | None:
        """Why a window must be hidden, or ``None`` where it may be seen.

        Args:
            app: The class part of its ``WM_CLASS``; empty where not known.
            title: Its title; empty where it has none.
            instance: The instance part of its ``WM_CLASS``; empty where not known.
        """
        names = [folded(name) for name in (app.strip(), instance.strip()) if name]
        if OWN_APPS.intersection(names):
            return HiddenReason.OWN_WINDOW
        hidden = (
            not names
            or _any_match(self._excluded, names)
            or _any_match(self._titles, [folded(title.strip())])
            or (bool(self._allowed) and not _any_match(self._allowed, names))
        )
        return HiddenReason.EXCLUDED_WINDOW if hidden else None


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(Pattern(text).compiled() for text in patterns)


def _any_match(patterns: tuple[re.Pattern[str], ...], texts: list[str]) -> bool:
    return any(pattern.match(text) is not None for pattern in patterns for text in texts)
