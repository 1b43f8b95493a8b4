"""The app's shell over a real vault, driven as a person would: by what things are called."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.vault.keys import Argon2Cost
from recorder.vault.session_header import new_session_id
from recorder.vault.vault import Vault
from studio.taking_part import StudyFile, give_consent
from studio.ui.jobs import Job
from studio.ui.pages.tasks_page import RecordWish
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.windows.shell import Shell
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.synthetic import HEADER

PASSPHRASE = "kumquat lantern oboe frost"  # noqa: S105 - of vaults that live for one test
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
SAMPLE = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"


class ReviewStandIn(QLabel):
    """What the review page is to the shell: a page with something of a recording in it."""

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.has_let_go = False

    def let_go(self) -> None:
        self.has_let_go = True


@dataclasses.dataclass
class ShellRig:
    """A shell, what it asked of others, and a hand for the vault."""

    shell: Shell
    qtbot: QtBot
    home: Path
    wishes: list[RecordWish]
    reviews: list[ReviewStandIn]
    recording: list[bool]

    @property
    def page(self) -> QWidget:
        page = self.shell.window.page
        assert page is not None
        return page

    def wait_for(self, kind: type[QWidget]) -> QWidget:
        self.qtbot.waitUntil(lambda: isinstance(self.shell.window.page, kind), timeout=10_000)
        return self.page

    def unlock(self, kind: type[QWidget]) -> QWidget:
        assert isinstance(self.page, UnlockPage)
        self.type("Passphrase", PASSPHRASE)
        self.press("Unlock")
        return self.wait_for(kind)

    def press(self, name: str) -> None:
        """Press the button of that name."""
        self.button(name).click()

    def button_is_in_sight(self, name: str) -> bool:
        """Whether there is a button that is called so."""
        return bool(self._buttons(name))

    def button(self, name: str) -> QAbstractButton:
        """The button in sight that is called so, by its text or to a screen reader."""
        found = self._buttons(name)
        assert found, f"no button is called {name}"
        return found[0]

    def _buttons(self, name: str) -> list[QAbstractButton]:
        return [
            button
            for button in self.shell.window.findChildren(QAbstractButton)
            if button.isVisible() and name in {button.text().replace("&", ""), button.accessibleName()}
        ]

    def type(self, name: str, text: str) -> None:
        """Type into the field that is called so."""
        fields = [
            field
            for field in self.page.findChildren(QLineEdit)
            if field.isVisible() and field.accessibleName().startswith(name)
        ]
        assert fields, f"no field is called {name}"
        self.qtbot.keyClicks(fields[0], text)

    @property
    def said(self) -> str:
        """All words in sight."""
        labels = self.shell.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def ask(self, work: Callable[[Vault], object]) -> object:
        heard: list[object] = []
        job: Job[object] = self.shell.desk.ask(work, on_done=heard.append)
        self.qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
        assert job.is_over
        return heard[0]

    def settle(self) -> None:
        """Return once the vault has done all that was asked of it, and the answers have been heard."""
        self.ask(lambda _: True)
        # What was just put on a page comes into sight with the loop's next turn.
        QApplication.processEvents()


def study_file() -> StudyFile:
    content = SAMPLE.read_bytes()
    return StudyFile(read_study(content), content)


def consent(vault: Vault, *, days_ago: int = 0) -> None:
    answers = {stream: stream is not Stream.KEYBOARD for stream in Stream}
    now = datetime.now(UTC) - timedelta(days=days_ago)
    give_consent(vault, study_file(), contributor="Robin", answers=answers, now=now)


def add_recording(
    vault: Vault, *, task: str = "write-letter", hours_ago: float = 1, typed: str = "tea"
) -> str:
    header = dataclasses.replace(
        HEADER,
        session_id=new_session_id(),
        study_id=study_file().study.id,
        study_sha256=study_file().study.sha256,
        task_id=task,
        started_at=datetime.now(UTC) - timedelta(hours=hours_ago),
    )
    new = vault.new_session(header, retention_days=180)
    drawn = DrawnDesktop(new.path, key=new.key, header=header, size=(320, 180))
    drawn.type(typed)
    vault.finish_session(drawn.finish().summary)
    return header.session_id
