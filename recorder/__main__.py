"""``python -m recorder``: the recorder's own command line, with no studio installed."""

import sys

from recorder.commands.application import RECORDER_COMMANDS, run

if __name__ == "__main__":
    sys.exit(run("python -m recorder", RECORDER_COMMANDS))
