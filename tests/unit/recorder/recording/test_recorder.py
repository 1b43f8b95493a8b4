import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recorder.consented import Consented, permit_from_records
from recorder.episode.consent import ConsentChain, NoConsentError, Refusal
from recorder.episode.ending import EndReason
from recorder.episode.events import (
    HiddenReason,
    KeyPressed,
    Mark,
    MarkKind,
    MonitorsChanged,
    PointerMoved,
    WindowContext,
)
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.ports import DesktopSignal, ScreenGoneError
from recorder.privacy import FocusObservation
from recorder.recording.messages import Progress
from recorder.recording.recorder import Recorder
from recorder.session import Command, RecordingRules, State, Stimulus
from recorder.study_file import read_study
from recorder.vault.errors import DiskFullError
from recorder.vault.session_header import SessionSummary
from tests.rigs.recording import wait_for
from tests.rigs.synthetic import PLACE, SyntheticDevices, SyntheticDisk

_SOURCE = (Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes()
_TASK = "list-and-note"


def consented(*, until: datetime | None = None) -> Consented:
    study = read_study(_SOURCE)
    now = datetime.now(UTC)
    answers = dict.fromkeys(Stream, True)
    chain = ConsentChain().grant(study, contributor="Robin", answers=answers, now=now - timedelta(hours=1))
    return permit_from_records(_SOURCE, chain.lines, chain.head, task_id=_TASK, now=until or now)


class Stage:
    """A recorder with synthetic devices and disk, which runs on a thread of its own."""

    def __init__(self, *, longest_ns: int | None = None) -> None:
        self.devices = SyntheticDevices()
        self.disk = SyntheticDisk()
        self.summaries: list[SessionSummary] = []
        self.progress: list[Progress] = []
        self.ended: EndReason | None = None
        self.error: BaseException | None = None
        self.on_progress: Callable[[Progress], None] = self.progress.append
        self.recorder = Recorder(
            consented(),
            rules=RecordingRules(frozenset(Stream), {}, 120 * NS_PER_SECOND, longest_ns),
            open_devices=lambda _: self.devices.opened(),
            open_sink=lambda: self.disk,
            on_finished=self.summaries.append,
        )
        self._thread = threading.Thread(target=self._run, name="stage")

    def start(self) -> "Stage":
        self._thread.start()
        wait_for("the recording", lambda: self.progress or not self._thread.is_alive())
        return self

    def moves(self, count: int) -> list[PointerMoved]:
        sent = [PointerMoved(self.devices.clock.now_ns(), number, number) for number in range(count)]
        for event in sent:
            self.devices.input.send(event)
        return sent

    def tell(self, stimulus: Stimulus) -> None:
        self.recorder.tell(stimulus)

    def over(self) -> "Stage":
        self._thread.join(20)
        assert not self._thread.is_alive(), "the recording goes on"
        return self

    def is_let_go(self) -> bool:
        sources = (self.devices.input, self.devices.focus, self.devices.desktop)
        return (
            self.devices.is_closed
            and self.devices.screen.is_closed
            and not any(each.is_running for each in sources)
        )

    def _on_progress(self, progress: Progress) -> None:
        self.on_progress(progress)

    def _run(self) -> None:
        try:
            self.ended = self.recorder.run(self._on_progress, progress_every_ns=0)
        except Exception as error:  # noqa: BLE001 - what the test asks for
            self.error = error


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.disk.may_go_on.set()
    made.tell(Command.STOP)
    if made._thread.ident is not None:  # noqa: SLF001 - its own
        made.over()


def test_what_happened_is_kept_in_order_and_numbered(stage: Stage) -> None:
    sent = stage.start().moves(2000)
    stage.tell(Command.STOP)
    stage.over()
    assert stage.ended is EndReason.STOPPED
    assert stage.disk.kept(PointerMoved) == sent
    assert [each.seq for each in stage.disk.events] == list(range(1, len(stage.disk.events) + 1))
    assert isinstance(stage.disk.events[0].event, MonitorsChanged)
    assert len(stage.summaries) == 1
    assert stage.is_let_go()


def test_pictures_are_kept(stage: Stage) -> None:
    stage.start()
    wait_for("a picture", lambda: stage.disk.packets)
    stage.tell(Command.STOP)
    stage.over()
    assert stage.disk.packets[0].is_key
    assert stage.progress[-1].frames == len(stage.disk.packets)


def test_its_time_is_up() -> None:
    stage = Stage(longest_ns=200 * NS_PER_MS).start().over()
    assert stage.ended is EndReason.TIME_IS_UP


@pytest.mark.parametrize("trouble", [EndReason.SCREEN_GONE, EndReason.INDICATOR_GONE, EndReason.CRASHED])
def test_trouble_ends_it_with_all_that_was_there(stage: Stage, trouble: EndReason) -> None:
    sent = stage.start().moves(10)
    stage.tell(trouble)
    stage.over()
    assert stage.ended is trouble
    assert stage.disk.reason is trouble
    assert stage.disk.kept(PointerMoved) == sent


def test_a_lock_pauses_and_nothing_goes_on_by_itself(stage: Stage) -> None:
    stage.start()
    stage.devices.desktop.send(DesktopSignal.LOCKED)
    wait_for("the pause", lambda: stage.progress[-1].state is State.PAUSED)
    stage.moves(5)
    stage.devices.desktop.send(DesktopSignal.UNLOCKED)
    stage.tell(Command.STOP)
    stage.over()
    assert stage.disk.kept(PointerMoved) == []
    marks = stage.disk.kept(Mark)
    assert [mark.kind for mark in marks if isinstance(mark, Mark)] == [MarkKind.SCREEN_LOCKED]


def test_off_the_record_leaves_neither_events_nor_pictures(stage: Stage) -> None:
    stage.start().moves(50)
    wait_for("pictures and events", lambda: stage.disk.packets and stage.disk.kept(PointerMoved))
    stage.devices.screen.draw(PLACE, 200)
    stage.tell(Command.OFF_THE_RECORD)
    wait_for("the pause", lambda: stage.progress[-1].state is State.PAUSED)
    stage.tell(Command.STOP)
    stage.over()
    assert stage.disk.kept(PointerMoved) == []
    assert stage.disk.packets == []
    assert [type(each.event) for each in stage.disk.events] == [Mark, Mark]


def test_it_says_what_the_person_should_know_of_the_screen_and_no_more(stage: Stage) -> None:
    screen = stage.devices.screen
    screen.hidden, screen.are_own = (PLACE,), True
    screen.version += 1
    stage.start()
    wait_for("a picture", lambda: stage.disk.packets)
    # What the sign itself hides is no news; a window that the study may not see is.
    assert not stage.progress[-1].hides_something
    screen.are_own = False
    screen.version += 1
    hidden = WindowContext("", "", None, HiddenReason.EXCLUDED_WINDOW)
    now_ns = stage.devices.clock.now_ns()
    stage.devices.focus.send(FocusObservation(now_ns, hidden, HiddenReason.EXCLUDED_WINDOW))
    wait_for("the news", lambda: stage.progress[-1].hides_something and stage.progress[-1].front_is_hidden)
    stage.tell(Command.OFF_THE_RECORD)
    wait_for("the pause", lambda: stage.progress[-1].is_off_the_record)
    stage.tell(Command.RESUME)
    wait_for("the rest", lambda: not stage.progress[-1].is_off_the_record)
    stage.tell(Command.STOP)
    stage.over()


def test_panic_leaves_nothing(stage: Stage) -> None:
    stage.start().moves(50)
    stage.tell(Command.PANIC)
    stage.over()
    assert stage.ended is EndReason.DESTROYED
    assert stage.disk.is_destroyed
    assert stage.summaries == []


def test_a_slow_disk_drops_pictures_and_says_so_and_keeps_every_event(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.recording.writer.MOST_WAITING_BYTES", 1)
    stage.start()
    wait_for("a picture", lambda: stage.disk.packets)
    stage.disk.may_go_on.clear()
    sent = stage.moves(500)
    assert stage.disk.is_waiting.wait(10)
    stage.devices.screen.draw(PLACE, 100)
    looked = stage.devices.screen.looks
    wait_for("some beats", lambda: stage.devices.screen.looks > looked + 10)
    stage.tell(Command.STOP)
    stage.disk.may_go_on.set()
    stage.over()
    assert stage.disk.kept(PointerMoved) == sent
    dropped = [
        mark
        for mark in stage.disk.kept(Mark)
        if isinstance(mark, Mark) and mark.kind is MarkKind.FRAMES_DROPPED
    ]
    assert sum(mark.count for mark in dropped) == stage.progress[-1].frames_dropped > 0


def test_a_full_disk_ends_it(stage: Stage) -> None:
    stage.start()
    stage.disk.errors = [DiskFullError()]
    sent = stage.moves(5)
    stage.over()
    assert stage.ended is EndReason.DISK_FULL
    assert stage.disk.kept(PointerMoved) == sent


def test_a_screen_that_goes_during_housekeeping_is_no_bug(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recorder.recording.recorder._HOUSEKEEPING_EVERY_NS", 0)

    def gone() -> None:
        raise ScreenGoneError

    stage.devices.housekeeping = gone
    stage.start().over()
    assert stage.ended is EndReason.SCREEN_GONE
    assert stage.disk.reason is EndReason.SCREEN_GONE


def test_a_consent_that_ends_ends_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recorder.recording.recorder._HOUSEKEEPING_EVERY_NS", 0)

    def refuse() -> None:
        raise NoConsentError(Refusal.NOT_A_PERMIT, "It ended.", mend="Ask again.")

    stage.start()
    stage.recorder._require_consent = refuse  # type: ignore[method-assign]  # noqa: SLF001 - time cannot be set here
    stage.over()
    assert stage.ended is EndReason.CONSENT_ENDED


def test_a_bug_in_the_loop_closes_the_file_and_lets_go_of_everything(stage: Stage) -> None:
    sent = stage.start().moves(10)

    def bug(_: Progress) -> None:
        raise ValueError("a bug")

    wait_for("the events", lambda: len(stage.disk.kept(PointerMoved)) == 10)
    stage.on_progress = bug
    stage.over()
    assert isinstance(stage.error, ValueError)
    assert stage.disk.reason is EndReason.CRASHED
    assert stage.disk.kept(PointerMoved) == sent
    assert stage.is_let_go()


@pytest.mark.parametrize("which", ["focus", "desktop", "input"])
def test_a_device_that_does_not_start_leaves_nothing_running_and_nothing_behind(
    stage: Stage, which: str
) -> None:
    getattr(stage.devices, which).error = ScreenGoneError()
    stage.start().over()
    assert isinstance(stage.error, ScreenGoneError)
    assert stage.disk.is_destroyed
    assert stage.is_let_go()


def test_keys_wait_for_the_focus_and_are_not_lost_at_the_end(stage: Stage) -> None:
    """Without a sighting of the focus no character may be known, but that keys were typed is."""
    stage.start()
    stage.devices.input.send(KeyPressed(stage.devices.clock.now_ns(), "a", "a", 97))
    stage.tell(Command.STOP)
    stage.over()
    assert stage.disk.kept(KeyPressed) == []
    assert len(stage.disk.events) >= 2
