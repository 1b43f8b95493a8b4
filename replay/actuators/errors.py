"""What stops an actuator that a person can mend; imports nothing that needs a display."""

from recorder.errors import UserFacingError


class PersonTookOverError(UserFacingError):
    """The pointer was pushed into a corner of the screen: pyautogui's fail-safe."""

    def __init__(self) -> None:
        super().__init__(
            "The replay stopped: the pointer was in a corner of the screen.",
            kept="Every key and button is let go of.",
            mend="Start it again when you are ready.",
        )
