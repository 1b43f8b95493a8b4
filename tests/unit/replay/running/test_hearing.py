"""What the parent makes of what an acting process says, when that process lies."""

import queue
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from replay.displays.programs import Process
from replay.isolation.in_force import Isolation
from replay.plan.limits import PlanRefusedError
from replay.progress import How
from replay.running import pipe
from replay.running import run as run_module
from replay.running.film import Change
from replay.running.messages import (
    MOST_ASKED,
    Asked,
    Done,
    Ended,
    Failed,
    FromChild,
    Heard,
    LeftFile,
    Looked,
    Outcome,
    Paused,
    Resumed,
    Skipped,
    Up,
    Wish,
    encoded,
    read_from_child,
)
from replay.running.options import RunOptions
from replay.running.pipe import LONGEST_BYTES
from replay.running.result import RunEnding, RunResult
from replay.running.run import LargePictureError, Wishes, run_replay
from replay.running.shown_pictures import RecordedPictures
from replay.seeing.picture import ScreenPicture
from tests.rigs.replay_plans import SCREEN, plan_of, step


def _frames(*messages: FromChild) -> bytes:
    bodies = [encoded(message) for message in messages]
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


def _looked(
    number: int = 1, change: Change | None = None, reason: str = "", window: WindowContext | None = None
) -> Looked:
    return Looked(
        number=number,
        is_end=False,
        at_ns=5,
        outcome=Outcome.LOST if reason else Outcome.READY,
        waited_ns=0,
        dx=0,
        dy=0,
        reason=reason,
        values={},
        change=change or Change(0, 0, 0, 0, b""),
        window=window,
    )


