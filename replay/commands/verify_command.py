"""``verify``: replays what was recorded on fresh desktops, and says whether it still does what it did."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from recorder.commands.exit_codes import ExitCode, exit_code_of
from recorder.commands.kept import find_kept
from recorder.commands.opening import opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, say
from recorder.episode.keys import Chord
from recorder.errors import UserFacingError
from recorder.vault.vault import Vault
from recorder.wording import clean
from replay.commands.ending import ended_politely
from replay.commands.how_to_run import HowToRun, how_to_run
from replay.report.words import headline, programs_words, reasons
from replay.report.writing import write_index
from replay.running.happenings import RunEvent, StepAnswered
from replay.verifying.ignoring import read_region
from replay.verifying.many import verify_many
from replay.verifying.subjects import Subject, subject_of
from replay.verifying.tasks import MOST_IGNORED, MOST_RUNS, Asked, IgnoredRegion, Outcome, Verified

_MOST_WORKERS: Final = 64
_HELP: Final = """\
Replay recordings and episodes, each on a fresh private desktop, and say whether they do again what they did.

Each EPISODE is an episode, a session of your own, or a received recording, by its id or its beginning. All
runs behind a wall: without network, without your files, without the vault. With --report, what DIR holds
already is not replayed again, so that a night's work that was ended goes on where it stopped.

With --ignore, a part of the screen that differs by itself, such as a clock, is left out of the comparison:
of all steps or of one. Each verdict says how much was left out.

