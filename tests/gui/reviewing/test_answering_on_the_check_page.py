"""A reader answers from the Check page of the app, to a real folder; its contributor hears of it there."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from recorder.bundle.statements import Finding
from recorder.vault.check_rows import SubjectKind
from recorder.vault.errors import DiskFullError
from recorder.vault.kept_reviews import KeptReviews
from recorder.vault.sharing_rows import ReviewState
from studio.demo.s3_server import S3Key, S3Server
from studio.demo.search import find_words
from studio.submission.reviewing import begin_review, reviews_of
from studio.submission.reviews import Decision, ShownReview
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.places import Place, Visit
from studio.ui.widgets.review_panel import ReviewPanel
from tests.gui.reviewing.conftest import App, OpenApp, state_of
from tests.rigs.at_the_command_line import ASSENT
from tests.rigs.kept_check import keep_check
from tests.rigs.reviewing import CONTRIBUTOR, NOOR, QUINN, SAM, Reader, Reviewing, make_reviewing
from tests.rigs.sharing import SECRET

WHY = "The save button is gone: step 4 cannot be done.\nPlease record it again ✓ “thanks”, 漢字 🎉"


@pytest.fixture
def reader(rig: Reviewing, open_app: OpenApp) -> App:
    """QA's app, with what was received checked before."""
    return opened(rig, open_app)


def opened(rig: Reviewing, open_app: OpenApp, reader: Reader = QUINN) -> App:
    with rig.reading(reader) as vault:
        keep_check(vault, SubjectKind.RECEIVED, rig.bundle_id)
    app = open_app(reader.identity.name, rig)
    app.unlock()
    return app


def own(app: App) -> ShownReview | None:
    found = app.shell.ask(lambda vault: reviews_of(vault, app.rig.bundle_id))
    assert isinstance(found, tuple)
    return next((each for each in found if each.is_own), None)


def write(app: App, panel: ReviewPanel, text: str) -> None:
    """As a hand that types, or pastes what no keyboard has."""
    panel.comment.setFocus()
    first, *more = text.split("\n")
    QTest.keyClicks(panel.comment, "".join(char for char in first if char.isascii()))
    assert panel.reject.isEnabled()
    panel.comment.setPlainText("\n".join([first, *more]))


def wait_until_sent(app: App, panel: ReviewPanel) -> None:
    app.wait_for(lambda: "It is in the store" in panel.own_state.text() and panel.own_state.isVisible())


def test_sent_back_and_accepted_after_all_with_every_word(reader: App, open_app: OpenApp) -> None:
    rig, panel = reader.rig, reader.panel()
    write(reader, panel, WHY)
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    wait_until_sent(reader, panel)
    assert WHY in panel.own.text()
    assert not panel.comment.isVisible()
    assert len(rig.reviews) == 1

    contributor = open_app(CONTRIBUTOR)
    contributor.unlock()
    contributor.wait_for_words("News of a recording: Sent back by Quinn.")
    page = contributor.library()
    contributor.wait_for(lambda: state_of(page) == "Shared\nSent back by Quinn")
    contributor.wait_for(page.said.isVisible)
    assert WHY in page.said.text.toPlainText()
    assert "It did something else. First at step 4. Checked 3 times." in page.said.text.toPlainText()

    again = open_app(QUINN.identity.name)
    again.unlock()
    panel = again.panel()
    assert WHY in panel.own.text()
    QTest.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert "What you said before can still be read" in panel.consequence.text()
    panel.comment.clear()
    QTest.mouseClick(panel.accept, Qt.MouseButton.LeftButton)
    again.wait_for(lambda: panel.own.text().startswith("You accepted it."))
    wait_until_sent(again, panel)
    assert "Before that: sent back" in panel.own.text()
    assert len(rig.reviews) == 2

    contributor = open_app(CONTRIBUTOR)
    contributor.unlock()
    contributor.wait_for_words("News of a recording: Accepted by Quinn.")
    page = contributor.library()
    contributor.wait_for(lambda: state_of(page) == "Shared\nAccepted by Quinn")
    contributor.wait_for(page.said.isVisible)
    assert "Before that: sent back" in page.said.text.toPlainText()
    assert WHY in page.said.text.toPlainText()


