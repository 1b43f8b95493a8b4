"""One person's whole way in the real app: from nothing to what others will get, with a secret taken out."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pytesseract
import pytest
from PIL import Image, ImageChops
from Xlib.display import Display

from recorder.episode.consent import GrantState
from recorder.episode.events import ContextChanged, Event
from recorder.episode.screen import Rect
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.session_reader import SessionReader
from recorder.vault.vault import Vault
from recorder.video.decoder import decode_group
from replay.displays.private import PrivateDesktop
from studio.demo.search import find_words
from studio.taking_part import participations
from tests.rigs.accessible import ENABLED
from tests.rigs.app import SAMPLE, RealApp
from tests.rigs.recording import typed, wait_for

PASSPHRASE = "kumquat lantern oboe frost"  # noqa: S105 - of a vault that lives for one test
SECRET = "quabblefinch"  # noqa: S105 - what the person should not have typed
BEFORE = "Dear Ada,\nplease come on Saturday.\n"
_ONE_COLOUR = 24
AFTER = "\nYours, Robin\n"


@pytest.fixture
def app(desktop: PrivateDesktop, tmp_path: Path) -> Iterator[RealApp]:
    made = RealApp(desktop, tmp_path / "rig")
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_from_nothing_to_an_episode_without_the_secret(app: RealApp) -> None:
    code = make_vault(app)
    consent(app)
    secret = record(app)
    take_out(app, secret)
    assert prepare(app)
    assert titles(app) == {"Assent"}
    assert not selection_owners(app)
    assert app.end() == 0
    assert app.said == ""
    # Neither on the way nor afterwards is it anywhere in clear.
    assert not find_words([app.rig.folder], [SECRET])
    with Vault.unlock(app.home, RecoveryCode.read(code)) as vault:
        (part,) = participations(vault, datetime.now(UTC))
        assert (part.state, part.grant.contributor) == (GrantState.STANDING, "Robin")
        assert part.grant.refused == frozenset()
        (session,) = vault.sessions()
        with vault.open_session(session.session_id) as reader:
            whole = typed(events(reader))
            assert whole == (BEFORE + SECRET + AFTER).replace("\n", "")
            assert any(SECRET in words for words in read(reader, secret))
        (episode,) = vault.episodes(session.session_id)
        with vault.episode_access(episode.episode_id).open() as reader:
            left = events(reader)
            assert typed(left) == whole.replace(SECRET, "")
            assert SECRET not in repr(left)
            assert any(isinstance(event, ContextChanged) for event in left)
            seen = read(reader, secret)
            assert {is_plain(part, secret) for part in around(reader, secret)} == {True}
    assert len(seen) > 1
    assert not [words for words in seen if re.search("quab|finch|bble", words)]
    assert any("Saturday" in words for words in seen)


def make_vault(app: RealApp) -> str:
    """Choose a passphrase; save the recovery code, as somebody would who prints it, and read it there."""
    app.start(str(SAMPLE))
    app.wait_for_focus("Passphrase")
    app.type(f"{PASSPHRASE}\n{PASSPHRASE}\n")
    asked = app.see(r"To be sure that you have it, type group \d of 7:", role="text")
    app.click("Save as a text file…")
    app.wait_for_focus("File name:")
    app.keys("Return")
    file = app.rig.home / "assent-recovery-code.txt"
    code = wait_for("the code", lambda: file.read_text().strip() if file.exists() else "")
    file.unlink()
    number = int(asked.name.removesuffix(" of 7:")[-1])
    app.click_at(*app.see("To be sure that you have it.*", role="text").middle)
    app.type(f"{code.split('-')[number - 1].lower()}\n")
    return code


def consent(app: RealApp) -> None:
    """Agree to each stream by its own switch, by keyboard, and sign."""
    app.see("Everyday office tasks")
    for stream in ("Screen", "Pointer", "Keyboard", "Window names"):
        app.keys("Tab")
        app.wait_for_focus(f"Record this: {stream}")
        app.keys("space")
    app.keys("Tab")
    app.wait_for_focus("Name or pseudonym")
    app.type("Robin")
    app.click("Agree")
    app.see("Save your receipt.*")
    app.wait_for_focus("File name:")
    app.keys("Return")
    wait_for("the receipt", lambda: list(app.rig.home.glob("assent-receipt-*.json")))


def record(app: RealApp) -> Rect:
    """Write the letter with the secret in it, click, scroll; where on the screen the secret stood."""
    app.click("Record Write a short letter")
    app.click("Record", role="push button")
    app.see("Stop", role="push button")
    wait_for("the recording", lambda: app.find_all("Stop", within="Recording bar"))
    editor = app.person.wait_for_window("letter.txt").rect
    wait_for("its countdown's end", lambda: app.find_all(r"00:(0[1-9]|[1-5]\d)", within="Recording bar"))
    app.person.click(editor.x + 300, editor.y + 300)
    # Longer than it takes to decide that what is typed here may be kept.
    app.person.look(40)
    app.person.press("ctrl+End")
    app.person.type(BEFORE)
    app.person.look(8)
    empty = app.screen()
    app.person.type(SECRET)
    app.person.look(8)
    secret = place_of_change(empty, app.screen(), within=editor)
    app.person.type(AFTER)
    app.person.click(editor.x + 500, editor.y + 400)
    app.person.scroll(3)
    app.person.look(8)
    app.click("Stop", within="Recording bar")
    return secret


def take_out(app: RealApp, secret: Rect) -> None:
    """Play; cover the secret by dragging on the video; redact its keys; cut a range; undo and redo."""
    app.click("Review it")
    app.see("Timeline")
    app.wait_for_focus("The screen as it was recorded")
    app.keys("space")
    app.see("Pause", role="push button")
    app.keys("k")
    app.see("Play", role="push button")
    app.keys("End", "b")
    app.drag(*on_stage(app, secret))
    app.see("Box over the picture.*", role="tree item")
    app.wait_until_gone("Looking for where this first and last shows…")
    # It covers the place for as long as the editor is there, and would take all that was typed meanwhile.
    app.click("What was typed, and its rhythm")
    app.see("Undo the change of what goes", role="push button")
    app.keys("ctrl+f")
    app.wait_for_focus("Search what was typed and done")
    app.type(SECRET)
    app.see("1 place.*")
    app.click("Redact it everywhere")
    app.see(f"“{SECRET}” at 1 place.*", role="tree item")
    app.see("Others will get all .*, 2 things redacted")
    # By key alone, from wherever the focus is now: the first second of it goes.
    app.click_at(*app.see("The screen as it was recorded").middle)
    app.keys("Home")
    app.see("00:00.000 of .*")
    app.keys("i", "shift+Right")
    app.see("00:01.000 of .*")
    app.keys("o", "x")
    app.see("Others will get .* of .*, 2 things redacted")
    app.see("Undo the cut", role="push button")
    app.keys("ctrl+z")
    app.see("Others will get all .*, 2 things redacted")
    app.see("Cut again", role="push button")
    app.keys("ctrl+shift+z")
    app.see("Others will get .* of .*, 2 things redacted")


def prepare(app: RealApp) -> str:
    """Look at it as others will, have it made, and see what would leave, and to whom."""
    app.click("Preview")
    app.see("You see what others will see.")
    app.click("Share…")
    app.see("In order: All your edits are in it.")
    assert not app.see("Approve and share", role="push button").has(ENABLED)
    return app.see("Who can open it").name


def on_stage(app: RealApp, rect: Rect) -> tuple[tuple[int, int], tuple[int, int]]:
    """From and to where a hand drags on the video, to cover what was there on the screen."""
    stage, screen = app.see("The screen as it was recorded").rect, app.desktop.screen
    scale = min(stage.width / screen.width, stage.height / screen.height)
    left = stage.x + (stage.width - screen.width * scale) / 2
    top = stage.y + (stage.height - screen.height * scale) / 2
    return (
        (round(left + rect.x * scale), round(top + rect.y * scale)),
        (round(left + rect.right * scale), round(top + rect.bottom * scale)),
    )


def place_of_change(before: Image.Image, after: Image.Image, *, within: Rect) -> Rect:
    """Where two pictures of the screen differ inside a window, with a careful hand's margin."""
    box = (within.x + 2, within.y + 70, within.right - 20, within.bottom - 40)
    found = ImageChops.difference(before.crop(box), after.crop(box)).getbbox()
    assert found is not None
    left, top, right, bottom = found
    return Rect.from_edges(box[0] + left - 12, box[1] + top - 5, box[0] + right + 12, box[1] + bottom + 5)


