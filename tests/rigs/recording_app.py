"""The app's recording without the rest of the app, as a program: its page, its bar, a real vault.

    python -m tests.rigs.recording_app STUDY_SHA256 TASK_ID STATE_FILE

Opens the vault that ``ASSENT_HOME`` names by the passphrase in ``ASSENT_PASSPHRASE_FILE``. At every change it
writes into the state file where it stands and where its buttons are on the screen, so that a test's hand can
find them; nothing of what is recorded.
"""

import json
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.ui.models.recording_controller import RecordingController
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.record_page import RecordPage
from studio.ui.theme import dress
from studio.ui.windows.own_windows import own_window_ids
from studio.ui.windows.recording_windows import RecordingWindows

_POLL_MS = 50
TITLE = "Assent under test"


class App(QObject):
    """One window with the record page in it."""

    def __init__(self, study_sha256: str, task_id: str, state_file: Path) -> None:
        super().__init__()
        self._task = (study_sha256, task_id)
        self._state_file = state_file
        self._written = ""
        self._home = Path(os.environ["ASSENT_HOME"])
        self.desk = VaultDesk(self._home)
        self.controller = RecordingController(self.desk, own_windows=own_window_ids)
        self.window = QMainWindow()
        self.window.setWindowTitle(TITLE)
        self.window.resize(1000, 700)
        self.page = RecordPage(self.controller)
        self.window.setCentralWidget(self.page)
        self.windows = RecordingWindows(self.controller, self.window)
        self.window.show()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._write)
        self.timer.start(_POLL_MS)
        self.open_vault()
        signal.signal(signal.SIGUSR1, lambda *_: self.desk.lock())
        signal.signal(signal.SIGUSR2, lambda *_: self.open_vault())

    def open_vault(self) -> None:
        text = Path(os.environ["ASSENT_PASSPHRASE_FILE"]).read_text(encoding="utf-8").strip()
        self.desk.open(
            lambda: Vault.unlock(self._home, Passphrase(text)), on_done=self._on_open, on_failed=_fail
        )

    def _on_open(self) -> None:
        if self.controller.sheet is None:
            self.controller.open_task(*self._task)

    @Slot()
    def _write(self) -> None:
        situation = self.controller.situation
        outcome = situation.outcome
        bar = self.windows.bar
        holders = [bar] if self.window.isMinimized() else [self.page, self.page.live, self.page.over, bar]
        buttons = {
            name: _centre(button)
            for holder in holders
            for name, button in vars(holder).items()
            if isinstance(button, QPushButton) and button.isVisible() and button.isEnabled()
        }
        state = {
            "stage": situation.stage,
            "is_asking": situation.is_asking,
            "is_open": self.desk.is_open,
            "recorded_ns": situation.figures.recorded_ns,
            "problems": [type(problem).__name__ for problem in situation.problems],
            "off": situation.pause is not None and situation.pause.is_off_the_record,
            "session": None if outcome is None else outcome.session_id,
            "is_filed": outcome is not None and outcome.is_filed,
            "reason": None if outcome is None else outcome.reason,
            "error": None if situation.error is None else situation.error.happened,
            "buttons": buttons,
            "bar": [bar.x(), bar.y(), bar.width(), bar.height()] if bar.isVisible() else None,
            "is_minimised": self.window.isMinimized(),
            "has_focus": QApplication.focusWindow() is not None,
        }
        text = json.dumps(state)
        if text != self._written:
            self._written = text
            unfinished = self._state_file.with_suffix(".part")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(self._state_file)


def _centre(button: QWidget) -> list[int]:
    at = button.mapToGlobal(button.rect().center())
    return [at.x(), at.y()]


def _fail(error: BaseException) -> None:
    raise error


def main() -> None:
    app = QApplication(["assent"])
    app.setApplicationName("assent")
    app.setStyle("Fusion")
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    made = App(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    app.exec()
    made.controller.close()
    made.desk.close()


if __name__ == "__main__":
    main()
