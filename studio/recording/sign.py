"""The app's sign of a recording, heard from the thread that follows it.

A recording must end when nobody can see its sign. The bar is drawn by the interface's thread: if that takes
nothing in any more, the sign stands still beside a recording that goes on, and counts as gone.
"""

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from recorder.recording.messages import Progress
from studio.recording.steps import Began, Reported

LONGEST_SILENCE_S: Final = 10.0
_ASK_DISK_EVERY_S: Final = 5.0


class InterfaceSign:
    """Hands on how a recording goes, and knows whether that is still taken in.

    Args:
        session_id: Of the recording.
        folder: On the disk that it is written to.
        tell: Hands a fact to the interface's thread, without waiting.
        longest_silence_s: After how many seconds an interface that takes nothing in counts as gone.
    """

    def __init__(
        self,
        session_id: str,
        folder: Path,
        tell: Callable[[Began | Reported], None],
        *,
        longest_silence_s: float = LONGEST_SILENCE_S,
    ) -> None:
        self._session_id = session_id
        self._folder = folder
        self._tell = tell
        self._longest_silence_s = longest_silence_s
        self._warnings: list[str] = []
        self._untaken_since: float | None = None
        self._asked_disk_at = -_ASK_DISK_EVERY_S
        self._has_begun = False

    @property
    def is_gone(self) -> bool:
        """Whether the interface stands still."""
        since = self._untaken_since
        return since is not None and time.monotonic() - since > self._longest_silence_s

    def take(self) -> None:
        """The interface took in what it was told; called on its thread."""
        self._untaken_since = None

    def warn(self, text: str) -> None:
        """Keep what was said at the start for the first report."""
        self._warnings.append(text)

    def show(self, report: Progress) -> None:
        """Hand on where it stands."""
        if self._untaken_since is None:
            self._untaken_since = time.monotonic()
        if not self._has_begun:
            self._has_begun = True
            self._tell(Began(self._session_id, tuple(self._warnings)))
        self._tell(Reported(report, datetime.now().astimezone(), self._free_bytes()))

    def close(self) -> None:
        """Nothing: the end is told by whoever follows."""

    def _free_bytes(self) -> int | None:
        now = time.monotonic()
        if now - self._asked_disk_at < _ASK_DISK_EVERY_S:
            return None
        self._asked_disk_at = now
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:  # not known; the recording itself notices a disk that is gone
            return None
