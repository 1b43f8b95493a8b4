"""From a study's file to a consent, and out of it again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from recorder.episode.consent import GrantState
from recorder.episode.study import Stream
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.taking_part import Participation, participations
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.places import Opened
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.tasks_page import RecordWish, TasksPage
from studio.ui.widgets.switch import Switch
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, SAMPLE, ShellRig, study_file


@pytest.fixture
def empty(home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """An open vault with nothing in it."""
    Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0].close()
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    return rig


@pytest.fixture(autouse=True)
def receipts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the person keeps receipts."""
    folder = tmp_path / "receipts"
    folder.mkdir()

    def chosen(*_: object) -> tuple[str, str]:
        return str(folder / f"{len(list(folder.iterdir()))}.json"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return folder


def switches(rig: ShellRig) -> dict[str, Switch]:
    found = rig.page.findChildren(Switch)
    return {switch.accessibleName().removeprefix("Record this: "): switch for switch in found}


def answer(rig: ShellRig, *names: str) -> None:
    for name, switch in switches(rig).items():
        if switch.isChecked() != (name in names):
            switch.click()


def known(rig: ShellRig) -> tuple[Participation, ...]:
    found = rig.ask(lambda vault: participations(vault, datetime.now(UTC)))
    assert isinstance(found, tuple)
    return found


def decide(rig: ShellRig, name: str) -> list[str]:
    """Press a button of the question that comes next; what it said is in the list that is returned."""
    said: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, DecisionDialog):
            QTimer.singleShot(20, rig.shell, press)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        assert dialog.no.isDefault()
        (button,) = (b for b in (dialog.yes, dialog.no) if b.text().replace("&", "") == name)
        button.click()

    QTimer.singleShot(100, rig.shell, press)
    return said


def test_an_empty_place_offers_the_one_next_step(empty: ShellRig) -> None:
    assert "You take part in no study yet" in empty.said
    assert empty.button("Open a study file…").isEnabled()


def test_mistakes_of_a_file_are_told_by_line(empty: ShellRig, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(SAMPLE.read_text().replace('version = "1.0"', "version = 7", 1))
    empty.shell.open_study(file)
    assert "Line 8" in empty.said
    assert isinstance(empty.page, TasksPage)


def test_a_file_cannot_dress_up_its_mistakes(empty: ShellRig, tmp_path: Path) -> None:
    file = tmp_path / "<b>bold<b> \u202etxt.toml"
    file.write_text("x = ")
    empty.shell.open_study(file)
    assert "\u202e" not in empty.said
    assert "<b>" in empty.said


def test_nothing_is_chosen_for_the_person(empty: ShellRig) -> None:
    empty.shell.open_study(SAMPLE)
    assert not any(switch.isChecked() for switch in switches(empty).values())
    agree, decline = empty.button("Agree"), empty.button("Decline")
    assert agree.size() == decline.size()
    assert not agree.property("role")
    assert known(empty) == ()


def test_the_page_says_what_the_terminal_says(empty: ShellRig) -> None:
    empty.shell.open_study(SAMPLE)
    study = study_file().study
    said = " ".join(empty.said.split())
    for expected in (
        study.controller.email,
        "Data Protection Commission",
        *(" ".join(request.shows.split()) for request in study.streams),
        *(recipient.name for recipient in study.recipients),
        "holds for 90 days",
        "180 days",
        "31 December 2030",
        "mousepad letter.txt",
        "keepassxc",
        study.sha256[:32],
        "At most 10 pictures a second",
    ):
        assert expected in said, expected
    assert "assent consent" not in said


def test_what_is_needed_and_refused_is_said_beside_it(empty: ShellRig) -> None:
    empty.shell.open_study(SAMPLE)
    answer(empty, "Screen", "Window names")
    empty.press("Agree")
    assert empty.said.count("The study cannot be done without this") == 1
    assert isinstance(empty.page, ConsentPage)
    switches(empty)["Pointer"].click()
    assert "The study cannot be done without this" not in empty.said
    empty.press("Agree")
    assert "Give a name first" in empty.said
    assert known(empty) == ()


def test_agreeing_writes_it_down_and_gives_a_receipt(empty: ShellRig, receipts: Path) -> None:
    empty.shell.open_study(SAMPLE)
    answer(empty, "Screen", "Pointer", "Window names")
    empty.type("Name", " Robin ")
    empty.press("Agree")
    empty.wait_for(TasksPage)
    empty.settle()
    (part,) = known(empty)
    assert part.grant.contributor == "Robin"
    assert part.grant.granted == {Stream.SCREEN, Stream.POINTER, Stream.CONTEXT}
    assert "Screen, Pointer, Window names" in empty.said
    assert "90 more days" in empty.said
    receipt = json.loads((receipts / "0.json").read_text())
    assert receipt["assent"]["study_sha256"] == part.study.sha256


def test_declining_writes_nothing(empty: ShellRig) -> None:
    empty.shell.open_study(SAMPLE)
    empty.press("Decline")
    assert isinstance(empty.page, TasksPage)
    assert known(empty) == ()
    assert empty.shell.window.visit.opened is Opened.NOTHING


def test_a_study_given_at_the_start_opens_after_unlocking(rig: ShellRig) -> None:
    rig.shell.open_study(SAMPLE)
    rig.unlock(ConsentPage)


def test_record_asks_for_exactly_that_task(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    rig.press("Record List files and write one in a terminal")
    assert rig.wishes == [RecordWish(study_file().study.sha256, "list-and-note")]


def test_what_was_agreed_to_can_be_seen_and_changed(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    rig.press("See what I agreed to")
    assert "You agreed to this on" in rig.said
    on = {name for name, switch in switches(rig).items() if switch.isChecked()}
    assert on == {"Screen", "Pointer", "Window names"}
    switches(rig)["Keyboard"].click()
    rig.press("Agree to this instead")
    rig.wait_for(TasksPage)
    (part,) = known(rig)
    assert Stream.KEYBOARD in part.grant.granted


def test_withdrawing_says_what_it_does_and_does_not_do(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    said = decide(rig, "Withdraw")
    rig.press("Withdraw…")
    rig.settle()
    words = " ".join(said)
    assert "nothing more is recorded" in words
    assert "stay in your library" in words
    assert "shared nothing" in words
    rig.settle()
    rig.settle()
    assert known(rig)[0].state is GrantState.WITHDRAWN
    assert "You withdrew your consent" in rig.said
    assert not rig.button("Record Write a short letter").isEnabled()


def test_staying_changes_nothing(rig: ShellRig) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    said = decide(rig, "Stay in the study")
    rig.press("Withdraw…")
    rig.settle()
    assert said
    assert known(rig)[0].state is GrantState.STANDING


def test_a_receipt_can_be_had_later(rig: ShellRig, receipts: Path) -> None:
    rig.unlock(TasksPage)
    rig.settle()
    rig.press("Save a receipt…")
    rig.settle()
    assert json.loads((receipts / "0.json").read_text())["record_header"]["pii_principal_id"] == "Robin"
