"""Compares a replay with its recording: what became of each step, and of the episode. Pure functions.

What is compared is what the step was about: the window that it was done in, the one that it led to, and
whatever changed meanwhile in the recording, or as largely as a dialog in the replay. What else is on the
screen, such as another wallpaper, is not.

Confidence says how much stands behind a verdict, 0 to 1, and is made of few things. Of a pass: how alike the
pictures are, times how much of them could be compared, less a tenth where the target had to be found again
and a fifth where only reading tells that they are the same. Of a difference: at least 0.6, more the more of
the picture differs, 0.95 where the text reads otherwise, 1 where another application has the focus.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recorder.episode.actions import Type
from recorder.episode.events import WindowContext
from recorder.episode.phrase import Phrase, counted, phrase
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.evidence import StepEvidence, rect_of
from replay.gate import Lost
from replay.plan.steps import PlanStep, RefusalKind
from replay.reasons import changed_words, failing_words, left_out_words, moved_words, passing_words
from replay.seeing.comparing import Compared, Comparison, compare
from replay.seeing.reading import TextReader
from replay.seeing.titles import is_title_drawn_otherwise, same_app, same_title, title_bar
from replay.verdict import (
    EpisodeVerdict,
    StepVerdict,
    TextDifference,
    TextSource,
    VerdictKind,
)

LATE_NS: Final = 500 * NS_PER_MS
"""How much longer than recorded the screen may take before a step counts as late."""
_FOUND_AGAIN: Final = 0.9
_ONLY_READ: Final = 0.8
_LEAST_DIFFERENT: Final = 0.6
_READ_OTHERWISE: Final = 0.95
_LEAST_COMPARED: Final = 0.02


def judge_step(  # noqa: PLR0911 - one answer for each thing that may have become of it
    evidence: StepEvidence,
    *,
    volatile: Sequence[Rect] = (),
    ignored: Sequence[Rect] = (),
    reader: TextReader | None = None,
) -> StepVerdict:
    """What became of a step.

    Args:
        evidence: What is known of it.
        volatile: The regions that differ by themselves, where the recording has them.
        ignored: The regions that somebody marked by hand, likewise: left out, and said to be.
        reader: Reads what is written, where that decides; without one, pictures alone do.
    """
    left_out = _LeftOut(tuple(volatile), tuple(ignored))
    number = evidence.step.number
    if not evidence.is_reached:
        return StepVerdict(
            number=number,
            kind=VerdictKind.NOT_REACHED,
            confidence=1.0,
            reasons=(phrase("The replay did not get to this step."),),
        )
    if evidence.step.refusal is not None:
        is_hidden = evidence.step.refusal.kind is RefusalKind.HIDDEN_KEYS
        said = (
            phrase("What was typed here was taken out, so that nobody can type it again.")
            if is_hidden
            else phrase("This step may not be done again here, so that nothing can be compared.")
        )
        return StepVerdict(number=number, kind=VerdictKind.NOT_COMPARABLE, confidence=1.0, reasons=(said,))
    if isinstance(evidence.answer, Lost):
        return _judged_lost(evidence, evidence.answer, left_out, reader)
    if evidence.step.inputs and evidence.began_ns is None:
        # The screen may look as it did all the same: that says nothing of a step that was not done.
        return StepVerdict(
            number=number,
            kind=VerdictKind.NOT_REACHED,
            confidence=1.0,
            reasons=(phrase("The replay ended before this step was done."),),
        )
    compared = _compared_after(evidence, left_out, reader)
    windows = _windows(evidence)
    typed = _typed(evidence)
    if windows or typed or (compared is not None and compared.changed):
        is_unknown = evidence.is_cut_short and not typed
        return (
            _judged_cut_short(evidence, compared)
            if is_unknown
            else _judged_different(evidence, compared, (*windows, *typed))
        )
    if compared is None or compared.share < _LEAST_COMPARED:
        return _judged_not_comparable(evidence, compared)
    return _judged_same(evidence, compared)


def judge_episode(steps: Sequence[StepVerdict]) -> EpisodeVerdict:
    """What became of an episode, by the verdicts of its steps, in order."""
    failing = next((step for step in steps if step.kind in _FAILING), None)
    if failing is not None:
        reasons = failing_words(failing, [step for step in steps if step.number > failing.number])
        return EpisodeVerdict(
            kind=failing.kind,
            confidence=failing.confidence,
            reasons=reasons,
            first_failing=failing.number,
            steps=tuple(steps),
        )
    compared = [step for step in steps if step.passes]
    reasons = passing_words(steps)
    if len(compared) * 2 < len(steps) or not steps:
        kind, confidence = VerdictKind.NOT_COMPARABLE, 1.0
    else:
        kinds = {step.kind for step in compared}
        kind = next((each for each in _STRONGEST if each in kinds), VerdictKind.SAME)
        confidence = min(step.confidence for step in compared) * len(compared) / len(steps)
    return EpisodeVerdict(
        kind=kind, confidence=confidence, reasons=reasons, first_failing=None, steps=tuple(steps)
    )


_FAILING: Final = frozenset({VerdictKind.DIFFERENT, VerdictKind.NOT_REACHED})
_STRONGEST: Final = (VerdictKind.SAME_AFTER_MOVING, VerdictKind.LATE)


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """What is not compared."""

    volatile: tuple[Rect, ...]
    by_hand: tuple[Rect, ...]


def _judged_lost(
    evidence: StepEvidence, lost: Lost, left_out: _LeftOut, reader: TextReader | None
) -> StepVerdict:
    """The target was not found: what the screen showed instead is compared with what was acted on."""
    compared = None
    if evidence.recorded_before is not None and evidence.seen_before is not None:
        compared = compare(
            Comparison(
                recorded=(evidence.recorded_before,),
                seen=evidence.seen_before,
                about=_windows_about(evidence.step.window),
                window=rect_of(evidence.step.window),
                target=_target(evidence.step),
                volatile=left_out.volatile,
                by_hand=left_out.by_hand,
            ),
            reader,
        )
    reasons = (lost.reason, phrase("Nothing was done, rather than act in the wrong place."))
    return StepVerdict(
        number=evidence.step.number,
        kind=VerdictKind.DIFFERENT,
        confidence=_READ_OTHERWISE if compared is not None and compared.changed else _LEAST_DIFFERENT,
        reasons=(
            *reasons,
            *_changed_reasons(compared),
            *left_out_words(_left_out_count(compared)),
        ),
        regions=() if compared is None else compared.regions,
        texts=() if compared is None else compared.texts,
        similarity=None if compared is None else compared.similarity,
        left_out=_left_out_count(compared),
    )


def _judged_different(
    evidence: StepEvidence, compared: Compared | None, found: Sequence["_Found"]
) -> StepVerdict:
    confidence = max((each.confidence for each in found), default=0.0)
    reasons = [each.reason for each in found]
    texts = [each.text for each in found if each.text is not None]
    if compared is not None and compared.changed:
        seen = _READ_OTHERWISE if compared.texts else min(1.0, _LEAST_DIFFERENT + compared.strength)
        confidence = max(confidence, seen)
        reasons += _changed_reasons(compared)
        texts += compared.texts
    if not evidence.is_title_known:
        reasons.append(phrase("Keys that were taken out before this step may be why."))
    reasons += left_out_words(_left_out_count(compared))
    return StepVerdict(
        number=evidence.step.number,
        kind=VerdictKind.DIFFERENT,
        left_out=_left_out_count(compared),
        confidence=confidence,
        reasons=tuple(reasons),
        regions=() if compared is None else compared.regions,
        texts=tuple(texts),
        similarity=None if compared is None else compared.similarity,
        moved=evidence.moved,
        late_ns=evidence.late_ns,
    )


def _judged_cut_short(evidence: StepEvidence, compared: Compared | None) -> StepVerdict:
    """The replay shows what the recording ends before: a window that closed, a page that came."""
    said = phrase("The recording has a gap right after this step, so that nobody knows what it led to.")
    return StepVerdict(
        number=evidence.step.number,
        kind=VerdictKind.NOT_COMPARABLE,
        confidence=1.0,
        reasons=(said,),
        regions=() if compared is None else compared.regions,
        moved=evidence.moved,
        late_ns=evidence.late_ns,
    )


def _judged_not_comparable(evidence: StepEvidence, compared: Compared | None) -> StepVerdict:
    if compared is None:
        said = phrase("There is no picture to compare with.")
    elif compared.by_hand and not compared.covered:
        said = phrase("What this step is about was marked by hand, so that nothing is left to compare.")
    else:
        said = phrase(
            "What this step is about was taken out of the recording, so that nobody can compare it."
        )
    return StepVerdict(
        number=evidence.step.number,
        kind=VerdictKind.NOT_COMPARABLE,
        confidence=1.0,
        reasons=(said, *left_out_words(_left_out_count(compared))),
        left_out=_left_out_count(compared),
        regions=() if compared is None else compared.regions,
        moved=evidence.moved,
        late_ns=evidence.late_ns,
    )


def _judged_same(evidence: StepEvidence, compared: Compared) -> StepVerdict:
    reasons: list[Phrase] = []
    kind, confidence = VerdictKind.SAME, (compared.similarity or 0.0) * (0.5 + 0.5 * compared.share)
    if evidence.late_ns > LATE_NS:
        kind = VerdictKind.LATE
        reasons.append(
            counted(
                "The screen was ready about a second later than it was recorded.",
                "The screen was ready about {count} seconds later than it was recorded.",
                max(1, round(evidence.late_ns / NS_PER_SECOND)),
            )
        )
    if evidence.moved != (0, 0):
        kind, confidence = VerdictKind.SAME_AFTER_MOVING, confidence * _FOUND_AGAIN
        reasons.append(moved_words(*evidence.moved))
    elif compared.has_moved:
        kind, confidence = VerdictKind.SAME_AFTER_MOVING, confidence * _FOUND_AGAIN
        reasons.append(phrase("Something in the window stands elsewhere."))
    if compared.read_same:
        confidence *= _ONLY_READ
        reasons.append(phrase("Some text looks otherwise, and reads the same."))
    hints = frozenset(() if evidence.seen_after is None else evidence.seen_after.covered)
    if hints.issuperset(compared.covered) and compared.covered:
        reasons.append(phrase("A hint lay over a part, which is not compared."))
    elif compared.covered:
        reasons.append(phrase("A part was taken out of the recording and is not compared."))
    reasons += left_out_words(_left_out_count(compared))
    return StepVerdict(
        number=evidence.step.number,
        kind=kind,
        left_out=len(compared.by_hand),
        confidence=confidence,
        reasons=tuple(reasons),
        regions=compared.regions,
        similarity=compared.similarity,
        moved=evidence.moved,
        late_ns=evidence.late_ns,
    )


def _compared_after(evidence: StepEvidence, left_out: _LeftOut, reader: TextReader | None) -> Compared | None:
    if not evidence.recorded_after or evidence.seen_after is None:
        return None
    window = evidence.recorded_window or evidence.step.window
    return compare(
        Comparison(
            recorded=evidence.recorded_after,
            seen=evidence.seen_after,
            before=evidence.recorded_before,
            seen_before=evidence.seen_before,
            about=_windows_about(evidence.step.window, evidence.recorded_window),
            window=rect_of(window),
            seen_window=rect_of(evidence.seen_window),
            target=_target(evidence.step),
            moved=evidence.moved,
            moves=evidence.moves,
            volatile=(*left_out.volatile, *_title_drawn_otherwise(evidence)),
            by_hand=left_out.by_hand,
        ),
        reader,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    reason: Phrase
    confidence: float
    text: TextDifference | None = None


def _windows(evidence: StepEvidence) -> tuple[_Found, ...]:
    """What of the focused window is not as it was; of a hidden one nothing can be told."""
    recorded, seen = evidence.recorded_window, evidence.seen_window
    if recorded is None or recorded.hidden is not None:
        return ()
    if seen is None:
        return (_Found(phrase("No window is in front, and in the recording one was."), 1.0),)
    if not same_app(recorded, seen):
        text = TextDifference(TextSource.APP, recorded.app, seen.app)
        return (_Found(phrase("The window of another program is in front."), 1.0, text),)
    if evidence.is_title_known and not same_title(recorded, seen):
        text = TextDifference(TextSource.TITLE, recorded.title, seen.title)
        return (_Found(phrase("The window in front has another title."), _READ_OTHERWISE, text),)
    return ()


def _typed(evidence: StepEvidence) -> tuple[_Found, ...]:
    action = evidence.step.action
    if evidence.typed is None or not isinstance(action, Type) or evidence.typed == action.text:
        return ()
    text = TextDifference(TextSource.TYPED, action.text, evidence.typed)
    return (_Found(phrase("What arrived is not what was typed."), 1.0, text),)


def _changed_reasons(compared: Compared | None) -> list[Phrase]:
    if compared is None:
        return []
    return changed_words(len(compared.changed), is_read_otherwise=bool(compared.texts))


def _left_out_count(compared: Compared | None) -> int:
    return 0 if compared is None else len(compared.by_hand)


def _title_drawn_otherwise(evidence: StepEvidence) -> tuple[Rect, ...]:
    """The title's place, where it names another folder and nothing else is different in it."""
    recorded, seen = evidence.recorded_window, evidence.seen_window
    if recorded is None or seen is None or recorded.rect is None:
        return ()
    if evidence.is_title_known and not is_title_drawn_otherwise(recorded, seen):
        return ()
    return (title_bar(recorded.rect),)


def _windows_about(*windows: WindowContext | None) -> tuple[Rect, ...]:
    return tuple(rect for window in windows if (rect := rect_of(window)) is not None)


def _target(step: PlanStep) -> tuple[int, int] | None:
    return None if step.target is None else (step.target.x, step.target.y)
