"""An hour that is like real work, with a hand that hardly rests: about a million moves of the pointer.

The same seed gives the same hour. Drawing and encoding it takes minutes, so it can be kept in a folder, under
the key that all tests know: it holds nothing of anybody's.
"""

import pickle
from pathlib import Path
from typing import Final

from recorder.episode.events import PointerMoved
from recorder.episode.time import NS_PER_MS
from recorder.vault.session_reader import SessionAccess
from tests.rigs.drawn_session import DrawnDesktop, work

SECONDS: Final = 3600
_REPORT_EVERY_NS: Final = 3_500_000
_SWAY_PX: Final = 3


class RestlessDesktop(DrawnDesktop):
    """A drawn desktop whose pointer trembles while anything else happens."""

    def wait(self, ms: float) -> None:
        """Let time pass, with a report of the pointer every few milliseconds."""
        until_ns = self.now_ns + round(ms * NS_PER_MS)
        x, y = self.pointer
        while self.now_ns + _REPORT_EVERY_NS < until_ns:
            self.now_ns += _REPORT_EVERY_NS
            sway = self.now_ns // _REPORT_EVERY_NS % _SWAY_PX
            self.record(PointerMoved(self.now_ns, x + sway, y))
        self.now_ns = until_ns


def generated_hour(folder: Path, *, seconds: int = SECONDS) -> SessionAccess:
    """The hour, from the folder if it was made before."""
    path, summary = folder / f"{seconds}.db", folder / f"{seconds}.access"
    if summary.exists():
        kept: SessionAccess = pickle.loads(summary.read_bytes())  # noqa: S301 - this benchmark's own file
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    desktop = RestlessDesktop(path)
    work(desktop, seconds)
    access = desktop.finish()
    summary.write_bytes(pickle.dumps(access))
    return access
