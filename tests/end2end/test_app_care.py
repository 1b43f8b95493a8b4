"""What the real app owes a person: it hides on a word, forgets no edit, and suits every eye and screen."""

import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recorder.episode.edits import Cut, Edits
from replay.displays.private import PrivateDesktop
from tests.rigs.app import RealApp
from tests.rigs.recording import PASSPHRASE, wait_for

TYPED = "quabblefinch"
# What a hand needs; a box or a dot to tick is pressed by its words as well, which are not counted here.
TARGET = 28


@pytest.fixture
def app(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RealApp]:
    made = RealApp(desktop, tmp_path / "rig")
    made.make_vault()
    yield made
    made.close()


def review(app: RealApp) -> None:
    """From the gate to the recording's page, by keyboard."""
    app.unlock(PASSPHRASE)
    app.keys("ctrl+2")
    app.see("Write a short letter.*", role="cell")
    app.keys("Return")
    app.see("Timeline")
    app.wait_for_focus("The screen as it was recorded")


def edits_of(app: RealApp, session_id: str) -> Edits:
    with app.rig.unlocked() as vault:
        return vault.edits(session_id)


def test_a_lock_while_it_plays_hides_everything_and_opens_again(app: RealApp) -> None:
    app.add_recording(TYPED)
    app.start()
    gate = picture(app)
    review(app)
    app.see(f"Type “{TYPED}”.*", role="tree item")
    app.keys("space")
    app.see("Pause", role="push button")
    app.keys("ctrl+l")
    app.see("Assent is locked.*")
    app.wait_for_focus("Passphrase")
    names = "\n".join(element.name for element in app.elements())
    assert TYPED not in names
    assert "letter" not in names
    # Pixel for pixel the gate of a start, but for the words of why it is locked.
    assert same(gate, picture(app)) > 0.95
    app.type(f"{PASSPHRASE}\n")
    app.see("Tasks", role="check box")
    app.see("Write a short letter")
    assert app.end() == 0
    assert app.said == ""


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL", "close"])
def test_an_edit_of_a_moment_ago_is_there_after_the_app_has_ended(app: RealApp, how: str) -> None:
    session_id = app.add_recording(TYPED)
    app.start()
    review(app)
    app.keys("i", "shift+Right", "o", "x")
    app.see("Others will get .* of .*, nothing redacted")
    if how == "SIGKILL":
        # It was shown before it was written, and what is written last may be lost: no more than that one.
        app.keys("i", "Right", "o", "r")
    if how == "close":
        app.keys("ctrl+q")
    app.end({"SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL}.get(how, 0))
    kept = edits_of(app, session_id)
    assert isinstance(kept.items[0], Cut)
    app.start()
    review(app)
    app.see("Others will get .* of .*")
    app.see("Undo the .*", role="push button")
    app.keys("ctrl+z", "ctrl+z")
    app.see("Others will get all .*, nothing redacted")
    assert app.end() == 0
    assert len(edits_of(app, session_id)) == 0


def picture(app: RealApp) -> Image.Image:
    """The screen once it rests."""
    last: list[Image.Image] = []

    def rested() -> Image.Image | None:
        now = app.screen()
        is_same = bool(last) and last[0].tobytes() == now.tobytes()
        last[:] = [now]
        return now if is_same else None

    return wait_for("a screen at rest", rested)


def same(one: Image.Image, other: Image.Image) -> float:
    """How much of two pictures is alike."""
    return float((np.asarray(one) == np.asarray(other)).all(axis=2).mean())
