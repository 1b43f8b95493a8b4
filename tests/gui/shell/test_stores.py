"""Signing in to the store of a study, asked of a real S3 server before anything is kept."""

from collections.abc import Callable
from pathlib import Path

import keyring.errors
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Server
from studio.submission import store_logins
from studio.submission.credentials import find_credentials
from studio.submission.store_places import S3Place, read_place
from studio.ui.dialogs.store_sign_in import StoreSignInDialog
from studio.ui.models.places import Place, Visit
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import TasksPage
from tests.rigs.received import know_study
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig


class Ring(dict[tuple[str, str], str]):
    """A keyring in memory."""

    def get_password(self, service: str, username: str) -> str | None:
        return self.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ring:
    """This computer's keyring; nothing else has a key."""
    made = Ring()
    for name in ("system_keyring", "find_keyring"):
        monkeypatch.setattr(store_logins, name, lambda: made)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return made


@pytest.fixture
def url(s3: S3Server) -> str:
    return s3.url(s3.fresh_place())


@pytest.fixture
def settings(url: str, home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """The settings of somebody whose study keeps its recordings behind S3."""
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        know_study(vault, store=url)
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    rig.shell.window.go(Visit(Place.SETTINGS))
    rig.qtbot.waitUntil(lambda: "No key yet" in rig.said)
    return rig


def sign_in(rig: ShellRig, *tries: tuple[str, str]) -> list[str]:
    """Type these keys, one after the other; what was said after each but the last is in the list."""
    said: list[str] = []
    waiting = list(tries)

    def work() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, StoreSignInDialog) or not dialog.access.isVisible():
            QTimer.singleShot(20, rig.shell, work)
            return
        if dialog.notice.isVisible():
            if dialog.notice.is_progress:
                QTimer.singleShot(20, rig.shell, work)
                return
            said.extend(label.text() for label in dialog.notice.findChildren(QLabel))
            dialog.notice.hide()
        if not waiting:
            dialog.reject()
            return
        access, secret = waiting.pop(0)
        dialog.access.clear()
        dialog.secret.clear()
        rig.qtbot.keyClicks(dialog.access, access)
        rig.qtbot.keyClicks(dialog.secret.field, secret)
        QTimer.singleShot(20, rig.shell, work)
        rig.qtbot.keyClick(dialog.secret.field, Qt.Key.Key_Return)

    QTimer.singleShot(20, rig.shell, work)
    (name,) = {each for each in names(rig) if each.startswith("Sign in to")}
    rig.press(name)
    return said


def names(rig: ShellRig) -> set[str]:
    page = rig.page
    assert isinstance(page, SettingsPage)
    return {button.accessibleName() for button in page.findChildren(type(rig.button("Lock now")))}


def bucket(url: str) -> S3Place:
    place = read_place(url)
    assert isinstance(place, S3Place)
    return place


def test_a_key_is_kept_only_if_the_store_accepts_it(
    settings: ShellRig, ring: Ring, s3: S3Server, url: str
) -> None:
    wrong = (s3.contributor.access_key, s3.stranger.secret_key)
    right = (s3.contributor.access_key, s3.contributor.secret_key)
    said = sign_in(settings, wrong)
    assert any("does not accept the key" in words for words in said)
    assert not any("assent store login" in words for words in said)
    assert not ring
    sign_in(settings, right)
    settings.qtbot.waitUntil(lambda: "the key is in this computer's keyring" in settings.said)
    assert find_credentials(bucket(url), environment={}).access_key == s3.contributor.access_key
    assert s3.contributor.secret_key not in settings.said


def test_signing_out_forgets_the_key(settings: ShellRig, ring: Ring, s3: S3Server) -> None:
    sign_in(settings, (s3.contributor.access_key, s3.contributor.secret_key))
    settings.qtbot.waitUntil(lambda: settings.button_is_in_sight("Sign out"))
    assert ring
    settings.press("Sign out")
    settings.qtbot.waitUntil(lambda: "No key yet" in settings.said)
    assert not ring


def test_who_needs_no_key_sees_no_stores(
    home: Path, tmp_path: Path, make_rig: Callable[[], ShellRig]
) -> None:
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        know_study(vault, store=tmp_path.as_uri())
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.shell.window.go(Visit(Place.SETTINGS))
    rig.settle()
    page = rig.page
    assert isinstance(page, SettingsPage)
    rig.qtbot.waitUntil(lambda: page.stores.is_known)
    assert "Stores" not in rig.said.splitlines()
