from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

import numpy as np
import pytest

from recorder.episode.actions import Click, Drag, PathPoint, Type
from recorder.episode.events import Button
from recorder.episode.phrase import phrase
from recorder.episode.screen import Rect
from replay.composing import RecordComposer, RunAbout
from replay.evidence import StepEvidence
from replay.gate import Late, Lost, Moved, Ready
from replay.isolation.in_force import Isolation
from replay.plan.steps import PlanStep, Point
from replay.report.reading import read_record, record_bytes
from replay.report.record import Ending, GateOutcome, RunRecord, Source
from replay.report.run_page import run_page
from replay.report.words import headline, reasons
from replay.running.film import Film
from replay.running.result import RunEnding, RunResult
from replay.seeing.picture import ScreenPicture
from replay.verdict import RegionKind, RegionVerdict, StepVerdict, TextDifference, TextSource, VerdictKind
from replay.verification import LATE_NS, judge_episode
from tests.rigs.replay_record import DESKTOP, MS, SQUARE, drawn

ABOUT = RunAbout(
    run_id="run-1", source=Source.EPISODE, episode_id="e1" * 16, study="Office", task="A letter", repeats=3
)
Changed: TypeAlias = Any
TYPED = "Quabblefinch"
CLICK = Click(
    start_ns=0, end_ns=80 * MS, context=None, sources=(), button=Button.LEFT, count=1, x=9, y=8, modifiers=()
)


def step(number: int = 1, **changed: Changed) -> PlanStep:
    values = {
        "number": number,
        "action": CLICK,
        "at_ns": number * 1_000 * MS,
        "target": Point(9, 8),
        **changed,
    }
    return PlanStep(**values)


def shown(**changed: Changed) -> ScreenPicture:
    return ScreenPicture(DESKTOP, drawn(**changed))


def evidence(number: int = 1, **changed: Changed) -> StepEvidence:
    return StepEvidence(
        **{
            "step": step(number),
            "is_reached": True,
            "answer": Ready(),
            "planned_ns": 1_000 * MS,
            "began_ns": 1_011 * MS,
            "recorded_before": shown(),
            "recorded_after": (shown(lines=1), shown()),
            "seen_before": shown(),
            "seen_after": shown(lines=1, square=True),
            **changed,
        }
    )


def verdict(number: int = 1, kind: VerdictKind = VerdictKind.SAME, **changed: Changed) -> StepVerdict:
    return StepVerdict(**{"number": number, "kind": kind, "confidence": 0.9, "similarity": 0.99, **changed})


def result(ending: RunEnding = RunEnding.FINISHED, **changed: Changed) -> RunResult:
    values = {
        "isolation": Isolation(program="/usr/bin/bwrap"),
        "desktop": DESKTOP,
        "started_at": datetime(2026, 3, 1, tzinfo=UTC),
        "took_ns": 5_000 * MS,
        "ending": ending,
        "reason": None,
        "ended_within_ns": None,
        "steps": (),
        "film": Film(DESKTOP, most_bytes=1),
        "task_window": None,
        "remarks": (),
        "files": {},
        **changed,
    }
    return RunResult(**values)


def composed(
    parts: Sequence[tuple[StepEvidence, StepVerdict]], run: RunResult | None = None, *, room: int = 10**9
) -> RunRecord:
    composer = RecordComposer(ABOUT, room=room)
    for known, found in parts:
        composer.add(known, found, done_ns=1_100 * MS)
    return composer.record(run or result(), judge_episode([found for _, found in parts]))


def test_a_run_becomes_a_record_that_can_be_written_read_and_shown() -> None:
    record = composed([(evidence(1), verdict(1)), (evidence(2), verdict(2))])
    assert read_record(record_bytes(record, with_pictures=True)) == record
    first = record.steps[0]
    assert first.words == "Click the left button at 9, 8"
    assert (first.planned_ns, first.began_ns, first.done_ns, first.lateness_ns) == (
        1_000 * MS, 1_011 * MS, 1_100 * MS, 11 * MS
    )  # fmt: skip
    assert (first.recorded_ns, first.gate, first.waited_ns) == (1_000 * MS, GateOutcome.READY, 0)
    assert record.steps[1].number == 2
    assert "Behind a wall" in record.isolation[0].english
    assert "It did the same" in run_page(record)


