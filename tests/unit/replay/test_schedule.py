from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.events import Button
from recorder.episode.keys import Chord, Modifier
from recorder.episode.phrase import phrase
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.pacing import Pace
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TypeText, Wheel
from replay.plan.steps import PlanStep, Point, Refusal, RefusalKind
from replay.progress import How
from replay.schedule import ASK_AHEAD_NS, Give, Schedule
from tests.rigs.played import SCREEN, Gated, Played, click, key, ms, numbered, played, step, text

AHEAD_MS = ASK_AHEAD_NS / 1e6


def waits_before(number: int, wait_ms: float, answer: Answer | None = None) -> Gated:
    def gate(asked: PlanStep, now_ms: float) -> tuple[Answer | None, float]:
        if asked.number != number:
            return Ready(), now_ms
        return answer or Late(ms(wait_ms)), now_ms + wait_ms

    return gate


def presses(result: Played) -> list[float]:
    return result.times(ButtonDown) + result.times(KeyDown)


def test_every_input_is_given_at_its_own_time() -> None:
    result = played(numbered(key(300), key(900, "b"), click(2000)))
    assert [at for at, each in result.given] == [300, 350, 900, 950, 2000, 2000, 2080]
    assert result.over is not None
    assert result.over.how is How.FINISHED


def test_slow_inputs_do_not_add_up() -> None:
    steps = numbered(*(key(200 * n) for n in range(1, 201)))
    result = played(steps, takes_ms=3.0)
    assert result.times(KeyDown) == [200.0 * n for n in range(1, 201)]


@pytest.mark.parametrize("speed", [0.25, 0.5, 1.0, 2.0, 8.0])
def test_a_step_is_due_at_its_offset_by_the_speed(speed: float) -> None:
    result = played(numbered(key(1000), key(5000), key(60_000)), speed=speed)
    assert result.times(KeyDown) == [1000 / speed, 5000 / speed, 60_000 / speed]
    assert [done.planned_ns for done in result.finished] == [ms(at / speed) for at in (1000, 5000, 60_000)]


@pytest.mark.parametrize("speed", [0.2, 9.0, 0.0, -1.0, float("nan")])
def test_other_speeds_are_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        Pace(speed)


def test_the_gate_is_asked_ahead_so_that_looking_costs_no_lateness() -> None:
    result = played(numbered(click(1000)), gate=waits_before(1, AHEAD_MS - 1))
    assert result.asked == [(1000 - AHEAD_MS, 1)]
    assert result.times(ButtonDown) == [1000]
    # It said late, but the step was not.
    assert result.answers == [Ready()]


def test_the_pointers_way_is_made_before_the_gate_is_asked() -> None:
    way = tuple(Move(at_ns=ms(900 + n), x=n, y=n) for n in range(0, 100, 10))
    result = played(numbered(step(1000, *click(1000).inputs, approach=way)))
    moves = result.times(Move)
    assert moves[: len(way)] == [900 + n - AHEAD_MS for n in range(0, 100, 10)]
    assert result.asked[0][0] >= moves[len(way) - 1]
    assert result.times(ButtonDown) == [1000]


def test_a_late_screen_makes_its_step_late_and_the_rest_catches_up() -> None:
    steps = numbered(*(click(1000 * n, x=50 * n) for n in range(1, 12)))
    result = played(steps, gate=waits_before(2, 3000))
    downs = result.times(ButtonDown)
    late = [at - 1000 * n for n, at in enumerate(downs, 1)]
    assert late[0] == 0
    assert late[1] == 3000 - AHEAD_MS
    # Twice the speed, not all at once: half a recorded gap lies between two steps at least.
    assert min(b - a for a, b in pairwise(downs)) >= 460
    assert late[-1] == 0
    assert isinstance(result.answers[1], Late)
    assert result.answers[1].waited_ns == ms(3000 - AHEAD_MS)
    assert result.finished[1].planned_ns == ms(2000)


def test_the_parts_of_a_late_gesture_stay_as_far_apart_as_they_were() -> None:
    double = step(
        1000,
        Move(at_ns=ms(1000), x=9, y=9),
        *(
            each
            for at in (1000, 1150)
            for each in (
                ButtonDown(at_ns=ms(at), button=Button.LEFT),
                ButtonUp(at_ns=ms(at + 60), button=Button.LEFT),
            )
        ),
    )
    downs = played(numbered(double), gate=waits_before(1, 2000)).times(ButtonDown)
    assert downs[1] - downs[0] == 150


def test_a_double_click_stays_one_in_slow_motion() -> None:
    double = step(
        1000,
        ButtonDown(at_ns=ms(1000), button=Button.LEFT),
        ButtonUp(at_ns=ms(1050), button=Button.LEFT),
        ButtonDown(at_ns=ms(1200), button=Button.LEFT),
        ButtonUp(at_ns=ms(1250), button=Button.LEFT),
    )
    downs = played(numbered(double), speed=0.25).times(ButtonDown)
    assert downs == [4000, 4200]


