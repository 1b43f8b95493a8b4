"""The page of many runs: how many passed, and a line for each, those to look at first.

It shows no pictures: it can be kept and sent where the pages of the runs may not go.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from recorder.wording import count_text, moment_text
from replay.report.index_style import STYLE
from replay.report.parts import CLASSES, chip, mark, page, shapes, text
from replay.report.record import RunRecord
from replay.report.words import KIND_WORDS, headline, programs_words, source_words, span_words
from replay.verdict import VerdictKind

_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run and where its page lies.

    Attributes:
        record: The run; its pictures are not looked at.
        page: The page's path beside the index, such as ``a1/report.html``; empty where there is none.
    """

    record: RunRecord
    page: str


def index_page(runs: Sequence[ListedRun], *, unreadable: Sequence[str] = ()) -> str:
    """The page, as HTML in UTF-8.

    Args:
        runs: In any order.
        unreadable: The names of folders whose record cannot be read.
    """
    ordered = sorted(runs, key=_rank)
    body = "\n".join((shapes(), *_opening(ordered, unreadable), _filter(ordered), _table(ordered)))
    return page(title=_headline(ordered), body=f"{body}\n<footer></footer>", style=STYLE)


def _rank(run: ListedRun) -> tuple[int, str, str, str, int]:
    record = run.record
    passed = 2 if record.is_pass else 1 if not record.is_failure else 0
    return passed, record.study, record.task, record.episode_id, record.repeat


def _headline(runs: Sequence[ListedRun]) -> str:
    passed = sum(run.record.is_pass for run in runs)
    if not runs:
        return "Nothing was replayed"
    if len(runs) == 1:
        return "The replay passed" if passed else "The replay did not pass"
    if passed == len(runs):
        return f"All {passed:,} replays passed"
    return f"{passed:,} of {count_text(len(runs), 'replay')} passed"


def _opening(runs: Sequence[ListedRun], unreadable: Sequence[str]) -> Iterator[str]:
    failed = sum(run.record.is_failure for run in runs)
    kind = VerdictKind.DIFFERENT if failed or unreadable else VerdictKind.SAME
    if runs and not failed and not any(run.record.is_pass for run in runs):
        kind = VerdictKind.NOT_COMPARABLE
    notes = "".join(f"<li>{text(note)}</li>" for note in _notes(runs, unreadable))
    yield (
        f'<header><h1>Replay checks</h1><p class="quiet">{text(_span(runs))}</p>'
        f'<div class="verdict {CLASSES[kind]}"><p>{mark(kind)}<strong>{text(_headline(runs))}.</strong></p>'
        f"{f'<ul>{notes}</ul>' if notes else ''}</div></header>"
    )


def _span(runs: Sequence[ListedRun]) -> str:
    if not runs:
        return ""
    times = sorted(run.record.started_at for run in runs)
    took = span_words(sum(run.record.took_ns for run in runs))
    first, last = moment_text(times[0]), moment_text(times[-1])
    return f"{first if first == last else f'{first} to {last}'} · {took} of replaying"


def _notes(runs: Sequence[ListedRun], unreadable: Sequence[str]) -> Iterator[str]:
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for run in runs:
        total[run.record.episode_id] += 1
        passed[run.record.episode_id] += run.record.is_pass
    for episode_id, count in sorted(total.items()):
        if 0 < passed[episode_id] < count:
            yield (
                f"Episode {episode_id[:_SHORT]} does not always do the same: "
                f"{passed[episode_id]:,} of {count:,} runs passed."
            )
    for name in unreadable:
        yield f"The record in {name} cannot be read; replay its episode again."


def _filter(runs: Iterable[ListedRun]) -> str:
    counts = Counter(run.record.kind for run in runs)
    choices = [("all", "All", "", counts.total())]
    choices += [
        (CLASSES[kind], KIND_WORDS[kind], mark(kind), counts[kind]) for kind in VerdictKind if counts[kind]
    ]
    inputs = "".join(
        f'<label class="choice {name}"><input type="radio" name="show" id="show-{name}"'
        f"{' checked' if name == 'all' else ''}>{shape}{words} <b>{count:,}</b></label>"
        for name, words, shape, count in choices
    )
    return (
        f'<fieldset class="filter"><legend class="spoken">Show</legend>{inputs}</fieldset>' if counts else ""
    )


def _table(runs: Sequence[ListedRun]) -> str:
    if not runs:
        return '<main><p class="quiet">There is nothing to show.</p></main>'
    heads = ("Verdict", "Task", "What happened", "Run", "Took", "When")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "".join(_row(run) for run in runs)
    return (
        '<main><div class="scroll" tabindex="0" role="region" aria-label="Runs"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></main>"
    )


def _row(run: ListedRun) -> str:
    record = run.record
    kind = record.kind
    of = f"{source_words(record.source)} <code>{text(record.episode_id[:_SHORT])}</code>"
    link = f'<a href="{text(quote(run.page))}">{text(record.task)}</a>' if run.page else text(record.task)
    cells = (
        ("", chip(kind)),
        ("task", f'{link}<span class="quiet">{text(record.study)} · {of}</span>'),
        ("happened", text(headline(record)) + _others(record)),
        ("short", f"run {record.repeat:,} of {record.repeats:,}"),
        ("short", span_words(record.took_ns)),
        ("short", f"<time>{moment_text(record.started_at)}</time>"),
    )
    drawn = "".join(f"<td{f' class={look}' if look else ''}>{cell}</td>" for look, cell in cells)
    return f'<tr class="{CLASSES[kind]}">{drawn}</tr>'


def _others(record: RunRecord) -> str:
    words = programs_words(record)
    return f'<span class="quiet">{text(words[0].upper() + words[1:])}</span>' if words else ""
