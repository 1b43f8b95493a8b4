"""Going from action to action, and finding what was done at a place."""

from recorder.episode.actions import Action, Click, Drag, PathPoint, Type, Wait
from recorder.episode.events import Button
from studio.content.stepping import actions_near, done_actions, next_action, previous_action


def click(at_ns: int, x: int, y: int) -> Click:
    return Click(
        start_ns=at_ns,
        end_ns=at_ns,
        context=None,
        sources=(),
        button=Button.LEFT,
        count=1,
        x=x,
        y=y,
        modifiers=(),
    )


FIRST = click(10, 100, 100)
DRAG = Drag(
    start_ns=20,
    end_ns=30,
    context=None,
    sources=(),
    button=Button.LEFT,
    path=(PathPoint(20, 0, 0), PathPoint(30, 110, 90)),
    modifiers=(),
)
TYPED = Type(start_ns=40, end_ns=50, context=None, sources=(), text="hello")
WAIT = Wait(start_ns=50, end_ns=60, context=None, sources=())
ACTIONS: tuple[Action, ...] = (FIRST, DRAG, TYPED, WAIT)


def test_waits_are_nothing_done() -> None:
    assert done_actions(ACTIONS) == (FIRST, DRAG, TYPED)


def test_the_neighbours_of_a_time() -> None:
    assert next_action(ACTIONS, 10) is DRAG
    assert previous_action(ACTIONS, 20) is FIRST
    assert previous_action(ACTIONS, 25) is DRAG
    assert previous_action(ACTIONS, 10) is None
    assert next_action(ACTIONS, 50) is None


def test_what_was_done_at_a_place() -> None:
    assert actions_near(ACTIONS, 105, 95) == (FIRST, DRAG)
    assert actions_near(ACTIONS, 500, 500) == ()
    assert actions_near((FIRST,), 125, 100) == ()
    assert actions_near((FIRST,), 124, 76) == (FIRST,)