def test_on_a_server_with_keys_that_may_as_little_as_can_be(
    s3: S3Server, tmp_path: Path, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the Check page to a real S3 server, and to the contributor's library and command line."""

    def use(key: S3Key) -> None:
        for name, value in key.environment().items():
            monkeypatch.setenv(name, value)

    def sign_in(who: str) -> None:
        use(s3.contributor if who == CONTRIBUTOR else s3.reader)

    place = s3.fresh_place()
    rig = make_reviewing(tmp_path, (QUINN,), store_url=s3.url(place), sign_in=sign_in, now=datetime.now(UTC))
    # A reader's key that may not put reviews: said in place, kept, and tried again with one that may.
    app = opened(rig, open_app)
    panel = app.panel()
    write(app, panel, WHY)
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    app.wait_for(lambda: panel.notice.isVisible() and panel.retry.isVisible())
    assert WHY in panel.own.text()
    use(s3.reviewer)
    QTest.mouseClick(panel.retry, Qt.MouseButton.LeftButton)
    wait_until_sent(app, panel)
    names = [name for name in s3.objects(place) if "/reviews/" in name]
    assert len(names) == 1
    assert find_words([s3.data, s3.log], ("record it again",)) == ()
    # Its contributor's key may put, and get reviews by their names.
    use(s3.listener)
    contributor = open_app(CONTRIBUTOR, rig)
    contributor.unlock()
    contributor.wait_for_words("News of a recording: Sent back by Quinn.")
    page = contributor.library()
    contributor.wait_for(page.said.isVisible)
    assert WHY in page.said.text.toPlainText()
    contributor.studio.close()
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET + "\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(secret))
    told = subprocess.run(
        [str(ASSENT), "reviews"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert "sent back by Quinn" in told
    assert all(f"| {line}" in told for line in WHY.splitlines())


def test_a_store_that_goes_away_meanwhile_is_told_and_tried_again_by_hand(reader: App) -> None:
    panel, rig = reader.panel(), reader.rig
    away = rig.world / "away"
    write(reader, panel, WHY)
    rig.store.rename(away)
    rig.store.write_bytes(b"no folder")
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    reader.wait_for(lambda: panel.notice.isVisible() and panel.retry.isVisible())
    assert panel.own_state.text() == "It is signed, and waits to be sent."
    assert not panel.waits.isVisible(), "why is said once"
    assert WHY in panel.own.text(), "nothing of it is lost"
    assert panel.retry.isVisible()
    # Once more, and it is told once more.
    panel.notice.hide()
    QTest.mouseClick(panel.retry, Qt.MouseButton.LeftButton)
    reader.wait_for(panel.notice.isVisible)
    rig.store.unlink()
    away.rename(rig.store)
    QTest.mouseClick(panel.retry, Qt.MouseButton.LeftButton)
    wait_until_sent(reader, panel)
    assert not panel.retry.isVisible()
    assert not panel.notice.isVisible()
    assert len(rig.reviews) == 1


def test_a_vault_without_space_loses_no_word(reader: App, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = reader.panel()
    write(reader, panel, WHY)

    def full(*_: object, **__: object) -> None:
        raise DiskFullError

    with monkeypatch.context() as patch:
        patch.setattr(KeptReviews, "keep_review", full)
        QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
        reader.wait_for(panel.notice.isVisible)
    assert panel.comment.toPlainText() == WHY
    assert panel.reject.isEnabled()
    assert own(reader) is None
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    wait_until_sent(reader, panel)


def test_a_vault_that_cannot_write_down_that_it_was_sent_is_no_crash(
    reader: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = reader.panel()
    write(reader, panel, WHY)

    def full(*_: object, **__: object) -> None:
        raise DiskFullError

    with monkeypatch.context() as patch:
        patch.setattr(KeptReviews, "review_sent", full)
        patch.setattr(KeptReviews, "review_failed", full)
        QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
        reader.wait_for(panel.notice.isVisible)
    found = own(reader)
    assert found is not None
    assert found.state is ReviewState.WAITING
    reader.studio.shell.hearing.desk.start()
    wait_until_sent(reader, panel)
    assert len(reader.rig.reviews) == 1, "it lay there already"


def test_taken_back_while_the_answer_is_written_takes_it_away(reader: App) -> None:
    panel = reader.panel()
    write(reader, panel, WHY)
    reader.rig.withdraw()
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    # Nothing of it stays in sight either.
    reader.wait_for(lambda: "Taken away meanwhile" in reader.shell.page.middle.word.said)  # type: ignore[attr-defined]
    assert set(reader.rig.left) == {"withdrawal.json"}
    reader.wait_for(lambda: own(reader) is None)
    assert WHY not in reader.shell.said


@pytest.mark.parametrize("who", [NOOR, SAM], ids=["another role", "a key that the study does not name"])
def test_whose_word_does_not_count_is_told_before(rig: Reviewing, open_app: OpenApp, who: Reader) -> None:
    app = opened(rig, open_app, who)
    if who is NOOR:
        app.studio.shell.window.go(Visit(Place.RECEIVED))
        page = app.shell.page
        app.shell.settle()
        assert not any(each.isVisible() for each in page.findChildren(ReviewPanel))
        return
    assert "does not count" in app.panel().consequence.text()


def test_what_is_too_long_cannot_be_sent_and_is_kept(reader: App) -> None:
    panel = reader.panel()
    panel.comment.setPlainText("漢" * 2001)
    assert not panel.reject.isEnabled()
    assert "2001" in panel.counter.text()
    panel.comment.setPlainText("漢" * 2000)
    QTest.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    wait_until_sent(reader, panel)
    assert "漢" * 2000 in panel.own.text()


def test_what_is_being_written_is_there_again_after_a_look_elsewhere(reader: App) -> None:
    panel = reader.panel()
    panel.comment.setPlainText("half a sen")
    reader.studio.shell.window.go(Visit(Place.RECEIVED))
    panel = reader.panel()
    assert panel.comment.toPlainText() == "half a sen"
    reader.studio.shell.lock()
    assert reader.studio.shell.hearing.desk.drafts == {}
    reader.unlock()
    assert reader.panel().comment.toPlainText() == ""


def test_closing_asks_before_what_is_written_goes(reader: App) -> None:
    assert reader.studio.shell.window.may_close()
    panel = reader.panel()
    panel.comment.setPlainText("half a sen")
    said = answer_next(reader, lambda dialog: dialog.no.click())
    assert not reader.studio.shell.window.may_close()
    assert "Close without what you wrote?" in "\n".join(said)
    answer_next(reader, lambda dialog: dialog.yes.click())
    assert reader.studio.shell.window.may_close()
    panel.comment.clear()
    assert reader.studio.shell.window.may_close()


def answer_next(app: App, press: Callable[[DecisionDialog], None]) -> list[str]:
    said: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, DecisionDialog):
            QTimer.singleShot(20, app.studio, look)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        press(dialog)

    QTimer.singleShot(20, app.studio, look)
    return said


def test_closed_in_the_middle_it_is_sent_by_the_next_start(reader: App, open_app: OpenApp) -> None:
    rig, panel = reader.rig, reader.panel()
    write(reader, panel, WHY)
    away = rig.world / "away"
    rig.store.rename(away)
    panel.reject.click()
    # Whatever was done by now, it ends here; and the vault is opened again by who has no other thread.
    again = open_app(QUINN.identity.name)
    with rig.reading() as vault:
        if not vault.reviews():
            begin_review(vault, rig.bundle_id, Decision.REJECTED, WHY, Finding("same"), now=rig.now)
    if rig.store.exists():
        shutil.rmtree(rig.store)
    away.rename(rig.store)
    again.unlock()
    again.wait_for(lambda: len(rig.reviews) == 1)
    found = own(again)
    assert found is not None
    assert found.comment == WHY
