"""Reads clicks, drags and scrolls."""

from collections.abc import Container
from dataclasses import dataclass

from recorder.episode.actions import Action, PathPoint, Scroll
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, PointerMoved, Scrolled
from recorder.episode.gestures import Gestures
from recorder.episode.keys import Modifier
from recorder.episode.recognition.drafts import Draft, Sheet
from recorder.episode.recognition.holds import Holds
from recorder.episode.recognition.presses import MAX_CLICKS, PressDraft


@dataclass(slots=True, eq=False, kw_only=True)
class ScrollDraft(Draft):
    """Notches of the wheel that belong together. The fields are those of ``Scroll``."""

    dx: int
    dy: int
    x: int
    y: int
    modifiers: tuple[Modifier, ...]

    def turns_back(self, event: Scrolled) -> bool:
        """Whether a notch goes against those before it."""
        return self.dx * event.dx < 0 or self.dy * event.dy < 0

    def finished(self) -> Action:
        """The scroll."""
        return Scroll(**self.span(), dx=self.dx, dy=self.dy, x=self.x, y=self.y, modifiers=self.modifiers)


class PointerReader:
    """Reads the pointer's events of one stretch.

    Args:
        sheet: Where actions are written.
        holds: The modifiers held.
        gestures: The system's settings.
        pace_ns: How long notches of one scroll may be apart.
        wheel_times: When the wheel turned: some devices report that as a press of another button as well.
    """

    def __init__(
        self,
        sheet: Sheet,
        holds: Holds,
        *,
        gestures: Gestures,
        pace_ns: int,
        wheel_times: Container[int],
    ) -> None:
        self._sheet = sheet
        self._holds = holds
        self._gestures = gestures
        self._pace_ns = pace_ns
        self._wheel_times = wheel_times
        self._open: dict[Button, PressDraft] = {}

    @property
    def gesture(self) -> PressDraft | None:
        """The oldest press that is still open."""
        return next(iter(self._open.values()), None)

    def other_input(self) -> None:
        """Note that a key was pressed or the wheel turned while buttons were down."""
        for draft in self._open.values():
            draft.other_input()

    def moved(self, seq: int, event: PointerMoved) -> None:
        """The pointer moved; it matters while a button is down."""
        point = PathPoint(event.at_ns, event.x, event.y)
        is_owner = True
        for draft in self._open.values():
            draft.moved(point, seq, is_owner=is_owner)
            is_owner = False

    def pressed(self, seq: int, event: ButtonPressed) -> None:
        """A button went down."""
        if event.button is Button.OTHER and event.at_ns in self._wheel_times:
            return
        unreleased = self._open.pop(event.button, None)
        self.other_input()
        if unreleased is not None:
            unreleased.lose()
        before = self._click_before(event)
        draft = PressDraft(
            start_ns=event.at_ns,
            end_ns=event.at_ns,
            context=self._sheet.context,
            button=event.button,
            path=[PathPoint(event.at_ns, event.x, event.y)],
            modifiers=(),
            drag_px=self._gestures.drag_px,
            click_before=before,
            count=1 if before is None else before.count + 1,
        )
        draft.modifiers = self._holds.use(draft)
        draft.link(seq, until_ns=event.at_ns)
        self._sheet.begin(draft)
        self._open[event.button] = draft

    def released(self, seq: int, event: ButtonReleased) -> None:
        """A button came up; one whose press was not seen means nothing."""
        draft = self._open.pop(event.button, None)
        if draft is not None:
            draft.released(PathPoint(event.at_ns, event.x, event.y), seq)

    def scrolled(self, seq: int, event: Scrolled) -> None:
        """The wheel turned."""
        if not (event.dx or event.dy):
            return
        self.other_input()
        draft = self._sheet.current
        if not isinstance(draft, ScrollDraft) or not self._goes_on(draft, event):
            draft = ScrollDraft(
                start_ns=event.at_ns,
                end_ns=event.at_ns,
                context=self._sheet.context,
                dx=0,
                dy=0,
                x=event.x,
                y=event.y,
                modifiers=self._holds.modifiers,
            )
            self._sheet.begin(draft)
        self._holds.use(draft)
        draft.dx += event.dx
        draft.dy += event.dy
        draft.link(seq, until_ns=event.at_ns)

    def end(self) -> None:
        """Close what is still open: the stretch is over."""
        for draft in self._open.values():
            draft.lose()
        self._open.clear()

    def _click_before(self, event: ButtonPressed) -> PressDraft | None:
        """The click that a press continues, by the system's rules for double clicks."""
        draft = self._sheet.current
        if not isinstance(draft, PressDraft) or draft.is_open or draft.is_drag:
            return None
        belongs = (
            draft.button is event.button
            and draft.count < MAX_CLICKS
            and event.at_ns - draft.pressed_ns < self._gestures.double_click_ns
            and _is_near(draft.origin, event, self._gestures.double_click_px)
            and set(draft.modifiers) == set(self._holds.modifiers)
        )
        return draft if belongs else None

    def _goes_on(self, draft: ScrollDraft, event: Scrolled) -> bool:
        return (
            event.at_ns - draft.end_ns <= self._pace_ns
            and _is_near(draft, event, self._gestures.drag_px)
            and not draft.turns_back(event)
            and draft.modifiers == self._holds.modifiers
        )


def _is_near(place: PathPoint | ScrollDraft, event: ButtonPressed | Scrolled, distance_px: int) -> bool:
    return abs(event.x - place.x) <= distance_px and abs(event.y - place.y) <= distance_px
