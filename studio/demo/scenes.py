"""What the scripted person does in each task of the sample study, and every word of it.

The words are such as stand nowhere else, so that finding one can only mean a leak. Three kinds: typed where
the recording may know them; shown on the screen but typed by nobody; and typed or shown where nobody may know
them, not even the recording.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from replay.displays.private import PrivateDesktop
from studio.demo.person import Person
from studio.demo.search import SHORTEST_WORD

_FIRST_LOOK_SECONDS: Final = 2.5
_GREETING: Final = (
    "Dear Ms Sample,\n\nwe warmly ask you to a Quabblefinch supper on the Marvelquill terrace, at eight.\n"
)
_INVITATION: Final = "Bring your Zanthorple hat: the Ombrelune lanterns glow until midnight.\n\n"
PRIVATE_LINE: Final = "Ring Ottavander at home first: 212-555-0148"
"""Typed into the letter, and redacted afterwards; the number is one of those that belong to nobody."""
_FAREWELL: Final = "\n\nWilhelmina Fothergrape\n"
_TERMINAL_TITLE: Final = "Plumbergast ledger"
TITLE_COMMAND: Final = f"printf '\\033]2;{_TERMINAL_TITLE}\\007'"
"""Gives the terminal a title that nobody should read; cut out afterwards, and the title redacted."""
_COMMANDS: Final = (
    "ls -l\n",
    "wc -l shopping.txt\n",
    'echo "6 lines, counted by Velvetronk" > note.txt\n',
    "cat note.txt\n",
    # Typed in two halves, shown as one word.
    "printf '%s%s\\n' kettle whimsybrook\n",
    f"{TITLE_COMMAND}\n",
)
_HIDE_TYPING: Final = "stty -echo; read -r code; stty echo"

_PASSWORD: Final = "Brindlewisp-4938"  # noqa: S105 - typed by the demo into a window of its own
_HIDDEN_CODE: Final = "Grumbletide-2771"
_NOTE: Final = "Skelderwick\nowes Thistlemoor 912\n"
_NOTE_TITLE: Final = "Hollowquince, private"


@dataclass(frozen=True, slots=True)
class Scene:
    """One task, done by the scripted person.

    Attributes:
        task_id: The task of the sample study.
        perform: Does it, from the moment that the recording runs until the task is done.
        typed: All that is typed where the recording may know it.
        shown: What the screen shows besides, that nobody typed.
        secret: What is typed or shown where the recording may not know it.
        hides: What of it a recording must hide, for a person.
        redacted: What was typed or titled and may be known, but not by others; empty where nothing is.
        chords: What is pressed besides, and must be in a recording that shall be replayed; empty where none
            shall.
    """

    task_id: str
    perform: Callable[[Person, PrivateDesktop], None]
    typed: tuple[str, ...]
    shown: tuple[str, ...]
    secret: tuple[str, ...]
    hides: str
    redacted: str = ""
    chords: tuple[str, ...] = ()


def lay_out_private_note(person: Person, desktop: PrivateDesktop) -> None:
    """Open a window that the study does not allow, and put it where it stays in view."""
    note = desktop.home / "note"
    note.write_text(_NOTE, encoding="utf-8")
    desktop.start(["zenity", "--text-info", "--title", _NOTE_TITLE, "--filename", str(note)])
    window = person.wait_for_window(_NOTE_TITLE)
    # By its title bar, to the lower right.
    grip = (window.rect.x + 60, window.rect.y - 8)
    person.drag(*grip, to=(grip[0] + 380, grip[1] + 170))


def words_of(texts: Iterable[str], *, public: str = "") -> frozenset[str]:
    """The words of these texts that are long enough to be searched for, and each whole line of them.

    Args:
        texts: Of the scenes.
        public: What may stand anywhere: a word of it, such as one of the study's own, is no sign of a leak.
    """
    found: set[str] = set()
    for text in texts:
        for line in text.splitlines():
            found.update((line.strip(), *re.findall(r"[\w-]+", line)))
    known = public.lower()
    return frozenset(part for part in found if len(part) >= SHORTEST_WORD and part.lower() not in known)


def _write_letter(person: Person, desktop: PrivateDesktop) -> None:
    editor = person.wait_for_window(r"letter\.txt")
    person.look(_FIRST_LOOK_SECONDS)
    person.click(editor.rect.x + 300, editor.rect.y + 200)
    person.press("ctrl+End")
    person.type(_GREETING)
    _answer_password_window(person, desktop)
    person.click(editor.rect.x + 300, editor.rect.y + 240)
    person.press("ctrl+End")
    person.type(_INVITATION)
    person.look(1.0)
    person.type(PRIVATE_LINE)
    person.look(1.0)
    person.type(_FAREWELL)
    # A look at the first line: a double click marks a word of it.
    person.press("ctrl+Home")
    person.click(editor.rect.x + 40, editor.rect.y + 65, times=2)
    person.scroll(2)
    person.scroll(-2)
    person.look(0.8)
    person.press("ctrl+s")
    person.look(2.0)
    person.press("ctrl+q")
    person.wait_until_gone(r"letter\.txt")


def _answer_password_window(person: Person, desktop: PrivateDesktop) -> None:
    desktop.start(["zenity", "--password", "--title", "Password"])
    window = person.wait_for_window("^Password$")
    person.look(0.8)
    person.click(window.rect.x + window.rect.width - 60, window.rect.y + 92)
    person.type(_PASSWORD)
    person.look(0.5)
    person.press("Return")
    person.wait_until_gone("^Password$")


def _list_and_note(person: Person, _desktop: PrivateDesktop) -> None:
    terminal = person.wait_for_window("(?i)^xterm$")
    person.look(_FIRST_LOOK_SECONDS)
    person.click(terminal.rect.x + 500, terminal.rect.y + 300)
    for command in _COMMANDS:
        person.type(command)
        person.look(0.4)
    person.type(_HIDE_TYPING)
    person.look(0.8)
    person.press("Return")
    person.look(1.0)
    person.type(f"{_HIDDEN_CODE}\n")
    person.look(1.0)
    person.type("exit\n")
    person.wait_until_gone(_TERMINAL_TITLE)


def _replace_in_minutes(person: Person, _desktop: PrivateDesktop) -> None:
    person.wait_for_window(r"minutes\.txt")
    person.look(_FIRST_LOOK_SECONDS)
    person.press("ctrl+r")
    person.wait_for_window("Find and Replace")
    person.type("Smyth\tSmith")
    # The dialog counts what it finds; then "Replace all in" and the button, by the keys that they underline.
    person.look(1.5)
    person.press("alt+a")
    person.look(1.0)
    person.press("alt+r")
    person.look(1.5)
    person.press("Escape")
    person.wait_until_gone("Find and Replace")
    person.press("ctrl+End")
    person.type("Signed: Pemberquist Wolderby\n")
    person.look(0.8)
    person.press("ctrl+s", "ctrl+q")
    person.wait_until_gone(r"minutes\.txt")


SCENES: Final = (
    Scene(
        task_id="write-letter",
        perform=_write_letter,
        typed=(_GREETING, _INVITATION, PRIVATE_LINE, _FAREWELL),
        shown=(),
        secret=(_PASSWORD, _NOTE, _NOTE_TITLE),
        hides="A private note stays in view beside the letter; a password is typed into its own window.",
        redacted=PRIVATE_LINE,
        chords=("ctrl+end", "ctrl+end", "ctrl+home", "ctrl+s"),
    ),
    Scene(
        task_id="list-and-note",
        perform=_list_and_note,
        typed=(*_COMMANDS, _HIDE_TYPING),
        shown=("kettlewhimsybrook",),
        secret=(_HIDDEN_CODE, _NOTE, _NOTE_TITLE),
        hides="A code is typed into the terminal while it shows nothing of what is typed.",
        redacted=_TERMINAL_TITLE,
    ),
    Scene(
        task_id="replace-in-minutes",
        perform=_replace_in_minutes,
        typed=("Signed: Pemberquist Wolderby\n",),
        shown=(),
        secret=(_NOTE, _NOTE_TITLE),
        hides="The private note is still in view.",
    ),
)
