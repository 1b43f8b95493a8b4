"""From what a replay came to, and what was found of it, to the record that a report is made of.

Step by step, so that no more than one step's pictures are held as pixels at a time. What was typed, read from
the screen or stands in a title (``StepVerdict.texts``) does not go into a record: it says that a text
differs, and the pictures show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recorder.episode.action_json import ACTION_NAMES
from recorder.episode.actions import Action, Drag
from recorder.episode.descriptions import describe
from recorder.episode.phrase import Phrase, later, phrase
from recorder.episode.screen import Rect
from recorder.wording import clean
from replay.evidence import StepEvidence
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.isolation.programs import OtherPrograms
from replay.plan.steps import PlanStep
from replay.report.doing import doing_of
from replay.report.gallery import Gallery
from replay.report.record import (
    FAR,
    MAX_PROGRAMS,
    MAX_WORDS,
    Comparison,
    Ending,
    GateOutcome,
    LeftOut,
    Point,
    Region,
    RunRecord,
    Source,
    StepRecord,
    Verdict,
    sentence_of,
    sentences_of,
)
from replay.report.room import MAX_PAGE_PICTURES
from replay.running.result import RunResult
from replay.seeing.picture import ScreenPicture
from replay.verdict import EpisodeVerdict, RegionVerdict, StepVerdict, VerdictKind
from replay.verification import LATE_NS

WHOLE: Final = later("{said}")
"""A text that is a whole sentence of ours, as an error or a remark says it."""

_MOST_PATH_POINTS: Final = 500
_MOST_REGIONS: Final = 200
_MOST_REASONS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAbout:
    """What a run was of, and how it was asked for.

    Attributes:
        run_id: Its own name: letters, digits and dashes; its report lies in a folder of that name.
        source: What was replayed.
        episode_id: Of what was replayed.
        study: The study's title.
        task: The task's title.
        speed: As a factor; ``None`` for as fast as the screen allows.
        programs: What the task found before the system's own programs; ``None`` for nothing.
        repeat: Which of several runs of the same episode this is, from 1.
        repeats: How many there are.
        left_out: What of the screen is not compared, since somebody marked it by hand.
        made_by: The program and its version.
        platform: The system it ran on.
    """

    run_id: str
    source: Source
    episode_id: str
    study: str
    task: str
    speed: float | None = 1.0
    programs: OtherPrograms | None = None
    repeat: int = 1
    repeats: int = 1
    left_out: tuple[LeftOut, ...] = ()
    made_by: str = "Assent"
    platform: str = ""


class RecordComposer:
    """Makes the record of one run. Owned by one thread.

    Args:
        about: What the run is of.
        room: After how many bytes of pictures those of steps that passed are left out; a page has no room
            for them anyway.
    """

    def __init__(self, about: RunAbout, *, room: int = 2 * MAX_PAGE_PICTURES) -> None:
        self._about: Final = about
        self._room: Final = room
        self._gallery: Final = Gallery()
        self._steps: Final[list[StepRecord]] = []

    def add(self, evidence: StepEvidence, verdict: StepVerdict, *, done_ns: int | None) -> None:
        """Take the next step; its pictures are kept as PNG, or not at all.

        Args:
            evidence: What is known of it.
            verdict: What it came to.
            done_ns: When its last input was given, since the replay began; ``None`` if none was.
        """
        # What a lost target looked like is compared as it was before; nothing came after.
        is_lost = isinstance(evidence.answer, Lost)
        recorded_after = evidence.recorded_after[0] if evidence.recorded_after else None
        before = self._moment(evidence.recorded_before, evidence.seen_before, verdict, is_compared=is_lost)
        after = self._moment(recorded_after, evidence.seen_after, verdict, is_compared=not is_lost)
        step = evidence.step
        self._steps.append(
            StepRecord(
                number=step.number,
                action=ACTION_NAMES[type(step.action)],
                words=describe(step.action)[:MAX_WORDS],
                doing=doing_of(step.action),
                verdict=_verdict(verdict.kind, verdict.confidence, verdict.reasons),
                recorded_ns=max(0, step.at_ns),
                planned_ns=evidence.planned_ns,
                began_ns=evidence.began_ns,
                done_ns=done_ns,
                waited_ns=_waited_ns(evidence.answer),
                gate=_gate(evidence.answer),
                target=_point(step, (0, 0)),
                acted_at=_point(step, verdict.moved) if evidence.began_ns is not None else None,
                moved=_moved(verdict.moved),
                path=_path(step.action),
                before=before,
                after=after if evidence.is_reached and not is_lost else None,
            )
        )

    def record(
        self, result: RunResult, verdict: EpisodeVerdict, *, notes: Sequence[Phrase] = ()
    ) -> RunRecord:
        """The record of a run that is over, of the steps that were taken.

        Args:
            result: What it came to.
            verdict: What was found.
            notes: What else there is to say of it, in whole sentences.
        """
        return self._made(
            ending=Ending(result.ending.value),
            why=(() if result.reason is None else (result.reason,))
            + tuple(_whole(remark) for remark in result.remarks)
            + tuple(notes),
            verdict=_verdict(verdict.kind, verdict.confidence, verdict.reasons),
            started_at=result.started_at,
            took_ns=result.took_ns,
            desktop=result.desktop,
            isolation=result.isolation.sentences(),
        )

    def unplayed(
        self, steps: Sequence[PlanStep], why: Sequence[str], *, ending: Ending, at: datetime, desktop: Rect
    ) -> RunRecord:
        """The record of a run that was refused, or could not begin.

        Args:
            steps: What would have been done.
            why: Whole sentences of ours, such as the parts of a ``UserFacingError``.
            ending: Refused, or broke.
            at: When, with its zone.
            desktop: What it would have been done on.
        """
        unreached = VerdictKind.NOT_REACHED
        for step in steps:
            self.add(
                StepEvidence(step=step, is_reached=False),
                StepVerdict(number=step.number, kind=unreached, confidence=1.0),
                done_ns=None,
            )
        return self._made(
            ending=ending,
            why=tuple(_whole(sentence) for sentence in why if sentence),
            verdict=Verdict(kind=unreached),
            started_at=at,
            took_ns=0,
            desktop=desktop,
            isolation=(),
        )

    def _made(
        self,
        *,
        ending: Ending,
        why: tuple[Phrase, ...],
        verdict: Verdict,
        started_at: datetime,
        took_ns: int,
        desktop: Rect,
        isolation: tuple[Phrase, ...],
    ) -> RunRecord:
        about = self._about
        return RunRecord(
            run_id=about.run_id,
            source=about.source,
            episode_id=about.episode_id,
            study=about.study[:MAX_WORDS],
            task=about.task[:MAX_WORDS],
            started_at=started_at,
            took_ns=took_ns,
            ending=ending,
            ending_reasons=sentences_of(why[:_MOST_REASONS]),
            verdict=verdict,
            desktop=desktop,
            speed=about.speed,
            isolation=sentences_of(isolation),
            programs=() if about.programs is None else told_of(about.programs),
            programs_sha256="" if about.programs is None else about.programs.sha256,
            repeat=about.repeat,
            repeats=about.repeats,
            left_out=about.left_out,
            made_by=about.made_by,
            platform=about.platform,
            steps=tuple(self._steps),
            pictures=self._gallery.pictures,
        )

    def _moment(
        self,
        recorded: ScreenPicture | None,
        seen: ScreenPicture | None,
        verdict: StepVerdict,
        *,
        is_compared: bool,
    ) -> Comparison | None:
        if self._gallery.size > self._room and verdict.passes:
            recorded = seen = None
        expected, actual = self._keep(recorded), self._keep(seen)
        regions = tuple(map(_region, verdict.regions[:_MOST_REGIONS])) if is_compared else ()
        similarity = verdict.similarity if is_compared else None
        if expected is None and actual is None and not regions and similarity is None:
            return None
        return Comparison(
            expected=expected,
            actual=actual,
            similarity=None if similarity is None else min(1.0, max(0.0, similarity)),
            regions=regions,
        )

    def _keep(self, picture: ScreenPicture | None) -> str | None:
        if picture is None or picture.place.is_empty:
            return None
        return self._gallery.keep(picture.pixels, left=picture.place.x, top=picture.place.y)


def told_of(programs: OtherPrograms) -> tuple[str, ...]:
    """The names of programs as a record holds them; its hash stands for those that it has no room for."""
    return tuple(clean(name)[:MAX_WORDS] for name in programs.names[:MAX_PROGRAMS])


def _verdict(kind: VerdictKind, confidence: float, reasons: Sequence[Phrase]) -> Verdict:
    return Verdict(
        kind=kind,
        confidence=min(1.0, max(0.0, confidence)),
        reasons=sentences_of(reasons[:_MOST_REASONS]),
    )


def _region(found: RegionVerdict) -> Region:
    return Region(
        kind=found.kind, rect=found.rect, shape=sentence_of(found.shape), place=sentence_of(found.place)
    )


def _point(step: PlanStep, moved: tuple[int, int]) -> Point | None:
    if step.target is None:
        return None
    x, y = step.target.x + moved[0], step.target.y + moved[1]
    return Point(x=x, y=y) if _is_near(x, y) else None


def _moved(by: tuple[int, int]) -> Point | None:
    return Point(x=by[0], y=by[1]) if by != (0, 0) and _is_near(*by) else None


def _path(action: Action) -> tuple[Point, ...]:
    if not isinstance(action, Drag):
        return ()
    path = action.path
    every = -(-len(path) // _MOST_PATH_POINTS)
    kept = path if every <= 1 else (*path[::every], path[-1])
    return tuple(Point(x=point.x, y=point.y) for point in kept if _is_near(point.x, point.y))


def _is_near(x: int, y: int) -> bool:
    """Whether a place may lie on a desktop: an episode is a stranger's, and says what it likes."""
    return abs(x) <= FAR and abs(y) <= FAR


def _waited_ns(answer: Answer | None) -> int:
    return 0 if answer is None or isinstance(answer, Ready) else max(0, answer.waited_ns)


def _gate(answer: Answer | None) -> GateOutcome:
    match answer:
        case None:
            return GateOutcome.NOT_ASKED
        case Ready():
            return GateOutcome.READY
        case Late(waited_ns=waited_ns):
            return GateOutcome.LATE if waited_ns > LATE_NS else GateOutcome.READY
        case Moved():
            return GateOutcome.MOVED
        case Lost():
            return GateOutcome.LOST


def _whole(sentence: str) -> Phrase:
    # As a value: what is said may hold braces, and is no text with places.
    return phrase(WHOLE, said=sentence)
