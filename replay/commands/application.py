"""The commands of ``replay``, and all that ``python -m replay`` knows."""

from typing import Final

import click

from recorder.commands.application import RECORDER_COMMANDS
from replay.commands.replay_command import replay
from replay.commands.verify_command import verify

REPLAY_COMMANDS: Final[tuple[click.Command, ...]] = (replay, verify)
"""In the order of ``--help``."""

ALL_COMMANDS: Final[tuple[click.Command, ...]] = (*RECORDER_COMMANDS, *REPLAY_COMMANDS)
"""With the recorder's, so that what lies in the vault can be listed and shown there too."""
