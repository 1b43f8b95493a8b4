"""Which kind of desktop session this is, and the refusal of those that cannot be recorded.

Under Wayland an X server (Xwayland) answers as well, but shows only some windows and none of the keys:
recording it would give blank pictures and half a keyboard. So it is refused instead.
"""

from collections.abc import Mapping

from recorder.errors import UserFacingError


class WaylandError(UserFacingError):
    """This is a Wayland session."""

    def __init__(self) -> None:
        super().__init__(
            "This desktop runs on Wayland, where no program sees other windows: nothing could be recorded.",
            mend=(
                "Log out, choose a session on X11 (often called “Xorg”) at the login screen, and log in "
                "again; or set DISPLAY to a separate X server and unset WAYLAND_DISPLAY and XDG_SESSION_TYPE."
            ),
        )


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the environment belongs to a Wayland session."""
    return environment.get("XDG_SESSION_TYPE", "").casefold() == "wayland" or bool(
        environment.get("WAYLAND_DISPLAY")
    )


def refuse_wayland(environment: Mapping[str, str]) -> None:
    """Refuse to go on under Wayland.

    Raises:
        WaylandError: The environment belongs to a Wayland session.
    """
    if is_wayland(environment):
        raise WaylandError
