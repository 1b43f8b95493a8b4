"""The acting process ends for its parent when it ends, whoever else still holds its pipes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from recorder.episode.screen import Rect
from replay.displays.programs import Process
from replay.running import pipe
from replay.running.film import Change
from replay.running.messages import Order, Released, Shown, ShownPicture, Up, Wish, encoded
from replay.running.pipe import TooLongError
from replay.running.process import ActingProcess, Gone

# A process in a session of its own has the pipes, which nobody can end by its parent's group.
_LEAVES_A_STRAY = """
import subprocess, sys
stray = subprocess.Popen(["sleep", "600"], start_new_session=True)
open(sys.argv[1], "w").write(str(stray.pid))
sys.stdout.buffer.write(bytes.fromhex(sys.argv[2]))
sys.stdout.flush()
if sys.argv[3] == "stays":
    import time
    time.sleep(600)
"""
_PATIENCE_S = 30.0


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "stray"
    yield path
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(int(path.read_text()), signal.SIGKILL)


def _start(note: Path, stays: str) -> Process:
    body = encoded(Up())
    said = (len(body).to_bytes(4, "big") + body).hex()
    return subprocess.Popen(
        [sys.executable, "-c", _LEAVES_A_STRAY, str(note), said, stays],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def _heard(process: ActingProcess) -> list[object]:
    heard: list[object] = []
    until_s = time.monotonic() + _PATIENCE_S
    while not heard or not isinstance(heard[-1], Gone):
        assert time.monotonic() < until_s, "it never ended"
        message = process.hear(0.05)
        if message is not None:
            heard.append(message)
    return heard


def test_its_end_is_heard_though_a_stray_process_holds_the_pipe(note: Path) -> None:
    with closing(ActingProcess(_start(note, "goes"), most_bytes=1 << 20)) as process:
        up, gone = _heard(process)
    assert isinstance(up, Up)
    assert isinstance(gone, Gone)
    assert not gone.is_nonsense


@pytest.mark.parametrize("stays", ["goes", "stays"])
def test_closing_waits_for_no_stray_process(note: Path, stays: str) -> None:
    started = _start(note, stays)
    process = ActingProcess(started, most_bytes=1 << 20)
    assert isinstance(process.hear(_PATIENCE_S), Up)
    began_s = time.monotonic()
    process.close()
    assert time.monotonic() - began_s < _PATIENCE_S
    assert started.returncode is not None
    # It was there all the time.
    os.kill(int(note.read_text()), 0)


def test_what_nobody_reads_is_let_go_of(note: Path) -> None:
    process = ActingProcess(_start(note, "goes"), most_bytes=1 << 20)
    picture = ShownPicture(place=Rect(0, 0, 1, 1), change=Change(0, 0, 1, 1, bytes(4 << 20)), covered=())
    process.say(Shown(number=1, picture=picture))
    process.say(Order(wish=Wish.ABORT))
    assert isinstance(process.hear(_PATIENCE_S), Up)
    began_s = time.monotonic()
    process.close()
    assert time.monotonic() - began_s < _PATIENCE_S


def test_that_it_let_go_is_noted_though_its_owner_is_busy(note: Path) -> None:
    body = encoded(Released())
    said = (len(body).to_bytes(4, "big") + body).hex()
    program = (
        f"import sys; sys.stdout.buffer.write(bytes.fromhex({said!r})); sys.stdout.flush(); sys.stdin.read()"
    )
    argv = [sys.executable, "-c", program]
    started = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    with closing(ActingProcess(started, most_bytes=1 << 20)) as process:
        until_s = time.monotonic() + _PATIENCE_S
        # Nobody hears it meanwhile.
        while process.let_go_ns is None:
            assert time.monotonic() < until_s, "it was never noted"
            threading.Event().wait(0.01)
        assert process.let_go_ns <= time.monotonic_ns()


def test_what_is_too_long_is_refused_where_it_is_said_and_what_follows_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipe, "LONGEST_BYTES", 100)
    said = (len(encoded(Released())).to_bytes(4, "big") + encoded(Released())).hex()
    # It answers what it is told, and nothing else.
    program = (
        "import sys; sys.stdin.buffer.read(4); "
        f"sys.stdout.buffer.write(bytes.fromhex({said!r})); sys.stdout.flush(); sys.stdin.read()"
    )
    argv = [sys.executable, "-c", program]
    started = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    picture = ShownPicture(place=Rect(0, 0, 1, 1), change=Change(0, 0, 1, 1, bytes(200)), covered=())
    with closing(ActingProcess(started, most_bytes=1 << 20)) as process:
        with pytest.raises(TooLongError):
            process.say(Shown(number=1, picture=picture))
        process.say(Order(wish=Wish.ABORT))
        assert isinstance(process.hear(_PATIENCE_S), Released)
