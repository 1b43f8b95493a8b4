"""The timing of a run, drawn: when each step was due above, when it was done below, a line between the two.

A line that leans is a step that was not on time. A hatched stretch before a step is a wait for the screen.
Each step is a link to its own place on the page.
"""

from typing import Final

from recorder.episode.time import format_time
from replay.report.parts import CLASSES, text
from replay.report.record import RunRecord, StepRecord
from replay.report.timing import end_of, ticks
from replay.report.words import KIND_WORDS, lateness_words

_DUE_Y: Final = 14
_DONE_Y: Final = 46
_BAR: Final = 12
_AXIS_Y: Final = 70
_LEAST: Final = 3


def timing_chart(record: RunRecord) -> str:
    """The chart as SVG, or nothing where no step began."""
    begun = [step for step in record.steps if step.began_ns is not None]
    if not begun:
        return ""
    scale = _Scale(end_of(record))
    drawn = "".join(_step(step, scale) for step in record.steps)
    has_plan = any(step.planned_ns is not None for step in record.steps)
    names = f"<span>{'due' if has_plan else ''}</span><span>done</span>"
    return (
        f'<div class="chart"><div class="rows" aria-hidden="true">{names}</div>'
        '<svg height="92" role="group" aria-label="When each step was due and done">'
        '<defs><pattern id="waited" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="2" height="5"/></pattern></defs>'
        f"{_axis(scale)}{drawn}</svg></div>"
    )


class _Scale:
    """From the run's time to shares of the drawing's width: it fits every page, its letters unscaled."""

    def __init__(self, end_ns: int) -> None:
        self.end_ns = end_ns

    def share(self, at_ns: int) -> float:
        """Where a time lies, in percent of the width; the ends keep clear of the drawing's edges."""
        return round(2 + at_ns / self.end_ns * 95, 3)

    def x(self, at_ns: int) -> str:
        """The same as a coordinate."""
        return f"{self.share(at_ns)}%"


def _step(step: StepRecord, scale: _Scale) -> str:
    begin_ns = step.began_ns
    due_ns = step.planned_ns
    if begin_ns is None and due_ns is None:
        return ""
    shapes = ""
    if due_ns is not None:
        x = scale.x(due_ns)
        shapes += _line("due", (x, _DUE_Y - 7), (x, _DUE_Y + 7))
        if begin_ns is not None:
            shapes += _line("lean", (x, _DUE_Y + 7), (scale.x(begin_ns), _DONE_Y - _BAR // 2))
    if begin_ns is not None:
        shapes += _done(step, begin_ns, scale)
    name = f"Step {step.number:,}: {step.words}. {KIND_WORDS[step.verdict.kind]}"
    late = step.lateness_ns
    timing = f", {lateness_words(late)}" if late is not None else ""
    look = CLASSES[step.verdict.kind]
    reach = scale.x(begin_ns if begin_ns is not None else due_ns or 0)
    shapes += f'<rect class="reach" x="{reach}" y="4" width="13" height="{_AXIS_Y - 12}"/>'
    return f'<a class="{look}" href="#step-{step.number}"><title>{text(name + timing)}</title>{shapes}</a>'


def _done(step: StepRecord, begin_ns: int, scale: _Scale) -> str:
    bar = _bar("least", begin_ns, begin_ns, scale) + _bar("bar", begin_ns, step.done_ns or 0, scale)
    return (_bar("wait", max(0, begin_ns - step.waited_ns), begin_ns, scale) if step.waited_ns else "") + bar


def _bar(look: str, start_ns: int, end_ns: int, scale: _Scale) -> str:
    width = max(0.0, scale.share(end_ns) - scale.share(start_ns))
    # What took no time is still seen, and can still be pointed at.
    wide = f"{width:.3f}%" if look != "least" else f"{_LEAST}"
    top = _DONE_Y - _BAR // 2
    return f'<rect class="{look}" x="{scale.x(start_ns)}" y="{top}" width="{wide}" height="{_BAR}"/>'


def _line(look: str, start: tuple[str, int], end: tuple[str, int]) -> str:
    return f'<line class="{look}" x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'


def _axis(scale: _Scale) -> str:
    drawn = ""
    for at_ns in ticks(scale.end_ns):
        x = scale.x(at_ns)
        drawn += _line("tick", (x, 4), (x, _AXIS_Y - 4))
        drawn += f'<text x="{x}" y="{_AXIS_Y + 14}">{format_time(at_ns)[:-4]}</text>'
    return drawn