@pytest.mark.parametrize("speed", [8.0, None])
def test_two_clicks_in_one_place_never_become_a_double_click(speed: float | None) -> None:
    downs = played(numbered(click(1000), click(1900)), speed=speed).times(ButtonDown)
    assert downs[1] - downs[0] >= 500


@pytest.mark.parametrize("speed", [8.0, None])
def test_two_clicks_far_apart_need_not_wait(speed: float | None) -> None:
    downs = played(numbered(click(1000), click(1900, x=500)), speed=speed).times(ButtonDown)
    assert downs[1] - downs[0] < 300


def test_as_fast_as_the_screen_allows_waits_for_the_screen_alone() -> None:
    steps = numbered(key(60_000), key(120_000), key(600_000))
    result = played(steps, speed=None, gate=waits_before(2, 700))
    assert result.now_ms < 1000
    assert [done.planned_ns for done in result.finished] == [None, None, None]
    assert result.answers[1] == Late(ms(700))


def test_a_target_that_moved_is_acted_on_where_it_is() -> None:
    drag = step(
        1000,
        Move(at_ns=ms(1000), x=10, y=20),
        ButtonDown(at_ns=ms(1000), button=Button.LEFT),
        Move(at_ns=ms(1100), x=50, y=60),
        ButtonUp(at_ns=ms(1200), button=Button.LEFT),
        target=Point(10, 20),
    )
    result = played(numbered(drag), gate=waits_before(1, 1, Moved(7, -5)))
    assert [(each.x, each.y) for _, each in result.given if isinstance(each, Move)] == [(17, 15), (57, 55)]
    assert result.answers == [Moved(7, -5)]


def test_a_drag_that_would_leave_the_screen_is_not_begun() -> None:
    drag = step(
        1000,
        Move(at_ns=ms(1000), x=10, y=20),
        ButtonDown(at_ns=ms(1000), button=Button.LEFT),
        Move(at_ns=ms(1100), x=990, y=60),
        ButtonUp(at_ns=ms(1200), button=Button.LEFT),
    )
    result = played(numbered(drag), gate=waits_before(1, 1, Moved(20, 0)))
    assert not result.given
    assert result.over is not None
    assert (result.over.how, result.over.number) == (How.STOPPED, 1)


def test_a_lost_target_is_never_clicked() -> None:
    reason = phrase("It is nowhere.")
    result = played(numbered(key(100), click(1000), key(2000)), gate=waits_before(2, 5, Lost(reason)))
    assert not result.times(ButtonDown)
    assert len(result.times(KeyDown)) == 1
    assert result.over is not None
    assert (result.over.how, result.over.number, result.over.reason) == (How.STOPPED, 2, reason)


def test_hidden_keys_are_left_out_and_a_refused_chord_stops() -> None:
    hidden = step(500, refusal=Refusal(RefusalKind.HIDDEN_KEYS))
    chord = Chord("t", frozenset({Modifier.CTRL, Modifier.ALT}))
    refused = step(2000, refusal=Refusal(RefusalKind.SYSTEM_CHORD, chord))
    result = played(numbered(hidden, key(1000), refused, key(3000)))
    assert result.skipped == [1]
    assert len(result.times(KeyDown)) == 1
    assert result.over is not None
    assert (result.over.how, result.over.number) == (How.STOPPED, 3)


def test_a_pause_moves_what_follows_and_nothing_else() -> None:
    wishes = [(500, lambda s, _: s.pause()), (4500, lambda s, now: s.resume(now))]
    result = played(numbered(key(100), key(1000), key(2000)), wishes=wishes)
    assert result.times(KeyDown) == [100, 5000, 6000]
    assert result.finished[1].planned_ns == ms(5000)


def test_a_pause_waits_until_nothing_is_held_down() -> None:
    drag = step(
        1000,
        ButtonDown(at_ns=ms(1000), button=Button.LEFT),
        Move(at_ns=ms(1500), x=5, y=5),
        ButtonUp(at_ns=ms(2000), button=Button.LEFT),
        KeyDown(at_ns=ms(2100), name="a"),
        KeyUp(at_ns=ms(2150), name="a"),
    )
    wishes = [(1200, lambda s, _: s.pause()), (9000, lambda s, now: s.resume(now))]
    result = played(numbered(drag), wishes=wishes)
    assert result.times(ButtonUp) == [2000]
    assert result.times(KeyDown) == [9100]


