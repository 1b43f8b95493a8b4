"""Every picture of an episode is searched for a window that was redacted, by the colour of its ground.

The word of the focus comes late here, as it may on a real desktop, and the window is dragged, goes behind
others and comes back.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from recorder.episode.edits import Edits, Redaction
from recorder.episode.events import Button, ButtonPressed, ButtonReleased, ContextChanged, Event
from recorder.episode.screen import Rect
from recorder.vault.session_header import new_session_id
from recorder.vault.session_reader import SessionAccess
from recorder.video.decoder import decode_group
from studio.content.session_content import load_content
from studio.editing.bake import BakeOrder, bake, episode_header
from studio.editing.making import redact_box, with_appearances
from studio.editing.occurrences import occurrences
from studio.editing.padding import padding
from studio.editing.text_redaction import redact_text
from studio.editing.window_redaction import redact_window
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow
from tests.rigs.synthetic import KEY

MAGENTA = (255, 0, 200)
SIZE = (640, 360)
LATE_MS = 120


class LateDesktop(DrawnDesktop):
    """A desktop on which the word of a window's place comes a moment after its picture."""

    def record(self, event: Event) -> int:
        if isinstance(event, ContextChanged) and event.at_ns:
            self.wait(LATE_MS)
            event = replace(event, at_ns=self.now_ns)
        return super().record(event)

    def move_window(self, window: DrawnWindow, rect: Rect) -> None:
        window.rect = rect
        self.redraw()
        self.picture()
        self.record(ContextChanged(self.now_ns, window.context))

    def open_window(self, window: DrawnWindow) -> DrawnWindow:
        self.windows.append(window)
        self.redraw()
        self.picture()
        self.focus(window)
        return window


def session(path: Path, seed: int) -> SessionAccess:
    """Somebody writes a letter, and looks into their diary in between."""
    desktop = LateDesktop(path, size=SIZE, seed=seed)
    chance = random.Random(seed)
    desktop.wait(1500)
    diary = desktop.open_window(
        DrawnWindow("notes", "Diary", Rect(300, 60, 240, 160), ground=MAGENTA, lines=["dear diary"])
    )
    letter = desktop.windows[0]
    for _ in range(6):
        desktop.wait(chance.uniform(50, 1500))
        match chance.randrange(5):
            case 0:
                desktop.record(
                    ButtonPressed(desktop.now_ns, diary.rect.x + 50, diary.rect.y + 5, Button.LEFT)
                )
                for _ in range(chance.randrange(2, 8)):
                    moved = diary.rect.moved(chance.randrange(-60, 60), chance.randrange(-40, 40))
                    desktop.windows.remove(diary)
                    desktop.windows.append(diary)
                    desktop.move_window(diary, moved)
                    desktop.wait(chance.uniform(10, 90))
                desktop.record(
                    ButtonReleased(desktop.now_ns, diary.rect.x + 50, diary.rect.y + 5, Button.LEFT)
                )
            case 1:
                desktop.focus(letter)
                desktop.type("hello ")
            case 2:
                desktop.focus(diary)
                desktop.type("secret ")
            case 3:
                desktop.pause(chance.uniform(500, 3000))
            case _:
                desktop.focus(diary)
                desktop.wait(300)
                desktop.focus(letter)
    desktop.wait(1000)
    return desktop.finish()


def baked(access: SessionAccess, edits: Edits, folder: Path) -> SessionAccess:
    with access.open() as reader:
        header = episode_header(reader.header, edits, episode_id=new_session_id())
    order = BakeOrder(access, edits, header, folder / "episode.db", KEY)
    summary = bake(order, lambda _done, _of: None)
    return SessionAccess(order.path, KEY, summary)


def pictures(access: SessionAccess) -> Iterator[np.ndarray]:
    with access.open() as reader:
        for _, packets in groupby(reader.packets(0), key=lambda packet: packet.gop):
            for _, picture in decode_group(tuple(packets)):
                yield picture


def magenta(picture: np.ndarray) -> int:
    """How many pixels are of the diary's colour, or of a mix with it."""
    red, green, blue = (picture[:, :, channel].astype(int) for channel in range(3))
    return int(((red - green > 60) & (blue - green > 40)).sum())


def padded(access: SessionAccess, edits: Edits) -> Edits:
    (edit,) = edits
    assert isinstance(edit, Redaction)
    with access.open() as reader:
        found = padding(reader, load_content(reader), edit)
    return with_appearances(edits, edit.id, found.ranges)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("way", ["window", "text"])
def test_no_picture_shows_a_redacted_window(tmp_path: Path, seed: int, way: str) -> None:
    access = session(tmp_path / "session.db", seed)
    with access.open() as reader:
        content = load_content(reader)
    if way == "window":
        edits = redact_window(content, Edits(), "notes")
    else:
        edits = redact_text(content, Edits(), occurrences(content, "diary"))
    before = [magenta(picture) for picture in pictures(access)]
    assert max(before) > 1000, "the search must be able to find"
    after = [magenta(picture) for picture in pictures(baked(access, padded(access, edits), tmp_path))]
    assert len(after) > 3
    assert max(after) == 0


@pytest.mark.parametrize("seed", range(4))
def test_no_picture_shows_what_is_under_a_box_that_follows_its_window(tmp_path: Path, seed: int) -> None:
    access = session(tmp_path / "session.db", seed)
    with access.open() as reader:
        content = load_content(reader)
    first = next(each for each in content.windows if each.window.app == "notes")
    rect = first.window.rect
    assert rect is not None
    edits = redact_box(
        content,
        Edits(),
        rect,
        replace(first.range, end_ns=content.ended_ns),
        monitor_id=0,
        follows_window_at_ns=first.range.start_ns,
    )
    shown = pictures(baked(access, padded(access, edits), tmp_path))
    assert max(magenta(picture) for picture in shown) == 0
