"""What can go wrong with a vault that a person can mend.

No message holds captured content, a key or a passphrase; paths and process numbers are all they tell.
"""

from pathlib import Path

from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from recorder.ports import FullDiskError


class NoVaultError(UserFacingError):
    """There is no vault in this folder."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"There is no vault in {home}.",
            mend="Create one with `assent vault init`, or set ASSENT_HOME to the folder of yours.",
        )


class VaultExistsError(UserFacingError):
    """Something is already where a vault was to be written."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"{home} already holds a vault or other files.",
            kept="Nothing in it was changed.",
            mend="Choose an empty folder.",
        )


class VaultBusyError(UserFacingError):
    """Another process has the vault open.

    Attributes:
        pid: That process, ``None`` where it could not be read.
    """

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        who = later("another process") if pid is None else later("process {0}").format(pid)
        super().__init__(
            f"The vault is in use by {who}.",
            kept="Nothing was changed.",
            mend="Wait until it is done, or stop it, then try again.",
        )


class VaultLockedError(UserFacingError):
    """The vault was locked while someone still wanted something of it."""

    def __init__(self) -> None:
        super().__init__("The vault is locked.", kept="Everything in it is safe.", mend="Unlock it first.")


class WrongPassphraseError(UserFacingError):
    """The passphrase does not open this vault."""

    def __init__(self) -> None:
        super().__init__(
            "This passphrase does not open the vault.",
            kept="Nothing was changed.",
            mend="Try again, or use the recovery code with `assent vault recover`.",
        )


class WeakPassphraseError(UserFacingError):
    """The passphrase is too short to protect anything."""

    def __init__(self, *, at_least: int) -> None:
        super().__init__(
            f"A passphrase needs at least {at_least} characters.",
            mend="Choose a longer one; a few unrelated words are easy to remember.",
        )


class RecoveryCodeMistypedError(UserFacingError):
    """The recovery code's own check does not come out: a slip of the hand."""

    def __init__(self) -> None:
        super().__init__(
            "The recovery code was mistyped.",
            kept="Nothing was changed.",
            mend="Compare it with the printed one, group by group.",
        )


class WrongRecoveryCodeError(UserFacingError):
    """A well-formed recovery code, but not this vault's."""

    def __init__(self) -> None:
        super().__init__(
            "This recovery code belongs to another vault.",
            kept="Nothing was changed.",
            mend="Look for the sheet that was printed when this vault was made.",
        )


class KeyringUnavailableError(UserFacingError):
    """The system's keyring cannot be trusted with a key, or does not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The system's keyring cannot keep the vault's key: {reason}.",
            kept="No key was written anywhere.",
            mend="Use a passphrase instead, or unlock or install a keyring.",
        )


class NoSuchWrapError(UserFacingError):
    """The vault is not opened in this way."""

    def __init__(self, way: str) -> None:
        super().__init__(
            f"This vault is not opened by {way}.",
            mend="Open it in the way that was chosen when it was made, or by its recovery code.",
        )


class NewerFormatError(UserFacingError):
    """A file was written by a later version of Assent."""

    def __init__(self, path: Path, *, found: int, known: int) -> None:
        super().__init__(
            f"{path.name} has format {found}; this version of Assent knows up to {known}.",
            kept="It was left as it is.",
            mend="Update Assent, then open it again.",
        )


class DamagedFileError(UserFacingError):
    """A file is not what was written: damaged, cut short, changed, or another one put in its place."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"{path.name} is not as Assent wrote it: {what}.",
            kept="It was left as it is.",
            mend="Put back a backup with `assent vault restore`.",
        )


class SessionNeverBegunError(DamagedFileError):
    """A session's recorder died before anything was in its file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "it is empty")


class RolledBackError(UserFacingError):
    """The catalog is older than the vault's header says: someone or something put back an old one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} is an older copy: it lacks consents, withdrawals or deletions made since then.",
            kept="It was left as it is.",
            mend="Put back the newest one, or restore a whole backup with `assent vault restore`.",
        )


class DiskFullError(FullDiskError):
    """No space is left where the vault is."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full.",
            kept="Everything written before is safe.",
            mend="Free some space, then go on.",
        )


class StorageFailedError(UserFacingError):
    """The disk refused to read or write."""

    def __init__(self) -> None:
        super().__init__(
            "The disk refused to read or write the vault.",
            kept="Everything that was written durably before is safe.",
            mend="Check that the disk is connected, writable and healthy.",
        )


class SessionBusyError(UserFacingError):
    """A recording is still writing this session."""

    def __init__(self) -> None:
        super().__init__(
            "This session is still being recorded.",
            kept="Nothing was changed.",
            mend="Stop the recording first.",
        )


class SessionUnfinishedError(UserFacingError):
    """The session was never closed."""

    def __init__(self) -> None:
        super().__init__(
            "This session was not closed properly.",
            kept="What was recorded is in it.",
            mend="Run `assent sessions`: it closes what a crash left open.",
        )


class NoSuchSessionError(UserFacingError):
    """No session of this name is in the vault, or it was deleted."""

    def __init__(self, session_id: str) -> None:
        super().__init__(
            f"There is no session {session_id} in the vault.",
            mend="`assent sessions` lists those that are there.",
        )


class NoSuchEpisodeError(UserFacingError):
    """No episode of this name is in the vault, or it was deleted."""

    def __init__(self, episode_id: str) -> None:
        super().__init__(
            f"There is no episode {episode_id} in the vault.",
            mend="`assent bake` makes one of a session.",
        )


class NoSuchSubmissionError(UserFacingError):
    """Nothing of this name was submitted from this vault."""

    def __init__(self, bundle_id: str) -> None:
        super().__init__(
            f"Nothing was shared from this vault under {bundle_id}.",
            mend="`assent submissions` lists what was.",
        )


class SubmissionEndedError(UserFacingError):
    """What opened a submission was destroyed when it was taken back."""

    def __init__(self) -> None:
        super().__init__(
            "What you took back cannot be opened or sent any more: its key was destroyed.",
            kept="The recording in your vault is as it was, unless you deleted it.",
            mend="Approve the recording again to share it anew.",
        )


class NoSuchReceivedError(UserFacingError):
    """Nothing of this name was received, or the copy was destroyed."""

    def __init__(self, bundle_id: str) -> None:
        super().__init__(
            f"There is no received recording {bundle_id} in the vault.",
            mend="`assent sync` looks for what is there for you.",
        )


class NoSuchCheckError(UserFacingError):
    """Nothing of a replay is kept for this."""

    def __init__(self) -> None:
        super().__init__(
            "There is no check of this recording.",
            mend="Check it, which replays it and keeps what it showed.",
        )


class BeingOpenedError(UserFacingError):
    """A copy of this bundle is being written already."""

    def __init__(self) -> None:
        super().__init__(
            "This recording is being opened already.",
            kept="Nothing was changed.",
            mend="Wait until it is open.",
        )


class TakenBackError(UserFacingError):
    """A bundle that was taken back would have come into the vault."""

    def __init__(self) -> None:
        super().__init__(
            "This recording was taken back by the person who made it.",
            kept="Nothing of it was kept.",
            mend="It cannot be opened any more. Ask them if you still need it.",
        )


class BackupIncompleteError(UserFacingError):
    """A backup lacks something, or something in it was changed."""

    def __init__(self, source: Path, what: str) -> None:
        super().__init__(
            f"The backup in {source} cannot be used: {what}.",
            kept="Nothing was restored.",
            mend="Use another backup.",
        )
