"""What an edit takes is said lane by lane."""

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.ui.widgets.timeline.gone import CoverBand, Gone, gone

SCREEN = Rect(-100, 200, 400, 200)


def test_cuts_are_joined() -> None:
    edits = Edits().with_cut(TimeRange(0, 10)).with_cut(TimeRange(10, 20)).with_cut(TimeRange(30, 40))
    assert gone(edits, 0, SCREEN) == Gone(cuts=(TimeRange(0, 20), TimeRange(30, 40)))


def test_a_redaction_takes_what_its_parts_say() -> None:
    parts = (
        Part(TimeRange(0, 10), takes_keys=True),
        Part(TimeRange(5, 20), takes_keys=True, takes_context=True),
    )
    taken = gone(Edits().with_redaction(Subject.RANGE, parts), 0, SCREEN)
    assert taken.keys == (TimeRange(0, 20),)
    assert taken.context == (TimeRange(5, 20),)
    assert not taken.cuts
    assert not taken.covers


def test_a_box_takes_the_heights_of_the_screen_that_it_passes() -> None:
    steps = (
        BoxStep(0, Rect(0, 250, 10, 50)),
        BoxStep(5, Rect(0, 300, 10, 50)),
        BoxStep(50, Rect(0, 0, 9, 999)),
    )
    edits = Edits().with_redaction(Subject.BOX, (Part(TimeRange(0, 10), Cover(1, steps)),))
    assert gone(edits, 1, SCREEN).covers == (CoverBand(TimeRange(0, 10), 0.25, 0.75),)
    assert gone(edits, 0, SCREEN).covers == ()
    assert gone(edits, 1, None).covers == ()
