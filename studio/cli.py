"""``assent``: the recorder's commands, and those that need more of the house."""

import sys

from recorder.commands.application import RECORDER_COMMANDS, run
from studio.commands.bake_command import bake
from studio.demo.command import demo


def main() -> None:
    """Run ``assent``."""
    sys.exit(run("assent", (*RECORDER_COMMANDS, bake, demo)))
