"""Real replays of a letter behind the wall, seen on the page while they run."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from recorder.vault.sharing_rows import GoneBecause
from recorder.vault.vault import Vault
from replay.report.record import Source
from studio.checking.findings import Found
from studio.checking.wanted import Wanted
from studio.ui.models.check_items import CheckState
from studio.ui.models.check_words import state_words
from studio.ui.models.places import Place, Visit
from studio.ui.models.received_model import ReceivedColumn
from studio.ui.pages.checking.middle import Pane
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.unlock_page import UnlockPage
from tests.gui.checking.conftest import CheckRig
from tests.rigs.letters import TYPED, Letter, know_letters, receive_letter
from tests.rigs.received import receive

Begin = Callable[[], CheckRig]
PNG = b"\x89PNG\r\n\x1a\n"


def children() -> set[int]:
    """The processes that this one has begun, and theirs."""
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                begun = {int(pid) for pid in task.read_text().split()}
            except OSError:
                continue
            waiting += begun - found
            found |= begun
    return found


def in_clear(folder: Path) -> list[str]:
    """Files that hold a picture or a word of the letter."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [p.name for p in files if any(each in p.read_bytes() for each in (PNG, b"Garden Friends"))]


@pytest.mark.slow
def test_several_are_checked_one_after_the_other_and_a_bad_one_stops_none(
    vault: Vault, begin: Begin, letter: Letter, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    file = know_letters(vault)
    other = receive_letter(vault, file, letter, differs=True)
    bad = receive(vault, file, task="no-such-task")
    same = receive_letter(vault, file, letter)
    rig = begin()
    rig.received().table.selectAll()
    rig.shell.press("Check")
    page = rig.page
    ids = {item.subject_id for item in rig.desk.items}
    assert ids == {other, bad, same}
    looked: list[str] = []
    rig.desk.viewed.connect(looked.append)
    for item in rig.desk.items:
        rig.choose(item.subject_id)
        rig.until_state(item.subject_id, CheckState.DONE)
    assert looked, "its desktop was seen while it ran"
    finding = rig.item(same).finding
    assert finding is not None
    assert finding.found in {Found.SAME, Found.LATE}
    assert state_words(rig.item(other)) == "Different at step 2"
    assert state_words(rig.item(bad)) == "Not replayed"
    assert not rig.item(bad).is_kept

    rig.choose(bad)
    assert "how its task starts is not known" in page.middle.word.said
    rig.choose(other)
    rig.until(lambda: page.middle.pane is Pane.COMPARISON)
    assert page.record is not None
    assert page.record.source is Source.RECEIVED
    assert page.record.pictures
    assert "It went another way at step 2" in rig.shell.said

    # Nothing of it is in clear, anywhere below the person's home.
    assert in_clear(home.parent) == []
    assert not any(word in caplog.text for word in ("Garden", "letter", TYPED))
    assert len(list((home / "checks").iterdir())) == 2

    received = rig.received()
    rig.shell.settle()
    rows = range(received.model.rowCount())
    states = [str(received.model.index(row, ReceivedColumn.STANDING).data()) for row in rows]
    assert "Opened" in states
    assert any("Different at step 2" in state for state in states)


def test_a_check_by_the_keyboard_alone_pauses_steps_and_goes_on(
    vault: Vault, begin: Begin, letter: Letter
) -> None:
    subject_id = receive_letter(vault, know_letters(vault), letter)
    rig = begin()
    rig.desk.want(Wanted(speed=None, is_paused=True))
    window = rig.studio.shell.window
    rig.received()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    page = rig.page
    rig.until_state(subject_id, CheckState.PAUSED)
    assert rig.item(subject_id).step == 1
    assert page.middle.live.said.text() == "Paused before step 1: Click"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Period)
    rig.until(lambda: rig.item(subject_id).state is CheckState.PAUSED and rig.item(subject_id).step == 2)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    rig.until_state(subject_id, CheckState.DONE)
    rig.until(lambda: page.middle.pane is Pane.COMPARISON)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Delete)
    assert rig.desk.items == ()
    assert page.middle.pane is Pane.WORD
    assert rig.shell.ask(lambda kept: kept.checks()) == ()


def test_who_leaves_the_page_finds_it_going_on_and_is_asked_before_the_app_closes(
    vault: Vault, begin: Begin, letter: Letter
) -> None:
    subject_id = receive_letter(vault, know_letters(vault), letter)
    rig = begin()
    rig.desk.want(Wanted(speed=None, is_paused=True))
    window = rig.studio.shell.window
    rig.studio.shell.checking.check((subject_id,))
    rig.until_first_step(subject_id)
    window.go(Visit(Place.TASKS))
    rig.qtbot.wait(100)
    assert rig.item(subject_id).state is CheckState.PAUSED
    page = rig.checking(subject_id)
    rig.until(lambda: page.middle.pane is Pane.LIVE)
    said = rig.decide("Go on checking")
    window.close()
    assert said
    assert window.isVisible()
    assert rig.item(subject_id).state is CheckState.PAUSED
    page.middle.live.stop.click()
    assert rig.item(subject_id).state is CheckState.STOPPED
    assert page.middle.word.said.startswith("Stopped")
    assert not rig.desk.is_running
    rig.until(lambda: rig.shell.ask(lambda kept: list(kept.paths.checks.iterdir())) == [])


def test_locking_ends_it_at_once_and_lets_go_of_its_pictures(
    vault: Vault, begin: Begin, letter: Letter, home: Path
) -> None:
    subject_id = receive_letter(vault, know_letters(vault), letter)
    rig = begin()
    rig.desk.want(Wanted(speed=None, is_paused=True))
    before = children()
    rig.studio.shell.checking.check((subject_id,))
    rig.until_first_step(subject_id)
    live = rig.page.middle.live.picture
    rig.until(lambda: live.view is not None)
    begun = children() - before
    assert begun
    rig.studio.shell.lock()
    began = time.monotonic()
    assert live.view is None
    assert rig.desk.items == ()
    assert isinstance(rig.studio.shell.window.page, UnlockPage)
    rig.until(lambda: not begun & children())
    # 200 ms on a machine with nothing else to do; measured where replays are.
    assert time.monotonic() - began < 5
    rig.shell.unlock(CheckingPage)
    rig.shell.settle()
    assert rig.desk.items == ()
    assert "Nothing to check yet" in rig.shell.said
    assert not list((home / "checks").glob("*")), "what was given up is cleared away when it is next opened"


def test_what_is_taken_back_meanwhile_is_checked_no_further(
    vault: Vault, begin: Begin, letter: Letter
) -> None:
    subject_id = receive_letter(vault, know_letters(vault), letter)
    rig = begin()
    rig.desk.want(Wanted(speed=None, is_paused=True))
    rig.studio.shell.checking.check((subject_id,))
    rig.until_first_step(subject_id)

    def take_back(kept: Vault) -> None:
        kept.note_withdrawn(subject_id)
        kept.destroy_received(subject_id, GoneBecause.WITHDRAWN)

    rig.shell.ask(take_back)
    rig.studio.shell.receiving.desk.refresh()
    rig.until(lambda: rig.item(subject_id).is_gone)
    page = rig.page
    assert isinstance(page, CheckingPage)
    assert page.middle.pane is Pane.WORD
    assert "Taken away meanwhile" in page.middle.word.said
    assert not rig.desk.is_running
    assert isinstance(rig.received(), ReceivedPage)
