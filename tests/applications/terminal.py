"""A terminal: commands are typed into a shell in xterm, one of their lines is chosen by the mouse."""

from typing import Final

from recorder.episode.actions import Click, Press
from recorder.episode.study import PlacedFile, Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import (
    Plant,
    RecordedTask,
    beside_shell,
    moved_to,
    step_of,
    through_shell,
    with_files,
)

_SHOPPING: Final = b"bread\nmilk\napples\nrice\nsoap\ncandles\n"
_XTERM: Final = ("xterm", "-class", "XTerm", "-geometry", "80x24+60+60", "-fa", "Monospace", "-fs", "12")


def _work(person: Person) -> None:
    window = person.wait_for_window("(?i)^xterm$").rect
    person.look(4)
    person.click(window.x + 500, window.y + 300)
    person.look(2)
    person.type("ls\n")
    person.look(1.2)
    person.type("wc -l shopping.txt\n")
    person.look(1.2)
    person.type("sort shopping.txt > sorted.txt\n")
    person.look(1.2)
    person.type("head -3 sorted.txt\n")
    person.look(1.2)
    # The first lines are marked, which a terminal shows inverted.
    person.drag(window.x + 4, window.y + 10, to=(window.x + 200, window.y + 10))
    person.look(2)


TERMINAL: Final = RecordedTask(
    name="terminal",
    start=TaskStart(
        command=_XTERM,
        files=(PlacedFile("shopping.txt", _SHOPPING), PlacedFile("plans/saturday.txt", b"Morning: market\n")),
        window=None,
        screen=Size(1280, 800),
    ),
    apps=("xterm",),
    perform=_work,
    saved=("shopping.txt", "sorted.txt"),
    plants=(
        Plant(
            name="another prompt",
            change=through_shell("export PS1='> '"),
            shows_at=step_of(Click, 0),
        ),
        Plant(
            name="a file is missing",
            change=through_shell("rm -r plans"),
            shows_at=step_of(Press, 0),
        ),
        Plant(
            name="a wrong result",
            change=with_files(shopping_txt=_SHOPPING + b"onions\n"),
            shows_at=step_of(Press, 1),
        ),
        Plant(
            name="a slow start",
            change=through_shell("echo 'sleep 3' >/tmp/slow; export ENV=/tmp/slow"),
        ),
        Plant(
            name="slow in the middle",
            change=beside_shell("sleep 1.5; pkill -STOP xterm; sleep 3; pkill -CONT xterm"),
        ),
        Plant(name="the window is elsewhere", is_quick=True, change=moved_to(220, 140)),
    ),
)
