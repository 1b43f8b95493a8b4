"""The whole shell over a real vault, in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.tasks_page import RecordWish
from studio.ui.theme import Appearance, choose_appearance, dress
from studio.ui.windows.shell import Parts, Shell
from studio.ui.words import choose_language
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ReviewStandIn, ShellRig, add_recording, consent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "vault"
    monkeypatch.setenv("ASSENT_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


@pytest.fixture
def make_rig(
    qapp: QApplication, qtbot: QtBot, home: Path, tmp_path: Path
) -> Iterator[Callable[[], ShellRig]]:
    made: list[Shell] = []

    def make() -> ShellRig:
        wishes: list[RecordWish] = []
        reviews: list[ReviewStandIn] = []
        recording: list[bool] = []

        def make_review(session_id: str) -> QWidget:
            reviews.append(ReviewStandIn(session_id))
            return reviews[-1]

        parts = Parts(wishes.append, lambda _: QWidget(), make_review, lambda: bool(recording), CHEAP)
        shell = Shell(qapp, VaultDesk(home), SettingsDesk(tmp_path / "config/settings.json"), parts)
        made.append(shell)
        shell.show()
        return ShellRig(shell, qtbot, home, wishes, reviews, recording)

    yield make
    for shell in made:
        shell.close()
        # Here and now: what is left to the garbage collector is destroyed on whichever thread it runs.
        for part in (shell.window, shell.settings, shell.desk, shell):
            part.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    choose_appearance(Appearance.SYSTEM)
    choose_language(("en",))
    dress(qapp)


@pytest.fixture
def new_rig(make_rig: Callable[[], ShellRig]) -> ShellRig:
    """Where there is no vault yet."""
    return make_rig()


@pytest.fixture
def rig(home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """With a locked vault that holds one consent and two recordings."""
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        consent(vault)
        add_recording(vault, hours_ago=30, task="list-and-note")
        add_recording(vault)
    return make_rig()
