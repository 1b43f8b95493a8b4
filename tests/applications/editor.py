"""An editor: a text is written, selected, cut, pasted and saved with mousepad."""

from collections.abc import Callable
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

_TEXT: Final = b"""Shopping for the garden party

lanterns
lemonade
paper plates
"""


def _write(person: Person) -> None:
    window = person.wait_for_window(r"list\.txt").rect
    person.look(4)
    # Behind the last line: the caret goes to the end of the text.
    person.click(window.x + 400, window.y + 400)
    person.look(2)
    person.press("ctrl+End")
    person.type("napkins\n  - red\n- blue\n")
    person.look(1)
    person.press("shift+Up", "ctrl+x")
    person.look(1)
    person.press("ctrl+Home", "Down", "Down")
    person.press("ctrl+v")
    person.look(1)
    # A word by a double click, and the menu's own Cut.
    person.click(window.x + 30, window.y + 73, times=2)
    person.look(1)
    person.click(window.x + 64, window.y + 12)
    person.look(1)
    person.press("Escape")
    person.look(1)
    person.press("ctrl+s")
    person.look(2)


def _with_settings(group: str, *settings: str) -> Callable[[TaskStart], TaskStart]:
    """Other settings of the program, where its settings are read from a file."""
    lines = "\\n".join((f"[org/xfce/mousepad/preferences/{group}]", *settings))
    folder = "~/.config/glib-2.0/settings"
    return through_shell(
        f"mkdir -p {folder}; printf '{lines}\\n' >{folder}/keyfile; export GSETTINGS_BACKEND=keyfile"
    )


EDITOR: Final = RecordedTask(
    name="editor",
    start=TaskStart(
        command=("mousepad", "list.txt"),
        files=(PlacedFile("list.txt", _TEXT),),
        window=Size(760, 540),
        screen=Size(1280, 800),
    ),
    apps=("mousepad",),
    perform=_write,
    saved=("list.txt",),
    plants=(
        Plant(
            name="another label",
            change=with_files(list_txt=_TEXT.replace(b"Shopping", b"Clearing")),
            shows_at=step_of(Click, 0),
        ),
        Plant(
            name="an item is missing",
            change=_with_settings("window", "menubar-visible=false"),
            shows_at=step_of(Click, 0),
        ),
        Plant(
            name="a wrong result",
            change=_with_settings("view", "auto-indent=true"),
            # The line break brings blanks with it.
            shows_at=step_of(Press, 1),
            is_quick=True,
        ),
        Plant(name="a slow start", change=through_shell("sleep 3")),
        Plant(
            name="slow in the middle",
            change=beside_shell("sleep 2; pkill -STOP mousepad; sleep 3; pkill -CONT mousepad"),
        ),
        Plant(name="the window is elsewhere", change=moved_to(120, 90)),
    ),
)
