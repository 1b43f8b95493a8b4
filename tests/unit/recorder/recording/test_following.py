from collections.abc import Iterator
from typing import cast

import pytest

from recorder.episode.ending import EndReason
from recorder.recording.following import StopWish, follow
from recorder.recording.host import RecordingCrashedError, RecordingProcess
from recorder.recording.messages import Ended, FromRecorder, Progress, Started
from recorder.session import Command, State

REPORT = Progress(State.RECORDING, None, 1, None, 1, 1, 1, 1, 0, hides_something=False, worst_lag_ms=0)
ENDED = Ended(EndReason.STOPPED, None)


class Recording:
    """A process that says what it is told to, and remembers what it heard."""

    def __init__(self, *says: FromRecorder | None) -> None:
        self._says: Iterator[FromRecorder | None] = iter(says)
        self.heard: list[object] = []

    def order(self, command: Command) -> None:
        self.heard.append(command)

    def hang_up(self) -> None:
        self.heard.append("hang up")

    def hear(self, _timeout_s: float) -> FromRecorder | None:
        return next(self._says, None)


class Sign:
    """Keeps what it is to show."""

    def __init__(self) -> None:
        self.is_gone = False
        self.shown: list[object] = []

    def warn(self, text: str) -> None:
        self.shown.append(text)

    def show(self, report: Progress) -> None:
        self.shown.append(report)

    def close(self) -> None:
        self.shown.append("closed")


def followed(recording: Recording, sign: Sign, wish: StopWish | None = None) -> Ended:
    return follow(cast("RecordingProcess", recording), sign, wish or StopWish())


def test_a_sign_shows_all_that_is_said_and_goes_at_the_end() -> None:
    sign = Sign()
    assert followed(Recording(Started(("A key is taken.",)), None, REPORT, ENDED), sign) is ENDED
    assert sign.shown == ["A key is taken.", REPORT, "closed"]


def test_a_wish_to_stop_is_handed_on_once() -> None:
    recording, wish = Recording(REPORT, REPORT, ENDED), StopWish()
    wish.is_made = True
    followed(recording, Sign(), wish)
    assert recording.heard == [Command.STOP]


def test_without_a_sign_nobody_is_recorded() -> None:
    recording, sign = Recording(REPORT, ENDED), Sign()
    sign.is_gone = True
    followed(recording, sign)
    assert recording.heard == ["hang up"]


def test_an_end_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1000, 5))
    monkeypatch.setattr("recorder.recording.following.time.monotonic", lambda: float(next(seconds)))
    wish = StopWish()
    wish.is_made = True
    with pytest.raises(RecordingCrashedError):
        followed(Recording(), Sign(), wish)
