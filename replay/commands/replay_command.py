"""``replay``: does again what was recorded; or shows what that would be, or writes it as a script."""

from pathlib import Path
from typing import Final

import click

from recorder.commands.exit_codes import ExitCode
from recorder.commands.files import write_new
from recorder.commands.kept import find_kept, kept_argument
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.episode.phrase import english
from recorder.wording import clean, count_text
from replay.commands.ending import ended_politely
from replay.commands.how_to_run import HowToRun, how_to_run
from replay.commands.own_desktop_asking import (
    ask_here,
    ask_whether_to_start,
    check_somebody_is_there,
    show_here,
)
from replay.commands.play_telling import StepTeller, ending_code, ending_json, ending_text, looking
from replay.plan.script import script_of
from replay.plan.steps import ReplayPlan
from replay.plan.words import plan_json, plan_text
from replay.report.record import Source
from replay.running.options import RunOptions
from replay.running.telling import NOTHING_IS_HELD
from replay.verifying.playing import ToPlay, play, to_play, to_play_here
from replay.verifying.subjects import Subject, subject_of

_HELP: Final = """\
Do again what was recorded in a SESSION or EPISODE, and say each step.

It is done on a private desktop that is made for it, behind a wall: without network, without your files,
without the vault. With --watch a window on your own desktop shows it. With --here it is done on your own
desktop, once you have read what it does and typed that you want it; Ctrl+Shift+F12 or the pointer in a
corner of the screen ends it at any moment.

With --dry-run or --script nothing is started or pressed.

What came from others is only replayed once it was opened, and so verified. Chords that belong to the desktop,
such as those that open a terminal or lock the screen, are refused unless you allow them, each by its name:
--allow ctrl+alt+t
"""
_WARNING: Final = (
    "The script holds what was typed, in clear, outside of the vault.\n"
    "Whoever runs it does on their own desktop what was done, whatever is on the screen."
)


@click.command(help=_HELP, short_help="Do again what was recorded, or show what that would be.")
@kept_argument
@click.option("--dry-run", is_flag=True, help="Show the plan, and do nothing.")
@click.option(
    "--script", type=click.Path(path_type=Path), help="A new file for the plan as a program for pyautogui."
)
@click.option("--here", is_flag=True, help="On your own desktop; asks first.")
@how_to_run
@click.option("--show-text", is_flag=True, help="Show what was typed as well; with --dry-run.")
@click.option("--yes", is_flag=True, help="Do not ask before a script is written; with --script.")
@json_option
def replay(
    named: str,
    *,
    dry_run: bool,
    script: Path | None,
    here: bool,
    how: HowToRun,
    show_text: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Do again what was recorded, or show what that would be."""
    if dry_run + (script is not None) + here + how.is_watched > 1:
        raise click.UsageError("Say at most one of --dry-run, --script FILE, --here and --watch.")
    if yes and script is None:
        raise click.UsageError("--yes goes with --script: on your own desktop you are asked each time.")
    if here:
        check_somebody_is_there()
    with opened_vault() as vault:
        subject = subject_of(vault, find_kept(vault, named), allowed=how.allowed)
        if here:
            return _play_here(subject, how, as_json=as_json)
        if not dry_run and script is None:
            return _play(to_play(subject, looking()), how.options(), as_json=as_json)
        with subject.access.open() as reader:
            plan = subject.plan(reader)
    if script is not None:
        _write(plan, script, is_agreed=yes, as_json=as_json)
    elif as_json:
        print_json(plan_json(plan, shows_text=show_text))
    else:
        say(plan_text(plan, shows_text=show_text))
    return ExitCode.DONE


def _play_here(subject: Subject, how: HowToRun, *, as_json: bool) -> int:
    if not how.needs_wall:
        raise click.UsageError("There is no wall around your own desktop: leave --without-wall out.")
    if how.programs is not None:
        raise click.UsageError("Other programs are found behind a wall only: leave --programs out.")
    wanted = to_play_here(subject, looking())
    show_here(wanted)
    starts_task = ask_whether_to_start(wanted.plan)
    yes = ask_here(wanted, is_own_work=subject.source is not Source.RECEIVED)
    if yes is None:
        note("Nothing was started or pressed.")
        return ExitCode.STOPPED
    options = RunOptions(speed=how.speed, own_desktop=yes, starts_task=starts_task)
    return _play(wanted, options, as_json=as_json)


def _play(wanted: ToPlay, options: RunOptions, *, as_json: bool) -> int:
    teller = StepTeller(wanted.plan, opens_task=options.starts_task)
    with ended_politely() as cancel:
        run = play(wanted, options, on_event=teller.hear, cancel=cancel)
    for remark in run.remarks:
        note(clean(remark))
    if as_json:
        print_json(ending_json(run))
    else:
        say(ending_text(run))
    if run.isolation.is_own_desktop:
        note(english(NOTHING_IS_HELD))
    return ending_code(run)


def _write(plan: ReplayPlan, path: Path, *, is_agreed: bool, as_json: bool) -> None:
    content = script_of(plan)
    if not is_agreed:
        note(_WARNING)
        click.confirm("Write it?", abort=True, err=True)
    write_new(path, content.encode("ascii"))
    if as_json:
        print_json({"file": str(path), "steps": len(plan.steps)})
        return
    say(f"{clean(str(path))}: {count_text(len(plan.steps), 'step')}, for pyautogui.")
    note("It is outside of the vault, and holds what was typed.")
