"""The page of one run: what became of it, when each step was done, and every step with its pictures.

Without a script all of it stands below each other, and the views still change; with it, one step is shown at
a time, and keys go from one to the next.
"""

from collections.abc import Iterator

from recorder.episode.time import format_time
from recorder.wording import moment_text
from replay.report.chart import timing_chart
from replay.report.parts import CLASSES, chip, mark, page, pairs, shapes, text
from replay.report.record import Picture, RunRecord, StepRecord
from replay.report.room import fitted
from replay.report.run_script import SCRIPT
from replay.report.run_style import STYLE
from replay.report.stage import stage, store
from replay.report.timing import timing_words
from replay.report.words import (
    KIND_WORDS,
    confidence_words,
    facts,
    headline,
    programs_words,
    reasons,
    run_words,
    said,
    source_words,
    span_words,
    speed_words,
    steps_words,
    tallies,
)
from replay.verdict import VerdictKind

_VIEWS = (
    ("slider", "Slider", "1"),
    ("side", "Side by side", "2"),
    ("difference", "Difference", "3"),
    ("expected", "Recording", "4"),
    ("actual", "Replay", "5"),
)
_KEYS = (
    ("J or ↓", "next step"),
    ("K or ↑", "previous step"),
    ("N", "next failure"),
    ("Shift+N", "previous failure"),
    ("B, A", "before, after"),
    ("1 to 5", "slider, side by side, difference, recording, replay"),
    ("← →", "move the slider"),
    ("Z", "whole picture, close, every pixel"),
    ("M", "marks and pointer on and off"),
    ("F", "all steps, failures only"),
)


def run_page(record: RunRecord) -> str:
    """The page, as HTML in UTF-8."""
    pictures, left_out = fitted(record)
    body = "\n".join(
        (
            shapes(),
            store(pictures.values()),
            f"<header>{''.join(_opening(record, left_out))}</header>",
            _steps(record, pictures),
            _closing(record),
        )
    )
    return page(title=f"{headline(record)}: {record.task}", body=body, style=STYLE, script=SCRIPT)


def _opening(record: RunRecord, left_out: int) -> Iterator[str]:
    when = f"replayed {moment_text(record.started_at)}"
    several = f"run {record.repeat:,} of {record.repeats:,}" if record.repeats > 1 else ""
    line = [record.study, when, speed_words(record.speed), programs_words(record)]
    line += [f"took {span_words(record.took_ns)}", several]
    yield f"<h1>{text(record.task)}</h1>"
    yield f'<p class="quiet">{text(" · ".join(part for part in line if part))}</p>'
    kind = record.kind
    why = "".join(f"<li>{text(reason)}</li>" for reason in reasons(record))
    failed = record.first_failure
    link = f' <a href="#step-{failed.number}">Show step {failed.number:,}</a>' if failed is not None else ""
    yield (
        f'<div class="verdict {CLASSES[kind]}" role="status"><p>{mark(kind)}<strong>{text(headline(record))}.'
        f'</strong> <span class="sure">{confidence_words(record.verdict.confidence)}</span>{link}</p>'
        f"{f'<ul>{why}</ul>' if why else ''}</div>"
    )
    if left_out:
        yield (
            f'<p class="notice">To keep this page small enough to open, {steps_words(left_out)} are '
            "shown without pictures; those that failed kept theirs first.</p>"
        )
    chart = timing_chart(record)
    if chart:
        words = f'<p class="quiet">{timing_words(record)}</p>'
        yield f'<section class="timing"><h2>Timing</h2>{words}{chart}</section>'


def _steps(record: RunRecord, pictures: dict[str, Picture]) -> str:
    if not record.steps:
        return '<p class="quiet empty">There are no steps to show.</p>'
    rows = "".join(_row(step) for step in record.steps)
    shown = "".join(_step(step, pictures) for step in record.steps)
    tools = _tools() if pictures else ""
    return (
        f'{_filter(record)}<main><nav aria-label="Steps"><ol class="list">{rows}</ol></nav>'
        f'<div class="detail">{tools}{shown}</div></main>'
    )


def _filter(record: RunRecord) -> str:
    failures = sum(step.verdict.is_failure for step in record.steps)
    choices = [("all", "All", "", len(record.steps)), ("failures", "Failures", "", failures)]
    choices += [(CLASSES[kind], KIND_WORDS[kind], mark(kind), count) for kind, count in tallies(record)]
    inputs = "".join(
        f'<label class="choice {name}"><input type="radio" name="show" id="show-{name}" value="{name}"'
        f"{' checked' if name == 'all' else ''}{' disabled' if not count else ''}>"
        f"{shape}{words} <b>{count:,}</b></label>"
        for name, words, shape, count in choices
    )
    return f'<fieldset class="filter"><legend class="spoken">Show</legend>{inputs}</fieldset>'