def paused(at_ms: float, until_ms: float) -> list[tuple[float, Callable[[Schedule, int], object]]]:
    return [(at_ms, lambda s, _: s.pause()), (until_ms, lambda s, now: s.resume(now))]


def letters(at_ms: float) -> PlanStep:
    return step(at_ms, *(TypeText(at_ns=ms(at_ms + 200 * n), text=each) for n, each in enumerate("hello")))


def test_after_a_pause_the_gate_is_asked_for_the_rest_of_a_text() -> None:
    result = played(numbered(letters(1000)), wishes=paused(1250, 9000))
    assert [number for _, number in result.asked] == [1, 1]
    assert ["".join(each.text for each in rest if isinstance(each, TypeText)) for rest in result.rests] == [
        "llo"
    ]
    assert result.times(TypeText) == [1000, 1200, 9150, 9350, 9550]


def test_what_was_lost_in_a_pause_is_not_gone_on_with() -> None:
    def gate(_: PlanStep, now_ms: float) -> tuple[Answer, float]:
        return (Ready(), now_ms) if now_ms < 1250 else (Lost(phrase("It is nowhere.")), now_ms + 700)

    result = played(numbered(letters(1000)), wishes=paused(1250, 9000), gate=gate)
    assert result.times(TypeText) == [1000, 1200]
    assert result.over is not None
    assert (result.over.how, result.over.number) == (How.STOPPED, 1)


def test_the_rest_keeps_its_time_though_the_gate_waits_for_it() -> None:
    result = played(
        numbered(letters(1000)),
        wishes=paused(1250, 9000),
        gate=lambda _, now: (Ready(), now) if now < 1250 else (Late(ms(2000)), now + 2000),
    )
    assert result.times(TypeText) == [1000, 1200, 11_000, 11_200, 11_400]


def test_a_click_that_was_not_begun_is_looked_at_anew_and_its_pointer_put_back() -> None:
    clicked = step(1000, *click(1000).inputs, approach=(Move(at_ns=ms(900), x=100, y=100),))
    result = played(numbered(clicked), wishes=paused(950, 9000))
    assert len(result.asked) == 2
    assert not result.rests
    (down,) = result.times(ButtonDown)
    assert any(9000 <= at <= result.asked[1][0] for at in result.times(Move))
    assert down >= 9050


def test_the_wheel_turns_on_where_it_turned_and_not_where_the_person_left_the_pointer() -> None:
    turns = (Wheel(at_ns=ms(1000 + 200 * n), dx=0, dy=-1) for n in range(3))
    result = played(numbered(step(1000, Move(at_ns=ms(1000), x=7, y=8), *turns)), wishes=paused(1100, 9000))
    after = [each for at, each in result.given if at > 1100]
    assert [type(each).__name__ for each in after] == ["Move", "Wheel", "Wheel"]
    assert (after[0].x, after[0].y) == (7, 8)  # type: ignore[union-attr]


def test_a_double_click_is_not_paused_in_its_middle() -> None:
    both = step(1000, *click(1000, hold_ms=50).inputs, *click(1200, hold_ms=50).inputs)
    result = played(numbered(both, key(2000)), wishes=paused(1100, 9000))
    assert result.times(ButtonDown) == [1000, 1200]
    assert result.times(KeyDown) == [9750]


def test_a_step_at_a_time_comes_without_the_persons_own_wait() -> None:
    wishes = [
        (10, lambda s, _: s.pause()),
        (100, lambda s, now: s.step(now)),
        (3000, lambda s, now: s.step(now)),
        (8000, lambda s, now: s.resume(now)),
    ]
    result = played(numbered(key(60_000), key(120_000, "b"), key(120_500, "c")), wishes=wishes)
    assert [round(at) for at in result.times(KeyDown)] == [100, 3000, 8450]


def test_an_abort_gives_nothing_more_even_with_a_button_down() -> None:
    drag = step(
        100, ButtonDown(at_ns=ms(100), button=Button.LEFT), ButtonUp(at_ns=ms(5000), button=Button.LEFT)
    )
    result = played(numbered(drag), wishes=[(300, lambda s, _: s.abort())])
    assert result.over is not None
    assert (result.over.how, result.over.number, result.now_ms) == (How.ABORTED, 1, 300)
    assert not result.times(ButtonUp)


def test_an_answer_that_was_cut_short_is_asked_for_again() -> None:
    cut = [None, Ready()]
    result = played(numbered(key(500)), gate=lambda _, now_ms: (cut.pop(0), now_ms + 1))
    assert [number for _, number in result.asked] == [1, 1]
    assert result.times(KeyDown) == [500]


