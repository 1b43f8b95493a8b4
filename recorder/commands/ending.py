"""How a recording ended: in the vault, in words, and as an exit code."""

from pathlib import Path
from typing import Final

from recorder.commands.exit_codes import ExitCode
from recorder.commands.indicator import seconds_text
from recorder.commands.opening import settle, short_id
from recorder.commands.output import print_json, say
from recorder.episode.ending import EndReason
from recorder.episode.time import NS_PER_MS
from recorder.recording.messages import Ended
from recorder.vault.session_header import SessionSummary
from recorder.vault.vault import Vault
from recorder.wording import count_text, size_text

_WORDS: Final = {
    EndReason.STOPPED: "Stopped.",
    EndReason.TIME_IS_UP: "The time is up.",
    EndReason.CONSENT_ENDED: "Your consent ended, so the recording did.",
    EndReason.DISK_FULL: "The disk is full, so the recording ended. Free some space before the next one.",
    EndReason.DISK_TOO_SLOW: "The disk could not keep up, so the recording ended.",
    EndReason.STORAGE_FAILED: "The disk refused, so the recording ended. Run 'assent vault check'.",
    EndReason.SCREEN_GONE: "The desktop went away, so the recording ended.",
    EndReason.SCREEN_UNREADABLE: "The screen could no longer be read, so the recording ended.",
    EndReason.INDICATOR_GONE: "The recording's sign went away, so the recording ended.",
    EndReason.CRASHED: "Assent met a fault of its own, so the recording ended. Please report it.",
    EndReason.DESTROYED: "Destroyed. Nothing of this recording is left.",
}
_CODES: Final = {
    EndReason.CONSENT_ENDED: ExitCode.NO_CONSENT,
    EndReason.DISK_FULL: ExitCode.DISK,
    EndReason.DISK_TOO_SLOW: ExitCode.DISK,
    EndReason.STORAGE_FAILED: ExitCode.DISK,
    EndReason.SCREEN_GONE: ExitCode.FAILED,
    EndReason.SCREEN_UNREADABLE: ExitCode.FAILED,
    EndReason.INDICATOR_GONE: ExitCode.FAILED,
    EndReason.CRASHED: ExitCode.BUG,
}


def file_ending(vault: Vault, session_id: str, ended: Ended) -> None:
    """Write down in the vault how a recording ended.

    Raises:
        UserFacingError: The vault's disk refuses, or the file is not the one that was recorded.
    """
    if ended.reason is EndReason.DESTROYED:
        vault.forget_destroyed_session(session_id)
    elif ended.summary is None:
        settle(vault)
    else:
        vault.finish_session(ended.summary)


def tell_ending(session_id: str, ended: Ended, *, task_folder: Path | None, as_json: bool) -> None:
    """Say how a recording ended, to a person or to a program."""
    if as_json:
        folder = None if task_folder is None else str(task_folder)
        print_json({"session": session_id, **_outline(ended), "task_folder": folder})
        return
    summary = ended.summary
    if summary is None:
        say(_WORDS[ended.reason])
        return
    say(f"{_WORDS[ended.reason]} {_figures(summary)}, encrypted in your vault.")
    say(f"Look at it with: assent show {short_id(session_id)}")


def exit_code_of_ending(ended: Ended) -> ExitCode:
    """Done if it ended as the person wished, else what cut it short; what was recorded is kept either way."""
    return _CODES.get(ended.reason, ExitCode.DONE)


def _figures(summary: SessionSummary) -> str:
    return (
        f"{seconds_text(summary.ended_ns)}, {count_text(summary.events, 'event')}, "
        f"{count_text(summary.packets, 'picture')}, {size_text(summary.file_bytes)}"
    )


def _outline(ended: Ended) -> dict[str, object]:
    summary = ended.summary
    if summary is None:
        return {"reason": ended.reason.value, "kept": False}
    return {
        "reason": ended.reason.value,
        "kept": True,
        "length_ms": summary.ended_ns // NS_PER_MS,
        "events": summary.events,
        "pictures": summary.packets,
        "file_bytes": summary.file_bytes,
        "longest_wait_ms": ended.worst_lag_ms,
    }