def _row(step: StepRecord) -> str:
    kind = step.verdict.kind
    look = CLASSES[kind] + (" failed" if step.verdict.is_failure else "")
    when = f"<time>{format_time(step.began_ns)}</time>" if step.began_ns is not None else ""
    return (
        f'<li class="{look}"><a href="#step-{step.number}" title="{KIND_WORDS[kind]}">{mark(kind)}'
        f'<span class="number">{step.number:,}</span><span class="what">{text(step.words)}</span>{when}'
        f'<span class="spoken">{KIND_WORDS[kind]}</span></a></li>'
    )


def _step(step: StepRecord, pictures: dict[str, Picture]) -> str:
    verdict = step.verdict
    why = "".join(f"<li>{text(said(reason))}</li>" for reason in verdict.reasons)
    ul = f'<ul class="why">{why}</ul>' if why else ""
    failed = " failed" if verdict.is_failure else ""
    is_judged = verdict.kind is not VerdictKind.NOT_REACHED
    sure = f'<span class="sure">{confidence_words(verdict.confidence)}</span>' if is_judged else ""
    return (
        # Where scripts run, a browser takes this for text, and ours makes a step of it when it is shown, so
        # that thousands open as quickly as one. Where none run, it is simply there.
        f'<section class="step {CLASSES[verdict.kind]}{failed}" id="step-{step.number}"><noscript>'
        f'<h2 tabindex="-1"><span class="number">{step.number:,}</span> {text(step.words)}</h2>'
        f'<div class="found">{chip(verdict.kind)} {sure}</div>'
        f"{ul}"
        f"{_moments(step, pictures)}{pairs(facts(step), look='facts')}</noscript></section>"
    )


def _moments(step: StepRecord, pictures: dict[str, Picture]) -> str:
    moments = [
        (name, moment)
        for name, moment in (("before", step.before), ("after", step.after))
        if moment is not None and (moment.expected in pictures or moment.actual in pictures or moment.regions)
    ]
    if not moments:
        return '<p class="quiet nothing">This step has no pictures here.</p>'
    only = " only" if len(moments) == 1 else ""
    return "".join(
        f'<div class="moment {name}{only}"><h3>{name.capitalize()}</h3>'
        f"{stage(moment, step, pictures, when=name.capitalize())}</div>"
        for name, moment in moments
    )


def _tools() -> str:
    moments = _radios("moment", (("before", "Before", "B"), ("after", "After", "A")), "after")
    zooms = _radios(
        "zoom", (("whole", "Whole", "Z"), ("near", "Close", "Z"), ("pixels", "Pixels", "Z")), "whole"
    )
    return (
        f'<div class="tools" role="toolbar" aria-label="Pictures">{moments}'
        f"{_radios('view', _VIEWS, 'slider')}"
        f'{zooms}<label class="tick" title="Marks and pointer (M)"><input type="checkbox" id="marks" checked>'
        "Marks</label></div>"
    )


def _radios(name: str, choices: tuple[tuple[str, str, str], ...], chosen: str) -> str:
    inputs = "".join(
        f'<label title="{words} ({key})"><input type="radio" name="{name}" id="{name}-{value}" '
        f'value="{value}"'
        f"{' checked' if value == chosen else ''}><span>{words}</span></label>"
        for value, words, key in choices
    )
    return f'<fieldset class="segments" id="{name}"><legend class="spoken">{name}</legend>{inputs}</fieldset>'


def _closing(record: RunRecord) -> str:
    apart = "".join(f"<li>{text(said(sentence))}</li>" for sentence in record.isolation)
    keys = "".join(f"<div><dt>{key}</dt><dd>{does}</dd></div>" for key, does in _KEYS)
    source = source_words(record.source).lower()
    return (
        f"<footer><details><summary>How it was run</summary>{pairs(run_words(record), look='facts')}"
        f"{f'<ul>{apart}</ul>' if apart else ''}</details>"
        f'<details id="keys"><summary>Keys</summary><dl class="keys">{keys}</dl></details>'
        f'<p class="notice">This page holds pictures of the {source} in clear, outside of any vault. '
        "Keep it where only those can read it who may see them, and delete it when it has served.</p>"
        "</footer>"
    )
