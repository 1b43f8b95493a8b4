"""What can go wrong with the studio's commands that a person can mend."""

from recorder.errors import UserFacingError


class NothingToUndoError(UserFacingError):
    """No edit is in force."""

    def __init__(self) -> None:
        super().__init__("There is nothing to undo.", mend="`assent edits` lists what is in force.")


class NothingToRedoError(UserFacingError):
    """No edit was undone since the last one was made."""

    def __init__(self) -> None:
        super().__init__("There is nothing to do again.", mend="`assent edits` lists what is in force.")


class StoreKeyMissingError(UserFacingError):
    """There is nobody to ask for a store's key, or the file holds none."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            happened,
            kept="Nothing was changed.",
            mend="Name a file with --key-file: first line the access key, second line the secret key.",
        )


class NameUnusableError(UserFacingError):
    """Nobody could be shown this name."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"You cannot be called so: {why}.",
            kept="Nothing was changed.",
            mend="Choose a name of up to 200 letters, on one line.",
        )


class TextMissingError(UserFacingError):
    """There is nobody to ask for the text, or the file holds none."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            happened,
            kept="No edit was changed.",
            mend="Name a file that holds it with --text-file; its first line is taken.",
        )


class NoReceiptYetError(UserFacingError):
    """Nothing of it was sent yet."""

    def __init__(self) -> None:
        super().__init__(
            "There is no receipt yet: it was not sent.", mend="`assent submissions` shows where it stands."
        )


class NothingSharedForStudyError(UserFacingError):
    """Nothing that could be taken back was shared for that study."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is shared for this study.",
            mend="`assent submissions` lists what is, with the studies' ids.",
        )


class NotAllReachedError(UserFacingError):
    """Something could not be done; what it was is printed before this."""

    def __init__(self, count: int) -> None:
        what = "One thing" if count == 1 else f"{count} things"
        super().__init__(
            f"{what} could not be done.",
            kept="Nothing is lost, and what could be done is done.",
            mend="Mend what is named above, then run `assent sync` again.",
        )
