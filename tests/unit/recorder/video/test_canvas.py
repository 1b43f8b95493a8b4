import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND
from recorder.video.canvas import HOLD_NS, Canvas, Pending

PLACE = Rect(-100, 40, 200, 120)
NOWHERE = Rect(0, 0, 0, 0)
PAINT = (0x80, 0x80, 0x80)


def noise(seed: int, place: Rect = PLACE) -> NDArray[np.uint8]:
    pixels = np.random.default_rng(seed).integers(0, 256, (place.height, place.width, 4), np.uint8)
    pixels[..., 3] = 0
    return pixels


def look(canvas: Canvas, screen: NDArray[np.uint8], at_ns: int, damaged: Rect = PLACE) -> bool:
    region = canvas.to_look_at(damaged)
    if region.is_empty:
        return False
    top, left = region.y - PLACE.y, region.x - PLACE.x
    return canvas.absorb(region, screen[top : top + region.height, left : left + region.width].copy(), at_ns)


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    return canvas.encodable[: PLACE.height, : PLACE.width, :3]


def part(pixels: NDArray[np.uint8], rect: Rect) -> NDArray[np.uint8]:
    own = rect.moved(-PLACE.x, -PLACE.y)
    return pixels[own.y : own.bottom, own.x : own.right]


def test_the_first_look_takes_everything_and_a_still_screen_nothing_more() -> None:
    canvas, screen = Canvas(PLACE), noise(1)
    assert look(canvas, screen, 0, NOWHERE)
    assert np.array_equal(shown(canvas), screen[..., :3])
    canvas.take_pending()
    assert not look(canvas, screen, 1)
    assert canvas.pending is None


def test_only_what_changed_is_pending() -> None:
    canvas, screen = Canvas(PLACE), noise(1)
    look(canvas, screen, 0)
    canvas.take_pending()
    screen[70, 30] ^= 0xFF
    screen[75, 90] ^= 0xFF
    look(canvas, screen, 5)
    pending = canvas.pending
    assert pending is not None
    assert (pending.at_ns, pending.changed) == (5, Rect(30, 70, 61, 6))


def test_hidden_pixels_are_never_shown_and_their_changes_are_no_change() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    canvas.hide((window,), 0)
    look(canvas, screen, 0)
    assert (part(shown(canvas), window) == PAINT).all()
    canvas.take_pending()
    part(screen, window)[...] ^= 0xFF
    assert not look(canvas, screen, 1)


def test_what_turns_out_to_be_hidden_is_painted_in_the_waiting_picture() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    look(canvas, screen, 0)
    canvas.hide((window,), 1)
    assert canvas.pending is not None
    assert (part(shown(canvas), window) == PAINT).all()


def test_a_window_that_is_hidden_from_its_first_moment_changes_the_next_picture() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    look(canvas, screen, 0)
    canvas.take_pending()
    canvas.hide((window,), 1)
    assert look(canvas, screen, 1, NOWHERE)
    pending = canvas.take_pending()
    assert pending is not None
    assert pending.changed == window.moved(-PLACE.x, -PLACE.y)
    assert not look(canvas, screen, 2)


def test_a_waiting_picture_that_is_dropped_is_told_whole_by_the_next() -> None:
    canvas, screen = Canvas(PLACE), noise(1)
    look(canvas, screen, 0)
    canvas.take_pending()
    look(canvas, noise(2), 1)
    canvas.forget()
    assert look(canvas, noise(2), 2, NOWHERE)
    pending = canvas.take_pending()
    assert pending is not None
    assert pending.changed == Rect(0, 0, PLACE.width, PLACE.height)


def test_a_place_a_hidden_window_left_stays_painted_until_it_is_drawn_again() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    canvas.hide((window,), 0)
    look(canvas, screen, 0)
    canvas.hide((), 1)
    for at_ns in (2, HOLD_NS, 60 * NS_PER_SECOND):
        look(canvas, screen, at_ns, NOWHERE)
        assert (part(shown(canvas), window) == PAINT).all()
    part(screen, window)[...] ^= 0x3C
    look(canvas, screen, 61 * NS_PER_SECOND, NOWHERE)
    assert np.array_equal(shown(canvas), screen[..., :3])
    assert canvas.to_look_at(NOWHERE).is_empty


