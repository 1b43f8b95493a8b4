"""A button's press, which becomes a click or a drag."""

from dataclasses import dataclass, field

from recorder.episode.actions import Action, Click, Drag, PathPoint
from recorder.episode.events import Button
from recorder.episode.keys import Modifier
from recorder.episode.recognition.drafts import Draft

MAX_CLICKS = 3


@dataclass(slots=True, eq=False, kw_only=True)
class PressDraft(Draft):
    """One press of a button, until its release or the loss of it.

    Attributes:
        button: Which.
        path: Where the pointer was: at the press, at every move, at the release.
        move_sources: The numbers of those moves that are this gesture's, with their places in the path.
        modifiers: Held at the press, then those pressed and let go during it.
        drag_px: How far the pointer must be from the press, on one axis, to make it a drag.
        click_before: The click that this one continues.
        count: Which click of a double or triple click this is.
        sure_points: How much of the path came before any other input; ``None`` while there was none.
        is_open: The button is still down.
        is_lost: The release was never seen.
        is_drag: Known once the press is closed.
    """

    button: Button
    path: list[PathPoint]
    modifiers: tuple[Modifier, ...]
    drag_px: int
    click_before: "PressDraft | None"
    count: int = 1
    move_sources: list[tuple[int, int]] = field(default_factory=list)
    sure_points: int | None = None
    is_open: bool = True
    is_lost: bool = False
    is_drag: bool = False

    @property
    def origin(self) -> PathPoint:
        """Where the first click of this run was pressed."""
        return self.path[0] if self.click_before is None else self.click_before.origin

    @property
    def pressed_ns(self) -> int:
        """When this press was; ``start_ns`` is that of the first click of the run."""
        return self.path[0].at_ns

    def moved(self, point: PathPoint, seq: int, *, is_owner: bool) -> None:
        """Follow the pointer; of two buttons held, only the first owns the moves."""
        if is_owner:
            self.move_sources.append((len(self.path), seq))
        self.path.append(point)

    def other_input(self) -> None:
        """Note that something else was done: from here on a lost release may have happened."""
        if self.sure_points is None:
            self.sure_points = len(self.path)

    def released(self, point: PathPoint, seq: int) -> None:
        """Close it with its release."""
        self.path.append(point)
        self.link(seq, until_ns=point.at_ns)
        self._close()

    def lose(self) -> None:
        """Close it without a release, at the last place the pointer was surely seen with the button down."""
        self.is_lost = True
        if self.sure_points is not None:
            del self.path[self.sure_points :]
            self.move_sources = [(place, seq) for place, seq in self.move_sources if place < self.sure_points]
        self._close()

    def hold_during(self, modifier: Modifier, sources: list[int]) -> None:
        """Add a modifier that was pressed during the gesture, and for nothing else."""
        self.sources += sources
        if modifier not in self.modifiers:
            self.modifiers += (modifier,)

    def finished(self) -> Action:
        """The drag, or the click with those it continues."""
        if not self.is_drag:
            return Click(
                **self.span(),
                button=self.button,
                count=self.count,
                x=self.origin.x,
                y=self.origin.y,
                modifiers=self.modifiers,
                release_lost=self.is_lost,
            )
        return Drag(
            **self.span(),
            button=self.button,
            path=tuple(self.path),
            modifiers=self.modifiers,
            release_lost=self.is_lost,
        )

    def _close(self) -> None:
        self.is_open = False
        start = self.path[0]
        self.is_drag = any(
            abs(point.x - start.x) > self.drag_px or abs(point.y - start.y) > self.drag_px
            for point in self.path
        )
        if self.is_drag:
            self.end_ns = max(self.end_ns, self.path[-1].at_ns)
            self.sources += [seq for _, seq in self.move_sources]
            self.click_before = None
            self.count = 1
        elif self.click_before is not None:
            self.is_lost = self.is_lost or self.click_before.is_lost
            self.absorb(self.click_before)
