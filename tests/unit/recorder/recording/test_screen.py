import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind, MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.ports import ScreenGoneError
from recorder.recording.clock import MonotonicClock
from recorder.recording.screen import ScreenCapture, ScreenOutlet
from recorder.session import FramesDropped, HiddenAreas
from recorder.video.decoder import decode_group
from tests.rigs.recording import wait_for
from tests.rigs.synthetic import MONITOR, PLACE, SyntheticScreen

SPOT = Rect(16, 16, 32, 32)
GREY, WHITE = 0x80, 0xFF


class Gaze:
    """A capture of a synthetic screen, and what came of it."""

    def __init__(self, *, takes_pictures: bool = True) -> None:
        self.screen = SyntheticScreen()
        self.packets: list[Packet] = []
        self.told: list[HiddenAreas | MonitorsChanged | FramesDropped | EndReason] = []
        self.has_room = True
        self.capture = ScreenCapture(
            self.screen,
            lambda: self.screen,
            MonotonicClock(time.monotonic_ns()),
            ScreenOutlet(self.packets.append, lambda: self.has_room, self.told.append),
            takes_pictures=takes_pictures,
            frames_per_second=100,
        )

    def start(self) -> "Gaze":
        self.capture.start()
        self.capture.resume()
        return self

    def beats(self, count: int = 5) -> None:
        """Let it look a few times more."""
        until = self.screen.looks + 2 * count
        wait_for("beats", lambda: self.screen.looks >= until)

    def has_packets(self, count: int) -> None:
        wait_for(f"{count} packets", lambda: len(self.packets) >= count)

    def was_told(self, what: Callable[[object], bool]) -> object:
        return wait_for("word", lambda: next((each for each in list(self.told) if what(each)), None))

    def shown(self) -> list[NDArray[np.uint8]]:
        """All pictures, decoded."""
        pictures = []
        for gop in sorted({packet.gop for packet in self.packets}):
            group = [packet for packet in self.packets if packet.gop == gop]
            pictures += [pixels for _, pixels in decode_group(group)]
        return pictures

    def looks_like(self, picture: int, place: Rect, value: int) -> bool:
        """Whether a picture has one value in a place, but for its rim, where the codec smooths."""
        pixels = self.shown()[picture][place.y + 4 : place.bottom - 4, place.x + 4 : place.right - 4]
        return bool((abs(pixels.astype(int) - value) < 12).all())


@pytest.fixture
def gaze() -> Iterator[Gaze]:
    made = Gaze()
    yield made
    made.screen.error = None
    made.screen.on_grab = lambda: None
    made.capture.stop()


