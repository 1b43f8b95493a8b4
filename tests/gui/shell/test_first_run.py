"""From nothing to an open vault."""

import re

import pytest
from PySide6.QtWidgets import QLabel

from recorder.vault.keys import Passphrase
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.vault import Vault
from studio.ui.pages.recovery_code_page import RecoveryCodePage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.welcome_page import WelcomePage
from tests.rigs.shell_rig import PASSPHRASE, ShellRig


def make_vault(rig: ShellRig) -> RecoveryCodePage:
    rig.type("Passphrase", PASSPHRASE)
    rig.type("The same again", PASSPHRASE)
    rig.press("Create my vault")
    page = rig.wait_for(RecoveryCodePage)
    assert isinstance(page, RecoveryCodePage)
    return page


def shown_code(page: RecoveryCodePage) -> str:
    (code,) = (
        label.accessibleName().removeprefix("Recovery code: ")
        for label in page.findChildren(QLabel)
        if label.accessibleName().startswith("Recovery code: ")
    )
    return str(code).replace(", ", "-")


def asked_group(page: RecoveryCodePage) -> str:
    (asked,) = (
        int(found[1])
        for label in page.findChildren(QLabel)
        if (found := re.search(r"type group (\d)", label.text()))
    )
    return shown_code(page).split("-")[asked - 1]


def test_a_new_person_meets_no_places_before_there_is_a_vault(new_rig: ShellRig) -> None:
    assert isinstance(new_rig.page, WelcomePage)
    assert "Library" not in new_rig.said
    assert not new_rig.home.exists()


@pytest.mark.parametrize(
    ("first", "again", "words"),
    [("", "", "longer"), ("short", "short", "longer"), (PASSPHRASE, f"{PASSPHRASE}!", "differ")],
)
def test_what_would_not_protect_is_refused_in_place(
    new_rig: ShellRig, first: str, again: str, words: str
) -> None:
    new_rig.type("Passphrase", first)
    new_rig.type("The same again", again)
    new_rig.press("Create my vault")
    assert words in new_rig.said
    assert not new_rig.home.exists()


def test_strength_is_said_while_it_is_typed(new_rig: ShellRig) -> None:
    new_rig.type("Passphrase", "password1")
    assert "Weak:" in new_rig.said
    new_rig.type("Passphrase", " lantern oboe frost")
    assert "Strong:" in new_rig.said


def test_a_missing_keyring_is_said_and_cannot_be_chosen(new_rig: ShellRig) -> None:
    assert not new_rig.button("With this computer's keyring").isEnabled()
    assert "no keyring is running" in new_rig.said


def test_the_recovery_code_is_shown_once_and_opens_the_vault(new_rig: ShellRig) -> None:
    page = make_vault(new_rig)
    code = shown_code(page)
    new_rig.press("Continue")
    assert isinstance(new_rig.page, RecoveryCodePage), "the code must be confirmed"
    assert "That is not group" in new_rig.said
    new_rig.type("To be sure", asked_group(page).lower())
    new_rig.press("Continue")
    new_rig.wait_for(TasksPage)
    assert code not in new_rig.said
    new_rig.shell.close()
    with Vault.unlock(new_rig.home, RecoveryCode.read(code)) as vault:
        assert vault.sessions() == ()
    with Vault.unlock(new_rig.home, Passphrase(PASSPHRASE)):
        pass


def test_the_code_can_be_saved_to_a_file_of_ones_own(new_rig: ShellRig) -> None:
    page = make_vault(new_rig)
    place = new_rig.home.parent / "code.txt"
    page.save_to(place)
    assert place.read_text().strip() == shown_code(page)
    assert place.stat().st_mode & 0o777 == 0o600
    page.save_to(place)
    assert "is there already" in new_rig.said


def test_the_vault_is_not_locked_under_the_code_that_is_shown_once(new_rig: ShellRig) -> None:
    make_vault(new_rig)
    new_rig.shell.idle_lock.due.emit()
    assert isinstance(new_rig.page, RecoveryCodePage)
