"""The whole app over a vault with recordings to check, and an editor that once wrote what they show."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.app import Studio
from studio.checking.wanted import Wanted
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.checking_desk import CheckingDesk
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.tasks_page import TasksPage
from tests.rigs.letters import Letter, write_letter_once
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig
from tests.rigs.studios import studios

LONG_MS = 40_000


@dataclass
class CheckRig:
    """The app, and a hand for what is checked in it."""

    studio: Studio
    shell: ShellRig
    qtbot: QtBot

    @property
    def desk(self) -> CheckingDesk:
        return self.studio.shell.checking.desk

    @property
    def page(self) -> CheckingPage:
        page = self.shell.page
        assert isinstance(page, CheckingPage)
        return page

    def unlock(self) -> None:
        self.shell.unlock(TasksPage)
        self.shell.settle()
        self.desk.want(Wanted(speed=None))

    def received(self) -> ReceivedPage:
        """Go to the list of what was received, and wait for its rows."""
        self.studio.shell.window.go(Visit(Place.RECEIVED))
        page = self.shell.wait_for(ReceivedPage)
        assert isinstance(page, ReceivedPage)
        self.until(lambda: page.model.rowCount() > 0)
        return page

    def checking(self, subject_id: str = "") -> CheckingPage:
        """Go to the page."""
        self.studio.shell.window.go(Visit(Place.RECEIVED, Opened.CHECKING, subject_id))
        self.shell.settle()
        return self.page

    def item(self, subject_id: str) -> CheckItem:
        item = self.desk.item(subject_id)
        assert item is not None
        return item

    def until(self, come: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(come()), timeout=LONG_MS)

    def until_state(self, subject_id: str, *states: CheckState) -> None:
        self.until(lambda: self.item(subject_id).state in states)

    def until_first_step(self, subject_id: str) -> None:
        """Wait until its desktop is there, and its first step is next."""
        self.until_state(subject_id, CheckState.RUNNING, CheckState.PAUSED)

    def choose(self, subject_id: str) -> None:
        """Choose a row of the queue."""
        place = self.page.queue.rows.place_of(subject_id)
        assert place is not None
        self.page.queue.setCurrentIndex(self.page.queue.rows.index(place))

    def decide(self, name: str) -> list[str]:
        """Answer the question that comes next; what it said is in the list then."""
        said: list[str] = []

        def press() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, DecisionDialog):
                QTimer.singleShot(20, self.studio, press)
                return
            said.extend(label.text() for label in dialog.findChildren(QLabel))
            assert dialog.no.isDefault()
            (button,) = (each for each in (dialog.yes, dialog.no) if each.text().replace("&", "") == name)
            button.click()

        QTimer.singleShot(20, self.studio, press)
        return said


@pytest.fixture(scope="session")
def letter() -> Letter:
    """What an editor showed; it is run once in each process of the tests."""
    return write_letter_once()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "vault"
    monkeypatch.setenv("ASSENT_HOME", str(folder))
    monkeypatch.setenv("ASSENT_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


@pytest.fixture
def vault(home: Path) -> Iterator[Vault]:
    """To be filled before the app is begun, which closes it."""
    made, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with made:
        yield made


@pytest.fixture
def begin(qapp: QApplication, qtbot: QtBot, vault: Vault, home: Path) -> Iterator[Callable[[], CheckRig]]:
    """Begins the app, once the vault is filled, and unlocks it."""

    def make() -> CheckRig:
        vault.close()
        studio = begun.begin()
        rig = CheckRig(studio, ShellRig(studio.shell, qtbot, home, [], [], []), qtbot)
        rig.unlock()
        return rig

    with studios(qapp) as begun:
        yield make