class Liar:
    """Runs a plan whose acting process says just what it is told to, and ends when nobody listens."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._words = folder / "words"
        self.starts = 0
        monkeypatch.setattr(run_module, "start_module", self._start)
        monkeypatch.setattr(run_module, "isolation_in_force", lambda: Isolation(program="/usr/bin/bwrap"))

    def says(
        self,
        *messages: FromChild,
        raw: bytes = b"",
        most_bytes: int = 1 << 20,
        pictures: RecordedPictures | None = None,
        wishes: Sequence[Wish] = (),
        is_paused: bool = False,
        steps: int = 1,
    ) -> RunResult:
        self._words.write_bytes(_frames(*messages) + raw)
        plan = plan_of(*(step(number, 10 * number) for number in range(1, steps + 1)))
        options = RunOptions(most_bytes=most_bytes, is_paused=is_paused)
        wished: Wishes = queue.SimpleQueue()
        for wish in wishes:
            wished.put(wish)
        return run_replay(plan, pictures, options, wishes=wished)

    def _start(self, _module: str, **_: object) -> Process:
        self.starts += 1
        program = (
            "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read()); "
            "sys.stdout.flush(); sys.stdin.buffer.read()"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program, str(self._words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )


@pytest.fixture
def liar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Liar:
    return Liar(tmp_path, monkeypatch)


def test_what_it_says_is_kept(liar: Liar) -> None:
    result = liar.says(
        Up(warnings=("Look \x1b[31mhere",)),
        _looked(),
        Done(number=1, planned_ns=3, began_ns=4, done_ns=5),
        Ended(how=How.FINISHED, at_ns=9),
    )
    assert result.ending is RunEnding.FINISHED
    assert (result.steps[0].began_ns, result.steps[0].done_ns, result.took_ns) == (4, 5, 9)
    # Nothing of it does something to a terminal.
    assert result.remarks == ("Look [31mhere",)


_NOISE = Change(0, 0, SCREEN.width, SCREEN.height, b"x" * 1000)
_OUTSIDE = Change(SCREEN.width, 0, 1, 1, zlib.compress(bytes(4)))


@pytest.mark.parametrize(
    "lie",
    [
        Done(number=2, planned_ns=3, began_ns=4, done_ns=5),
        Skipped(number=7),
        Paused(number=0),
        _looked(number=99),
        _looked(change=_NOISE),
        _looked(change=_OUTSIDE),
        _looked(reason="Step {number.__class__}"),
        _looked(reason="{missing}"),
        _looked(window=WindowContext("x" * 5_000, "", None)),
        Heard(number=1, text="of a step that types nothing"),
        Heard(number=9, text="of none"),
        Asked(number=1),
    ],
    ids=lambda lie: type(lie).__name__,
)
def test_a_lie_ends_the_run(lie: FromChild, liar: Liar) -> None:
    result = liar.says(Up(), lie, Ended(how=How.FINISHED, at_ns=9))
    assert result.ending is RunEnding.BROKE


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense",
        (LONGEST_BYTES + 1).to_bytes(4, "big"),
        b"\0\0\0\x05\xc1\xc1\xc1\xc1\xc1",
        (300).to_bytes(4, "big") + b"\x91" * 300,
    ],
    ids=["text", "endless", "bytes", "nested"],
)
def test_what_is_no_message_ends_the_run(raw: bytes, liar: Liar) -> None:
    assert liar.says(Up(), raw=raw).ending is RunEnding.BROKE


@pytest.mark.parametrize(
    "said",
    [
        Up(warnings=("again",)),
        _looked(),
        Done(number=1, planned_ns=3, began_ns=4, done_ns=5),
        Skipped(number=1),
        msgspec.structs.replace(_looked(), is_end=True),
    ],
    ids=lambda said: type(said).__name__,
)
def test_what_happens_once_is_said_once(said: FromChild, liar: Liar) -> None:
    # Or small words would come to much more in memory than they were.
    ended = Ended(how=How.FINISHED, at_ns=9)
    assert liar.says(said, ended).ending is RunEnding.FINISHED
    assert liar.says(said, said, ended).ending is RunEnding.BROKE


def test_the_look_at_the_end_is_none_at_a_step(liar: Liar) -> None:
    end = msgspec.structs.replace(_looked(), is_end=True)
    result = liar.says(_looked(), end, Ended(how=How.FINISHED, at_ns=9))
    assert result.ending is RunEnding.FINISHED
    assert result.steps[0].after is not None


@pytest.mark.parametrize("reason", ["{how.__class__}", "{", "{missing}"])
def test_a_reason_that_asks_for_more_than_its_values_is_a_lie(reason: str, liar: Liar) -> None:
    result = liar.says(Ended(how=How.STOPPED, at_ns=9, number=1, reason=reason))
    assert result.ending is RunEnding.BROKE


def test_it_may_pause_after_its_last_step(liar: Liar) -> None:
    ended = Ended(how=How.FINISHED, at_ns=9)
    assert liar.says(Paused(number=2), ended, is_paused=True).ending is RunEnding.FINISHED
    assert liar.says(Paused(number=3), ended, is_paused=True).ending is RunEnding.BROKE


def test_it_pauses_in_turn_and_as_often_as_that_was_wished_for(liar: Liar) -> None:
    ended = Ended(how=How.FINISHED, at_ns=9)
    paused, resumed = Paused(number=1), Resumed()
    wished = (Wish.STEP, Wish.RESUME, Wish.PAUSE)
    three_times = (paused, resumed) * 3
    assert liar.says(*three_times, ended, is_paused=True, wishes=wished).ending is RunEnding.FINISHED
    lies = ((*three_times, paused), (paused, paused), (resumed,), (paused, resumed, resumed))
    for lie in lies:
        assert liar.says(*lie, ended, is_paused=True, wishes=wished).ending is RunEnding.BROKE
    assert liar.says(paused, ended).ending is RunEnding.BROKE


def test_a_message_larger_than_any_of_this_desktop_is_not_read(liar: Liar) -> None:
    room = SCREEN.width * SCREEN.height * 4 + RunOptions().files_bytes
    assert room < LONGEST_BYTES // 3
    assert liar.says(Up(), raw=(2 * room).to_bytes(4, "big")).ending is RunEnding.BROKE


class Noise:
    """A recording whose pictures do not get smaller, and how many were made."""

    made = 0

    def before(self, number: int) -> ScreenPicture:
        self.made += 1
        pixels = np.random.default_rng(number).integers(0, 255, (SCREEN.height, SCREEN.width, 4), np.uint8)
        return ScreenPicture(SCREEN, pixels)


class Small:
    """A recording that says what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def before(self, number: int) -> ScreenPicture:
        self.asked.append(number)
        return ScreenPicture(Rect(0, 0, 1, 1), np.zeros((1, 1, 4), np.uint8))


