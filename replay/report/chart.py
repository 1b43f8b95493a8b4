"""The timing of a run, drawn: when each step was due above, when it was done below, a line between the two.

A line that leans is a step that was not on time. A hatched stretch before a step is a wait for the screen.
Each step is a link to its own place on the page.
"""

from typing import Final

from recorder.episode.time import NS_PER_SECOND, format_time
from replay.report.parts import CLASSES, text
from replay.report.record import RunRecord, StepRecord
from replay.report.words import KIND_WORDS, lateness_words, span_words

_WIDTH: Final = 1200
_DUE_Y: Final = 14
_DONE_Y: Final = 46
_BAR: Final = 12
_AXIS_Y: Final = 70
_LEAST: Final = 3
_TICKS: Final = 8
_STEPS_OF_TIME: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)


def timing_chart(record: RunRecord) -> str:
    """The chart as SVG, or nothing where no step began."""
    begun = [step for step in record.steps if step.began_ns is not None]
    if not begun:
        return ""
    end_ns = max(record.took_ns, *(_last_ns(step) for step in record.steps), 1)
    scale = _Scale(end_ns)
    drawn = "".join(_step(step, scale) for step in record.steps)
    has_plan = any(step.planned_ns is not None for step in record.steps)
    names = (
        f'<text class="row" x="0" y="{_DUE_Y + 4}">due</text>' if has_plan else ""
    ) + f'<text class="row" x="0" y="{_DONE_Y + 4}">done</text>'
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} 92" role="group" aria-label="When each step was due and done">'
        '<defs><pattern id="waited" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="2" height="5"/></pattern></defs>'
        f"{names}{_axis(scale)}{drawn}</svg>"
    )


def timing_words(record: RunRecord) -> str:
    """The same in one line: how late the steps were, half of them and the worst."""
    timed = [(step.lateness_ns, step.number) for step in record.steps if step.lateness_ns is not None]
    if not timed:
        return ""
    middle = sorted(abs(late) for late, _ in timed)[len(timed) // 2]
    worst, number = max(timed, key=lambda each: abs(each[0]))
    half = f"Half of the steps began within {span_words(middle)} of their time"
    return f"{half}; furthest from it was step {number:,}, {lateness_words(worst)}."


class _Scale:
    """From the run's time to the drawing's width."""

    def __init__(self, end_ns: int) -> None:
        self.end_ns = end_ns
        self._left, self._room = 44, _WIDTH - 44 - 12

    def x(self, at_ns: int) -> float:
        """Where a time lies."""
        return round(self._left + at_ns / self.end_ns * self._room, 1)


def _step(step: StepRecord, scale: _Scale) -> str:
    begin_ns = step.began_ns
    due_ns = step.planned_ns
    if begin_ns is None and due_ns is None:
        return ""
    shapes = ""
    if due_ns is not None:
        x = scale.x(due_ns)
        shapes += f'<path class="due" d="M{x} {_DUE_Y - 7}V{_DUE_Y + 7}"/>'
        if begin_ns is not None:
            shapes += f'<path class="lean" d="M{x} {_DUE_Y + 7}L{scale.x(begin_ns)} {_DONE_Y - _BAR / 2}"/>'
    if begin_ns is not None:
        shapes += _done(step, begin_ns, scale)
    name = f"Step {step.number:,}: {step.words}. {KIND_WORDS[step.verdict.kind]}"
    late = step.lateness_ns
    timing = f", {lateness_words(late)}" if late is not None else ""
    look = CLASSES[step.verdict.kind]
    return f'<a class="{look}" href="#step-{step.number}"><title>{text(name + timing)}</title>{shapes}</a>'


def _done(step: StepRecord, begin_ns: int, scale: _Scale) -> str:
    x, end = scale.x(begin_ns), scale.x(max(begin_ns, step.done_ns or 0))
    top = _DONE_Y - _BAR / 2
    bar = f'<rect class="bar" x="{x}" y="{top}" width="{max(_LEAST, end - x):.1f}" height="{_BAR}" rx="1"/>'
    if not step.waited_ns:
        return bar
    since = scale.x(max(0, begin_ns - step.waited_ns))
    return f'<rect class="wait" x="{since}" y="{top}" width="{x - since:.1f}" height="{_BAR}"/>{bar}'


def _axis(scale: _Scale) -> str:
    seconds = scale.end_ns / NS_PER_SECOND
    apart = next((each for each in _STEPS_OF_TIME if seconds / each <= _TICKS), 2 * _STEPS_OF_TIME[-1])
    if seconds < 1:
        return ""
    count = min(int(seconds // apart), 10 * _TICKS)
    ticks = ""
    for n in range(count + 1):
        at_ns = n * apart * NS_PER_SECOND
        x = scale.x(at_ns)
        ticks += (
            f'<path class="tick" d="M{x} 4V{_AXIS_Y - 4}"/><text class="time" x="{x}" y="{_AXIS_Y + 14}">'
        )
        ticks += f"{format_time(at_ns)[:-4]}</text>"
    return ticks


def _last_ns(step: StepRecord) -> int:
    return max(step.planned_ns or 0, step.began_ns or 0, step.done_ns or 0)
