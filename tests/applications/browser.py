"""A browser: a form is filled in and sent with Debian's chromium, which has no network."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from recorder.episode.actions import Click
from recorder.episode.study import PlacedFile, Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import Plant, RecordedTask, beside_shell, step_of, through_shell

_PAGE: Final = (Path(__file__).parent / "programs/garden.html").read_bytes()
_COMMAND: Final = (
    "chromium",
    # The tests' person may be root, and the wall is a sandbox already; without the line that warns of it.
    "--no-sandbox",
    "--test-type",
    "--no-first-run",
    "--password-store=basic",
    # An offer to sign in goes by itself after twenty seconds, whatever is done.
    "--allow-browser-signin=false",
    # Says which field has the keyboard: without it every key is hidden, as it may be of a password.
    "--force-renderer-accessibility",
    "garden.html",
)


def _fill_in(person: Person) -> None:
    window = person.wait_for_window("Book a plot").rect

    def at(x: int, y: int) -> tuple[int, int]:
        return window.x + x, window.y + y

    person.look(8)
    person.click(*at(390, 187))
    person.look(3)
    person.type("Ada Sample")
    person.look(1)
    person.press("Tab")
    person.look(1)
    person.type("Elmton")
    person.look(1)
    person.click(*at(390, 286))
    person.look(2)
    person.press("Down", "Down")
    person.look(1)
    person.press("Return")
    person.look(1)
    person.click(*at(62, 330))
    person.look(1)
    person.click(*at(390, 374))
    person.look(3)


def _page(old: str, new: str) -> Callable[[TaskStart], TaskStart]:
    """Another word on the page."""

    def change(start: TaskStart) -> TaskStart:
        assert old.encode() in _PAGE
        page = _PAGE.replace(old.encode(), new.encode())
        return TaskStart(start.command, (PlacedFile("garden.html", page),), start.window, start.screen)

    return change


_MOVE: Final = "until xdotool search --onlyvisible --name 'Book a plot' windowmove 140 60; do sleep 0.1; done"
_OPENS: Final = step_of(Click, 1)

BROWSER: Final = RecordedTask(
    name="browser",
    start=TaskStart(
        command=_COMMAND,
        files=(PlacedFile("garden.html", _PAGE),),
        window=Size(1000, 700),
        screen=Size(1280, 800),
    ),
    apps=("chromium",),
    perform=_fill_in,
    plants=(
        Plant(name="label", change=_page(">Large<", ">Wide<"), shows_at=_OPENS, is_quick=True),
        Plant(name="missing", change=_page('<option value="50">Large</option>', ""), shows_at=_OPENS),
        Plant(name="wrong result", change=_page("checked ? 5", "checked ? 6"), shows_at=step_of(Click, -1)),
        Plant(name="position", change=_page("margin: 0 0 24px", "margin: 0 0 56px"), is_quick=True),
        Plant(name="slow start", change=through_shell("sleep 4")),
        Plant(name="window moved", change=beside_shell(_MOVE)),
    ),
)
