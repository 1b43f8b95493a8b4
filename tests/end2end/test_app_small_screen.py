"""The real app on a screen of 1280 by 720 pixels: by keyboard alone, in the dark, in German."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from tests.rigs.accessible import ENABLED, FOCUSABLE, Element
from tests.rigs.app import RealApp
from tests.rigs.received import know_study, receive
from tests.rigs.recording import PASSPHRASE, wait_for

SCREEN = ScreenFormat(width=1280, height=720)
TARGET = 28
# A text field is as tall as its words and their frame; a box or a dot to tick is pressed by its words too.
PRESSED = frozenset({"push button", "page tab", "button menu"})
PLACES = frozenset({"Tasks", "Library", "Received", "Settings"})
CHOSEN = frozenset({"cell", "list item", "page tab", "tree item"})
# More stops than any page has: a walk that does not come round is a trap.
MOST_STOPS = 120


@pytest.fixture(scope="module")
def small() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(SCREEN) as desktop:
        yield desktop


@pytest.fixture
def app(desktop: PrivateDesktop, small: PrivateDesktop, tmp_path: Path) -> Iterator[RealApp]:
    made = RealApp(small, tmp_path / "rig")
    made.make_vault()
    made.add_recording("tea")
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_page_is_reached_by_keyboard_and_nothing_is_cut_off(app: RealApp) -> None:
    app.start()
    app.see("Passphrase", role="text")
    look_over(app, "the gate")
    app.unlock(PASSPHRASE)
    app.see("Write a short letter")
    look_over(app, "the tasks")
    app.keys("ctrl+3")
    app.see("Settings", role="label")
    look_over(app, "the settings")
    app.keys("ctrl+2")
    app.see("Write a short letter.*", role="cell")
    look_over(app, "the library")
    app.click("Library")
    app.see("Write a short letter.*", role="cell")
    app.keys("Return")
    app.see("Timeline")
    app.wait_for_focus("The screen as it was recorded")
    look_over(app, "the review")
    assert app.end() == 0
    assert app.said == ""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_others_shared_is_reached_by_keyboard(app: RealApp) -> None:
    with app.rig.unlocked() as vault:
        receive(vault, know_study(vault, study_id="reading-tasks"), typed="coffee")
    app.start()
    app.see("Passphrase", role="text")
    app.unlock(PASSPHRASE)
    app.see("Received", role="check box")
    app.keys("ctrl+3")
    app.see("Write a short letter.*", role="cell")
    look_over(app, "the received")
    app.click("Watch")
    app.see("Timeline")
    app.wait_for_focus("The screen as it was recorded")
    look_over(app, "the watching")
    assert app.end() == 0
    assert app.said == ""


def test_dark_is_dark_and_german_is_german(app: RealApp) -> None:
    app.config.mkdir()
    (app.config / "settings.json").write_text(json.dumps({"look": "dark", "language": "de"}))
    app.start()
    app.see("Passphrase|Passwortsatz|Passphrase.*", role="text")
    assert is_dark(app)
    app.type(f"{PASSPHRASE}\n")
    app.see("Aufgaben", role="check box")
    app.keys("ctrl+2")
    app.see("Write a short letter.*", role="cell")
    assert is_dark(app)
    app.keys("Return")
    wait_for("the review", lambda: app.find("Vorschau", role="check box"))
    assert is_dark(app)
    inside(app)
    assert app.end() == 0
    assert app.said == ""


def is_dark(app: RealApp) -> bool:
    """Whether most of the window is, and some of it can be read on that."""
    frame = app.see("Assent", role="frame").rect
    seen = app.screen().convert("L").crop((frame.x, frame.y, frame.right, frame.bottom))
    light = np.asarray(seen)
    return float(np.median(light)) < 64 and int(np.percentile(light, 99.5)) > 160


def look_over(app: RealApp, page: str) -> None:
    """Each stop of the keyboard has a name and room for a hand; none is passed over or out of sight."""
    inside(app)
    stops = walk(app)
    assert len(stops) > 1, page
    unnamed = [stop for stop in stops.values() if not stop.name]
    assert not unnamed, f"{page}: {unnamed}"
    small = [
        stop
        for stop in stops.values()
        if stop.role in PRESSED and min(stop.rect.width, stop.rect.height) < TARGET
    ]
    assert not small, f"{page}: {small}"
    missed = [
        element
        for element in app.elements()
        if element.has(FOCUSABLE)
        and element.role in {"push button", "check box", "text", "combo box"}
        and element.has(ENABLED)
        and element.path not in stops
        # The arrow keys go on from the place that is shown.
        and element.name not in PLACES
    ]
    assert not missed, f"{page}: {missed}"


def inside(app: RealApp) -> None:
    """Nothing to press hangs out of the window's sides, and the window is on the screen."""
    frame = wait_for("the window", lambda: app.find("Assent", role="frame")).rect
    assert frame.x >= 0
    assert frame.right <= SCREEN.width
    assert frame.bottom <= SCREEN.height
    out = [
        element
        for element in app.elements()
        if element.role in PRESSED and not frame.x <= element.rect.x <= element.rect.right <= frame.right
    ]
    assert not out, out


def walk(app: RealApp) -> dict[str, Element]:
    """Press Tab until the focus comes round; what had it, by its path."""
    first = here = wait_for("the focus", lambda: stop(app, ""))
    stops = {first.path: first}
    for _ in range(MOST_STOPS):
        app.keys("Tab")
        here = wait_for(f"a stop after {here}", partial(stop, app, here.path))
        if here.path == first.path:
            return stops
        stops[here.path] = here
    raise AssertionError(f"the keyboard never comes round: {list(stops.values())}")


def stop(app: RealApp, before: str) -> Element | None:
    """What has the keyboard, if it is another than before."""
    focused = app.focused()
    # What is chosen in a list or among tabs says that it has the focus even where it has not.
    inner = [element for element in focused if element.role not in CHOSEN] or focused
    return inner[-1] if inner and inner[-1].path != before else None
