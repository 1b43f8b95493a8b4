"""What was typed under a cover is neither to be read nor to be told from when pictures and keys come."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytesseract
import pytest
from numpy.typing import NDArray
from PIL import Image

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.events import KeyPressed, KeyReleased, KeysHidden
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.vault.session_reader import SessionAccess
from recorder.video.encoder import EncoderSettings
from tests.rigs.baking import bake_to, shown
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow

_TAKEN = "hunter seven zebra tango"
_LINE = Rect(66, 102, 500, 18)


@dataclass(frozen=True)
class Typed:
    """A session with one public line, a secret one, and one public line more; groups of ten pictures.

    Attributes:
        session: Opens it.
        within: When the secret was typed.
        episode: Opens what was baked of it.
    """

    session: SessionAccess
    within: TimeRange
    episode: SessionAccess


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    path = tmp_path_factory.mktemp("typed") / "session.db"
    window = DrawnWindow("mousepad", "letter.txt", Rect(60, 40, 540, 260))
    desktop = DrawnDesktop(path, size=(640, 360), windows=(window,), settings=EncoderSettings(gop_frames=10))
    desktop.type("apples and music\n")
    desktop.wait(500)
    began_ns = desktop.now_ns
    desktop.type(_TAKEN)
    desktop.wait(500)
    within = TimeRange(began_ns, desktop.now_ns)
    desktop.type("\nweather and trains")
    session = desktop.finish()
    later = TimeRange(within.start_ns, session.summary.ended_ns)
    parts = (Part(within, takes_keys=True, takes_context=True), Part(later, Cover(0, (BoxStep(0, _LINE),))))
    edits = Edits().with_redaction(Subject.TYPED, parts)
    return Typed(session, within, bake_to(path.with_name("episode.db"), session, edits))


def test_no_picture_follows_a_key_under_the_cover(typed: Typed) -> None:
    with typed.episode.open() as episode:
        times = [at_ns for at_ns, _ in episode.picture_times(0)]
    assert len(times) > 20
    assert [at_ns for at_ns in times if typed.within.start_ns < at_ns < typed.within.end_ns] == []


def test_one_mark_stands_for_all_the_keys(typed: Typed) -> None:
    with typed.episode.open() as episode:
        events = [numbered.event for numbered in episode.events()]
    hidden = [(event.at_ns, event.end_ns) for event in events if isinstance(event, KeysHidden)]
    assert hidden == [(typed.within.start_ns, typed.within.end_ns)]
    keys = [event for event in events if isinstance(event, KeyPressed | KeyReleased)]
    assert keys
    assert not [event for event in keys if event.at_ns in typed.within]


def test_the_secret_is_not_to_be_read_and_its_neighbours_are(typed: Typed) -> None:
    with typed.episode.open() as episode:
        pictures = list(shown(episode, 0))
    texts = [_read(picture.pixels) for picture in pictures[:: len(pictures) // 5]]
    assert not [word for text in texts for word in _TAKEN.split() if word in text]
    last = _read(pictures[-1].pixels)
    assert "apples" in last
    assert "weather" in last


def test_the_same_reading_finds_the_secret_where_it_was_not_taken_out(typed: Typed) -> None:
    with typed.session.open() as session:
        *_, last = shown(session, 0)
    text = _read(last.pixels)
    assert "hunter" in text
    assert "zebra" in text


def _read(pixels: NDArray[np.uint8]) -> str:
    image = Image.fromarray(pixels)
    return str(pytesseract.image_to_string(image.resize((image.width * 2, image.height * 2))))


def test_a_group_that_begins_beneath_a_cover_is_not_told(tmp_path: Path) -> None:
    """Were it, the pictures between two key frames would tell how many letters were typed between them."""
    window = DrawnWindow("mousepad", "x", Rect(40, 60, 400, 150))
    desktop = DrawnDesktop(
        tmp_path / "session.db", size=(640, 360), windows=(window,), settings=EncoderSettings(gop_frames=8)
    )
    # The first picture opens the first group; then a letter beneath the cover opens each of the others.
    beats = 0
    for pictures in (7, *[6] * 12):
        for _ in range(pictures):
            beats += 1
            desktop.wait(100)
            desktop.fill(Rect(560, 320, 60, 30), (beats * 37 % 256, beats * 91 % 256, beats * 53 % 256))
            desktop.picture()
        desktop.type("xw", ms_a_key=100)
    session = desktop.finish()
    with session.open() as reader:
        assert sum(is_key for _, is_key in reader.picture_times(0)) > 10
    whole = TimeRange(0, session.summary.ended_ns)
    part = Part(whole, Cover(0, (BoxStep(0, Rect(40, 60, 400, 150)),)), takes_keys=True)
    episode = bake_to(tmp_path / "episode.db", session, Edits().with_redaction(Subject.BOX, (part,)))
    with episode.open() as reader:
        keys = [at_ns for at_ns, is_key in reader.picture_times(0) if is_key]
        kept = reader.picture_times(0)
    assert len(kept) == beats + 1
    assert len(keys) == 1
