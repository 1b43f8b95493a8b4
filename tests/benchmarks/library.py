"""How long a library of a thousand recordings takes to open, from the click to the rows and to the pictures.

Run: .venv/bin/python tests/benchmarks/library.py [COUNT]
"""

import dataclasses
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication

from recorder.vault.keys import Passphrase
from recorder.vault.session_header import new_session_id
from recorder.vault.vault import Vault
from studio.app import make_application
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.library_page import LibraryPage
from studio.ui.theme import dress
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, consent, study_file
from tests.rigs.synthetic import HEADER

MOST_SECONDS = 1.0
MOST_BLOCKED_MS = 50.0


def fill(home: Path, count: int) -> None:
    """A vault with that many recordings; each file is the same drawing under a key of its own."""
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    study = study_file().study
    with vault:
        consent(vault)
        for number in range(count):
            header = dataclasses.replace(
                HEADER,
                session_id=new_session_id(),
                study_id=study.id,
                study_sha256=study.sha256,
                task_id=study.tasks[number % len(study.tasks)].id,
                started_at=datetime.now(UTC) - timedelta(hours=number),
            )
            new = vault.new_session(header, retention_days=900)
            drawn = DrawnDesktop(new.path, key=new.key, header=header, size=(640, 360), seed=number)
            vault.finish_session(drawn.finish().summary)


class Heartbeat:
    """The longest time for which the interface's loop did not turn, in milliseconds."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_beat)
        self._clock.start()
        self._timer.start()

    def _on_beat(self) -> None:
        self.longest_ms = max(self.longest_ms, self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()


def fail(error: BaseException) -> None:
    """Nothing may go wrong here."""
    raise error


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def turn_until(app: QApplication, done: Callable[[], object]) -> None:
    """Run the loop until then."""
    while not done():
        app.processEvents()


def main() -> int:
    """Measure, print, and fail above the budgets."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(tempfile.mkdtemp(prefix="assent-library-"))
    app = make_application()
    dress(app)
    try:
        say(f"Writing {count} recordings …")
        fill(folder / "vault", count)
        desk = VaultDesk(folder / "vault")
        opened: list[bool] = []
        desk.open(
            lambda: Vault.unlock(folder / "vault", Passphrase(PASSPHRASE)),
            on_done=partial(opened.append, True),  # noqa: FBT003 - a mark
            on_failed=fail,
        )
        turn_until(app, opened.__len__)
        began = time.perf_counter()
        page = LibraryPage(desk)
        page.resize(1100, 720)
        page.show()
        heart = Heartbeat()
        turn_until(app, lambda: page.model.rowCount() == count)
        app.processEvents()
        rows_s = time.perf_counter() - began
        visible = -(-page.table.viewport().height() // page.table.rowHeight(0))
        turn_until(app, lambda: page.pictures.count >= visible)
        pictures_s = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(60):
            bar = page.table.verticalScrollBar()
            bar.setValue(bar.value() + bar.maximum() // 60)
            app.processEvents()
        scroll_ms = (time.perf_counter() - began) / 60 * 1000
        page.let_go()
        desk.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"rows in sight after        {rows_s * 1000:7.0f} ms  (budget {MOST_SECONDS * 1000:.0f})")
    say(f"all pictures in sight after{pictures_s * 1000:7.0f} ms")
    say(f"one step of scrolling      {scroll_ms:7.1f} ms")
    say(f"loop blocked at most       {heart.longest_ms:7.1f} ms  (budget {MOST_BLOCKED_MS:.0f})")
    return int(rows_s > MOST_SECONDS or heart.longest_ms > MOST_BLOCKED_MS)


if __name__ == "__main__":
    sys.exit(main())
