"""Opening a vault that is there, and what is said where it does not open."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from recorder.vault.home import VaultPaths
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig, add_recording, consent


def try_passphrase(rig: ShellRig, text: str) -> None:
    rig.type("Passphrase", text)
    rig.press("Unlock")


def test_the_right_passphrase_opens(rig: ShellRig) -> None:
    assert "Everyday office tasks" not in rig.said
    rig.unlock(TasksPage)
    rig.settle()
    assert "Everyday office tasks" in rig.said


def test_a_wrong_passphrase_is_said_in_place_and_can_be_typed_over(rig: ShellRig) -> None:
    try_passphrase(rig, "not the one at all")
    rig.qtbot.waitUntil(lambda: "does not open the vault" in rig.said)
    try_passphrase(rig, PASSPHRASE)
    rig.wait_for(TasksPage)


def test_while_a_guess_is_tried_nothing_can_be_pressed_twice(rig: ShellRig) -> None:
    rig.type("Passphrase", PASSPHRASE)
    button = rig.button("Unlock")
    button.click()
    assert not button.isEnabled()
    rig.wait_for(TasksPage)


def test_a_vault_in_use_elsewhere_is_said_kindly(rig: ShellRig) -> None:
    with Vault.unlock(rig.home, Passphrase(PASSPHRASE)):
        try_passphrase(rig, PASSPHRASE)
        rig.qtbot.waitUntil(lambda: "already open" in rig.said)
    assert isinstance(rig.page, UnlockPage)


def test_a_newer_vault_is_left_as_it_is(home: Path, make_rig: Callable[[], ShellRig]) -> None:
    Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0].close()
    header = VaultPaths(home).header
    held = json.loads(header.read_text())
    held["format"] = 999
    header.write_text(json.dumps(held))
    rig = make_rig()
    assert "later version" in rig.said
    assert not [field for field in rig.said.splitlines() if field == "Passphrase"]


def test_a_damaged_vault_is_said_with_what_to_do(home: Path, make_rig: Callable[[], ShellRig]) -> None:
    Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0].close()
    VaultPaths(home).header.write_text("not one of ours")
    assert "Restore a backup" in make_rig().said


def test_a_damaged_catalog_is_said_after_the_passphrase(rig: ShellRig) -> None:
    catalog = VaultPaths(rig.home).catalog
    data = bytearray(catalog.read_bytes())
    data[5000:5100] = bytes(100)
    catalog.write_bytes(data)
    try_passphrase(rig, PASSPHRASE)
    rig.qtbot.waitUntil(lambda: "not as Assent wrote it" in rig.said)


def test_the_recovery_code_opens_and_sets_a_new_passphrase(
    home: Path, make_rig: Callable[[], ShellRig]
) -> None:
    vault, code = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    vault.close()
    rig = make_rig()
    rig.press("Use the recovery code")
    rig.type("Recovery code", code.printable()[:-1])
    rig.type("New passphrase", "another lantern oboe")
    rig.type("The same again", "another lantern oboe")
    rig.press("Open and set the new passphrase")
    assert "slip in the recovery code" in rig.said
    rig.type("Recovery code", code.printable()[-1])
    rig.press("Open and set the new passphrase")
    rig.wait_for(TasksPage)
    rig.shell.close()
    Vault.unlock(home, Passphrase("another lantern oboe")).close()


def test_the_way_back_from_the_recovery_code(rig: ShellRig) -> None:
    rig.press("Use the recovery code")
    rig.press("Cancel")
    rig.unlock(TasksPage)


def test_what_was_past_its_time_is_told_after_unlocking(home: Path, make_rig: Callable[[], ShellRig]) -> None:
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        consent(vault)
        add_recording(vault, hours_ago=timedelta(days=400) / timedelta(hours=1))
    rig = make_rig()
    rig.unlock(TasksPage)
    assert "One recording was past its study's time" in rig.said


def test_a_consent_that_ended_is_said(home: Path, make_rig: Callable[[], ShellRig]) -> None:
    with Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        consent(vault, days_ago=91)
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    assert "Your consent ended on" in rig.said
    assert not rig.button("Record Write a short letter").isEnabled()


def test_a_passphrase_can_be_looked_at(rig: ShellRig) -> None:
    rig.type("Passphrase", "shown")
    rig.press("Show what is typed")
    assert rig.button("Hide what is typed").isChecked()
