"""A run of a replay whose every field and pixel a test knows.

Its desktop is blue with a white window. In step 4, the one that fails, the replay's window has a black square
that the recording's has not: ``SQUARE``.
"""

from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from recorder.episode.phrase import counted, phrase
from recorder.episode.screen import Rect
from replay.report.gallery import Gallery
from replay.report.record import (
    Comparison,
    Ending,
    GateOutcome,
    Point,
    Region,
    RunRecord,
    Source,
    StepRecord,
    Verdict,
    sentence_of,
    sentences_of,
)
from replay.verdict import RegionKind, VerdictKind

MS: Final = 1_000_000
DESKTOP: Final = Rect(0, 0, 640, 400)
WINDOW: Final = Rect(40, 40, 560, 320)
SQUARE: Final = Rect(400, 160, 80, 80)
HIDDEN: Final = Rect(60, 300, 200, 20)
HOSTILE: Final = "<script>window.taken = 1</script>\u202e\"'&{0}{x.y}]]><img src=x onerror='window.taken=1'>"
KINDS: Final = (
    VerdictKind.SAME,
    VerdictKind.LATE,
    VerdictKind.SAME_AFTER_MOVING,
    VerdictKind.DIFFERENT,
    VerdictKind.NOT_COMPARABLE,
    VerdictKind.NOT_REACHED,
    VerdictKind.NOT_REACHED,
)


def drawn(*, dx: int = 0, square: bool = False, lines: int = 0) -> NDArray[np.uint8]:
    """A desktop, blue first."""
    pixels = np.empty((DESKTOP.height, DESKTOP.width, 4), np.uint8)
    pixels[:] = (160, 90, 40, 255)
    pixels[WINDOW.y : WINDOW.bottom, WINDOW.x + dx : WINDOW.right + dx] = 255
    for line in range(lines):
        pixels[60 + 20 * line : 64 + 20 * line, WINDOW.x + dx + 20 : WINDOW.x + dx + 220, :3] = 90
    if square:
        pixels[SQUARE.y : SQUARE.bottom, SQUARE.x : SQUARE.right, :3] = 0
    return pixels


def drawn_run(*, words: str = "", **changed: Any) -> RunRecord:  # noqa: ANN401 - any field of a run
    """A run that fails at step 4.

    Args:
        words: What a stranger wrote, into every text that is not ours.
        changed: Fields that are to be others.
    """
    gallery = Gallery()
    steps = tuple(_step(number, kind, gallery, words) for number, kind in enumerate(KINDS, 1))
    run = RunRecord(
        run_id="drawn-1",
        source=Source.RECEIVED,
        episode_id="e1" * 16,
        study=f"Everyday office tasks{words}",
        task=f"Write a short letter{words}",
        started_at=datetime(2026, 3, 1, 14, 5, tzinfo=UTC),
        took_ns=9_000 * MS,
        ending=Ending.FINISHED,
        verdict=_verdict(VerdictKind.DIFFERENT, words),
        desktop=DESKTOP,
        steps=steps,
        pictures=gallery.pictures,
        isolation=sentences_of([phrase("It had a display of its own, and no network.")]),
        repeat=1,
        repeats=3,
        made_by=f"Assent 0.1.0{words}",
        platform=f"Linux, X11{words}",
    )
    return replace(run, **changed)


def run_of(kind: VerdictKind, **changed: Any) -> RunRecord:  # noqa: ANN401 - any field of a run
    """A run of one step, without pictures, that came to this."""
    step = StepRecord(
        number=1, action="click", words="Click", verdict=Verdict(kind=kind), recorded_ns=0, began_ns=0
    )
    if kind is VerdictKind.NOT_REACHED:
        step = replace(step, began_ns=None)
    return drawn_run(
        **{"verdict": Verdict(kind=kind), "steps": (step,), "pictures": (), "repeats": 1, **changed}
    )


def _verdict(kind: VerdictKind, words: str) -> Verdict:
    if kind is VerdictKind.SAME:
        return Verdict(kind=kind, confidence=0.999)
    said = counted("{count} thing differs{words}.", "{count} things differ{words}.", 2, words=words)
    return Verdict(kind=kind, confidence=0.97, reasons=sentences_of([said]))


def _step(number: int, kind: VerdictKind, gallery: Gallery, words: str) -> StepRecord:
    is_reached = kind is not VerdictKind.NOT_REACHED
    dx = 32 if kind is VerdictKind.SAME_AFTER_MOVING else 0
    due = 1_000 * MS * number
    began = due + (1_500 * MS if kind is VerdictKind.LATE else 11 * MS)
    gates = {
        VerdictKind.LATE: GateOutcome.LATE,
        VerdictKind.SAME_AFTER_MOVING: GateOutcome.MOVED,
        VerdictKind.NOT_REACHED: GateOutcome.NOT_ASKED,
    }
    return StepRecord(
        number=number,
        action="drag" if number == 1 else "click",
        words=f"Click the left button at 300, 200{words}",
        verdict=_verdict(kind, words),
        recorded_ns=due,
        planned_ns=due,
        began_ns=began if is_reached else None,
        done_ns=began + 80 * MS if is_reached else None,
        waited_ns=1_500 * MS if kind is VerdictKind.LATE else 0,
        gate=gates.get(kind, GateOutcome.READY),
        target=Point(x=300, y=200),
        acted_at=Point(x=300 + dx, y=200) if is_reached else None,
        path=(Point(x=300, y=200), Point(x=340, y=220)) if number == 1 else (),
        before=_moment(gallery, number - 1, dx, kind, words, is_reached=is_reached),
        after=_moment(gallery, number, dx, kind, words, is_reached=True) if is_reached else None,
    )


def _moment(
    gallery: Gallery, lines: int, dx: int, kind: VerdictKind, words: str, *, is_reached: bool
) -> Comparison:
    is_other = kind is VerdictKind.DIFFERENT and lines == KINDS.index(kind) + 1
    place = sentence_of(phrase("in the window{words}", words=words))
    regions: tuple[Region, ...] = ()
    if is_other:
        regions = (Region(kind=RegionKind.CHANGED, rect=SQUARE, place=place),)
    if kind is VerdictKind.NOT_COMPARABLE:
        regions = (
            Region(kind=RegionKind.NOT_COMPARABLE, rect=HIDDEN),
            Region(kind=RegionKind.VOLATILE, rect=Rect(500, 44, 80, 16), place=place),
        )
    actual = drawn(dx=dx, square=is_other, lines=lines)
    return Comparison(
        expected=gallery.keep(drawn(lines=lines), left=0, top=0),
        actual=gallery.keep(actual, left=0, top=0) if is_reached else None,
        similarity=0.9613 if is_other else 0.9999,
        regions=regions,
    )
