"""What can go wrong with an edit that a person can mend. No message holds anything captured."""

from recorder.errors import UserFacingError

_KEPT = "No edit was changed."


class EmptyRangeError(UserFacingError):
    """The range holds no time of the session."""

    def __init__(self) -> None:
        super().__init__(
            "This range is empty, or lies outside of the recording.",
            kept=_KEPT,
            mend="Set its beginning before its end, within the recording.",
        )


class OutsideMonitorError(UserFacingError):
    """The box does not lie on the monitor."""

    def __init__(self) -> None:
        super().__init__(
            "This box lies on no part of that monitor.",
            kept=_KEPT,
            mend="Draw it on the picture, or name the monitor it is on.",
        )


class NothingUnderneathError(UserFacingError):
    """A box was to follow a window, and there is none under it."""

    def __init__(self) -> None:
        super().__init__(
            "There is no window under this box that it could follow.",
            kept=_KEPT,
            mend="Draw it over the window that has the focus then, or let it stand still.",
        )


class NothingFoundError(UserFacingError):
    """What was to be redacted is nowhere."""

    def __init__(self) -> None:
        super().__init__(
            "It was found nowhere in this recording: not typed, and in no title.",
            kept=_KEPT,
            mend="Look at the pictures; what only they show is redacted by a box.",
        )


class NoSuchWindowError(UserFacingError):
    """No window of that application, or with that title, ever had the focus."""

    def __init__(self) -> None:
        super().__init__(
            "No such window ever had the focus in this recording.",
            kept=_KEPT,
            mend="`assent show` lists the windows.",
        )


class NoSuchEditError(UserFacingError):
    """There is no edit, or no part of one, of that number."""

    def __init__(self) -> None:
        super().__init__("There is no such edit.", kept=_KEPT, mend="`assent edits` lists them.")
