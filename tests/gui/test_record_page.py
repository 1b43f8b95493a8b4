"""A task's page and what carries out its wishes, with a real vault; tests/end2end records."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from recorder.episode.consent import ConsentChain
from recorder.episode.ending import EndReason
from recorder.episode.study import Stream
from recorder.recording.messages import Hotkeys
from recorder.session import Command
from recorder.study_file import read_study
from recorder.vault.consents import consent_chain, keep_newest_entry
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_header import SessionSummary
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop
from studio.recording.situation import Figures, Outcome, Situation, Stage, TaskFiles
from studio.ui.models.recording_controller import RecordingController
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.record_page import RecordPage
from studio.ui.windows.recording_windows import RecordingWindows

STUDY = (Path(__file__).parents[2] / "assets/studies/office-tasks.toml").read_bytes()
SHA256 = hashlib.sha256(STUDY).hexdigest()
S = 10**9
SUMMARY = SessionSummary("a1", 331 * S, EndReason.STOPPED, 5000, 1204, 1, 1, 12_300_000, "x")
OVER = Situation(
    Stage.OVER,
    figures=Figures(331 * S, 12_300_000, 1204, 5000),
    outcome=Outcome("a1", EndReason.STOPPED, SUMMARY, is_filed=True),
    files=TaskFiles(Path("/tmp/assent-task-x"), is_temporary=True),  # noqa: S108 - nothing is written
)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[VaultDesk]:
    def make() -> Vault:
        vault, _ = Vault.create(
            tmp_path / "vault", Passphrase("seven unrelated words"), cost=Argon2Cost(64, 1, 1)
        )
        study = read_study(STUDY)
        vault.keep_study(study.sha256, STUDY)
        answers = dict.fromkeys(Stream, True) | {Stream.KEYBOARD: False}
        chain = ConsentChain().grant(study, contributor="Robin", answers=answers, now=datetime.now(UTC))
        keep_newest_entry(vault, chain)
        return vault

    made = VaultDesk(tmp_path / "vault")
    with qtbot.waitSignal(made.opened):
        made.open(make, on_done=lambda: None, on_failed=_fail)
    yield made
    made.close()


@pytest.fixture
def controller(desk: VaultDesk) -> Iterator[RecordingController]:
    made = RecordingController(desk, own_windows=lambda: ())
    yield made
    made.close()


@pytest.fixture
def page(controller: RecordingController, qtbot: QtBot) -> RecordPage:
    made = RecordPage(controller)
    qtbot.addWidget(made)
    made.resize(1080, 680)
    made.show()
    return made


def opened(controller: RecordingController, qtbot: QtBot, *, sha256: str = SHA256, task: str) -> None:
    controller.open_task(sha256, task)
    qtbot.waitUntil(lambda: controller.sheet is not None or controller.refusal is not None)


def show(page: RecordPage, controller: RecordingController, situation: Situation) -> None:
    controller._flow.situation = situation  # noqa: SLF001 - as if it had come that far
    controller.situation_changed.emit(situation)
    QApplication.processEvents()


def test_all_that_is_agreed_to_stands_above_the_button(
    page: RecordPage, controller: RecordingController, qtbot: QtBot
) -> None:
    assert not page.record_button.isEnabled()
    opened(controller, qtbot, task="write-letter")
    assert page.record_button.isEnabled()
    assert page.command.text() == "mousepad letter.txt"
    assert "letter.txt" in page.start_words.text()
    assert "garden party" in page.instructions.text()
    assert "Not recorded, as you chose: Keyboard" in page.kept.text()
    assert "mousepad, xterm" in page.windows.text()
    assert "Ctrl+Alt+Shift+F12" in "".join(
        label.text() for label in page.findChildren(type(page.title)) if label.isVisible()
    )
    primary = [b for b in page.findChildren(QPushButton) if b.property("role") == "primary" and b.isVisible()]
    assert primary == [page.record_button]


def test_changed_hotkeys_are_shown(page: RecordPage, controller: RecordingController, qtbot: QtBot) -> None:
    opened(controller, qtbot, task="write-letter")
    controller.set_hotkeys(Hotkeys(toggle_pause="ctrl+alt+p"))
    shown = [label.text() for label in page.findChildren(type(page.title))]
    assert "Ctrl+Alt+P" in shown


@pytest.mark.parametrize(
    ("sha256", "task", "words"),
    [("00", "write-letter", "not in your vault"), (SHA256, "rob-a-bank", "has no task")],
)
def test_what_may_not_be_recorded_is_said_in_place(
    page: RecordPage, controller: RecordingController, qtbot: QtBot, *, sha256: str, task: str, words: str
) -> None:
    opened(controller, qtbot, sha256=sha256, task=task)
    assert words in page.trouble.text()
    assert page.trouble.isVisible()
    assert not page.record_button.isEnabled()
    controller.record()
    assert controller.situation == Situation()


def test_a_consent_that_ended_meanwhile_records_nothing(
    desktop: PrivateDesktop,
    page: RecordPage,
    controller: RecordingController,
    desk: VaultDesk,
    qtbot: QtBot,
) -> None:
    opened(controller, qtbot, task="write-letter")
    withdrawn: list[object] = []

    def withdraw(vault: Vault) -> None:
        keep_newest_entry(vault, consent_chain(vault).withdraw("office-tasks", now=datetime.now(UTC)))

    desk.ask(withdraw, on_done=withdrawn.append)
    qtbot.waitUntil(lambda: len(withdrawn) == 1)
    controller.record(starts_task=False)
    qtbot.waitUntil(lambda: controller.situation.error is not None, timeout=8000)
    assert controller.situation.stage is Stage.READY
    assert "withdr" in page.trouble.text()
    rows: list[object] = []
    desk.ask(lambda vault: vault.sessions(), on_done=rows.append)
    qtbot.waitUntil(lambda: rows == [()])


def test_a_recording_is_steered_by_keyboard_and_the_focus_is_never_on_what_ends_it(
    page: RecordPage, controller: RecordingController, qtbot: QtBot
) -> None:
    opened(controller, qtbot, task="write-letter")
    page.activateWindow()
    page.record_button.setFocus()
    show(page, controller, Situation(Stage.RECORDING))
    ends = {page.live.stop_button, page.live.discard_button, page.live.destroy_button}
    assert page.live.stop_button.isVisible()
    assert page.focusWidget() not in ends
    show(page, controller, Situation(Stage.RECORDING, is_asking=True))
    assert page.focusWidget() is page.live.keep_button
    qtbot.keyClick(page.live.keep_button, Qt.Key.Key_Space)
    assert not controller.situation.is_asking


def test_the_end_says_what_there_is_and_offers_the_next_step(
    page: RecordPage, controller: RecordingController, qtbot: QtBot
) -> None:
    opened(controller, qtbot, task="write-letter")
    show(page, controller, OVER)
    assert "5 min 31 s" in page.over.words.text()
    assert "12.3 MB" in page.over.words.text()
    assert "assent-task-x" in page.over.files.text()
    assert "temporary" in page.over.files.text()
    assert page.focusWidget() is page.over.review_button
    with qtbot.waitSignal(page.review_requested) as asked:
        qtbot.mouseClick(page.over.review_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["a1"]
    qtbot.mouseClick(page.over.again_button, Qt.MouseButton.LeftButton)
    assert controller.situation == Situation()
    assert page.record_button.isVisible()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (EndReason.DISK_FULL, "The disk is full"),
        (EndReason.CONSENT_ENDED, "Your consent ended"),
        (EndReason.SCREEN_GONE, "The desktop went away"),
    ],
)
def test_an_end_that_nobody_wished_for_says_why(
    page: RecordPage, controller: RecordingController, *, reason: EndReason, words: str
) -> None:
    assert OVER.outcome is not None
    show(page, controller, replace(OVER, outcome=replace(OVER.outcome, reason=reason, is_filed=False)))
    assert words in page.over.words.text()
    assert "when you next unlock it" in page.over.words.text()
    assert not page.over.review_button.isVisible()


def test_the_main_window_is_away_while_it_records_and_cannot_be_closed(
    controller: RecordingController, qtbot: QtBot
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    windows = RecordingWindows(controller, window)
    controller.situation_changed.emit(Situation(Stage.COUNTDOWN, seconds_left=3))
    assert window.isMinimized()
    assert windows.bar.isVisible()
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()
    controller.situation_changed.emit(OVER)
    assert not window.isMinimized()
    assert not windows.bar.isVisible()
    windows.close()


def _fail(error: BaseException) -> None:
    raise error


def test_a_withdrawal_ends_what_is_recorded_for_that_study(
    controller: RecordingController, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Command] = []
    monkeypatch.setattr(controller._line, "give", given.append)  # noqa: SLF001 - the recording's process
    monkeypatch.setattr(controller, "_study_id", "office-tasks")
    monkeypatch.setattr(controller._flow, "situation", Situation(Stage.RECORDING))  # noqa: SLF001
    controller.end_for("another-study")
    assert given == []
    controller.end_for("office-tasks")
    assert given == [Command.STOP]
    assert controller.situation.stage is Stage.ENDING
