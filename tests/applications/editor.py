"""An editor: a text is written, selected, cut, pasted and saved with mousepad."""

from typing import Final

from recorder.episode.study import PlacedFile, Size, TaskStart
from studio.demo.person import Person
from tests.rigs.recorded_tasks import RecordedTask

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
)
