"""What a contributor sees in the library of what readers said, in the whole app."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.settings import settings_path
from studio.submission.reviews import Decision
from studio.ui.models.places import Place, Visit
from studio.ui.models.recording_model import LibraryColumn
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.windows.garbage import GarbageCollection
from tests.rigs.reviewing import CHARLIE, CONTRIBUTOR, SAM, Reviewing
from tests.rigs.sharing import SECRET
from tests.rigs.shell_rig import ShellRig

_LONG_MS = 30_000


@dataclass
class App:
    rig: Reviewing
    studio: Studio
    shell: ShellRig
    qtbot: QtBot

    def library(self) -> LibraryPage:
        self.studio.shell.window.go(Visit(Place.LIBRARY))
        page = self.shell.wait_for(LibraryPage)
        assert isinstance(page, LibraryPage)
        self.qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=_LONG_MS)
        return page

    def wait_for(self, said: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(said, timeout=_LONG_MS)


@pytest.fixture
def app(rig: Reviewing, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    garbage = GarbageCollection()
    home = rig.world / CONTRIBUTOR
    monkeypatch.setenv("ASSENT_HOME", str(home))
    monkeypatch.setenv("ASSENT_CONFIG", str(rig.world / "config"))
    monkeypatch.setenv("HOME", str(rig.world))
    studio = Studio(qapp, SettingsDesk(settings_path()))
    studio.shell.show()
    shell = ShellRig(studio.shell, qtbot, home, [], [], [])
    shell.type("Passphrase", SECRET)
    shell.press("Unlock")
    shell.wait_for(TasksPage)
    yield App(rig, studio, shell, qtbot)
    studio.close()
    studio.shell.window.deleteLater()
    studio.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.end()
    garbage.deleteLater()
    gc.collect()


def state_of(page: LibraryPage) -> str:
    return str(page.model.index(0, LibraryColumn.STATE).data(Qt.ItemDataRole.DisplayRole))


def test_sent_back_is_told_in_the_library_with_every_word(app: App) -> None:
    app.rig.say(Decision.REJECTED, "the button is gone\nin step 3")
    page = app.library()
    assert state_of(page) == "Shared"
    assert not page.said.isVisible()
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Sent back by Quinn" in app.shell.said)
    app.wait_for(lambda: state_of(page) == "Shared\nSent back by Quinn")
    app.wait_for(page.said.isVisible)
    assert "the button is gone\nin step 3" in page.said.text.toPlainText()
    # A later look has no news; what was said stays.
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Nobody has said anything new." in app.shell.said)
    # It changes its mind with its reader, and with the withdrawal all of it goes.
    app.rig.say(Decision.ACCEPTED)
    app.shell.press("Look for reviews")
    app.wait_for(lambda: state_of(page) == "Shared\nAccepted by Quinn")
    app.studio.shell.sharing.desk.take_back((app.rig.bundle_id,))
    app.wait_for(lambda: state_of(page).startswith("Withdrawn"))
    assert not page.said.isVisible()
    assert app.rig.reviews == []


def test_who_the_study_does_not_name_accepts_nothing(app: App) -> None:
    app.rig.say(Decision.ACCEPTED, "me too", reader=SAM)
    page = app.library()
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "does not count" in app.shell.said)
    app.wait_for(page.said.isVisible)
    assert state_of(page) == "Shared"
    app.rig.say(Decision.ACCEPTED, reader=CHARLIE)
    app.shell.press("Look for reviews")
    app.wait_for(lambda: state_of(page) == "Shared\nAccepted by Charlie")


def test_a_store_that_is_gone_is_told_and_changes_nothing(app: App) -> None:
    page = app.library()
    app.rig.store.rename(app.rig.world / "away")
    app.rig.store.write_bytes(b"no folder")
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Could not look into" in app.shell.said)
    assert state_of(page) == "Shared"
