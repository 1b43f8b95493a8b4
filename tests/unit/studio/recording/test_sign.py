from pathlib import Path

import pytest

from recorder.session import State
from studio.recording.sign import InterfaceSign
from studio.recording.steps import Began, Reported
from tests.unit.studio.recording.test_flow import report


class Hearing:
    """A clock that is set, and what was told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.now = 0.0
        self.told: list[Began | Reported] = []
        monkeypatch.setattr("studio.recording.sign.time.monotonic", lambda: self.now)
        self.sign = InterfaceSign("a1", folder, self.told.append, longest_silence_s=10)

    def show(self, at: float) -> None:
        self.now = at
        self.sign.show(report(State.RECORDING).report)


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hearing:
    return Hearing(monkeypatch, tmp_path)


def test_an_interface_that_stands_still_counts_as_gone(hearing: Hearing) -> None:
    hearing.show(1)
    hearing.now = 10.9
    assert not hearing.sign.is_gone
    hearing.show(11.1)
    assert hearing.sign.is_gone


def test_one_that_takes_in_what_it_is_told_does_not(hearing: Hearing) -> None:
    for second in range(1, 100):
        hearing.show(second)
        hearing.sign.take()
    hearing.now = 200
    assert not hearing.sign.is_gone


def test_warnings_come_with_the_beginning_and_the_disk_is_asked_now_and_then(hearing: Hearing) -> None:
    hearing.sign.warn("A key is taken.")
    for second in (1, 2, 3, 7):
        hearing.show(second)
    began, *reports = hearing.told
    assert began == Began("a1", ("A key is taken.",))
    asked = [each.free_bytes is not None for each in reports if isinstance(each, Reported)]
    assert asked == [True, False, False, True]
