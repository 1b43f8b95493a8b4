"""What a contributor sees in the library of what readers said, in the whole app."""

import pytest

from studio.submission.reviews import Decision
from studio.ui.windows import hearing
from tests.gui.reviewing.conftest import App, OpenApp, state_of
from tests.rigs.reviewing import CHARLIE, CONTRIBUTOR, SAM


def test_sent_back_is_told_in_the_library_with_every_word(app: App) -> None:
    app.rig.say(Decision.REJECTED, "the button is gone\nin step 3")
    page = app.library()
    assert state_of(page) == "Shared"
    assert not page.said.isVisible()
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Sent back by Quinn" in app.shell.said)
    app.wait_for(lambda: state_of(page) == "Shared\nSent back by Quinn")
    app.wait_for(page.said.isVisible)
    assert "the button is gone\nin step 3" in page.said.text.toPlainText()
    # A later look has no news; what was said stays.
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Nobody has said anything new." in app.shell.said)
    # It changes its mind with its reader, and with the withdrawal all of it goes.
    app.rig.say(Decision.ACCEPTED)
    app.shell.press("Look for reviews")
    app.wait_for(lambda: state_of(page) == "Shared\nAccepted by Quinn")
    app.studio.shell.sharing.desk.take_back((app.rig.bundle_id,))
    app.wait_for(lambda: state_of(page).startswith("Withdrawn"))
    assert not page.said.isVisible()
    assert app.rig.reviews == []


def test_who_the_study_does_not_name_accepts_nothing(app: App) -> None:
    app.rig.say(Decision.ACCEPTED, "me too", reader=SAM)
    page = app.library()
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "does not count" in app.shell.said)
    app.wait_for(page.said.isVisible)
    assert state_of(page) == "Shared"
    app.rig.say(Decision.ACCEPTED, reader=CHARLIE)
    app.shell.press("Look for reviews")
    app.wait_for(lambda: state_of(page) == "Shared\nAccepted by Charlie")


def test_a_store_that_is_gone_is_told_and_changes_nothing(app: App) -> None:
    page = app.library()
    app.rig.store.rename(app.rig.world / "away")
    app.rig.store.write_bytes(b"no folder")
    app.shell.press("Look for reviews")
    app.wait_for(lambda: "Could not look into" in app.shell.said)
    assert state_of(page) == "Shared"


def test_an_answer_is_heard_of_without_asking(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """After unlocking, whatever page is in sight; and when the library comes into sight, but not soon."""
    app = open_app(CONTRIBUTOR)
    app.rig.say(Decision.REJECTED, "the button is gone")
    app.unlock()
    app.wait_for_words("News of a recording: Sent back by Quinn.")
    app.shell.press("Show in the library")
    page = app.library()
    app.wait_for(lambda: state_of(page) == "Shared\nSent back by Quinn")
    assert not app.studio.shell.hearing.notice.isVisible()
    looks: list[str] = []
    monkeypatch.setattr(app.studio.shell.hearing.desk, "look_quietly", lambda: looks.append("look"))
    app.library()
    assert looks == []
    monkeypatch.setattr(hearing, "SELDOM_MS", 0)
    page.hide()
    page.show()
    assert looks == ["look"]


def test_who_does_not_want_it_is_not_asked_for(open_app: OpenApp) -> None:
    app = open_app(CONTRIBUTOR)
    app.rig.say(Decision.ACCEPTED)
    app.studio.shell.settings.change(looks_for_reviews=False)
    app.unlock()
    page = app.library()
    assert not app.studio.shell.hearing.desk.is_busy
    assert state_of(page) == "Shared"


def test_what_nobody_asked_for_fails_in_silence(open_app: OpenApp) -> None:
    app = open_app(CONTRIBUTOR)
    app.rig.store.rename(app.rig.world / "away")
    ended: list[object] = []
    app.studio.shell.hearing.desk.heard.connect(ended.append)
    app.unlock()
    page = app.library()
    app.wait_for(lambda: bool(ended))
    assert state_of(page) == "Shared"
    assert not app.studio.shell.hearing.notice.isVisible()
    assert "Could not" not in app.shell.said
    app.shell.press("Look for reviews")
    app.wait_for_words("Could not look into")


def test_what_was_taken_away_is_told_and_counts_on(open_app: OpenApp) -> None:
    app = open_app(CONTRIBUTOR)
    app.rig.say(Decision.REJECTED, "first")
    app.rig.say(Decision.REJECTED, "the button is gone")
    app.unlock()
    app.wait_for_words("News of a recording: Sent back by Quinn.")
    for path in app.rig.reviews:
        path.unlink()
    page = app.library()
    app.shell.press("Look for reviews")
    app.wait_for_words("One review was taken out of its store. It is kept here, and counts.")
    app.wait_for(lambda: "taken out of the store by somebody" in page.said.text.toPlainText())
    assert state_of(page) == "Shared\nSent back by Quinn"
    assert "Before that: sent back" in page.said.text.toPlainText()
    assert "“first”" in page.said.text.toPlainText()
