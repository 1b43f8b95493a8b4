"""How a recording ended: written down in the vault, and in words for whoever shows it."""

from typing import Final

from recorder.episode.ending import EndReason
from recorder.episode.phrase import later
from recorder.recording.messages import Ended
from recorder.vault.session_recovery import SessionRecovery
from recorder.vault.vault import Vault

ENDING_WORDS: Final = {
    EndReason.STOPPED: later("Stopped."),
    EndReason.TIME_IS_UP: later("The time is up."),
    EndReason.CONSENT_ENDED: later("Your consent ended, so the recording did."),
    EndReason.DISK_FULL: later(
        "The disk is full, so the recording ended. Free some space before the next one."
    ),
    EndReason.DISK_TOO_SLOW: later("The disk could not keep up, so the recording ended."),
    EndReason.STORAGE_FAILED: later("The disk refused, so the recording ended."),
    EndReason.SCREEN_GONE: later("The desktop went away, so the recording ended."),
    EndReason.SCREEN_UNREADABLE: later("The screen could no longer be read, so the recording ended."),
    EndReason.INDICATOR_GONE: later("The recording's sign went away, so the recording ended."),
    EndReason.CRASHED: later("Assent met a fault of its own, so the recording ended. Please report it."),
    EndReason.DESTROYED: later("Destroyed. Nothing of this recording is left."),
}
"""Why it ended, in whole sentences."""

AS_WISHED: Final = frozenset({EndReason.STOPPED, EndReason.TIME_IS_UP, EndReason.DESTROYED})
"""The endings that the person wanted; all others cut a recording short."""


def file_ending(vault: Vault, session_id: str, ended: Ended) -> tuple[SessionRecovery, ...]:
    """Write down in the vault how a recording ended.

    Returns:
        What was done with sessions that were left open, where this one had no proper end.

    Raises:
        UserFacingError: The vault is locked, its disk refuses, or the file is not the one that was recorded.
    """
    if ended.reason is EndReason.DESTROYED:
        vault.forget_destroyed_session(session_id)
    elif ended.summary is None:
        return vault.recover_sessions()
    else:
        vault.finish_session(ended.summary)
    return ()
