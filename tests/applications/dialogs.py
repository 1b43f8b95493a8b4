"""A program full of dialogs: an order is made with a list, tabs, a menu, radio buttons and questions."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from recorder.episode.actions import Click
from recorder.episode.study import PlacedFile, Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import Plant, RecordedTask, beside_shell, step_of, through_shell

_PROGRAM: Final = (Path(__file__).parent / "programs/orders.py").read_bytes()


def _order(person: Person) -> None:
    window = person.wait_for_window("Garden orders").rect

    def click(x: int, y: int) -> None:
        person.click(window.x + x, window.y + y)
        person.look(2)

    person.look(4)
    click(50, 118)
    click(110, 41)
    click(200, 93)
    person.look(3)
    person.type("ring the bell twice")
    person.look(1)
    click(20, 120)
    click(27, 9)
    click(40, 32)
    dialog = person.wait_for_window("Delivery").rect
    person.click(dialog.x + 24, dialog.y + 64)
    person.look(1)
    person.press("Return")
    person.look(2)
    click(280, 460)
    question = person.wait_for_window("^Order$").rect
    person.look(1)
    person.click(question.x + question.width // 2, question.bottom - 24)
    person.look(3)


def _with(word: str) -> Callable[[TaskStart], TaskStart]:
    """The program, told to do one thing otherwise."""
    return lambda start: replace(start, command=(*start.command, word))


_MOVE: Final = (
    "until xdotool search --onlyvisible --name 'Garden orders' windowmove 60 40; do sleep 0.1; done"
)

DIALOGS: Final = RecordedTask(
    name="dialogs",
    start=TaskStart(
        command=(sys.executable, "orders.py"),
        files=(PlacedFile("orders.py", _PROGRAM),),
        window=Size(560, 480),
        screen=Size(1280, 800),
    ),
    apps=("orders.py",),
    perform=_order,
    plants=(
        Plant(
            name="label",
            change=_with("van=By lorry"),
            shows_at=step_of(Click, 5),
            is_quick=True,
        ),
        Plant(name="missing", change=_with("without=Currant"), shows_at=step_of(Click, 0)),
        Plant(name="wrong result", change=_with("more=1"), shows_at=step_of(Click, -2)),
        Plant(name="position", change=_with("first=Almond"), is_quick=True),
        Plant(name="slow start", change=through_shell("sleep 4")),
        Plant(name="window moved", change=beside_shell(_MOVE)),
    ),
)