def test_a_redrawn_place_is_held_a_moment_since_windows_draw_in_steps() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    canvas.hide((window,), 0)
    look(canvas, screen, 0)
    canvas.hide((), 1)
    part(screen, window)[:20] ^= 0x3C
    look(canvas, screen, HOLD_NS // 2, NOWHERE)
    assert (part(shown(canvas), window) == PAINT).all()


def test_a_flat_place_is_let_go_at_once() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-68, 72, 48, 32)
    canvas.hide((window,), 0)
    look(canvas, screen, 0)
    canvas.hide((), 1)
    screen[...] = 7
    look(canvas, screen, 2, NOWHERE)
    assert (part(shown(canvas), window) == 7).all()


def test_a_moving_hidden_window_leaves_no_trail() -> None:
    """The screen keeps what the window showed wherever it was: nothing redraws itself."""
    canvas, screen = Canvas(PLACE), np.zeros((120, 200, 4), np.uint8)
    secret = noise(9, Rect(0, 0, 30, 30))
    for step in range(12):
        window = Rect(-90 + step * 7, 45 + step * 3, 30, 30)
        part(screen, window)[...] = secret
        canvas.hide((window,), step)
        look(canvas, screen, step)
        visible = shown(canvas)
        assert not ((visible == screen[..., :3]) & (screen[..., :3] != 0)).all(axis=2).any()


def test_forgetting_takes_the_next_picture_whole() -> None:
    canvas, screen = Canvas(PLACE), noise(1)
    look(canvas, screen, 0)
    canvas.forget()
    assert canvas.pending is None
    assert canvas.to_look_at(NOWHERE) == PLACE


def test_after_forgetting_a_picture_that_looks_the_same_counts_as_changed() -> None:
    canvas, screen = Canvas(PLACE), noise(1)
    look(canvas, screen, 0)
    canvas.forget()
    assert look(canvas, screen, 5, NOWHERE)
    assert canvas.take_pending() == Pending(5, Rect(0, 0, PLACE.width, PLACE.height))


def test_a_black_screen_is_a_picture() -> None:
    assert look(Canvas(PLACE), np.zeros((PLACE.height, PLACE.width, 4), np.uint8), 0)


def test_painting_a_window_over_is_a_change_of_its_own() -> None:
    canvas, screen, window = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    look(canvas, screen, 0)
    canvas.take_pending()
    canvas.hide((window,), 7)
    assert look(canvas, screen, 8, NOWHERE)
    assert canvas.pending == Pending(8, Rect(40, 20, 50, 40))


def test_an_odd_monitor_is_made_even_for_the_encoder() -> None:
    canvas = Canvas(Rect(0, 0, 33, 17))
    assert canvas.encodable.shape == (18, 34, 4)


@given(
    windows=st.lists(
        st.builds(Rect, st.integers(-120, 90), st.integers(20, 150), st.integers(1, 80), st.integers(1, 80)),
        min_size=1,
        max_size=8,
    ),
    seed=st.integers(0, 99),
)
def test_whatever_hidden_windows_do_none_of_their_pixels_is_shown(windows: list[Rect], seed: int) -> None:
    """Each step another hidden window, on a screen where nothing is redrawn; secrets are odd, the rest 0."""
    canvas, screen = Canvas(PLACE), np.zeros((PLACE.height, PLACE.width, 4), np.uint8)
    for step, window in enumerate(windows):
        visible = window.intersection(PLACE)
        if not visible.is_empty:
            part(screen, visible)[...] = noise(seed + step, visible) | 1
        canvas.hide((window,), step)
        look(canvas, screen, step)
        secret = screen[..., :3].any(axis=2)
        shown_secret = secret & (shown(canvas) == screen[..., :3]).all(axis=2)
        assert not shown_secret.any()


def test_where_a_hidden_window_was_only_between_two_looks_is_painted_for_a_moment() -> None:
    canvas, screen, passed = Canvas(PLACE), noise(1), Rect(-60, 60, 50, 40)
    look(canvas, screen, 0)
    canvas.take_pending()
    canvas.hide((passed,), 1)
    canvas.hide((), 1)
    look(canvas, screen, 2, NOWHERE)
    assert (part(shown(canvas), passed) == PAINT).all()
    look(canvas, screen, 2 + HOLD_NS, NOWHERE)
    assert np.array_equal(shown(canvas), screen[..., :3])