def test_long_texts_and_turns_come_in_short_pieces_that_make_the_whole() -> None:
    long = "漢a\r\n" * 50
    turn = step(3000, Wheel(at_ns=ms(3000), dx=-25, dy=31))
    result = played(numbered(text(100, long), turn))
    typed = [each.text for _, each in result.given if isinstance(each, TypeText)]
    turned = [(each.dx, each.dy) for _, each in result.given if isinstance(each, Wheel)]
    assert "".join(typed) == long.replace("\r\n", "\n")
    assert max(map(len, typed)) <= 16
    assert (sum(dx for dx, _ in turned), sum(dy for _, dy in turned)) == (-25, 31)
    assert max(abs(dx) + abs(dy) for dx, dy in turned) <= 10


def test_the_pointer_leaves_as_it_left_and_then_it_is_over() -> None:
    leaving = [Move(at_ns=ms(1500 + n), x=n, y=n) for n in range(0, 60, 20)]
    result = played(numbered(click(1000)), last_moves=leaving)
    assert result.times(Move)[1:] == [1500 + n - AHEAD_MS for n in range(0, 60, 20)]
    assert result.over is not None
    assert result.over.how is How.FINISHED


def test_a_plan_without_steps_is_finished() -> None:
    over = played([]).over
    assert over is not None
    assert (over.how, over.number) == (How.FINISHED, None)


@given(
    gaps=st.lists(st.integers(100, 3000), min_size=2, max_size=20),
    waits=st.lists(st.integers(0, 4000), min_size=20, max_size=20),
    speed=st.sampled_from([0.25, 1.0, 3.0]),
)
def test_lateness_never_adds_up(gaps: list[int], waits: list[int], speed: float) -> None:
    """A step is as late as its own wait makes it, and as what is left of the lateness before it."""
    at = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    result = played(
        numbered(*(key(each, hold_ms=0) for each in at)),
        speed=speed,
        gate=lambda asked, now: (Late(ms(waits[asked.number - 1])), now + waits[asked.number - 1]),
    )
    late = [down - each / speed for down, each in zip(result.times(KeyDown), at, strict=True)]
    left = 0.0
    for n, gap in enumerate(gaps):
        # Half of each recorded pause is made good, as far as the step's own gate leaves time for it.
        left = max(0.0, left - gap / speed / 2)
        assert late[n] <= left + waits[n] + 1e-3
        assert late[n] >= -1e-3
        left = late[n]
    # What is told is due stays where the recording has it, however late it came.
    assert [done.planned_ns for done in result.finished] == [round(ms(each) / speed) for each in at]


def test_a_step_that_is_behind_without_waiting_is_not_told_late() -> None:
    steps = numbered(*(click(1000 * n, x=50 * n) for n in range(1, 6)))
    answers = played(steps, gate=waits_before(2, 3000)).answers
    assert [type(answer) for answer in answers] == [Ready, Late, Ready, Ready, Ready]


@given(
    gaps=st.lists(st.integers(1, 3000), min_size=1, max_size=12),
    waits=st.lists(st.integers(0, 2000), min_size=12, max_size=12),
    speed=st.sampled_from([0.25, 1.0, 3.0, 8.0, None]),
    takes=st.integers(0, 40),
)
def test_no_input_is_early_out_of_order_or_lost(
    gaps: list[int], waits: list[int], speed: float | None, takes: int
) -> None:
    at, steps = 0, []
    for n, gap in enumerate(gaps):
        at += gap + 60
        steps.append(click(at, x=7 * n, hold_ms=40) if n % 2 else key(at, hold_ms=40))
    result = played(
        numbered(*steps),
        speed=speed,
        takes_ms=takes,
        gate=lambda asked, now: (Late(ms(waits[asked.number - 1])), now + waits[asked.number - 1]),
    )
    wanted = [each for one in steps for each in one.inputs]
    assert [each for _, each in result.given] == wanted
    owners = [each for each in steps for _ in each.inputs]
    for (when, each), owner in zip(result.given, owners, strict=True):
        if speed is not None:
            assert when >= owner.at_ns / 1e6 / speed - 1e-5, each


def test_the_schedule_says_when_each_input_was_due() -> None:
    schedule = Schedule(numbered(key(500)), pace=Pace(1.0), screen=SCREEN)
    late = ms(900)
    schedule.next(late)
    schedule.answered(Ready(), late)
    command = schedule.next(late)
    assert isinstance(command, Give)
    assert command.due_ns == late


def test_the_pointer_goes_to_where_things_have_moved_before_the_gate_is_asked() -> None:
    far = click(2000)
    result = played(
        numbered(click(1000), step(2000, *far.inputs, approach=(Move(at_ns=ms(1900), x=50, y=60),))),
        gate=waits_before(1, 0, Moved(7, -9)),
    )
    ways = [(each.x, each.y) for _, each in result.given if isinstance(each, Move)]
    assert (57, 51) in ways
    assert (50, 60) not in ways
