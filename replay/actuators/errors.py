"""What stops an actuator; imports nothing that needs a display."""

from recorder.errors import UserFacingError


class PersonTookOverError(UserFacingError):
    """The pointer was pushed into a corner of the screen: pyautogui's fail-safe."""

    def __init__(self) -> None:
        super().__init__(
            "The replay stopped: the pointer was in a corner of the screen.",
            kept="Every key and button is let go of.",
            mend="Start it again when you are ready.",
        )


class NotX11Error(UserFacingError):
    """This desktop is none that a replay can act on."""

    def __init__(self) -> None:
        super().__init__(
            "A replay can act on desktops that run on X11 alone, and this one does not.",
            mend="Let it run on a private desktop, on Linux; or log in to a session on X11.",
        )


class CommandHeldError(ValueError):
    """Ctrl, Alt or Super is down: what is typed now would be commands."""


class CornerError(ValueError):
    """The pointer is to go where it stops a replay on a person's own desktop."""
