import tracemalloc
import zlib

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.episode.screen import Rect
from replay.running.film import Camera, Canvas, Change, Film, FilmError, pack
from replay.seeing.picture import Pixels

_PLACE = Rect(-5, 3, 24, 16)
_ROOM = 1 << 20


def _picture(seed: int, dirty: Rect | None = None, base: Pixels | None = None) -> Pixels:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (_PLACE.height, _PLACE.width, 4), np.uint8)
    noise[..., 3] = 255
    if base is None or dirty is None:
        return noise
    changed = base.copy()
    changed[dirty.y : dirty.bottom, dirty.x : dirty.right] = noise[
        dirty.y : dirty.bottom, dirty.x : dirty.right
    ]
    return changed


def _change(camera: Camera, pixels: Pixels) -> Change:
    return pack(*camera.see(pixels))


_PARTS = st.builds(Rect, st.integers(0, 23), st.integers(0, 15), st.integers(0, 10), st.integers(0, 10))


@settings(max_examples=25)
@given(st.lists(_PARTS, min_size=1, max_size=40), st.lists(st.integers(0, 39), max_size=20))
def test_every_picture_comes_back_in_any_order(parts: list[Rect], order: list[int]) -> None:
    camera, film = Camera(), Film(_PLACE, most_bytes=_ROOM)
    taken = [_picture(0)]
    for number, part in enumerate(parts, 1):
        taken.append(_picture(number, part, taken[-1]))
    for pixels in taken:
        film.add(_change(camera, pixels))
    for number in [each for each in order if each < len(taken)] + [len(taken) - 1]:
        assert np.array_equal(film.at(number), taken[number])


def test_what_did_not_change_takes_no_room() -> None:
    camera = Camera()
    camera.see(_picture(1))
    change = _change(camera, _picture(1))
    assert (change.width, change.height) == (0, 0)
    assert len(change.packed) < 20


def test_only_what_changed_is_sent() -> None:
    camera = Camera()
    first = _picture(1)
    camera.see(first)
    change = _change(camera, _picture(2, Rect(3, 4, 2, 5), first))
    assert (change.x, change.y, change.width, change.height) == (3, 4, 2, 5)


@pytest.mark.parametrize(
    "change",
    [
        Change(20, 0, 5, 1, zlib.compress(bytes(20))),
        Change(0, 15, 1, 2, zlib.compress(bytes(8))),
        Change(0, 0, 2, 2, zlib.compress(bytes(15))),
        Change(0, 0, 2, 2, zlib.compress(bytes(17))),
        Change(0, 0, 2, 2, zlib.compress(bytes(100_000_000))),
        Change(0, 0, 2, 2, zlib.compress(bytes(16))[:-2]),
        Change(0, 0, 2, 2, zlib.compress(bytes(16)) + b"x"),
        Change(0, 0, 2, 2, b"nonsense"),
    ],
    ids=["wide", "low", "short", "long", "bomb", "cut", "trailing", "nonsense"],
)
def test_what_is_no_change_of_this_picture_is_refused(change: Change) -> None:
    canvas = Canvas(_PLACE)
    with pytest.raises(FilmError):
        canvas.draw(change)
    assert not canvas.pixels.any()


def test_a_negative_place_is_no_message() -> None:
    raw = msgspec.msgpack.encode([-1, 0, 1, 1, zlib.compress(bytes(4))])
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(raw, type=Change)


def test_a_film_has_an_end() -> None:
    camera, film = Camera(), Film(_PLACE, most_bytes=8_000)
    film.add(_change(camera, _picture(0)))
    changes = [_change(camera, _picture(seed)) for seed in range(1, 10)]
    with pytest.raises(FilmError):
        [film.add(change) for change in changes]
    assert 0 < len(film) < 10


@pytest.mark.parametrize("place", [Rect(0, 0, 0, 5), Rect(0, 0, 32_000, 32_000)])
def test_a_desktop_that_cannot_be_is_refused(place: Rect) -> None:
    with pytest.raises(FilmError):
        Canvas(place)


def test_at_rest_a_film_keeps_no_pixels_and_still_has_its_pictures() -> None:
    camera, film = Camera(), Film(Rect(0, 0, 2_000, 1_000), most_bytes=_ROOM)
    pixels = np.zeros((1_000, 2_000, 4), np.uint8)
    pixels[..., 3] = 255
    for row in range(20):
        pixels[row] = 255
        film.add(_change(camera, pixels))
    tracemalloc.start()
    try:
        assert np.array_equal(film.at(17)[17:19, 0], [[255] * 4, [0, 0, 0, 255]])
        film.rest()
        film.at(3)
        busy = tracemalloc.get_traced_memory()[0]
        film.rest()
        assert busy - tracemalloc.get_traced_memory()[0] > pixels.nbytes * 0.9
    finally:
        tracemalloc.stop()
    assert film.size < _ROOM
    assert film.add(_change(camera, pixels)) == 20
    assert np.array_equal(film.at(20), pixels)
