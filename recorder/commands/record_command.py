"""``record``: do a task while it is recorded, with a sign that is always there."""

import os
import platform
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import psutil

from recorder.commands.consent_commands import chain_of
from recorder.commands.exit_codes import ExitCode
from recorder.commands.failures import is_debugging
from recorder.commands.files import read_bytes
from recorder.commands.indicator import Indicator, seconds_text
from recorder.commands.opening import opened_vault, settle, short_id
from recorder.commands.output import json_option, note, print_json, say
from recorder.commands.wording import clean, count_text, size_text
from recorder.consented import Consented, permit_from_records
from recorder.devices.x11.gesture_settings import read_gesture_settings
from recorder.episode.ending import EndReason
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.errors import UserFacingError
from recorder.recording.host import RecordingProcess
from recorder.recording.hotkeys import chords_of
from recorder.recording.messages import Begin, Ended, Hotkeys, ProgressReport, Started
from recorder.session import Command
from recorder.vault.session_header import SessionHeader, SessionSummary, new_session_id
from recorder.vault.vault import Vault

_POLL_S: Final = 0.2
_KEYS: Final = Hotkeys()
_WHY_ENDED: Final = {
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
}
_EXIT_CODES: Final = {
    EndReason.CONSENT_ENDED: ExitCode.NO_CONSENT,
    EndReason.DISK_FULL: ExitCode.DISK,
    EndReason.DISK_TOO_SLOW: ExitCode.DISK,
    EndReason.STORAGE_FAILED: ExitCode.DISK,
    EndReason.SCREEN_GONE: ExitCode.FAILED,
    EndReason.SCREEN_UNREADABLE: ExitCode.FAILED,
    EndReason.INDICATOR_GONE: ExitCode.FAILED,
    EndReason.CRASHED: ExitCode.BUG,
}
"""Of a recording that ended otherwise than the person wished; it is kept all the same."""


@click.command()
@click.option(
    "--study", "study_file", required=True, type=click.Path(path_type=Path), help="The study's file."
)
@click.option("--task", "task_id", required=True, help="The task's id, as `study show` prints it.")
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="End by itself after so many recorded seconds.",
)
@click.option(
    "--off-record-minutes",
    type=click.FloatRange(min=0, min_open=True, max=24 * 60),
    default=2.0,
    show_default=True,
    help="How far back `off the record` wipes.",
)
@click.option(
    "--pause-key", default=_KEYS.toggle_pause, show_default=True, help="Pauses and goes on, anywhere."
)
@click.option(
    "--off-record-key", default=_KEYS.off_the_record, show_default=True, help="Wipes the last minutes."
)
@click.option("--stop-key", default=_KEYS.stop, show_default=True, help="Stops, anywhere.")
@click.option("--panic-key", default=_KEYS.panic, show_default=True, help="Stops and destroys, anywhere.")
@json_option
def record(  # noqa: PLR0913 - every wish has a flag
    study_file: Path,
    *,
    task_id: str,
    seconds: float | None,
    off_record_minutes: float,
    pause_key: str,
    off_record_key: str,
    stop_key: str,
    panic_key: str,
    as_json: bool,
) -> None:
    """Record a task of a study that you consented to.

    Works on the desktop that DISPLAY names. A line here shows that it records for as long as it does; this
    terminal is never in the pictures. Closing it ends the recording.
    """
    study_bytes = read_bytes(study_file)
    hotkeys = Hotkeys(pause_key, off_record_key, stop_key, panic_key)
    indicator = Indicator(chords_of(hotkeys))
    with opened_vault() as vault:
        chain = chain_of(vault)
        consented = permit_from_records(
            study_bytes, chain.lines, chain.head, task_id=task_id, now=datetime.now(UTC)
        )
        header = _header(consented)
        say_or_note = note if as_json else say
        say_or_note(f"Task: {clean(consented.task.title)}")
        say_or_note(clean(consented.task.instructions.strip(), breaks=True))
        indicator.explain()
        new = vault.new_session(header, retention_days=consented.study.retention_days)
        begin = Begin(
            study_toml=study_bytes,
            consent_entries=chain.lines,
            consent_head=chain.head,
            task_id=consented.task.id,
            streams=tuple(Stream(stream) for stream in header.streams),
            session_path=str(new.path),
            session_key=new.key,
            header=header,
            hotkeys=hotkeys,
            off_the_record_ns=round(off_record_minutes * 60 * NS_PER_SECOND),
            longest_ns=None if seconds is None else round(seconds * NS_PER_SECOND),
            own_windows=own_windows(),
            own_pids=own_processes(),
            log_level="DEBUG" if is_debugging() else "WARNING",
        )
        try:
            ended = _follow(begin, indicator)
        except UserFacingError:
            settle(vault)
            raise
        _conclude(vault, header.session_id, ended, as_json=as_json)
    if ended.reason in _EXIT_CODES:
        raise click.exceptions.Exit(_EXIT_CODES[ended.reason])