def test_pictures_are_those_that_were_compared_and_each_is_kept_once() -> None:
    record = composed([(evidence(), verdict())])
    before, after = record.steps[0].before, record.steps[0].after
    assert before is not None
    assert after is not None
    assert before.expected == before.actual != after.expected
    assert len(record.pictures) == 3
    assert (before.similarity, after.similarity) == (None, 0.99)


def test_what_differs_is_marked_where_it_was_compared() -> None:
    found = RegionVerdict(SQUARE, RegionKind.CHANGED, phrase("a black square"), phrase("in the window"))
    different = verdict(kind=VerdictKind.DIFFERENT, regions=(found,), reasons=(phrase("One place differs."),))
    (after,) = [each.after for each in composed([(evidence(), different)]).steps]
    assert after is not None
    assert [region.rect for region in after.regions] == [SQUARE]
    record = composed([(evidence(answer=Lost(phrase("Gone.")), began_ns=None), different)])
    (lost,) = record.steps
    assert lost.before is not None
    assert [region.rect for region in lost.before.regions] == [SQUARE]
    assert lost.after is None
    assert lost.acted_at is None
    assert "Differs: a black square, in the window" in run_page(record)


def test_texts_that_differ_are_not_in_the_record() -> None:
    action = Type(start_ns=0, end_ns=9, context=None, sources=(), text=TYPED)
    texts = tuple(TextDifference(source, TYPED, TYPED[::-1]) for source in TextSource)
    found = verdict(kind=VerdictKind.DIFFERENT, texts=texts, reasons=(phrase("It reads otherwise."),))
    known = evidence(step=step(action=action, target=None), typed=TYPED[::-1])
    content = record_bytes(composed([(known, found)]), with_pictures=False).decode()
    assert "Type 12 characters" in content
    assert TYPED not in content
    assert TYPED[::-1] not in content


@pytest.mark.parametrize(
    ("answer", "gate", "waited_ns"),
    [
        (None, GateOutcome.NOT_ASKED, 0),
        (Ready(), GateOutcome.READY, 0),
        (Late(LATE_NS), GateOutcome.READY, LATE_NS),
        (Late(LATE_NS + 1), GateOutcome.LATE, LATE_NS + 1),
        (Moved(4, -2, 7), GateOutcome.MOVED, 7),
        (Lost(phrase("Gone."), 8), GateOutcome.LOST, 8),
    ],
)
def test_the_gates_answer_is_kept(answer: object, gate: GateOutcome, waited_ns: int) -> None:
    (kept,) = composed([(evidence(answer=answer), verdict())]).steps
    assert (kept.gate, kept.waited_ns) == (gate, waited_ns)


def test_where_it_acted_is_where_the_target_had_moved() -> None:
    (kept,) = composed([(evidence(answer=Moved(4, -2)), verdict(moved=(4, -2)))]).steps
    assert (kept.target, kept.acted_at) is not None
    assert kept.target is not None
    assert kept.acted_at is not None
    assert (kept.acted_at.x - kept.target.x, kept.acted_at.y - kept.target.y) == (4, -2)


def test_a_run_that_stopped_says_before_which_step_and_why_only_once() -> None:
    gone = phrase("The target is not there.")
    lost = verdict(2, VerdictKind.DIFFERENT, reasons=(gone,))
    unreached = verdict(3, VerdictKind.NOT_REACHED, similarity=None)
    record = composed(
        [
            (evidence(1), verdict(1)),
            (evidence(2, answer=Lost(gone), began_ns=None, seen_after=None), lost),
            (StepEvidence(step=step(3), is_reached=False), unreached),
        ],
        result(RunEnding.STOPPED, reason=gone, remarks=("The window is {wider} than it was.",)),
    )
    assert headline(record) == "It stopped before step 2 rather than act in the wrong place"
    assert reasons(record).count("The target is not there.") == 1
    assert "The window is {wider} than it was." in reasons(record)
    assert record.steps[2].before is None
    assert read_record(record_bytes(record, with_pictures=True)) == record


