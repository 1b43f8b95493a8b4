"""``record``: do a task while it is recorded, with a sign that is always there."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from recorder.commands.ending import exit_code_of_ending, tell_ending
from recorder.commands.exit_codes import ExitCode
from recorder.commands.failures import is_debugging
from recorder.commands.files import read_bytes
from recorder.commands.following import stop_wish
from recorder.commands.indicator import Indicator
from recorder.commands.opening import opened_vault, settle, tell_recoveries
from recorder.commands.output import json_option, note
from recorder.commands.own_windows import own_processes, own_windows
from recorder.commands.task_command import StartWishes, say_where, start_for_person
from recorder.commands.width import reading_columns, wrapped
from recorder.devices.session_kind import refuse_wayland
from recorder.devices.x11.gesture_settings import read_gesture_settings
from recorder.episode.time import NS_PER_SECOND
from recorder.errors import UserFacingError
from recorder.recording.ending import file_ending
from recorder.recording.following import follow
from recorder.recording.host import RecordingProcess
from recorder.recording.hotkeys import chords_of
from recorder.recording.messages import Ended, Hotkeys
from recorder.recording.preparing import (
    OwnParts,
    Prepared,
    Steering,
    header_of,
    new_recording,
    prepare,
)
from recorder.task_start.parting import part_from, plain_name
from recorder.vault.session_header import SessionHeader
from recorder.vault.vault import Vault
from recorder.wording import clean

_KEYS: Final = Hotkeys()


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
    "--start/--no-start",
    default=True,
    help="Start the task as the study says (the default), or record what you have started yourself.",
)
@click.option("--yes", is_flag=True, help="Start the study's command without asking.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="A new or empty folder for the task's files; a temporary one if not given.",
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
    start: bool,
    yes: bool,
    folder: Path | None,
    off_record_minutes: float,
    pause_key: str,
    off_record_key: str,
    stop_key: str,
    panic_key: str,
    as_json: bool,
) -> ExitCode:
    """Record a task of a study that you consented to.

    Works on the desktop that DISPLAY names. The task is started as the study says, once you have seen the
    command; its program and its files stay when the recording ends. A line here shows that it records for as
    long as it does; this terminal is never in the pictures. Closing it ends the recording.
    """
    study_bytes = read_bytes(study_file)
    steering = Steering(
        Hotkeys(pause_key, off_record_key, stop_key, panic_key),
        off_the_record_ns=round(off_record_minutes * 60 * NS_PER_SECOND),
        longest_ns=None if seconds is None else round(seconds * NS_PER_SECOND),
    )
    indicator = Indicator(chords_of(steering.hotkeys))
    refuse_wayland(os.environ)
    gestures = read_gesture_settings().in_device_pixels()
    with opened_vault() as vault:
        prepared = prepare(vault, study_bytes, task_id=task_id, now=datetime.now(UTC))
        task = prepared.consented.task
        note(f"Task: {clean(task.title)}")
        instructions = clean(task.instructions.strip(), breaks=True)
        note("\n".join(wrapped(instructions, reading_columns(sys.stderr))))
        started = None
        if start:
            wishes = StartWishes(is_agreed=yes, folder=folder)
            started = start_for_person(task, wishes, own_processes=own_processes())
        left = None
        try:
            header = header_of(
                prepared,
                gestures=gestures,
                first_window=None if started is None else started.rect,
                task_folder="" if started is None else plain_name(started.folder),
                environment=os.environ,
                now=datetime.now(UTC),
            )
            ended = _record(vault, prepared, header, steering, indicator=indicator)
            left = None if started is None else part_from(started, environment=os.environ)
            tell_ending(header.session_id, ended, task_folder=left, as_json=as_json)
        finally:
            if started is not None:
                say_where(left or part_from(started, environment=os.environ))
    return exit_code_of_ending(ended)


def _record(
    vault: Vault, prepared: Prepared, header: SessionHeader, steering: Steering, *, indicator: Indicator
) -> Ended:
    """Record, and write into the vault how it ended, whatever asks this process to end meanwhile."""
    indicator.explain()
    with stop_wish() as wish:
        begin = new_recording(
            vault,
            prepared,
            header,
            steering=steering,
            own=OwnParts(own_windows(), own_processes()),
            log_level="DEBUG" if is_debugging() else "WARNING",
        )
        try:
            with RecordingProcess(begin) as recording:
                ended = follow(recording, indicator, wish)
        except UserFacingError:
            settle(vault)
            raise
        tell_recoveries(file_ending(vault, header.session_id, ended))
        return ended