def events(reader: SessionReader) -> list[Event]:
    return [numbered.event for numbered in reader.events()]


def around(reader: SessionReader, place: Rect) -> Iterator[Image.Image]:
    """What is to be seen around a place, whenever that changes."""
    last = b""
    for monitor in reader.monitor_ids():
        for _, group in groupby(reader.packets(monitor), key=lambda packet: packet.gop):
            for _, pixels in decode_group(list(group)):
                box = (place.x, place.y - 100, place.right + 200, place.bottom + 60)
                part = Image.fromarray(pixels).crop(box).convert("L")
                if part.tobytes() != last:
                    last = part.tobytes()
                    yield part


def is_plain(part: Image.Image, place: Rect) -> bool:
    """Whether the place itself shows one colour, or two that meet on a straight edge: no letter."""
    # Past the margin, where the caret blinks at the beginning of the empty line.
    inner = part.crop((20, 106, place.width - 4, 94 + place.height))
    rows = {inner.crop((0, y, inner.width, y + 1)).tobytes() for y in range(inner.height)}
    shades = np.asarray(inner)
    return len(rows) == 1 or int(shades.max()) - int(shades.min()) < _ONE_COLOUR


def read(reader: SessionReader, place: Rect) -> list[str]:
    """What can be read around a place, whenever that changes."""
    return [
        pytesseract.image_to_string(
            part.resize((part.width * 3, part.height * 3), Image.Resampling.LANCZOS), config="--psm 6"
        )
        for part in around(reader, place)
    ]


def titles(app: RealApp) -> set[str | None]:
    """Of the app's windows, as everybody on the display can read them."""
    with closing(Display(app.desktop.display)) as display:
        windows = [display.create_resource_object("window", window) for window in app.desktop.windows()]
        return {
            window.get_full_text_property(display.intern_atom("_NET_WM_NAME")) or ""
            for window in windows
            if (window.get_wm_class() or ("",))[0] == "assent"
        }


def selection_owners(app: RealApp) -> list[str]:
    """The clipboards that hold something."""
    with closing(Display(app.desktop.display)) as display:
        names = ("PRIMARY", "SECONDARY", "CLIPBOARD")
        return [name for name in names if display.get_selection_owner(display.intern_atom(name))]
