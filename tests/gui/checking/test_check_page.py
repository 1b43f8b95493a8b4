"""What the Check page says, asks, shows and lets go of; with checks that were kept before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from recorder.bundle.statements import Finding
from recorder.episode.phrase import phrase
from recorder.episode.screen import Rect
from recorder.vault.check_rows import IgnoredRegion, SubjectKind
from recorder.vault.vault import Vault
from replay.isolation.in_force import Isolation
from replay.running import run as running
from studio.checking.wanted import Wanted
from studio.submission.reviews import Decision
from studio.ui.models import checking_desk
from studio.ui.models.check_items import CheckState
from studio.ui.models.check_words import state_words
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.review_desk import ReviewDesk, ReviewWish
from studio.ui.pages.checking.middle import Pane
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.widgets.comparison import IgnoredWish
from studio.ui.widgets.review_panel import ReviewPanel
from tests.gui.checking.conftest import CheckRig
from tests.rigs.kept_check import keep_check
from tests.rigs.letters import Letter, know_letters, receive_letter
from tests.rigs.received import know_study, receive
from tests.rigs.shell_rig import add_recording, consent

Begin = Callable[[], CheckRig]
RECEIVED = SubjectKind.RECEIVED


@pytest.fixture
def checked(vault: Vault) -> str:
    """A received recording that was checked, and went another way at step 4."""
    bundle_id = receive(vault, know_study(vault))
    keep_check(vault, RECEIVED, bundle_id)
    return bundle_id


def shown(rig: CheckRig, subject_id: str) -> CheckingPage:
    """The page with what its check showed."""
    page = rig.checking(subject_id)
    rig.until(lambda: page.middle.pane is Pane.COMPARISON and page.record is not None)
    return page


def test_what_was_checked_before_is_there_with_its_pictures(begin: Begin, checked: str) -> None:
    rig = begin()
    page = shown(rig, checked)
    assert state_words(rig.item(checked)) == "Different at step 4"
    assert page.record is not None
    assert len(page.record.pictures) > 3
    assert not page.finding.isHidden()
    assert "It went another way at step 4" in rig.shell.said
    assert "2 things differ" in rig.shell.said


def test_leaving_and_locking_let_go_of_what_is_shown(begin: Begin, checked: str) -> None:
    rig = begin()
    page = shown(rig, checked)
    rig.studio.shell.window.go(Visit(Place.TASKS))
    assert page.record is None
    assert page.middle.comparison.record is None
    page = shown(rig, checked)
    rig.studio.shell.lock()
    assert page.record is None
    assert page.middle.comparison.record is None
    assert rig.desk.items == ()


def test_a_region_is_left_out_and_compared_again(begin: Begin, checked: str) -> None:
    rig = begin()
    page = shown(rig, checked)
    wish = IgnoredWish(Rect(10, 20, 30, 40), 4)
    page.middle.comparison.ignored_requested.emit(wish)
    rig.until(lambda: "One region is left out" in rig.shell.said)
    region = IgnoredRegion(Rect(10, 20, 30, 40), 4)
    assert rig.shell.ask(lambda vault: vault.ignored_regions(checked)) == (region,)
    page.middle.comparison.ignored_removed.emit(wish)
    rig.until(lambda: "One region is left out" not in rig.shell.said)
    assert rig.shell.ask(lambda vault: vault.ignored_regions(checked)) == ()


def test_a_report_is_saved_in_clear_only_when_the_person_says_so(
    begin: Begin, checked: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    saved = tmp_path / "report.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    rig = begin()
    page = shown(rig, checked)
    said = rig.decide("Do not save it")
    page.finding.save.click()
    assert any("not encrypted" in line for line in said)
    assert not saved.exists()
    rig.decide("Save it")
    page.finding.save.click()
    rig.until(lambda: "The report is saved as report.html" in rig.shell.said)
    assert "It went another way at step 4" in saved.read_text()
    assert saved.stat().st_mode & 0o777 == 0o600


def test_who_may_answer_does_so_beside_what_was_found(
    vault: Vault, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle_id = receive(vault, know_letters(vault))
    keep_check(vault, RECEIVED, bundle_id)
    wishes: list[ReviewWish] = []
    monkeypatch.setattr(ReviewDesk, "give", lambda _, wish: wishes.append(wish))
    rig = begin()
    page = shown(rig, bundle_id)
    rig.until(lambda: any(panel.isVisible() for panel in page.findChildren(ReviewPanel)))
    (panel,) = page.findChildren(ReviewPanel)
    panel.comment.setPlainText("The window is another one.")
    panel.reject.click()
    (wish,) = wishes
    assert (wish.bundle_id, wish.decision) == (bundle_id, Decision.REJECTED)
    assert wish.found == Finding("different", 4, 3)


def test_the_queue_makes_room_for_the_pictures(begin: Begin, checked: str) -> None:
    rig = begin()
    page = shown(rig, checked)
    width = page.middle.width()
    window = rig.studio.shell.window
    QTest.keyClick(window.focusWidget() or page, Qt.Key.Key_F9)
    assert not page.queue.isVisible()
    rig.until(lambda: page.middle.width() > width)
    QTest.keyClick(window.focusWidget() or page, Qt.Key.Key_F9)
    assert page.queue.isVisible()


def test_keys_of_the_desktop_are_allowed_one_by_one(vault: Vault, begin: Begin, letter: Letter) -> None:
    subject_id = receive_letter(vault, know_letters(vault), letter, chord=("ctrl_l", "alt_l", "t"))
    rig = begin()
    rig.desk.want(Wanted(speed=None, is_paused=True))
    rig.studio.shell.checking.check((subject_id,))
    rig.until_state(subject_id, CheckState.ASKS)
    assert rig.page.middle.pane is Pane.ASKS
    assert "it opens a terminal on many desktops" in rig.shell.said
    rig.shell.press("Allow Ctrl+Alt+T")
    assert rig.item(subject_id).state.is_under_way
    rig.desk.stop(subject_id)
    rig.studio.shell.lock()
    rig.shell.unlock(CheckingPage)
    rig.studio.shell.checking.check((subject_id,))
    rig.until_state(subject_id, CheckState.ASKS)


def test_without_a_wall_nothing_runs_until_the_person_insists(
    begin: Begin, checked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = Isolation(why_not=phrase("The program bwrap, which makes the wall, is not installed."))
    for module in (checking_desk, running):
        monkeypatch.setattr(module, "isolation_in_force", lambda: none)
    rig = begin()
    page = rig.checking(checked)
    rig.until(lambda: not page.wall.isHidden())
    assert "bwrap, which makes the wall, is not installed" in rig.shell.said
    assert "sudo apt install bubblewrap" in rig.shell.said
    rig.decide("Refuse")
    rig.shell.press("Check without a wall…")
    assert rig.desk.wanted.needs_wall
    rig.decide("Check without a wall")
    rig.shell.press("Check without a wall…")
    assert not rig.desk.wanted.needs_wall
    assert "can reach your files" in rig.shell.said
    rig.studio.shell.lock()
    assert rig.desk.wanted.needs_wall, "it holds until the vault is locked"


def test_one_s_own_recording_is_tried_only_after_it_is_said_how(vault: Vault, begin: Begin) -> None:
    consent(vault)
    session_id = add_recording(vault)
    keep_check(vault, SubjectKind.SESSION, session_id)
    rig = begin()
    rig.studio.shell.window.go(Visit(Place.LIBRARY))
    library = rig.shell.wait_for(LibraryPage)
    assert isinstance(library, LibraryPage)
    rig.until(lambda: library.model.rowCount() > 0)
    assert "Different at step 4" in str(library.model.index(0, 4).data())
    rig.shell.press("Try replaying…")
    assert rig.studio.shell.window.visit == Visit(Place.LIBRARY, Opened.CHECKING, session_id)
    assert rig.item(session_id).state is CheckState.WAITING
    assert not rig.desk.is_running
    assert "nothing of it leaves this computer" in rig.page.middle.word.said
    rig.studio.shell.window.open_review(session_id)
    rig.shell.press("Try replaying…")
    assert rig.studio.shell.window.visit == Visit(Place.LIBRARY, Opened.CHECKING, session_id)
    assert not rig.desk.is_running
    rig.desk.remove(session_id)
    assert rig.page.middle.word.said.startswith("Nothing to check yet")


def test_what_waits_comes_earlier_later_or_not_at_all(vault: Vault, begin: Begin) -> None:
    file = know_study(vault)
    first, second, third = (receive(vault, file) for _ in range(3))
    rig = begin()
    rig.desk.add((first, second, third), start=False)
    rig.checking(third)
    rig.page.queue.move_requested.emit(third, -1)
    rig.page.queue.move_requested.emit(third, -1)
    rig.page.queue.move_requested.emit(third, -1)
    assert [item.subject_id for item in rig.desk.items] == [third, first, second]
    assert rig.page.queue.chosen_id == third
    rig.page.queue.removal_requested.emit(first)
    assert [item.subject_id for item in rig.desk.items] == [third, second]
    assert rig.page.start.text() == "&Start all 2"


def test_a_damaged_copy_and_one_that_is_gone_say_so_in_place(vault: Vault, begin: Begin) -> None:
    file = know_study(vault)
    damaged, removed = receive(vault, file), receive(vault, file)
    rig = begin()
    path = vault.paths.received_file(damaged)
    path.write_bytes(path.read_bytes()[:-4096])
    rig.studio.shell.checking.check((damaged,))
    rig.until_state(damaged, CheckState.DONE, CheckState.STOPPED)
    assert rig.page.middle.word.said.startswith("It was not replayed")
    assert "damaged, or missing" in rig.page.middle.word.said
    assert "backup" not in rig.page.middle.word.said
    rig.desk.add((removed,), start=False)
    rig.shell.ask(lambda kept: kept.received_access(removed).path.unlink())
    rig.desk.start()
    rig.until_state(removed, CheckState.DONE, CheckState.STOPPED)
    rig.choose(removed)
    assert "damaged, or missing" in rig.page.middle.word.said


def test_a_kept_check_that_cannot_be_read_says_so(vault: Vault, begin: Begin, checked: str) -> None:
    rig = begin()
    (sealed,) = vault.paths.checks.iterdir()
    sealed.write_bytes(b"something else")
    page = rig.checking(checked)
    rig.until(lambda: "cannot be opened" in page.middle.word.said)
    assert page.record is None


def test_nothing_is_asked_before_closing_where_nothing_runs(begin: Begin, checked: str) -> None:
    rig = begin()
    shown(rig, checked)
    assert rig.studio.shell.checking.may_close()
    assert rig.studio.shell.window.close()
