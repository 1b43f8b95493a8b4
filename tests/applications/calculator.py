"""A calculator: sums by the mouse and by keys, and a menu, with galculator."""

from collections.abc import Callable
from typing import Final

from recorder.episode.actions import Click
from recorder.episode.screen import Rect
from recorder.episode.study import Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import Plant, RecordedTask, beside_shell, moved_to, step_of, through_shell

_COLUMNS: Final = {"789/": 200, "456*": 240, "123-": 280, "0.s+": 320}
_EQUALS: Final = (295, 299)
_VIEW: Final = (104, 12)
_SHARE: Final = "/usr/share/galculator/ui"
# As many letters, so that a copy of the program reads what the task says instead of its own.
_OTHER_SHARE: Final = "/tmp/planted-galculators"  # noqa: S108 - behind the wall: the replay's own


def _place(key: str) -> tuple[int, int]:
    if key == "=":
        return _EQUALS
    row = next(keys for keys in _COLUMNS if key in keys)
    return 35 + 65 * row.index(key), _COLUMNS[row]


def _calculate(person: Person) -> None:
    window = person.wait_for_window("galculator").rect
    person.look(4)
    for key in "7*8=":
        _click(person, window, key)
    person.look(1)
    # A menu, looked at and closed again.
    person.click(window.x + _VIEW[0], window.y + _VIEW[1])
    person.look(1)
    person.press("Escape")
    person.look(0.6)
    for key in "+4=":
        _click(person, window, key)
    person.look(2)


def _click(person: Person, window: Rect, key: str) -> None:
    x, y = _place(key)
    person.click(window.x + x, window.y + y)
    person.look(0.4)


def _planted(script: str) -> Callable[[TaskStart], TaskStart]:
    """A copy of the program whose windows are built from other descriptions."""
    copied = (
        f"cp -r {_SHARE} {_OTHER_SHARE} && sed s#{_SHARE}#{_OTHER_SHARE}#g /usr/bin/galculator >galculator "
        f"&& chmod +x galculator && cd {_OTHER_SHARE} && {script} && cd - >/dev/null"
    )
    return through_shell(copied, "./galculator")


_MAIN: Final = "main_frame.ui"
_BUTTONS: Final = "basic_buttons_gtk3.ui"

CALCULATOR: Final = RecordedTask(
    name="calculator",
    start=TaskStart(command=("galculator",), files=(), window=None, screen=Size(1280, 800)),
    apps=("galculator",),
    perform=_calculate,
    plants=(
        Plant(
            name="another label in a menu",
            change=_planted(f"sed -i 's/_Scientific Mode/_Scholarly Mode/' {_MAIN}"),
            shows_at=step_of(Click, 4),
        ),
        Plant(
            name="another label on a button",
            change=_planted(f"sed -i 's/>sqrt</>root</' {_BUTTONS}"),
            shows_at=step_of(Click, 0),
        ),
        Plant(
            name="a button is missing",
            change=_planted(
                f'sed -i \'/id="button_8"/,/<signal/s/"visible">True/"visible">False/\' {_BUTTONS}'
            ),
            shows_at=step_of(Click, 0),
        ),
        Plant(
            name="a wrong result",
            is_quick=True,
            change=_planted(
                'sed -i \'s/"button_plus"/"button_x"/; s/"button_minus"/"button_plus"/; '
                f's/"button_x"/"button_minus"/\' {_BUTTONS}'
            ),
            shows_at=step_of(Click, -1),
        ),
        Plant(name="a slow start", change=through_shell("sleep 3")),
        Plant(
            name="slow in the middle",
            change=beside_shell("sleep 2; pkill -STOP galculator; sleep 3; pkill -CONT galculator"),
        ),
        Plant(
            name="the window is elsewhere",
            change=moved_to(120, 90),
        ),
    ),
)
