"""The exit codes: what a script can tell apart without reading words."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from recorder.bundle import errors as bundle
from recorder.bundle.card_file import CardFileError
from recorder.commands.errors import (
    NothingAtThatTimeError,
    NothingNamedSoError,
    PassphraseMissingError,
    SessionUnclearError,
    VaultUnsoundError,
    WouldOverwriteError,
)
from recorder.episode.consent import GrantNotPossibleError, NoConsentError, TamperedChainError
from recorder.episode.receipt import ReceiptMismatchError
from recorder.ports import FullDiskError
from recorder.recording.host import RecordingDiskError
from recorder.study_file import StudyFileError
from recorder.study_owner import OwnerChangedError
from recorder.vault import errors as vault


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    BUG = 1
    USAGE = 2
    FAILED = 3
    NOT_FOUND = 4
    LOCKED = 5
    BUSY = 6
    NO_CONSENT = 7
    INVALID = 8
    DAMAGED = 9
    DISK = 10
    DIFFERENT = 11
    STOPPED = 130


MEANINGS: Final[Mapping[ExitCode, str]] = {
    ExitCode.DONE: "done",
    ExitCode.BUG: "a fault in Assent itself",
    ExitCode.USAGE: "the command was not understood",
    ExitCode.FAILED: "it could not be done; the message says why",
    ExitCode.NOT_FOUND: "no such vault, session, picture or file",
    ExitCode.LOCKED: "the vault could not be opened: passphrase, code or keyring",
    ExitCode.BUSY: "another process uses the vault or the session",
    ExitCode.NO_CONSENT: "there is no consent for it, or it cannot be given like this",
    ExitCode.INVALID: "a study's file, a card or a receipt is not right",
    ExitCode.DAMAGED: "something in the vault, a backup or a received recording is damaged or was altered",
    ExitCode.DISK: "the disk is full or refuses",
    ExitCode.DIFFERENT: "a replay did not do again what was recorded, or nobody can tell",
    ExitCode.STOPPED: "stopped by you",
}

_CODES: Final[Mapping[type[Exception], ExitCode]] = {
    vault.NoVaultError: ExitCode.NOT_FOUND,
    vault.NoSuchSessionError: ExitCode.NOT_FOUND,
    vault.NoSuchEpisodeError: ExitCode.NOT_FOUND,
    vault.NoSuchSubmissionError: ExitCode.NOT_FOUND,
    vault.NoSuchReceivedError: ExitCode.NOT_FOUND,
    vault.NoSuchCheckError: ExitCode.NOT_FOUND,
    bundle.NoBundleError: ExitCode.NOT_FOUND,
    SessionUnclearError: ExitCode.NOT_FOUND,
    NothingNamedSoError: ExitCode.NOT_FOUND,
    NothingAtThatTimeError: ExitCode.NOT_FOUND,
    PassphraseMissingError: ExitCode.LOCKED,
    vault.VaultLockedError: ExitCode.LOCKED,
    vault.WrongPassphraseError: ExitCode.LOCKED,
    vault.RecoveryCodeMistypedError: ExitCode.LOCKED,
    vault.WrongRecoveryCodeError: ExitCode.LOCKED,
    vault.KeyringUnavailableError: ExitCode.LOCKED,
    vault.NoSuchWrapError: ExitCode.LOCKED,
    vault.VaultBusyError: ExitCode.BUSY,
    vault.SessionBusyError: ExitCode.BUSY,
    vault.BeingOpenedError: ExitCode.BUSY,
    NoConsentError: ExitCode.NO_CONSENT,
    GrantNotPossibleError: ExitCode.NO_CONSENT,
    OwnerChangedError: ExitCode.NO_CONSENT,
    bundle.NotConsentedError: ExitCode.NO_CONSENT,
    StudyFileError: ExitCode.INVALID,
    ReceiptMismatchError: ExitCode.INVALID,
    CardFileError: ExitCode.INVALID,
    VaultUnsoundError: ExitCode.DAMAGED,
    TamperedChainError: ExitCode.DAMAGED,
    bundle.TamperedBundleError: ExitCode.DAMAGED,
    bundle.TruncatedBundleError: ExitCode.DAMAGED,
    bundle.WrongNameError: ExitCode.DAMAGED,
    bundle.BrokenBundleError: ExitCode.DAMAGED,
    vault.DamagedFileError: ExitCode.DAMAGED,
    vault.RolledBackError: ExitCode.DAMAGED,
    vault.BackupIncompleteError: ExitCode.DAMAGED,
    FullDiskError: ExitCode.DISK,
    vault.StorageFailedError: ExitCode.DISK,
    RecordingDiskError: ExitCode.DISK,
    WouldOverwriteError: ExitCode.FAILED,
}


def exit_code_of(error: Exception) -> ExitCode:
    """The exit code of an error that a person can mend."""
    return next((_CODES[kind] for kind in type(error).__mro__ if kind in _CODES), ExitCode.FAILED)


def exit_codes_help() -> str:
    """The exit codes as a paragraph of ``--help``; click keeps its lines."""
    lines = [f"  {code.value:>3}  {MEANINGS[code]}" for code in ExitCode]
    return "\n".join(["\b", "Exit codes:", *lines])
