"""Where the person is in the app, and the way back.

A visit is a place of the sidebar, or a page that was opened from one. Going somewhere forgets what was ahead,
as in a web browser.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """A place of the sidebar, in its order."""

    TASKS = "tasks"
    LIBRARY = "library"
    RECEIVED = "received"
    SETTINGS = "settings"


class Opened(StrEnum):
    """What can be opened from a place."""

    NOTHING = "nothing"
    REVIEW = "review"
    APPROVAL = "approval"
    CONSENT = "consent"
    RECEIVED = "received"
    CHECKUP = "checkup"
    RECORD = "record"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop.

    Attributes:
        place: The place, which stays marked in the sidebar.
        opened: Which page was opened from it.
        subject: What that page is about, such as a session's id; never a title.
    """

    place: Place
    opened: Opened = Opened.NOTHING
    subject: str = ""


@dataclass(slots=True)
class Itinerary:
    """The stops, and which one it is now.

    Attributes:
        now: Where the person is.
    """

    now: Visit = Visit(Place.TASKS)
    _behind: list[Visit] = field(default_factory=list)
    _ahead: list[Visit] = field(default_factory=list)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before."""
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a stop after."""
        return bool(self._ahead)

    def go(self, visit: Visit) -> None:
        """Go somewhere; to where one is already changes nothing."""
        if visit == self.now:
            return
        self._behind.append(self.now)
        self._ahead.clear()
        self.now = visit

    def back(self) -> None:
        """Go one stop back, if there is one."""
        if self._behind:
            self._ahead.append(self.now)
            self.now = self._behind.pop()

    def forward(self) -> None:
        """Go one stop on, if there is one."""
        if self._ahead:
            self._behind.append(self.now)
            self.now = self._ahead.pop()

    def leave(self, opened: Opened) -> None:
        """Drop every stop at such a page, as when what it is about is gone; the place stays."""
        self._behind = [visit for visit in self._behind if visit.opened is not opened]
        self._ahead = [visit for visit in self._ahead if visit.opened is not opened]
        if self.now.opened is opened:
            self.now = Visit(self.now.place)
