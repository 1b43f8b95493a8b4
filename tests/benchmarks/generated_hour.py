"""An hour that is like real work, with a hand that hardly rests: about a million moves of the pointer.

The same seed gives the same hour. It lies in a vault of its own, as a person's would, whose passphrase all
tests know: it holds nothing of anybody's. Drawing it takes minutes, so it can be kept in a folder.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from recorder.episode.events import PointerMoved
from recorder.episode.time import NS_PER_MS
from recorder.vault.keys import Passphrase
from recorder.vault.session_reader import SessionAccess
from recorder.vault.vault import Vault
from tests.rigs.drawn_session import DrawnDesktop, work
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, consent, study_file
from tests.rigs.synthetic import HEADER

SECONDS: Final = 3600
SIZE: Final = (1920, 1080)
SESSION_ID: Final = "hour"
_KEPT_DAYS: Final = 3650
_REPORT_EVERY_NS: Final = 3_500_000
_SWAY_PX: Final = 3


@dataclass(frozen=True, slots=True)
class GeneratedHour:
    """The hour, and the vault that it lies in.

    Attributes:
        home: The vault's folder; ``PASSPHRASE`` unlocks it.
        access: What opens the hour.
    """

    home: Path
    access: SessionAccess


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


def generated_hour(folder: Path, *, seconds: int = SECONDS) -> GeneratedHour:
    """The hour, from the folder if it was made before."""
    home, drawn = folder / f"{seconds}", folder / f"{seconds}.drawn"
    if not drawn.exists():
        shutil.rmtree(home, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        _draw(home, seconds)
        drawn.touch()
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        return GeneratedHour(home, vault.session_access(SESSION_ID))


def _draw(home: Path, seconds: int) -> None:
    study = study_file().study
    header = replace(
        HEADER,
        session_id=SESSION_ID,
        study_id=study.id,
        study_sha256=study.sha256,
        task_id=study.tasks[0].id,
        started_at=datetime.now(UTC),
    )
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        consent(vault)
        new = vault.new_session(header, retention_days=_KEPT_DAYS)
        desktop = RestlessDesktop(new.path, key=new.key, header=header, size=SIZE)
        work(desktop, seconds)
        vault.finish_session(desktop.finish().summary)
