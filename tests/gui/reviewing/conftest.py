"""A vault's desk, and the whole app, over people who shared and received something."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.app import Studio
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_model import LibraryColumn
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.widgets.review_panel import ReviewPanel
from tests.rigs.reviewing import CONTRIBUTOR, QUINN, Reviewing, make_reviewing
from tests.rigs.sharing import SECRET
from tests.rigs.shell_rig import ShellRig
from tests.rigs.studios import studios

LONG_MS = 30_000


@pytest.fixture(scope="session")
def reviewing(tmp_path_factory: pytest.TempPathFactory) -> Reviewing:
    return make_reviewing(tmp_path_factory.mktemp("reviewing"), now=datetime.now(UTC))


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


@pytest.fixture
def reader_desk(rig: Reviewing, qtbot: QtBot) -> Iterator[VaultDesk]:
    """A reader's vault, open."""
    desk = VaultDesk(rig.world / QUINN.identity.name)
    open_vault(desk, qtbot)
    yield desk
    desk.close()
    desk.deleteLater()


def open_vault(desk: VaultDesk, qtbot: QtBot) -> None:
    opened: list[bool] = []
    desk.open(
        lambda: Vault.unlock(desk.home, Passphrase(SECRET)),
        on_done=lambda: opened.append(True),
        on_failed=lambda error: pytest.fail(type(error).__name__),
    )
    qtbot.waitUntil(lambda: bool(opened), timeout=LONG_MS)


@dataclass
class App:
    """The app of one person, driven by what things are called."""

    rig: Reviewing
    studio: Studio
    shell: ShellRig
    qtbot: QtBot

    def unlock(self) -> None:
        self.shell.type("Passphrase", SECRET)
        self.shell.press("Unlock")
        self.qtbot.waitUntil(lambda: self.studio.shell.desk.is_open, timeout=LONG_MS)
        self.shell.settle()

    def library(self) -> LibraryPage:
        self.studio.shell.window.go(Visit(Place.LIBRARY))
        page = self.shell.wait_for(LibraryPage)
        assert isinstance(page, LibraryPage)
        self.wait_for(lambda: page.model.rowCount() > 0)
        return page

    def panel(self) -> ReviewPanel:
        """Beside what the check of what was received found."""
        self.studio.shell.window.go(Visit(Place.RECEIVED, Opened.CHECKING, self.rig.bundle_id))
        page = self.shell.wait_for(CheckingPage)
        self.wait_for(lambda: any(each.isVisible() for each in page.findChildren(ReviewPanel)))
        (panel,) = (each for each in page.findChildren(ReviewPanel) if each.isVisible())
        return panel

    def wait_for(self, said: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(said, timeout=LONG_MS)

    def wait_for_words(self, words: str) -> None:
        self.wait_for(lambda: words in self.shell.said)


class OpenApp(Protocol):
    """Opens the app of somebody, by the name of their vault's folder; who had it open before closes it."""

    def __call__(self, who: str, among: Reviewing | None = None) -> App:
        """Their app, at the gate; among these people where others than the usual ones are meant."""
        ...


@pytest.fixture
def open_app(
    rig: Reviewing, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenApp]:
    """As it says."""
    monkeypatch.setenv("HOME", str(rig.world))

    def open_it(who: str, among: Reviewing | None = None) -> App:
        begun.close()
        people = among or rig
        monkeypatch.setenv("ASSENT_HOME", str(people.world / who))
        monkeypatch.setenv("ASSENT_CONFIG", str(people.world / f"config of {who}"))
        studio = begun.begin()
        shell = ShellRig(studio.shell, qtbot, people.world / who, [], [], [])
        return App(people, studio, shell, qtbot)

    with studios(qapp) as begun:
        yield open_it


@pytest.fixture
def app(open_app: OpenApp) -> App:
    """The contributor's, which looks for nothing by itself."""
    made = open_app(CONTRIBUTOR)
    made.studio.shell.settings.change(looks_for_reviews=False)
    made.unlock()
    made.shell.wait_for(TasksPage)
    return made


def state_of(page: LibraryPage) -> str:
    return str(page.model.index(0, LibraryColumn.STATE).data(Qt.ItemDataRole.DisplayRole))
