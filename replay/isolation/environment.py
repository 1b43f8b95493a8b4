"""The environment of a replay's process: a list of what it is given, whatever the caller's own holds."""

import os
from typing import Final

# Programs of the system only: what a person put first in their own PATH is theirs.
SYSTEM_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games"
# What shows a person's own desktop, and how programs look and speak there, as when they were recorded. The
# session's bus is not among it: a keyring answers there.
_OF_A_DESKTOP: Final = frozenset(
    {"DISPLAY", "XAUTHORITY", "HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ"}
    | {"XDG_CONFIG_DIRS", "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", "XDG_SESSION_TYPE"}
)
_KINDS_OF_A_DESKTOP: Final = ("GDK_", "GTK_", "LC_", "QT_")


def private_environment(*, home: str, temporary: str) -> dict[str, str]:
    """The whole environment of a replay that has a desktop of its own.

    Args:
        home: An empty folder.
        temporary: Where temporary files go.
    """
    return {
        "HOME": home,
        "LANG": "C.UTF-8",
        "LOGNAME": "person",
        "PATH": SYSTEM_PATH,
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHELL": "/bin/sh",
        "TMPDIR": temporary,
        "TZ": "UTC",
        "USER": "person",
    }


def own_desktop_environment() -> dict[str, str]:
    """The whole environment of a replay that acts on the person's own desktop: this one's, cut to a list."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _OF_A_DESKTOP or name.startswith(_KINDS_OF_A_DESKTOP)
    }
    # python-xlib takes ~/.Xauthority where no variable names another file, so that HOME stays.
    return {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} | kept