The report's pages show what was on the screen, in clear, outside of the vault.
"""
_WORDS: Final = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "FAILED",
    Outcome.NOT_COMPARABLE: "not comparable",
    Outcome.NOT_REPLAYED: "not replayed",
    Outcome.FAULT: "not replayed, by a fault of Assent's own",
    Outcome.STOPPED: "stopped",
}
# The worst first: what decides how the command ends.
_CODES: Final = (
    (Outcome.STOPPED, ExitCode.STOPPED),
    (Outcome.FAULT, ExitCode.BUG),
    (Outcome.FAILED, ExitCode.DIFFERENT),
    (Outcome.NOT_REPLAYED, ExitCode.FAILED),
    (Outcome.NOT_COMPARABLE, ExitCode.DIFFERENT),
)


@click.command(help=_HELP, short_help="Replay, and say whether it still does what it did.")
@click.argument("named", metavar="EPISODE...", nargs=-1, required=True)
@click.option("--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, help="How many at a time.")
@click.option("--report", type=click.Path(path_type=Path, file_okay=False), help="A folder for reports.")
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), default=1, help="How often each is replayed.")
@click.option("--ignore", "ignored", multiple=True, metavar="X,Y,WxH[@STEP]", help="Not compared.")
@click.option("--anew", is_flag=True, help="Replay again what the report's folder holds already.")
@how_to_run
@json_option
def verify(
    named: Sequence[str],
    *,
    workers: int,
    report: Path | None,
    runs: int,
    ignored: Sequence[str],
    anew: bool,
    how: HowToRun,
    as_json: bool,
) -> int:
    """Replay, and say whether it still does what it did."""
    if how.is_watched and workers > 1:
        raise click.UsageError("--watch shows one replay at a time: leave --workers out.")
    asked = Asked(runs=runs, options=how.options(), report=report, is_anew=anew, ignored=_ignored(ignored))
    with opened_vault() as vault, ended_politely() as cancel:
        subjects, missing = _found(vault, named, how.allowed)
        if report is not None and subjects:
            # Before hours of work: can anything be written there at all?
            write_index(report)
        teller = _Teller(len(subjects))
        found = verify_many(
            subjects,
            asked,
            workers=workers,
            cancel=cancel,
            on_verified=lambda _place, verified: teller.tell(verified),
            on_event=teller.hear,
        )
    for verified in missing:
        _tell_error(verified)
    index, unwritten = _indexed(report) if report is not None and found else (None, None)
    everything = (*missing, *found)
    if as_json:
        print_json(_document(everything, index))
    else:
        _say_all(everything, index)
    if unwritten is not None:
        note(str(unwritten))
    code = _code(everything)
    return int(ExitCode.FAILED if code is ExitCode.DONE and unwritten is not None else code)


def _indexed(report: Path) -> tuple[Path | None, UserFacingError | None]:
    """The index of what was done by now, or why there is none: the verdicts are told all the same."""
    try:
        return write_index(report), None
    except UserFacingError as error:
        return None, error


def _ignored(texts: Sequence[str]) -> tuple[IgnoredRegion, ...]:
    if len(texts) > MOST_IGNORED:
        raise click.UsageError(f"--ignore is given {MOST_IGNORED} times at most.")
    try:
        return tuple(map(read_region, texts))
    except ValueError:
        raise click.UsageError(
            "--ignore is X,Y,WxH, such as 1180,0,100x24, or X,Y,WxH@STEP for one step, in pixels."
        ) from None


def _found(
    vault: Vault, named: Sequence[str], allowed: frozenset[Chord]
) -> tuple[list[Subject], list[Verified]]:
    """What was named, each once, and what of it cannot be found or opened."""
    subjects: dict[str, Subject] = {}
    missing: list[Verified] = []
    for name in dict.fromkeys(named):
        try:
            subject = subject_of(vault, find_kept(vault, name), allowed=allowed)
        except UserFacingError as error:
            missing.append(Verified(named=clean(name), outcome=Outcome.NOT_REPLAYED, error=error))
        else:
            subjects[subject.id] = subject
    return list(subjects.values()), missing


class _Teller:
    """Says on standard error how far it is; from several threads."""

    def __init__(self, total: int) -> None:
        self._total: Final = total
        self._lock: Final = threading.Lock()
        self._done = 0
        self._begun: set[tuple[str, int]] = set()

    def hear(self, subject: Subject, repeat: int, event: RunEvent) -> None:
        """Say that a run has begun, with its first step."""
        if not isinstance(event, StepAnswered):
            return
        with self._lock:
            if (subject.id, repeat) in self._begun:
                return
            self._begun.add((subject.id, repeat))
            note(f"{short_id(subject.id)}: replaying, run {repeat}")

    def tell(self, verified: Verified) -> None:
        """Say what became of one."""
        with self._lock:
            self._done += 1
            before = f"[{self._done}/{self._total}] "
        kept = ", as the report has it already" if verified.is_kept else ""
        note(f"{before}{short_id(verified.named)}: {_WORDS[verified.outcome]}{kept}")
        _tell_error(verified)


def _tell_error(verified: Verified) -> None:
    if verified.error is not None:
        note(f"{verified.named}: {verified.error}")
    if verified.fault:
        note(f"{verified.named}: Assent met a fault of its own ({verified.fault}). Please report it.")


def _say_all(everything: Sequence[Verified], index: Path | None) -> None:
    for verified in everything:
        say(f"{short_id(verified.named)}  {_WORDS[verified.outcome]}")
        for record in verified.records:
            run = f"run {record.repeat} of {record.repeats}: " if record.repeats > 1 else ""
            others = f", {programs_words(record)}" if record.programs else ""
            say(f"    {run}{headline(record)}{others}.")
            for reason in reasons(record):
                say(f"      {reason}")
    if index is not None:
        note(f"The report: {clean(str(index))}")
        note("Its pages show what was on the screen, in clear, outside of the vault.")


def _document(everything: Sequence[Verified], index: Path | None) -> dict[str, object]:
    return {
        "verified": [
            {
                "named": verified.named,
                "outcome": verified.outcome.value,
                "was_kept": verified.is_kept,
                "error": None if verified.error is None else str(verified.error),
                "fault": verified.fault or None,
                "runs": [
                    {
                        "run": record.run_id,
                        "ending": record.ending.value,
                        "verdict": record.verdict.kind.value,
                        "confidence": record.verdict.confidence,
                        "reasons": reasons(record),
                        "programs": list(record.programs),
                        "programs_sha256": record.programs_sha256 or None,
                        "first_failing_step": None
                        if record.first_failure is None
                        else record.first_failure.number,
                    }
                    for record in verified.records
                ],
                "pages": [str(page) for page in verified.pages],
            }
            for verified in everything
        ],
        "index": None if index is None else str(index),
    }


def _code(everything: Sequence[Verified]) -> ExitCode:
    errors = [verified.error for verified in everything if verified.error is not None]
    outcomes = {verified.outcome for verified in everything}
    if len(everything) == 1 and errors and outcomes <= {Outcome.NOT_REPLAYED, Outcome.PASSED}:
        # As every other command says it of one thing.
        return exit_code_of(errors[0])
    code = next((code for outcome, code in _CODES if outcome in outcomes), ExitCode.DONE)
    # What passed and stands in no report has not gone well.
    return ExitCode.FAILED if code is ExitCode.DONE and errors else code