@pytest.mark.parametrize(
    ("asked", "answered"), [([1, 1], [1]), ([2, 1], [2]), ([0], []), ([3, 4], [3])], ids=str
)
def test_a_picture_is_asked_for_once_and_in_order(asked: list[int], answered: list[int], liar: Liar) -> None:
    pictures = Small()
    questions = [Asked(number=number) for number in asked]
    ended = Ended(how=How.FINISHED, at_ns=9)
    assert liar.says(*questions, ended, pictures=pictures, steps=2).ending is RunEnding.BROKE
    assert pictures.asked == answered


def test_who_asks_and_does_not_read_fills_no_memory(liar: Liar) -> None:
    pictures = Noise()
    questions = [Asked(number=number) for number in range(1, 40)]
    # It reads nothing before all was said, and that does not fit into its pipe.
    more = (Up(warnings=("x" * 2_000,) * 5) for _ in range(20))
    assert liar.says(*questions, *more, pictures=pictures, steps=40).ending is RunEnding.BROKE
    # What is being written, and what may wait.
    assert pictures.made <= 1 + MOST_ASKED


def test_a_picture_that_is_too_large_to_be_shown_ends_it_in_words(
    liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "LONGEST_BYTES", 100_000)
    with pytest.raises(LargePictureError):
        liar.says(Up(), Asked(number=1), pictures=Noise())


def test_what_is_too_much_to_be_told_is_refused_before_anything_is_started(
    liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "_WORDS_BYTES", LONGEST_BYTES - 100)
    with pytest.raises(PlanRefusedError):
        liar.says(Ended(how=How.FINISHED, at_ns=9))
    assert liar.starts == 0


def test_whoever_says_too_much_is_ended(liar: Liar) -> None:
    flood = [Up(warnings=("x" * 2_000,) * 10) for _ in range(100)]
    assert liar.says(*flood, most_bytes=1 << 20).ending is RunEnding.BROKE


def test_a_failure_is_told_in_its_words(liar: Liar) -> None:
    with pytest.raises(UserFacingError, match=r"^It failed\. Nothing\. Try again\.$"):
        liar.says(Failed(happened="It \x07failed.", kept="Nothing.", mend="Try again."))


def test_a_name_from_there_is_a_name_and_no_path(liar: Liar) -> None:
    left = LeftFile(name="../../etc/passwd", size=1, sha256="", content=b"x", is_whole=True)
    result = liar.says(Ended(how=How.FINISHED, at_ns=9, files=(left,)))
    assert list(result.files) == ["../../etc/passwd"]
    assert result.files["../../etc/passwd"].content == b"x"


@pytest.mark.parametrize(("field", "value"), [("number", -1), ("at_ns", -5), ("dx", 10**9)])
def test_numbers_have_limits(field: str, value: int) -> None:
    body = msgspec.msgpack.encode(msgspec.structs.replace(_looked(), **{field: value}))
    with pytest.raises(msgspec.ValidationError):
        read_from_child(body)


def test_no_message_shows_what_it_holds() -> None:
    assert "etc" not in repr(LeftFile(name="etc", size=1, sha256="", content=b"x", is_whole=True))
    assert repr(_looked(reason="secret")) == "<Looked>"
    assert repr(Heard(number=1, text="secret")) == "<Heard>"
