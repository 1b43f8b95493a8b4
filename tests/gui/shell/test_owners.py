"""Who signed a study is said quietly the first time, and is a loud question when it is somebody else."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from recorder.episode.card import signing_key_fingerprint
from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.study_file.signature import signed_study
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.taking_part import StudyFile, give_consent, participations
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.widgets.switch import Switch
from tests.rigs.received import OTHER_OWNER, OWNER
from tests.rigs.sharing import NOW
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, SAMPLE, ShellRig

OLD = signing_key_fingerprint(OWNER.public_key().public_bytes_raw())
NEW = signing_key_fingerprint(OTHER_OWNER.public_key().public_bytes_raw())


@pytest.fixture(autouse=True)
def _keep_no_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))


@pytest.fixture
def signed(home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """An open vault that knows the study as its owner signed it."""
    content = signed_study(SAMPLE.read_bytes(), OWNER)
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        file = StudyFile(read_study(content), content)
        give_consent(vault, file, contributor="Robin", answers=dict.fromkeys(Stream, True), now=NOW)
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    return rig


@pytest.fixture
def open_signed_by(tmp_path: Path) -> Callable[[ShellRig, Ed25519PrivateKey | None], None]:
    """Opens a later version of the study, signed by somebody or nobody."""

    def open_it(rig: ShellRig, owner: Ed25519PrivateKey | None) -> None:
        text = SAMPLE.read_text().replace('version = "1.0"', 'version = "1.1"', 1).encode()
        file = tmp_path / "study.toml"
        file.write_bytes(text if owner is None else signed_study(text, owner))
        rig.shell.open_study(file)
        assert isinstance(rig.page, ConsentPage)
        rig.settle()

    return open_it


OpenSignedBy = Callable[[ShellRig, Ed25519PrivateKey | None], None]


def agree(rig: ShellRig) -> None:
    for switch in rig.page.findChildren(Switch):
        switch.setChecked(True)
    rig.type("Name", "Robin")
    rig.press("Agree")


def decide(rig: ShellRig, name: str) -> list[str]:
    """Press a button of the question that comes next."""
    said: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, DecisionDialog):
            QTimer.singleShot(20, rig.shell, press)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        assert dialog.no.isDefault()
        assert dialog.focusWidget() is dialog.no
        next(each for each in (dialog.yes, dialog.no) if each.text().replace("&", "") == name).click()

    QTimer.singleShot(20, rig.shell, press)
    return said


def owners(rig: ShellRig) -> Mapping[str, bytes | None]:
    held = rig.ask(lambda vault: vault.owners())
    assert isinstance(held, Mapping)
    return held


def versions(rig: ShellRig) -> set[str]:
    held = rig.ask(lambda vault: participations(vault, NOW))
    assert isinstance(held, tuple)
    return {part.study.version for part in held}


def test_the_first_owner_is_said_quietly_and_remembered(
    rig: ShellRig, open_signed_by: OpenSignedBy, home: Path
) -> None:
    # The vault of this rig knows the study as nobody signed it: another study is new to it.
    rig.unlock(TasksPage)
    text = SAMPLE.read_text().replace('id = "office-tasks"', 'id = "other-tasks"', 1).encode()
    file = home.parent / "other.toml"
    file.write_bytes(signed_study(text, OWNER))
    rig.shell.open_study(file)
    rig.settle()
    assert "a key that you meet for the first time" in rig.said
    assert OLD in rig.said
    assert "other-tasks" not in owners(rig)
    agree(rig)
    rig.wait_for(TasksPage)
    assert owners(rig)["other-tasks"] == OWNER.public_key().public_bytes_raw()


def test_the_same_owner_is_no_question(signed: ShellRig, open_signed_by: OpenSignedBy) -> None:
    open_signed_by(signed, OWNER)
    assert "signed with the same key as before" in signed.said
    agree(signed)
    signed.wait_for(TasksPage)
    assert versions(signed) == {"1.1"}


@pytest.mark.parametrize(
    ("owner", "title", "now"),
    [
        (OTHER_OWNER, "Somebody else than before signed this study", NEW),
        (None, "was signed before, and is not any more", "nobody signed it"),
    ],
)
def test_another_owner_is_loud_and_agreeing_does_not_go_on_by_itself(
    signed: ShellRig, open_signed_by: OpenSignedBy, owner: Ed25519PrivateKey | None, title: str, now: str
) -> None:
    open_signed_by(signed, owner)
    assert title in signed.said
    assert OLD in signed.said
    assert now in signed.said
    said = decide(signed, "Do not go on")
    agree(signed)
    signed.qtbot.waitUntil(lambda: bool(said))
    signed.settle()
    assert {OLD, now} <= set(said)
    assert isinstance(signed.page, ConsentPage)
    assert versions(signed) == {"1.0"}
    assert owners(signed)["office-tasks"] == OWNER.public_key().public_bytes_raw()
    assert signed.button("Agree").isEnabled()


def test_who_asked_them_goes_on_with_the_other_owner(signed: ShellRig, open_signed_by: OpenSignedBy) -> None:
    open_signed_by(signed, OTHER_OWNER)
    decide(signed, "I asked them: go on")
    agree(signed)
    signed.wait_for(TasksPage)
    assert versions(signed) == {"1.1"}
    assert owners(signed)["office-tasks"] == OTHER_OWNER.public_key().public_bytes_raw()


def test_a_signature_that_does_not_hold_is_told_and_opens_nothing(signed: ShellRig, tmp_path: Path) -> None:
    content = signed_study(SAMPLE.read_bytes(), OWNER).replace(
        b"retention_days = 180", b"retention_days = 999", 1
    )
    file = tmp_path / "forged.toml"
    file.write_bytes(content)
    signed.shell.open_study(file)
    assert "changed after it was signed" in signed.said
    assert isinstance(signed.page, TasksPage)
