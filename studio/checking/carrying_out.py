"""One check: the vault says what is replayed, another thread replays it, the vault keeps what came of it.

Nothing captured is written in clear: pictures are in memory, and on the disk sealed to a key of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from recorder.commands.kept import KeptKind, find_kept
from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.check_rows import CheckRow, SubjectKind
from recorder.vault.kept_checks import NewCheck
from recorder.vault.vault import Vault
from replay.plan.steps import PlanStep, ReplayPlan
from replay.report.record import RunRecord
from replay.running.happenings import RunEvent
from replay.running.run import Wishes
from replay.verifying.once import verify_subject
from replay.verifying.subjects import Subject, subject_of
from replay.verifying.tasks import IgnoredRegion, Outcome
from studio.checking.findings import Finding, Found, deciding, finding_of
from studio.checking.packing import packed
from studio.checking.wanted import Wanted

KINDS = {
    KeptKind.SESSION: SubjectKind.SESSION,
    KeptKind.EPISODE: SubjectKind.EPISODE,
    KeptKind.RECEIVED: SubjectKind.RECEIVED,
}


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What is to be checked, and where it is kept then.

    Attributes:
        subject: Opens it on any thread; holds its key.
        kind: Which of the three it is.
        new: The place for what comes of it.
        ignored: What is left out of the comparison.
    """

    subject: Subject = field(repr=False)
    kind: SubjectKind
    new: NewCheck
    ignored: tuple[IgnoredRegion, ...] = ()


@dataclass(frozen=True, slots=True)
class ChordAsked:
    """Keys of the desktop's own that a step presses, which a person may allow.

    Attributes:
        chord: The keys.
        step: The first step that presses them.
    """

    chord: Chord
    step: PlanStep = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Attributes:
        finding: In a few values; ``None`` where it was called off.
        is_kept: Whether a file with what it showed was written.
        error: Why it was not replayed.
        asks: Keys that must be allowed first, in the order in which they are pressed.
        made_at: When.
    """

    finding: Finding | None
    is_kept: bool = False
    error: UserFacingError | None = None
    asks: tuple[ChordAsked, ...] = ()
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a check tells how it goes, on its own thread.

    Attributes:
        on_plan: The plan, as soon as it is known.
        on_event: Which run it is, from 1, and what happens in it.
    """

    on_plan: Callable[[ReplayPlan], object]
    on_event: Callable[[int, RunEvent], object]


def begin_check(vault: Vault, subject_id: str, allowed: frozenset[Chord]) -> CheckOrder:
    """Find what is to be checked.

    Raises:
        UserFacingError: It is not there any more, was taken back, or is not finished.
    """
    kept = find_kept(vault, subject_id)
    subject = subject_of(vault, kept, allowed=allowed)
    ignored = tuple(IgnoredRegion(each.rect, each.step) for each in vault.ignored_regions(kept.id))
    return CheckOrder(subject, KINDS[kept.kind], vault.new_check(), ignored)


def carry_out(order: CheckOrder, wanted: Wanted, told: Told, *, cancel: Event, wishes: Wishes) -> Checked:
    """Replay it and compare, on any thread; what came of it is sealed into its place.

    Args:
        order: From ``begin_check``.
        wanted: How.
        told: Hears how it goes.
        cancel: Ends it from any thread, within 200 ms.
        wishes: To pause, to go on, to do one step.

    Raises:
        UserFacingError: There is no room on the disk for what came of it.
    """
    try:
        plan = _plan(order.subject)
    except UserFacingError as error:
        return Checked(_not_replayed(0), error=error)
    told.on_plan(plan)
    asks = _asks(plan)
    if asks:
        return Checked(None, asks=asks)
    kept = _Kept()
    verified = verify_subject(
        order.subject,
        wanted.asked(order.ignored),
        cancel=cancel,
        on_event=told.on_event,
        on_record=kept.take,
        wishes=wishes,
    )
    if cancel.is_set() or verified.outcome is Outcome.STOPPED:
        return Checked(None)
    if verified.error is not None or kept.record is None:
        return Checked(_not_replayed(len(plan.steps)), error=verified.error)
    order.new.access.write(packed(kept.record))
    return Checked(finding_of(verified.records), is_kept=True)


class _Kept:
    """Of several runs the pictures of one are kept: of the first whose word is the worst."""

    def __init__(self) -> None:
        self.record: RunRecord | None = None

    def take(self, record: RunRecord) -> None:
        self.record = record if self.record is None else deciding((self.record, record))


def finish_check(vault: Vault, order: CheckOrder, checked: Checked) -> CheckRow | None:
    """Keep what came of it.

    Raises:
        UserFacingError: What was checked is gone meanwhile, and what it showed with it.
    """
    if not checked.is_kept or checked.finding is None:
        vault.drop_check(order.new)
        return None
    return vault.finish_check(order.new, order.kind, order.subject.id, checked.finding.to_json())


def abandon_check(vault: Vault, order: CheckOrder) -> None:
    """Let go of what was called off, or failed."""
    vault.drop_check(order.new)


def _plan(subject: Subject) -> ReplayPlan:
    with subject.access.open() as reader:
        return subject.plan(reader)


def _asks(plan: ReplayPlan) -> tuple[ChordAsked, ...]:
    """The chords to be allowed; none where something else is refused as well, which nobody can allow."""
    asked: dict[Chord, ChordAsked] = {}
    for step in plan.refused:
        if step.refusal is None or step.refusal.chord is None:
            return ()
        asked.setdefault(step.refusal.chord, ChordAsked(step.refusal.chord, step))
    return tuple(asked.values())


def _not_replayed(steps: int) -> Finding:
    return Finding(found=Found.NOT_REPLAYED, steps=steps)
