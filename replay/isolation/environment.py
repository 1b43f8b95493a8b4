"""The environment of a replay's process: a list of what it is given, whatever the caller's own holds."""

import os
from typing import Final

# Programs of the system only: what a person put first in their own PATH is theirs.
SYSTEM_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games"
# These show a person's own desktop, and nothing more of them.
_OF_A_DESKTOP: Final = ("DISPLAY", "XAUTHORITY")


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
    shown = {name: os.environ[name] for name in _OF_A_DESKTOP if name in os.environ}
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "TZ") if name in os.environ}
    # python-xlib takes ~/.Xauthority where no variable names another file, so that HOME stays.
    return {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"} | kept | shown
