"""A scrolling list: a folder of many files in pcmanfm is scrolled, and some are chosen."""

from typing import Final

from recorder.episode.actions import Click
from recorder.episode.study import PlacedFile, Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import Plant, RecordedTask, beside_shell, moved_to, step_of, through_shell

_NAMES: Final = tuple(
    f"{name}-{number:02}.txt" for name in ("letter", "minutes", "notes") for number in range(1, 17)
)


def _choose(person: Person) -> None:
    window = person.wait_for_window("assent-task").rect
    person.look(4)
    # On names: what lies to their right looks alike in every line.
    person.click(window.x + 225, window.y + 250)
    person.look(2)
    person.scroll(5)
    person.look(2)
    person.click(window.x + 225, window.y + 306)
    person.look(2)
    person.scroll(-2)
    person.look(2)
    person.click(window.x + 225, window.y + 278)
    person.look(2)


# Columns instead of icons, and nothing that is another in every run: how much room the disk has, and when the
# files were made.
_SETTINGS: Final = r"[ui]\nshow_statusbar=0\nview_mode=list\n"
_START: Final = (
    "mkdir -p ~/.config/pcmanfm/default; "
    f"printf '{_SETTINGS}' >~/.config/pcmanfm/default/pcmanfm.conf; "
    "touch -d 2026-06-03T12:00 *; "
    "exec pcmanfm --no-desktop ."
)

LISTING: Final = RecordedTask(
    name="listing",
    start=TaskStart(
        command=("sh", "-c", _START),
        files=tuple(PlacedFile(name, b"x\n") for name in _NAMES),
        window=Size(760, 540),
        screen=Size(1280, 800),
    ),
    apps=("pcmanfm",),
    perform=_choose,
    plants=(
        Plant(
            name="a file has another name",
            is_quick=True,
            change=through_shell("mv letter-05.txt letter-5b.txt"),
            shows_at=step_of(Click, 0),
        ),
        Plant(name="a slow start", is_quick=True, change=through_shell("sleep 3")),
        Plant(
            name="slow in the middle",
            change=beside_shell("sleep 2; pkill -STOP pcmanfm; sleep 3; pkill -CONT pcmanfm"),
        ),
        Plant(name="the window is elsewhere", change=moved_to(120, 90)),
        Plant(name="the list is longer", change=through_shell("cp letter-05.txt a-new.txt")),
    ),
)
