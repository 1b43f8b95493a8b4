"""How a recording ended: on the terminal, and as an exit code."""

from pathlib import Path
from typing import Final

from recorder.commands.exit_codes import ExitCode
from recorder.commands.indicator import seconds_text
from recorder.commands.opening import short_id
from recorder.commands.output import print_json, say
from recorder.episode.ending import EndReason
from recorder.episode.time import NS_PER_MS
from recorder.recording.ending import ENDING_WORDS
from recorder.recording.messages import Ended
from recorder.vault.session_header import SessionSummary
from recorder.wording import count_text, size_text

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


def tell_ending(session_id: str, ended: Ended, *, task_folder: Path | None, as_json: bool) -> None:
    """Say how a recording ended, to a person or to a program."""
    if as_json:
        folder = None if task_folder is None else str(task_folder)
        print_json({"session": session_id, **_outline(ended), "task_folder": folder})
        return
    words = ENDING_WORDS[ended.reason]
    if ended.reason is EndReason.STORAGE_FAILED:
        words += " Run 'assent vault check'."
    summary = ended.summary
    if summary is None:
        say(words)
        return
    say(f"{words} {_figures(summary)}, encrypted in your vault.")
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
