import io
import os
import pty

import click
import pytest

from recorder.commands.errors import NoSignError
from recorder.commands.indicator import Indicator, Part, fitted
from recorder.episode.events import MarkKind
from recorder.recording.hotkeys import chords_of
from recorder.recording.messages import Hotkeys, Progress
from recorder.session import State

CHORDS = chords_of(Hotkeys())


def report(
    state: State = State.RECORDING, *, pause: MarkKind | None = None, dropped: int = 0, events: int = 1234567
) -> Progress:
    return Progress(
        state=state,
        pause_kind=pause,
        recorded_ns=754 * 10**9,
        paused_since_ns=None,
        now_ns=754 * 10**9,
        events=events,
        frames=12,
        video_bytes=123_456_789,
        frames_dropped=dropped,
        hides_something=True,
        worst_lag_ms=3,
    )


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


REPORTS = [
    report(),
    report(dropped=12345),
    report(State.PAUSED, pause=MarkKind.PAUSED),
    report(State.PAUSED, pause=MarkKind.SCREEN_LOCKED),
    report(State.PAUSED, pause=MarkKind.SUSPENDED),
]


@pytest.mark.parametrize("each", REPORTS)
def test_the_line_never_wraps_at_80_columns(each: Progress) -> None:
    stream = Tty()
    Indicator(CHORDS, stream).show(each)
    (line,) = click.unstyle(stream.getvalue()).replace("\r", "").splitlines()
    assert 10 < len(line) < 80
    assert line.startswith(("● Recording 12:34", "▮▮ Paused"))
    if each.state is State.PAUSED:
        assert "to go on" in line


def test_what_matters_least_is_left_out_first() -> None:
    parts = [Part("sign", 9), Part("less", 1), Part("more", 2)]
    assert fitted(parts, 80) == "sign · less · more"
    assert fitted(parts, 17) == "sign · more"
    assert fitted(parts, 4) == "sig"


def test_a_warning_stays_above_the_line() -> None:
    stream = Tty()
    indicator = Indicator(CHORDS, stream)
    indicator.show(report(events=1))
    indicator.warn("A key is taken.")
    shown = click.unstyle(stream.getvalue()).split("\r")
    assert shown[-1].startswith("A key is taken.\n● Recording 12:34 · 1 event")


def test_the_line_is_drawn_only_when_it_says_something_new() -> None:
    stream = Tty()
    indicator = Indicator(CHORDS, stream)
    for _ in range(3):
        indicator.show(report())
    assert stream.getvalue().count("Recording") == 1


def test_elsewhere_only_changes_are_written() -> None:
    stream = io.StringIO()
    indicator = Indicator(CHORDS, stream)
    for each in (report(), report(events=5), report(State.PAUSED, pause=MarkKind.PAUSED), report()):
        indicator.show(each)
    assert [line.split(" · ")[0][:11] for line in stream.getvalue().splitlines()] == [
        "● Recording",
        "▮▮ Paused, ",
        "● Recording",
    ]


def test_no_place_for_a_sign_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    with pytest.raises(NoSignError):
        Indicator(CHORDS)


@pytest.mark.parametrize("kind", ["pipe", "terminal"])
def test_a_reader_that_left_is_noticed_without_a_word_to_write(kind: str) -> None:
    reader, writer = os.pipe() if kind == "pipe" else pty.openpty()
    with os.fdopen(writer, "w") as stream:
        indicator = Indicator(CHORDS, stream)
        indicator.show(report())
        assert not indicator.is_gone
        os.close(reader)
        indicator.show(report())
        assert indicator.is_gone
