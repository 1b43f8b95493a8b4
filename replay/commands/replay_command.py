"""``replay``: shows what a replay would do, or writes it as a script. Nothing is started or pressed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from recorder.commands.files import write_new
from recorder.commands.kept import Kept, find_kept, kept_argument
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.episode.keys import Chord
from recorder.episode.study import Study
from recorder.study_file import read_study
from recorder.vault.vault import Vault
from recorder.wording import clean, count_text
from replay.plan.chords import read_chord
from replay.plan.planning import plan_of
from replay.plan.script import script_of
from replay.plan.steps import ReplayPlan
from replay.plan.words import plan_json, plan_text

_HELP: Final = """\
Show what replaying a SESSION or EPISODE would press, step by step, or write it as a script.

Nothing is started or pressed. What came from others is only replayed once it was opened, and so verified.

Chords that belong to the desktop, such as those that open a terminal or lock the screen, are refused unless
you allow them, each by its name: --allow ctrl+alt+t
"""
_WARNING: Final = (
    "The script holds what was typed, in clear, outside of the vault.\n"
    "Whoever runs it does on their own desktop what was done, whatever is on the screen."
)


@click.command(help=_HELP, short_help="Show what a replay would do, or write it as a script.")
@kept_argument
@click.option("--dry-run", is_flag=True, help="Show the plan.")
@click.option(
    "--script", type=click.Path(path_type=Path), help="A new file for the plan as a program for pyautogui."
)
@click.option("--allow", "allowed", multiple=True, metavar="CHORD", help="A chord that may be pressed.")
@click.option("--show-text", is_flag=True, help="Show what was typed as well.")
@click.option("--yes", is_flag=True, help="Do not ask before a script is written.")
@json_option
def replay(
    named: str,
    *,
    dry_run: bool,
    script: Path | None,
    allowed: Sequence[str],
    show_text: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show what a replay would do, or write it as a script."""
    if dry_run == (script is not None):
        raise click.UsageError("Say one of --dry-run and --script FILE.")
    plan = _planned(named, frozenset(map(read_chord, allowed)))
    if script is not None:
        _write(plan, script, is_agreed=yes, as_json=as_json)
    elif as_json:
        print_json(plan_json(plan, shows_text=show_text))
    else:
        say(plan_text(plan, shows_text=show_text))


def _planned(named: str, allowed: frozenset[Chord]) -> ReplayPlan:
    with opened_vault() as vault:
        kept = find_kept(vault, named)
        study = _study_of(vault, kept)
        with kept.open(vault) as reader:
            return plan_of(reader, study, allowed=allowed)


def _study_of(vault: Vault, kept: Kept) -> Study | None:
    """The very version that it was made for, if the vault keeps it."""
    header = kept.row.header
    content = None if header is None else vault.study(header.study_sha256)
    return None if content is None else read_study(content)


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
