"""``assent``: the recorder's commands, and those that need more of the house."""

import sys
from typing import Final

import click

from recorder.commands.application import RECORDER_COMMANDS, run
from studio.commands.bake_command import bake
from studio.commands.edits_commands import edits, redo, undo
from studio.commands.redact_command import redact
from studio.commands.trim_command import trim_command
from studio.demo.command import demo

COMMANDS: Final[tuple[click.Command, ...]] = (
    *RECORDER_COMMANDS,
    trim_command,
    redact,
    edits,
    undo,
    redo,
    bake,
    demo,
)
"""In the order of ``--help``."""


def main() -> None:
    """Run ``assent``."""
    sys.exit(run("assent", COMMANDS))
