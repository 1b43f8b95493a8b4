"""Files how a recording ended, when the vault is open."""

from recorder.recording.ending import file_ending
from recorder.recording.messages import Ended
from recorder.vault.catalog import GONE
from recorder.vault.session_header import SessionSummary
from recorder.vault.vault import Vault


def file_session(vault: Vault, session_id: str, ended: Ended | None) -> SessionSummary | None:
    """Write down how a session ended.

    Args:
        vault: Unlocked.
        session_id: Which.
        ended: What its process said; ``None`` where it could not say, or where the vault may know already.

    Returns:
        What is in its file; ``None`` where nothing of it is left.

    Raises:
        UserFacingError: The vault's disk refuses, or the file is not the one that was recorded.
    """
    if ended is None:
        vault.recover_sessions()
    else:
        file_ending(vault, session_id, ended)
    row = next(row for row in vault.sessions() if row.session_id == session_id)
    return None if row.state in GONE else row.summary
