"""What can go wrong on the command line that a person can mend."""

from pathlib import Path

from recorder.episode.time import format_time
from recorder.errors import UserFacingError


class SessionUnclearError(UserFacingError):
    """The beginning of an id that several sessions or episodes share."""

    def __init__(self, prefix: str, count: int, what: str = "sessions") -> None:
        super().__init__(
            f"{count} {what} begin with {prefix}.",
            kept="Nothing was changed.",
            mend="Write more of the id; `assent sessions --json` has all of it.",
        )


class NothingNamedSoError(UserFacingError):
    """No session and no episode of this name is in the vault, or it was deleted."""

    def __init__(self, named: str) -> None:
        super().__init__(
            f"There is no session or episode {named} in the vault.",
            mend="`assent sessions` lists the sessions, and `assent show SESSION` the episodes of one.",
        )


class PassphraseMissingError(UserFacingError):
    """There is nobody to ask for the passphrase, and no file to read it from."""

    def __init__(self, happened: str, *, mend: str) -> None:
        super().__init__(happened, kept="Nothing was changed.", mend=mend)


class NothingAtThatTimeError(UserFacingError):
    """No picture was taken up to that time."""

    def __init__(self, at_ns: int) -> None:
        super().__init__(
            f"There is no picture of that monitor up to {format_time(at_ns)}.",
            mend="`assent show` lists the monitors and when their first picture was taken.",
        )


class WouldOverwriteError(UserFacingError):
    """A file or folder is already where something was to be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already.",
            kept="It was left as it is.",
            mend="Choose another name, or remove it first.",
        )


class UnusablePathError(UserFacingError):
    """A file could not be read or written at a place that the person named."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} could not be used: {reason}.",
            kept="The vault is unchanged.",
            mend="Check the name and your rights to it, or choose another place.",
        )


class VaultUnsoundError(UserFacingError):
    """A check found something wrong; what it was is printed before this."""

    def __init__(self, count: int) -> None:
        what = "One problem was" if count == 1 else f"{count} problems were"
        super().__init__(
            f"{what} found in the vault.",
            kept="Everything was left as it is.",
            mend="Put back a backup with `assent vault restore`, or delete the sessions named.",
        )


class StartNotAgreedError(UserFacingError):
    """There is nobody to ask whether the study's command may run."""

    def __init__(self) -> None:
        super().__init__(
            "There is nobody to ask whether this may run: this is no terminal.",
            kept="Nothing was started or recorded.",
            mend="Add --yes if you have read the command, or --no-start to start the task yourself.",
        )


class TaskWouldBeHiddenError(UserFacingError):
    """The task's window belongs to the program that shows Assent, so it would be hidden as Assent's own."""

    def __init__(self, program: str, folder: Path) -> None:
        super().__init__(
            f"{program} opened in the same program as this terminal, which is never recorded.",
            kept=f"Nothing was recorded. The task's files are in {folder}.",
            mend="Close its window, and run this from another terminal program, such as xterm.",
        )


class NoSignError(UserFacingError):
    """There is nowhere to show that a recording runs."""

    def __init__(self) -> None:
        super().__init__(
            "There is nowhere to show that it records: standard error is closed.",
            kept="Nothing was recorded.",
            mend="Run it in a terminal, or without 2>&-.",
        )
