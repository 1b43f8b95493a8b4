"""The process that clears a private desktop away when its owner was killed.

Its standard input is a pipe that only the owner holds: the system closes it however the owner ends, by
``kill -9`` too. A signal on the parent's death would fire when the *thread* ends that started the desktop.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from replay.displays.processes import end_marked
from replay.displays.programs import Process


def start_keeper(mark: str, folder: Path) -> Process:
    """Start the keeper of the desktop with this mark; close its ``stdin`` to let it do its work and end."""
    # -P: whatever lies in the current folder is not imported.
    command = [sys.executable, "-P", "-m", "replay.displays.keeper", mark, str(folder)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main() -> None:
    """Wait for the owner's end, then end every process of its desktop and remove its folder."""
    _, mark, folder = sys.argv
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    while sys.stdin.buffer.read(1):
        pass
    try:
        end_marked(mark)
    finally:
        # What the owner has removed already is no error.
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
