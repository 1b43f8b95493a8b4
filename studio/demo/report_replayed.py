"""The report's part on replaying: what each shared episode came to, and the step that decided it."""

import base64
from collections.abc import Iterator
from html import escape
from typing import Final

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from recorder.wording import count_text
from replay.report.words import KIND_WORDS
from studio.demo.findings_replayed import FAILED, PASSED, Look, ReplayedTask, Replaying, StepFound

FOLDER: Final = "replays"
"""Where the runs' own reports lie, beside the page."""
_GAP_PX: Final = 4
_HATCH: Final = (
    '<svg class="store" aria-hidden="true"><defs><pattern id="not-compared" width="12" height="12" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="under" width="12" height="12"/>'
    '<rect class="over" width="3" height="12"/></pattern></defs></svg>'
)


def replayed_section(replaying: Replaying) -> Iterator[str]:
    """All of it."""
    changed = replaying.changed
    yield f"<h2>Replayed and verified</h2>{_HATCH}"
    yield (
        "<p>The quality team opened what was shared with it and replayed it: the same clicks and keys, each "
        "episode on a fresh desktop, compared with the recording step by step. What was redacted or never "
        "recorded cannot be typed again; such steps are <em>not comparable</em>, never passed. Then one "
        f"episode was replayed with a changed {escape(', '.join(changed.programs))}, in which "
        f"{escape(replaying.change)}.</p>"
    )
    yield _verdicts((*replaying.unchanged, changed))
    apart = "".join(f"<li>{escape(sentence)}</li>" for sentence in changed.isolation)
    yield f'<h3>What stood between the replays and this machine</h3><ul class="plain">{apart}</ul>'
    for task in replaying.unchanged:
        yield from _run(task, "with the programs that it was recorded with")
    names = ", ".join(changed.programs)
    yield from _run(changed, f"with a changed {names}", says=_named(replaying))
    yield f'<p class="quiet"><a href="{FOLDER}/{escape(replaying.index)}">All replays on one page</a></p>'


def _verdicts(tasks: tuple[ReplayedTask, ...]) -> str:
    rows = "".join(
        f"<tr><td>{escape(task.title)}</td><td>{_programs(task)}</td><td>{_outcome(task)}</td>"
        f'<td>{escape(task.headline)}</td><td class="number">{escape(task.sure)}</td></tr>'
        for task in tasks
    )
    heads = ("Episode", "Programs", "Verdict", "What happened")
    head = (
        "".join(f'<th scope="col">{name}</th>' for name in heads)
        + '<th scope="col" class="number">How sure</th>'
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _run(task: ReplayedTask, programs: str, *, says: str = "") -> Iterator[str]:
    yield f"<h3>{escape(task.title)}, {escape(programs)}</h3>"
    found = ", ".join(f"{count:,} {KIND_WORDS[kind].lower()}" for kind, count in task.tallies)
    why = " ".join(task.reasons)
    took = f"{task.took_ns / NS_PER_SECOND:.0f} s"
    yield (
        f"<p>{_outcome(task)}: {escape(task.headline)}, {escape(task.sure)}. {escape(why)}</p>"
        f'<p class="quiet">{_steps(task)}: {escape(found)}. Replayed {escape(task.speed)}, in {took}. '
        f'<a href="{FOLDER}/{escape(task.page)}">Every step of this run, with its pictures</a></p>{says}'
    )
    if task.deciding is not None:
        yield _step(task, task.deciding)


def _step(task: ReplayedTask, step: StepFound) -> str:
    kind = KIND_WORDS[step.kind].lower()
    why = " ".join(step.reasons)
    shots = "".join(_pair(task, step, look) for look in step.looks)
    return (
        f"<p><strong>Step {step.number:,}, {escape(step.words)}:</strong> {kind}, {escape(step.sure)}. "
        f'{escape(why)}</p><div class="shots">{shots}</div>'
    )


def _pair(task: ReplayedTask, step: StepFound, look: Look) -> str:
    name = f"replay-{escape(task.page.partition('/')[0])}-{step.number}-{look.when.lower()}"
    marks = _marks(look, look.differs, "differs") + _marks(look, look.hidden, "hidden")
    there = tuple(rect.moved(*look.moved) for rect in look.differs)
    noted = "what differs is marked" if look.differs else "nothing differs"
    if look.when == "Before":
        noted = "as it was found"
    hatched = "; hatched: not compared" if look.hidden else ""
    return _figure(
        f"{name}-recorded", look, look.expected, marks, f"{look.when}, in the recording{hatched}"
    ) + (
        _figure(
            f"{name}-replayed",
            look,
            look.actual,
            _marks(look, there, "differs"),
            f"{look.when}, in the replay: {noted}",
        )
    )


def _figure(name: str, look: Look, png: bytes, marks: str, caption: str) -> str:
    width, height = look.size
    data = base64.b64encode(png).decode()
    return (
        f'<figure id="{name}"><a href="#{name}" title="Enlarge the picture"><span class="marked">'
        f'<img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
        f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{marks}</svg></span></a>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _marks(look: Look, rects: tuple[Rect, ...], kind: str) -> str:
    drawn = []
    for rect in rects:
        wide = Rect(
            rect.x - _GAP_PX, rect.y - _GAP_PX, rect.width + 2 * _GAP_PX, rect.height + 2 * _GAP_PX
        ).intersection(Rect(0, 0, *look.size))
        box = f'x="{wide.x}" y="{wide.y}" width="{wide.width}" height="{wide.height}"'
        drawn.append(f'<rect class="halo" {box}/><rect class="{kind}" {box}/>')
    return "".join(drawn)


def _named(replaying: Replaying) -> str:
    step, due = replaying.changed.deciding, replaying.due
    named = "no step" if step is None else f"step {step.number:,}"
    right = "the right one" if step is not None and step.number == due.number else "another one"
    return (
        f"<p>The change shows for the first time at step {due.number:,}, {escape(due.words)}. "
        f"The verdict names {named}: <strong>{right}</strong>.</p>"
    )


def _steps(task: ReplayedTask) -> str:
    return count_text(sum(count for _, count in task.tallies), "step")


def _programs(task: ReplayedTask) -> str:
    return escape(f"a changed {', '.join(task.programs)} first" if task.programs else "the system's own")


def _outcome(task: ReplayedTask) -> str:
    look = "good" if task.outcome == PASSED else "bad" if task.outcome == FAILED else "note"
    shape = {"good": "✓", "bad": "≠", "note": "▨"}[look]
    return f'<strong class="{look}">{shape}\u00a0{KIND_WORDS[task.kind]}</strong>'
