"""Replays what was shared, as the one whom it is for: as it was recorded, and with a changed application.

All with the public command line, on desktops of their own behind a wall. What it came to is read from what
the command writes: its answer, each run's record, and the pictures in each run's page.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from replay.report.reading import read_record
from replay.report.record import Comparison, RunRecord, StepRecord
from replay.report.words import (
    confidence_words,
    headline,
    reasons,
    said,
    speed_words,
    tallies,
)
from replay.verdict import RegionKind
from studio.demo.command_line import CommandLine, DemoFailedError
from studio.demo.findings_replayed import PASSED, Look, ReplayedTask, Replaying, StepFound

_SPEED: Final = "2"
_AT_ONCE: Final = "2"
_NAME_LETTERS: Final = 32
_PICTURE: Final = re.compile(r'<image id="p-([0-9a-f]{32})"[^>]* href="data:image/png;base64,([^"]+)"')
_PROGRAM: Final = "mousepad"
_CHANGE: Final = """\
#!/bin/sh
# Mousepad as an update might bring it: Ctrl+End marks everything, and no longer goes to the end.
mkdir -p "$HOME/.config/gtk-3.0"
cat >"$HOME/.config/gtk-3.0/gtk.css" <<'END'
@binding-set other-keys { bind "<ctrl>End" { "select-all" (1) }; }
textview { -gtk-key-bindings: other-keys; }
END
PATH=${PATH#*:}
exec mousepad "$@"
"""
_WHAT_CHANGED: Final = "Ctrl+End marks all of the text, and no longer goes to its end"
_SHOWS_AT: Final = "Press Ctrl+End"
_RECORD, _PAGE, _INDEX, _JUNIT = "run.json", "report.html", "index.html", "junit.xml"


@dataclass(frozen=True, slots=True)
class Shared:
    """An episode that its reader opened: its task's title, and its name in the store."""

    title: str
    bundle: str


def replay_all(
    assent: CommandLine, shared: Sequence[Shared], *, changing: str, report: Path, folder: Path
) -> Replaying:
    """Replay each episode, and one of them again with a changed application.

    Args:
        assent: The reader's command line.
        shared: What they opened.
        changing: The name of the one for which the application is changed.
        report: A folder for the reports, in clear.
        folder: An empty folder, for the changed application.

    Raises:
        DemoFailedError: The command did not do what it is for, whatever the replays came to.
    """
    names = [each.bundle for each in shared]
    as_it_was = assent.judge(*names, "--report", report, "--speed", _SPEED, "--workers", _AT_ONCE)
    program = folder / _PROGRAM
    program.write_text(_CHANGE, encoding="utf-8")
    program.chmod(0o700)
    changed = assent.judge(changing, "--report", report, "--speed", _SPEED, "--programs", folder)
    runs = {each["named"]: _Run(each, report) for each in as_it_was["verified"]}
    other = _Run(changed["verified"][0], report)
    if missing := [name for name in names if name not in runs]:
        raise DemoFailedError(f"assent verify said nothing of {missing[0]}.")
    due = _due(runs[changing].record)
    return Replaying(
        unchanged=tuple(runs[each.bundle].found(each, due=due.number) for each in shared),
        changed=other.found(next(each for each in shared if each.bundle == changing), due=due.number),
        change=_WHAT_CHANGED,
        due=runs[changing].step(due),
        index=_INDEX,
    )


def records_in(report: Path) -> Iterator[Path]:
    """The files of a report that hold no pictures, and so may hold no captured word."""
    for name in (_INDEX, _JUNIT, f"*/{_RECORD}", f"*/{_JUNIT}"):
        yield from sorted(report.glob(name))


class _Run:
    """One run: what the command said of it, and what it wrote."""

    def __init__(self, verified: Mapping[str, Any], report: Path) -> None:
        if not verified["runs"]:
            raise DemoFailedError(f"A shared episode was not replayed: {verified['error']}")
        self._outcome: Final = str(verified["outcome"])
        self._folder: Final = report / verified["runs"][0]["run"]
        self.record: Final = read_record((self._folder / _RECORD).read_bytes())
        page = (self._folder / _PAGE).read_text(encoding="utf-8")
        self._pictures: Final = {name: base64.b64decode(data) for name, data in _PICTURE.findall(page)}

    def found(self, shared: Shared, *, due: int) -> ReplayedTask:
        """What it came to; where nothing failed, the step that is due is shown."""
        record = self.record
        failed = record.first_failure
        shown = failed or (record.steps[due - 1] if self._outcome == PASSED else None)
        return ReplayedTask(
            title=shared.title,
            episode=shared.bundle,
            programs=record.programs,
            outcome=self._outcome,
            kind=record.verdict.kind,
            headline=headline(record),
            sure=confidence_words(record.verdict.confidence),
            reasons=tuple(reasons(record)),
            tallies=tuple(tallies(record)),
            isolation=tuple(said(sentence) for sentence in record.isolation),
            took_ns=record.took_ns,
            speed=speed_words(record.speed),
            deciding=None if shown is None else self.step(shown),
            page=f"{record.run_id}/{_PAGE}",
        )

    def step(self, step: StepRecord) -> StepFound:
        """A step, with its pictures."""
        looks = (
            self._look(when, moment, step)
            for when, moment in (("Before", step.before), ("After", step.after))
            if moment is not None
        )
        return StepFound(
            number=step.number,
            words=step.words,
            kind=step.verdict.kind,
            sure=confidence_words(step.verdict.confidence),
            reasons=tuple(said(reason) for reason in step.verdict.reasons),
            looks=tuple(look for look in looks if look is not None),
        )

    def _look(self, when: str, moment: Comparison, step: StepRecord) -> Look | None:
        expected, actual = self._picture(moment.expected), self._picture(moment.actual)
        if expected is None or actual is None:
            return None
        kinds = {
            kind: tuple(each.rect for each in moment.regions if each.kind is kind) for kind in RegionKind
        }
        return Look(
            when=when,
            expected=expected,
            actual=actual,
            size=(self.record.desktop.width, self.record.desktop.height),
            differs=kinds[RegionKind.CHANGED],
            hidden=kinds[RegionKind.NOT_COMPARABLE],
            moved=(0, 0) if step.moved is None else (step.moved.x, step.moved.y),
        )

    def _picture(self, name: str | None) -> bytes | None:
        return None if name is None else self._pictures.get(name[:_NAME_LETTERS])


def _due(record: RunRecord) -> StepRecord:
    """The first step at which the change can be seen."""
    for step in record.steps:
        if step.words == _SHOWS_AT:
            return step
    raise DemoFailedError("The recording lacks the chord that the changed application knows otherwise.")
