"""``assent``: the recorder's commands, the replay's, those that need more of the house, and the app."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from recorder.commands.application import RECORDER_COMMANDS, run
from replay.commands.application import REPLAY_COMMANDS
from studio.commands.approve_command import approve_command
from studio.commands.bake_command import bake
from studio.commands.edits_commands import edits, redo, undo
from studio.commands.identity_commands import identity
from studio.commands.open_command import open_command, sync
from studio.commands.redact_command import redact
from studio.commands.review_command import review, reviews
from studio.commands.store_commands import store
from studio.commands.study_commands import study
from studio.commands.submit_command import submissions, submit
from studio.commands.trim_command import trim_command
from studio.commands.withdraw_command import withdraw
from studio.demo.command import demo


@click.command("app", short_help="Open the app, as `assent` alone does.")
@click.argument("study", required=False, type=click.Path(path_type=Path))
def open_app(study: Path | None) -> int:
    """Open the app: join a study, record, review, edit.

    With a STUDY file it opens that, as `assent STUDY.toml` does.
    """
    # The toolkit takes a moment to load, and no other command needs it or may need it.
    from studio.app import run_app  # noqa: PLC0415

    return run_app(study)


COMMANDS: Final[tuple[click.Command, ...]] = (
    open_app,
    *(study if command.name == study.name else command for command in RECORDER_COMMANDS),
    trim_command,
    redact,
    edits,
    undo,
    redo,
    bake,
    *REPLAY_COMMANDS,
    approve_command,
    submit,
    submissions,
    withdraw,
    open_command,
    review,
    reviews,
    sync,
    identity,
    store,
    demo,
)
"""In the order of ``--help``."""


def main() -> None:
    """Run ``assent``."""
    sys.exit(run("assent", COMMANDS, with_app(sys.argv[1:])))


def with_app(arguments: Sequence[str]) -> list[str]:
    """The arguments, with the app where no command is named: none at all, or a study's file alone."""
    match list(arguments):
        case []:
            return ["app"]
        case [str(file)] if file.casefold().endswith(".toml"):
            return ["app", file]
        case given:
            return given
