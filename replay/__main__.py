"""``python -m replay``: replays on a machine that has no Qt."""

import sys

from recorder.commands.application import run
from replay.commands.application import ALL_COMMANDS

if __name__ == "__main__":
    sys.exit(run("python -m replay", ALL_COMMANDS))
