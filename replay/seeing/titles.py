"""Whether a window is the one that it was, by its application and its title.

A title often names a folder, which is another one in every replay: the folder is left out, the file's name
is not. The task's own folder is known by the beginning of its name, whose other letters are chance.
"""

import re
from typing import Final

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.task_start.folder import TASK_FOLDER_PREFIX

TITLE_PX: Final = 24
"""How much of a window's top may be its title, in pixels."""
_FOLDERS: Final = re.compile(r"(?:(?<=[\s(\[\"'*])|^)(?:~|[A-Za-z]:)?[/\\](?:[^/\\()\[\]\"']*[/\\])*")
_TASK_FOLDER: Final = re.compile(re.escape(TASK_FOLDER_PREFIX) + r"\w{8}\b")
_CHANCE: Final = 9
"""How many letters the end of a folder's name may be read as."""
_ONLY_FOLDER: Final = re.compile(r"\((?:~|/)[^()]*\)")


def without_folders(title: str) -> str:
    """A title in which a path is the file's name alone, and the task's folder has no letters of chance."""
    named = _FOLDERS.sub("", _ONLY_FOLDER.sub("()", title))
    return " ".join(_TASK_FOLDER.sub(TASK_FOLDER_PREFIX, named).split())


def reads_same_but_folder(one: str, other: str) -> bool:
    """Whether both texts name the task's folder, and that word differs in its letters of chance at most.

    These are read as others now and then, a low line as a blank: it does not count which they are, but that
    what comes before and after them is the same. What stands beside the word is not looked at.
    """
    heads, tails = [], []
    for text in (one, other):
        head, found, tail = text.partition(TASK_FOLDER_PREFIX)
        if not found:
            return False
        heads.append(without_folders("".join(head.split()[-1:])))
        tails.append("".join(tail.split()[:1]))
    rest = max(0, max(map(len, tails)) - _CHANCE)
    return heads[0] == heads[1] and (not rest or tails[0][-rest:] == tails[1][-rest:])


def same_app(expected: WindowContext, seen: WindowContext) -> bool:
    """Whether two windows are of one application."""
    return expected.app.casefold() == seen.app.casefold()


def same_title(expected: WindowContext, seen: WindowContext) -> bool:
    """Whether two windows have one title, folders aside."""
    return without_folders(expected.title) == without_folders(seen.title)


def is_title_drawn_otherwise(expected: WindowContext, seen: WindowContext) -> bool:
    """Whether two titles say the same and look different."""
    return expected.title != seen.title and same_title(expected, seen)


def title_bar(rect: Rect) -> Rect:
    """Where the title of a window in that place may be."""
    return Rect(rect.x, rect.y, rect.width, min(rect.height, TITLE_PX))
