"""A drawing program: with mtpaint, places are marked by dragging and filled through its menus.

No button of its tool bar is used: while a replay waits with the pointer on one, a hint opens beneath it. Its
status line is off: it counts where the pointer passes by, and a replay takes other ways between the places.
"""

from typing import Final

import numpy as np

from recorder.episode.actions import Click
from recorder.episode.study import PlacedFile, Size, TaskStart
from replay.report.png import png_of
from studio.demo.person import Person
from tests.rigs.recorded_tasks import Plant, RecordedTask, moved_to, step_of, through_shell, with_files

_WIDTH: Final = 560
_HEIGHT: Final = 360
_SETTINGS: Final = "".join(f"{name} = 0\n" for name in (*(f"status{n}Toggle" for n in range(5)), "toolbar3"))
"""No status line, and no tool bar in a window of its own."""


def _plan(*, door: int = 140, has_shed: bool = True) -> bytes:
    """A picture of a house with a door, and a shed beside it."""
    pixels = np.full((_HEIGHT, _WIDTH, 4), 255, np.uint8)

    def box(x: int, y: int, width: int, height: int) -> None:
        pixels[y : y + height, x : x + width, :3] = 0
        pixels[y + 2 : y + height - 2, x + 2 : x + width - 2, :3] = 255

    box(60, 60, 200, 200)
    box(door, 200, 30, 60)
    if has_shed:
        box(300, 40, 60, 50)
    return png_of(pixels)


def _draw(person: Person) -> None:
    window = person.wait_for_window("mtPaint").rect

    def at(x: int, y: int) -> tuple[int, int]:
        return window.x + x, window.y + y

    person.look(4)
    # Blue, then a rectangle.
    person.click(*at(39, 231))
    person.look(1)
    person.drag(*at(480, 220), to=at(660, 400))
    person.look(1)
    person.click(*at(216, 13))
    person.look(1)
    person.click(*at(250, 161))
    person.look(1)
    # Green, then an ellipse in the room.
    person.click(*at(39, 199))
    person.look(1)
    person.drag(*at(400, 390), to=at(260, 220))
    person.look(1)
    person.click(*at(216, 13))
    person.look(1)
    person.click(*at(240, 203))
    person.look(3)


DRAWING: Final = RecordedTask(
    name="drawing",
    start=TaskStart(
        command=("env", "HOME=.", "mtpaint", "plan.png"),
        files=(PlacedFile("plan.png", _plan()), PlacedFile(".mtpaint", _SETTINGS.encode())),
        window=Size(820, 560),
        screen=Size(1280, 800),
    ),
    apps=("mtpaint",),
    perform=_draw,
    plants=(
        Plant(
            name="label",
            change=with_files(plan_png=_plan(door=150)),
            shows_at=step_of(Click, 0),
            is_quick=True,
        ),
        Plant(
            name="missing",
            change=with_files(plan_png=_plan(has_shed=False)),
            shows_at=step_of(Click, 0),
        ),
        Plant(name="slow start", change=through_shell("sleep 4")),
        Plant(name="window moved", change=moved_to(150, 170)),
    ),
)
