"""What of a step is looked at: its pictures, where they lie, and words where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass

from recorder.episode.screen import Rect
from replay.report.frame import Frame, way_back
from replay.report.record import Comparison, Picture, Region, StepRecord
from studio.ui.models.comparison_pictures import (
    ComparisonPictures,
    DifferenceWish,
    PictureWish,
    Wish,
    shown_size,
)
from studio.ui.models.picture_difference import DifferenceLook
from studio.ui.theme import theme
from studio.ui.widgets.comparison.mark_painting import letter
from studio.ui.widgets.comparison.wishes import IgnoredWish, Moment, View
from studio.ui.words import tr


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of a step.

    Attributes:
        step: Whose.
        when: Which of its moments.
        moment: What was compared; ``None`` where nothing was.
        expected: The recording's picture, if there is one here.
        actual: The replay's.
        frame: What of the desktop they show; ``None`` where there is neither.
        ignored: What is left out of the comparison, by hand, at this step, each with its letter.
    """

    step: StepRecord
    when: Moment
    moment: Comparison | None
    expected: Picture | None
    actual: Picture | None
    frame: Frame | None
    ignored: tuple[tuple[str, IgnoredWish], ...] = ()

    @property
    def whole(self) -> Rect:
        """All that its pictures show; empty where there is none."""
        return self.frame.whole if self.frame is not None else Rect(0, 0, 0, 0)

    @property
    def regions(self) -> tuple[Region, ...]:
        """What the comparison says something of."""
        return self.moment.regions if self.moment is not None else ()

    @property
    def back(self) -> tuple[int, int]:
        """How far the replay's picture is moved to be compared."""
        return way_back(self.step)

    @property
    def moved(self) -> tuple[int, int]:
        """How far what the recording has at a place lies from it in the replay, such as a window."""
        moved = self.step.moved
        return (0, 0) if moved is None else (moved.x, moved.y)

    def view(self, wanted: View) -> View:
        """How it can be looked at: two pictures can lie over each other, one cannot."""
        return wanted if self.expected is not None and self.actual is not None else View.SIDE

    @property
    def expected_missing(self) -> str:
        """Why there is no picture of the recording."""
        if self.moment is not None and self.moment.expected is not None:
            return tr("This picture was left out, to keep the record small.")
        return tr("The recording has no picture of this moment.")

    @property
    def actual_missing(self) -> str:
        """Why there is no picture of the replay."""
        if self.moment is not None and self.moment.actual is not None:
            return tr("This picture was left out, to keep the record small.")
        if self.step.began_ns is None:
            return tr("The replay did not get this far, so it took no picture.")
        return tr("The replay took no picture of this moment.")

    def wishes(self, view: View, scale: float) -> Iterator[Wish]:
        """What must be made to see it.

        Args:
            view: How it is looked at.
            scale: Pixels of the screen for one of the desktop.
        """
        if self.view(view) is View.DIFFERENCE:
            wish = self.difference_wish(scale)
            if wish is not None:
                yield wish
        for picture in (self.expected, self.actual):
            if picture is not None:
                yield PictureWish(picture.name, shown_size(picture, scale))

    def difference_wish(self, scale: float) -> DifferenceWish | None:
        """What must be made to see what differs."""
        if self.expected is None or self.actual is None:
            return None
        return DifferenceWish(
            self.expected.name,
            self.actual.name,
            self.back,
            difference_look(),
            shown_size(self.expected, scale),
        )


def scene_of(
    step: StepRecord, wanted: Moment, pictures: ComparisonPictures, ignored: tuple[IgnoredWish, ...]
) -> Scene:
    """What is seen of a step, at the moment that is wanted if it has it."""
    when = wanted if wanted in moments_of(step) else next(iter(moments_of(step)), wanted)
    moment = step.after if when is Moment.AFTER else step.before
    expected = pictures.picture(moment.expected) if moment is not None else None
    actual = pictures.picture(moment.actual) if moment is not None else None
    held = [each for each in (expected, actual) if each is not None]
    frame = Frame(moment, step, held) if moment is not None and held else None
    named = ((letter(place), each) for place, each in enumerate(ignored))
    here = tuple((name, each) for name, each in named if each.step in {None, step.number})
    return Scene(step, when, moment, expected, actual, frame, here)


def moments_of(step: StepRecord) -> tuple[Moment, ...]:
    """The moments of which a step has something to show."""
    both = ((Moment.BEFORE, step.before), (Moment.AFTER, step.after))
    return tuple(
        when
        for when, moment in both
        if moment is not None and (moment.expected is not None or moment.actual is not None or moment.regions)
    )


def difference_look() -> DifferenceLook:
    """In the colours of now; what differs is far from the greys in lightness, and not in colour alone."""
    if theme().is_dark:
        return DifferenceLook("#101010", "#4a4a4a", theme().notice)
    return DifferenceLook("#b4b4b4", "#f4f4f4", theme().notice)
