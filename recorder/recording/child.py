"""The recording process: ``python -m recorder.recording.child``, spoken to through its standard input.

It holds one session's key in memory and shows nothing of it: no core dump, no attaching debugger of the same
user, no arguments, no environment. What it is told and what it says are in ``messages.py``.
"""

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from recorder.consented import permit_from_records
from recorder.episode.ending import EndReason
from recorder.episode.time import NS_PER_MS
from recorder.errors import UserFacingError
from recorder.ports import FullDiskError
from recorder.process_memory import close_to_others
from recorder.recording.desktop import open_desktop
from recorder.recording.hotkeys import chords_of
from recorder.recording.messages import (
    Begin,
    Ended,
    Failed,
    Order,
    Progress,
    Started,
    read_from_host,
)
from recorder.recording.recorder import Recorder
from recorder.recording.report_pipe import ReportPipe
from recorder.recording.writer import SilentDiskError, WipeFailedError
from recorder.session import RecordingRules
from recorder.vault.errors import StorageFailedError
from recorder.vault.session_header import SessionSummary
from recorder.vault.session_writer import SessionWriter

_PROGRESS_EVERY_NS: Final = 500 * NS_PER_MS

_DISK_ERRORS: Final = (FullDiskError, StorageFailedError, SilentDiskError, WipeFailedError)

_log = logging.getLogger(__name__)


def main() -> int:
    """Run the recording process.

    Returns:
        0 if a recording ran and ended, 1 if it could not.
    """
    close_to_others()
    orders, reports = _private_pipes()
    first = orders.readline()
    if not first.endswith(b"\n"):
        return 1  # whoever started this is gone already: there is nothing to do and nobody to tell
    try:
        ended = _record(first, orders, reports)
    except UserFacingError as error:
        is_of_the_disk = isinstance(error, _DISK_ERRORS)
        reports.say_last(Failed(error.happened, error.kept, error.mend, is_of_the_disk))
        return 1
    except Exception as error:  # noqa: BLE001 - the last handler: no traceback, which could hold what was captured
        _log.error("the recording process met a bug: %s", type(error).__name__)
        reports.say_last(
            Failed(
                "The recording met an error of its own and had to end.",
                "Everything up to its last second is in the vault.",
                "Please report it, with what 'assent doctor' prints.",
            ),
        )
        return 1
    reports.say_last(ended)
    return 0


def _private_pipes() -> tuple[BinaryIO, ReportPipe]:
    """The two ends of the conversation, moved away from where a chatty library could write into them."""
    orders = os.fdopen(os.dup(0), "rb")
    reports = ReportPipe(os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return orders, reports


def _record(first: bytes, orders: BinaryIO, reports: ReportPipe) -> Ended:
    begin = read_from_host(first)
    if not isinstance(begin, Begin):
        raise TypeError("a conversation starts with what to record")
    logging.basicConfig(
        level=begin.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    consented = permit_from_records(
        begin.study_toml,
        begin.consent_entries,
        begin.consent_head,
        task_id=begin.task_id,
        streams=begin.streams,
        now=datetime.now(UTC),
    )
    chords = chords_of(begin.hotkeys)
    summaries: list[SessionSummary] = []
    warnings: list[str] = []
    recorder = Recorder(
        consented,
        rules=RecordingRules(frozenset(begin.streams), chords, begin.off_the_record_ns, begin.longest_ns),
        open_devices=lambda tell: open_desktop(
            consented.study, tuple(chords), begin=begin, tell=tell, warn=warnings.append
        ),
        open_sink=lambda: SessionWriter.create(Path(begin.session_path), begin.session_key, begin.header),
        on_finished=summaries.append,
    )
    _listen(orders, recorder)
    _end_on_a_fault(recorder)
    reports.say(Started(tuple(warnings)))

    worst_lag_ms = 0

    def report(progress: Progress) -> None:
        nonlocal worst_lag_ms
        worst_lag_ms = progress.worst_lag_ms
        if not reports.say(progress):
            recorder.tell(EndReason.INDICATOR_GONE)

    reason = recorder.run(report, progress_every_ns=_PROGRESS_EVERY_NS)
    return Ended(reason, summaries[0] if summaries else None, worst_lag_ms)


def _listen(orders: BinaryIO, recorder: Recorder) -> None:
    """Hand on orders from a thread of its own; the end of the pipe means that nobody shows the recording."""

    def listen() -> None:
        for line in orders:
            try:
                message = read_from_host(line)
            except msgspec.MsgspecError:
                break
            if isinstance(message, Order):
                recorder.tell(message.command)
        recorder.tell(EndReason.INDICATOR_GONE)

    # A daemon: it waits for a line that may never come, and must not keep the process.
    threading.Thread(target=listen, name="orders", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: recorder.tell(EndReason.STOPPED))


def _end_on_a_fault(recorder: Recorder) -> None:
    """Let no thread die in silence: a device that reports no more would leave a recording full of holes."""

    def end(fault: threading.ExceptHookArgs) -> None:
        # The kind of error and no more: its text could hold what was captured.
        _log.error("a thread met a bug: %s", fault.exc_type.__name__)
        recorder.tell(EndReason.CRASHED)

    threading.excepthook = end


if __name__ == "__main__":
    # At once: a thread that waits for a device or a dead disk must not keep a process that nobody sees.
    os._exit(main())