def own_windows() -> tuple[int, ...]:
    """The window of the terminal that this runs in, where the terminal says."""
    named = os.environ.get("WINDOWID", "")
    return (int(named),) if named.isdecimal() else ()


def own_processes() -> tuple[int, ...]:
    """This process and those that started it: the terminal is among them."""
    this = psutil.Process()
    return (this.pid, *(parent.pid for parent in this.parents()))


def _header(consented: Consented) -> SessionHeader:
    claims = consented.permit.claims
    return SessionHeader(
        session_id=new_session_id(),
        study_id=consented.study.id,
        study_version=consented.study.version,
        study_sha256=consented.study.sha256,
        task_id=consented.task.id,
        grant_hash=claims.grant_sha256,
        streams=tuple(sorted(claims.streams)),
        started_at=datetime.now(UTC),
        platform=platform.platform(),
        display=os.environ.get("DISPLAY", ""),
        gestures=read_gesture_settings().in_device_pixels(),
        frames_per_second=consented.study.frames_per_second,
    )


def _follow(begin: Begin, indicator: Indicator) -> Ended:
    """Show the recording until it is over; Ctrl+C, a hang-up or the terminal's end stop it."""
    with RecordingProcess(begin) as recording, _stopping(recording):
        while True:
            message = recording.hear(_POLL_S)
            match message:
                case Started():
                    for warning in message.warnings:
                        indicator.warn(warning)
                case ProgressReport():
                    indicator.show(message)
                case Ended():
                    indicator.close()
                    return message
                case _:
                    pass


@contextmanager
def _stopping(recording: RecordingProcess) -> Iterator[None]:
    """Turn what usually ends a process into a wish to stop."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: recording.order(Command.STOP)) for number in numbers}
    # Ctrl+Z would leave a sign that stands still beside a recording that goes on.
    before[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _conclude(vault: Vault, session_id: str, ended: Ended, *, as_json: bool) -> None:
    if ended.reason is EndReason.DESTROYED:
        vault.forget_destroyed_session(session_id)
        if as_json:
            print_json({"session": session_id, "reason": ended.reason.value, "kept": False})
        else:
            say("Destroyed. Nothing of this recording is left.")
        return
    if ended.summary is None:
        settle(vault)
        return
    vault.finish_session(ended.summary)
    if as_json:
        print_json(_outline(ended.summary))
        return
    summary = ended.summary
    say(
        f"{_WHY_ENDED[ended.reason]} {seconds_text(summary.ended_ns)}, "
        f"{count_text(summary.events, 'event')}, {count_text(summary.packets, 'picture')}, "
        f"{size_text(summary.file_bytes)}, encrypted in your vault."
    )
    say(f"Look at it with: assent show {short_id(session_id)}")


def _outline(summary: SessionSummary) -> dict[str, object]:
    return {
        "session": summary.session_id,
        "reason": summary.reason.value,
        "kept": True,
        "length_ms": summary.ended_ns // NS_PER_MS,
        "events": summary.events,
        "pictures": summary.packets,
        "file_bytes": summary.file_bytes,
    }
