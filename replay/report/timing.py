"""When each step of a run was due and done, as shares of the run's time, and the same in one line."""

from collections.abc import Iterator
from typing import Final

from recorder.episode.phrase import phrase
from recorder.episode.time import NS_PER_SECOND
from replay.report.record import RunRecord, StepRecord
from replay.report.words import ENGLISH, Voice, lateness_words

_TICKS: Final = 8
_STEPS_OF_TIME: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)


def end_of(record: RunRecord) -> int:
    """The last time that a drawing of the run shows, in nanoseconds; at least 1."""
    return max(record.took_ns, *(_last_ns(step) for step in record.steps), 1)


def ticks(end_ns: int) -> Iterator[int]:
    """Times for an axis, in nanoseconds: whole seconds, minutes or hours, a few of them."""
    seconds = end_ns / NS_PER_SECOND
    apart = next((each for each in _STEPS_OF_TIME if seconds / each <= _TICKS), 2 * _STEPS_OF_TIME[-1])
    if seconds < 1:
        return
    for n in range(min(int(seconds // apart), 10 * _TICKS) + 1):
        yield n * apart * NS_PER_SECOND


def timing_words(record: RunRecord, voice: Voice = ENGLISH) -> str:
    """How late the steps were, half of them and the worst; empty where none had its time."""
    timed = [(step.lateness_ns, step.number) for step in record.steps if step.lateness_ns is not None]
    if not timed:
        return ""
    middle = sorted(abs(late) for late, _ in timed)[len(timed) // 2]
    worst, number = max(timed, key=lambda each: abs(each[0]))
    return voice.said(
        phrase(
            "Half of the steps began within {span} of their time; furthest from it was step {step}, {late}.",
            span=voice.span(middle),
            step=voice.number(number, 0),
            late=lateness_words(worst, voice),
        )
    )


def _last_ns(step: StepRecord) -> int:
    return max(step.planned_ns or 0, step.began_ns or 0, step.done_ns or 0)