def test_a_black_screen_is_a_picture_too(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.beats()
    assert len(gaze.packets) == 1
    assert gaze.looks_like(0, PLACE, 0)


def test_only_what_changed_becomes_a_packet(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.screen.draw(SPOT, WHITE)
    gaze.has_packets(2)
    gaze.beats()
    assert len(gaze.packets) == 2
    assert gaze.looks_like(1, SPOT, WHITE)


def test_a_picture_taken_while_a_window_opened_is_thrown_away(gaze: Gaze) -> None:
    """The window's pixels are in the picture, the knowledge that it is hidden comes just after."""
    gaze.start().has_packets(1)

    def open_window() -> None:
        gaze.screen.on_grab = lambda: None
        gaze.screen.change_windows(SPOT)

    gaze.screen.on_grab = open_window
    gaze.screen.draw(SPOT, WHITE)
    gaze.has_packets(2)
    gaze.beats()
    assert all(not gaze.looks_like(number, SPOT, WHITE) for number in range(len(gaze.packets)))
    assert gaze.looks_like(-1, SPOT, GREY)


def test_a_picture_is_kept_back_until_the_next_look_knows_its_windows(gaze: Gaze) -> None:
    """A title may come after the pixels: the picture waits one beat for it."""
    gaze.start().has_packets(1)
    looked = threading.Event()

    def after_the_look() -> None:
        gaze.screen.on_grab = lambda: None
        looked.set()

    gaze.screen.on_grab = after_the_look
    gaze.screen.draw(SPOT, WHITE)
    assert looked.wait(10)
    gaze.screen.change_windows(SPOT)
    gaze.has_packets(2)
    gaze.beats()
    assert gaze.looks_like(-1, SPOT, GREY)


def test_windows_that_never_hold_still_give_no_picture(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.screen.on_grab = lambda: gaze.screen.change_windows()  # noqa: PLW0108 - takes rectangles
    gaze.screen.draw(SPOT, WHITE)
    gaze.beats(10)
    assert len(gaze.packets) == 1
    gaze.screen.on_grab = lambda: None
    gaze.has_packets(2)
    assert gaze.looks_like(1, SPOT, WHITE)


def test_a_place_that_a_hidden_window_left_stays_hidden_until_it_is_redrawn(gaze: Gaze) -> None:
    gaze.screen.pixels[...] = np.random.default_rng(1).integers(0, 255, gaze.screen.pixels.shape, np.uint8)
    gaze.screen.change_windows(SPOT)
    gaze.start().has_packets(1)
    gaze.screen.change_windows()
    gaze.beats()
    assert gaze.looks_like(-1, SPOT, GREY)
    gaze.screen.draw(SPOT, WHITE)
    wait_for("the redrawn place", lambda: gaze.looks_like(-1, SPOT, WHITE))


def test_drawing_that_nobody_reported_is_found(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.screen.draw(SPOT, WHITE, is_reported=False)
    gaze.has_packets(2)
    assert gaze.looks_like(1, SPOT, WHITE)


def test_hidden_windows_that_go_are_no_sign_of_missing_reports(gaze: Gaze) -> None:
    """Only unreported drawing makes it look at everything, which costs."""
    gaze.start().has_packets(1)
    for turn in range(4):
        seen = len(gaze.packets)
        gaze.screen.change_windows(SPOT)
        gaze.has_packets(seen + 1)
        gaze.screen.change_windows()
        gaze.screen.draw(SPOT, 20 + turn, is_reported=False)
        gaze.has_packets(seen + 2)
    gaze.beats()
    gaze.screen.grabs.clear()
    gaze.beats(20)
    assert gaze.screen.grabs.count(PLACE) <= 1


# --- pauses ---


def test_after_a_pause_the_first_picture_is_whole_though_nothing_changed(gaze: Gaze) -> None:
    """What was handed over before may have been wiped since."""
    gaze.start().has_packets(1)
    gaze.screen.draw(SPOT, WHITE)
    gaze.has_packets(2)
    assert gaze.capture.pause() is None
    gaze.packets.clear()
    gaze.beats()
    assert gaze.packets == []
    gaze.capture.resume()
    gaze.has_packets(1)
    assert gaze.packets[0].is_key
    assert gaze.looks_like(0, SPOT, WHITE)


def test_a_pause_hands_over_the_last_picture_and_nothing_follows(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    looked = threading.Event()
    gaze.screen.on_grab = looked.set
    gaze.screen.draw(SPOT, WHITE)
    assert looked.wait(10)
    gaze.capture.pause()
    known = len(gaze.packets)
    assert gaze.looks_like(-1, SPOT, WHITE)
    gaze.screen.draw(PLACE, WHITE)
    gaze.beats()
    assert len(gaze.packets) == known


def test_pictures_that_were_being_dropped_are_said_at_a_pause(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.has_room = False
    gaze.beats(10)
    dropped = gaze.capture.pause()
    assert dropped is not None
    assert dropped.count >= 5
    assert dropped.kind is MarkKind.FRAMES_DROPPED
    assert dropped.at_ns < dropped.end_ns


def test_a_busy_screen_does_not_keep_a_pause_waiting(gaze: Gaze) -> None:
    gaze.screen.on_grab = lambda: gaze.screen.draw(PLACE, int(time.monotonic_ns()) % 255)
    gaze.start().has_packets(1)
    gaze.has_packets(10)
    began = time.monotonic()
    gaze.capture.pause()
    assert time.monotonic() - began < 1


def test_without_consent_for_the_screen_there_is_no_picture() -> None:
    gaze = Gaze(takes_pictures=False).start()
    gaze.screen.change_windows(SPOT)
    gaze.was_told(lambda word: word == HiddenAreas((SPOT,)))
    gaze.beats()
    gaze.capture.stop()
    assert gaze.packets == []
    assert gaze.screen.grabs == []


# --- trouble ---


def test_dropped_pictures_are_counted_between_their_times(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.has_room = False
    gaze.screen.draw(SPOT, WHITE)
    gaze.beats(10)
    assert len(gaze.packets) == 1
    gaze.has_room = True
    gaze.has_packets(2)
    word = gaze.was_told(lambda word: isinstance(word, FramesDropped))
    assert isinstance(word, FramesDropped)
    assert word.count >= 5
    assert 10_000_000 * (word.count - 1) <= word.end_ns - word.at_ns
    assert gaze.looks_like(1, SPOT, WHITE)


def test_a_screen_that_is_unreadable_for_a_while_is_marked_and_goes_on(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.screen.is_readable = False
    gaze.screen.draw(SPOT, WHITE)
    gaze.beats(3)
    gaze.screen.is_readable = True
    word = gaze.was_told(lambda word: isinstance(word, FramesDropped))
    assert isinstance(word, FramesDropped)
    assert word.kind is MarkKind.SCREEN_UNREADABLE
    wait_for("the picture after it", lambda: gaze.looks_like(-1, SPOT, WHITE))
    assert not any(isinstance(word, EndReason) for word in gaze.told)


def test_a_screen_that_stays_unreadable_ends_the_recording(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    gaze.screen.is_readable = False
    gaze.screen.draw(SPOT, WHITE)
    gaze.was_told(lambda word: word is EndReason.SCREEN_UNREADABLE)
    missed = gaze.capture.pause()
    assert missed is not None
    assert missed.kind is MarkKind.SCREEN_UNREADABLE


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ScreenGoneError(), EndReason.SCREEN_GONE), (ValueError("a bug"), EndReason.CRASHED)],
)
def test_no_fault_lets_the_thread_die_in_silence(gaze: Gaze, error: Exception, reason: EndReason) -> None:
    gaze.start().has_packets(1)
    gaze.screen.error = error
    gaze.was_told(lambda word: word is reason)
    gaze.screen.error = None
    gaze.capture.pause()


def test_another_size_is_told_and_its_pictures_decode(gaze: Gaze) -> None:
    gaze.start().has_packets(1)
    wider = Rect(-40, 0, 200, 66)
    monitor = Monitor(0, "synthetic", wider, 1.0, is_primary=True)
    gaze.screen.resize(monitor, WHITE)
    gaze.was_told(lambda word: isinstance(word, MonitorsChanged) and word.monitors == (monitor,))
    wait_for("a picture of the new size", lambda: gaze.shown()[-1].shape[:2] == (66, 200))
    assert gaze.capture.monitors == (monitor,)
    assert gaze.shown()[0].shape[:2] == (MONITOR.rect.height, MONITOR.rect.width)
