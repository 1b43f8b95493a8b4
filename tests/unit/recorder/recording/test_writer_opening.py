import threading

import pytest

from recorder.ports import SessionSink
from recorder.recording.clock import MonotonicClock
from recorder.recording.writer import Writer
from recorder.vault.errors import DiskFullError
from recorder.vault.session_header import SessionSummary


def test_a_file_that_cannot_be_begun_is_an_error_of_the_start_and_leaves_no_thread() -> None:
    def refuse() -> SessionSink[SessionSummary]:
        raise DiskFullError

    writer = Writer(refuse, MonotonicClock(0), lambda _: None)
    with pytest.raises(DiskFullError):
        writer.start()
    assert "session-writer" not in {thread.name for thread in threading.enumerate()}