@pytest.mark.parametrize("ending", list(RunEnding))
def test_every_ending_of_a_run_has_its_words(ending: RunEnding) -> None:
    record = composed([(evidence(), verdict())], result(ending))
    assert record.ending.value == ending.value
    assert headline(record)


def test_a_run_that_was_refused_has_a_record_too() -> None:
    record = RecordComposer(ABOUT).unplayed(
        [step(1), step(2)],
        ["Step 2 opens a terminal {here}.", "", "Allow it."],
        ending=Ending.REFUSED,
        at=datetime(2026, 3, 1, tzinfo=UTC),
        desktop=DESKTOP,
    )
    assert read_record(record_bytes(record, with_pictures=True)) == record
    assert headline(record) == "It was refused, and nothing was done"
    assert reasons(record) == ["Step 2 opens a terminal {here}.", "Allow it."]
    assert [each.verdict.kind for each in record.steps] == [VerdictKind.NOT_REACHED] * 2


def test_a_long_way_of_a_drag_is_thinned_out_and_keeps_its_end() -> None:
    path = tuple(PathPoint(n, n, 2 * n) for n in range(100_001))
    drag = Drag(start_ns=0, end_ns=9, context=None, sources=(), button=Button.LEFT, path=path, modifiers=())
    (kept,) = composed([(evidence(step=step(action=drag)), verdict())]).steps
    assert len(kept.path) <= 501
    assert (kept.path[0].x, kept.path[-1].y) == (0, 200_000)


def test_what_a_hostile_episode_says_of_places_and_names_is_kept_within_bounds() -> None:
    path = (PathPoint(0, 10**9, 0), PathPoint(1, 5, -(10**12)), PathPoint(2, 5, 5))
    drag = Drag(start_ns=0, end_ns=9, context=None, sources=(), button=Button.LEFT, path=path, modifiers=())
    hostile = step(action=drag, target=Point(10**9, 0))
    composer = RecordComposer(replace(ABOUT, study="x" * 10**6, task="y" * 10**6))
    reason = phrase("{what}", what="z" * 10**6)
    found = verdict(1, VerdictKind.DIFFERENT, reasons=(reason,) * 1_000)
    composer.add(evidence(step=hostile), found, done_ns=None)
    record = composer.record(result(remarks=("r" * 10**6,) * 1_000), judge_episode([found]))
    assert read_record(record_bytes(record, with_pictures=True)) == record
    (kept,) = record.steps
    assert (kept.target, len(kept.path), len(record.task)) == (None, 1, 2_000)
    assert len(run_page(record)) < 10**6


def test_without_room_only_what_failed_keeps_its_pictures() -> None:
    failed = verdict(2, VerdictKind.DIFFERENT)
    record = composed([(evidence(1), verdict(1)), (evidence(2), failed), (evidence(3), verdict(3))], room=-1)
    shown_steps = [each.number for each in record.steps if each.after is not None and each.after.actual]
    assert shown_steps == [2]
    assert read_record(record_bytes(record, with_pictures=True)) == record


def test_a_monitor_left_of_the_first_and_an_empty_picture_are_no_trouble() -> None:
    place = Rect(-640, 0, DESKTOP.width, DESKTOP.height)
    left = ScreenPicture(place, drawn())
    nothing = ScreenPicture(Rect(0, 0, 0, 0), np.empty((0, 0, 4), np.uint8))
    record = composed([(evidence(recorded_before=left, seen_before=nothing), verdict())])
    before = record.steps[0].before
    assert before is not None
    assert before.actual is None
    assert [picture.left for picture in record.pictures if picture.name == before.expected] == [-640]
