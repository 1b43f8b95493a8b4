"""Whether memory stays flat over an hour of recording, simulated in a minute.

The real recorder, encoder and encrypted file at 1920x1080, with synthetic devices that do an hour's work
sixty times as fast: 450,000 pointer reports, and a changed picture every two seconds. Prints this process's
own memory along the way. Run it with ``python -m tests.benchmarks.hour``.
"""

import secrets
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from recorder.consented import Consented, permit_from_records
from recorder.episode.consent import ConsentChain
from recorder.episode.events import PointerMoved
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_SECOND
from recorder.recording.recorder import Recorder
from recorder.session import Command, RecordingRules
from recorder.study_file import read_study
from recorder.vault.session_header import SessionSummary
from recorder.vault.session_writer import SessionWriter
from tests.rigs.synthetic import HEADER, SyntheticDevices

_SECONDS: Final = 60
_EVENTS_PER_SECOND: Final = 7_500
_CHANGES_PER_SECOND: Final = 60
_MONITOR: Final = Monitor(0, "synthetic", Rect(0, 0, 1920, 1080), 1.0, is_primary=True)
_STUDY: Final = Path(__file__).with_name("study.toml")


def main() -> None:
    """Record the hour and print what it took."""
    devices = SyntheticDevices()
    devices.screen.resize(_MONITOR, 230)
    devices.screen.draw(_MONITOR.rect, 230)
    summaries: list[SessionSummary] = []
    with tempfile.TemporaryDirectory(prefix="assent-hour-") as folder:
        recorder = Recorder(
            _consented(),
            rules=RecordingRules(frozenset(Stream), {}, 120 * NS_PER_SECOND),
            open_devices=lambda _: devices.opened(),
            open_sink=lambda: SessionWriter.create(
                Path(folder) / "hour.db", secrets.token_bytes(32), replace(HEADER, session_id="hour")
            ),
            on_finished=summaries.append,
        )
        thread = threading.Thread(
            target=recorder.run, args=(lambda _: None,), kwargs={"progress_every_ns": NS_PER_SECOND}
        )
        thread.start()
        time.sleep(1)
        _work(devices)
        asked = time.monotonic()
        recorder.tell(Command.STOP)
        thread.join()
        stopped_s = time.monotonic() - asked
    summary = summaries[0]
    print(  # noqa: T201 - the result
        f"{summary.events:,} events, {summary.packets:,} pictures, {summary.file_bytes / 1e6:.0f} MB; "
        f"stopped in {stopped_s:.2f} s"
    )


def _work(devices: SyntheticDevices) -> None:
    chance = np.random.default_rng(1)
    process = psutil.Process()
    started = time.monotonic()
    sent = drawn = 0
    next_word_s = 5
    while (elapsed_s := time.monotonic() - started) < _SECONDS:
        while sent < elapsed_s * _EVENTS_PER_SECOND:
            devices.input.send(PointerMoved(devices.clock.now_ns(), sent % 1920, sent % 1080))
            sent += 1
        while drawn < elapsed_s * _CHANGES_PER_SECOND:
            left, top = int(chance.integers(0, 1800)), int(chance.integers(0, 1000))
            devices.screen.draw(Rect(left, top, 120, 24), int(chance.integers(0, 256)))
            drawn += 1
        if elapsed_s >= next_word_s:
            memory_mb = process.memory_full_info().uss / 1e6
            print(f"minute {next_word_s:2d}: {memory_mb:.0f} MB", flush=True)  # noqa: T201 - the result
            next_word_s += 5
        time.sleep(0.005)


def _consented() -> Consented:
    data = _STUDY.read_bytes().replace(b"frames_per_second = 10", b"frames_per_second = 30")
    now = datetime.now(UTC)
    study = read_study(data)
    chain = ConsentChain().grant(study, contributor="hour", answers=dict.fromkeys(Stream, True), now=now)
    return permit_from_records(data, chain.lines, chain.head, task_id="work", now=now)


if __name__ == "__main__":
    main()
