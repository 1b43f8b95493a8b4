from collections.abc import Iterator

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import HiddenReason, KeysHidden, Mark, MarkKind, NumberedEvent, PointerMoved
from recorder.episode.frames import Packet
from recorder.episode.time import NS_PER_SECOND
from recorder.errors import UserFacingError
from recorder.recording.writer import (
    MOST_SILENT_BEATS,
    MOST_WAITING_BYTES,
    MOST_WAITING_EVENTS,
    SilentDiskError,
    WipeFailedError,
    Writer,
)
from recorder.vault.errors import DiskFullError, StorageFailedError
from recorder.vault.session_header import SessionSummary
from tests.rigs.recording import wait_for
from tests.rigs.synthetic import SetClock, SyntheticDisk


def moved(seq: int, at_ns: int | None = None) -> NumberedEvent:
    return NumberedEvent(seq, PointerMoved(seq if at_ns is None else at_ns, 1, 1))


def packet(at_ns: int, size: int = 10) -> Packet:
    return Packet(0, at_ns, 0, is_key=False, data=b"x" * size)


class Desk:
    """A writer, its disk, and what it reported."""

    def __init__(self, disk: SyntheticDisk | None = None) -> None:
        self.disk = disk or SyntheticDisk()
        self.clock = SetClock()
        self.troubles: list[EndReason] = []
        self.summaries: list[SessionSummary] = []
        self.writer: Writer[SessionSummary] = Writer(self._open, self.clock, self.troubles.append)
        self.open_error: Exception | None = None

    def _open(self) -> SyntheticDisk:
        if self.open_error is not None:
            raise self.open_error
        return self.disk

    def end(self, reason: EndReason = EndReason.STOPPED) -> None:
        self.writer.end(lambda sink: self.summaries.append(sink.finish(0, reason)))

    def hold(self) -> None:
        """Let the disk hang in the middle of a write."""
        self.disk.may_go_on.clear()
        self.writer.add_events([moved(1)])
        self.disk.is_waiting.wait(10)

    def let_go(self) -> None:
        self.disk.may_go_on.set()

    def trouble(self) -> EndReason:
        return wait_for("trouble", lambda: self.troubles)[0]

    @property
    def written(self) -> list[int]:
        return [numbered.seq for numbered in self.disk.events]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.let_go()


def test_the_end_writes_all_that_waits(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(seq) for seq in range(1, 5001)])
    desk.writer.add_packet(packet(1))
    desk.end()
    assert desk.written == list(range(1, 5001))
    assert len(desk.disk.packets) == 1
    assert desk.disk.reason is EndReason.STOPPED
    assert (desk.writer.written_events, desk.writer.written_frames) == (5000, 1)


def test_what_waits_is_written_without_being_asked(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    wait_for("the event on the disk", lambda: desk.disk.events, seconds=2)
    desk.end()


def test_a_slow_disk_leaves_no_room_for_pictures_and_loses_no_event(desk: Desk) -> None:
    desk.writer.start()
    desk.hold()
    offered = 0
    while desk.writer.has_room:
        desk.writer.add_packet(packet(offered, MOST_WAITING_BYTES // 8))
        offered += 1
    assert offered == 8
    desk.writer.add_events([moved(seq) for seq in range(2, 1001)])
    desk.let_go()
    wait_for("room", lambda: desk.writer.has_room)
    desk.end()
    assert desk.written == list(range(1, 1001))
    assert len(desk.disk.packets) == 8
    assert desk.troubles == []


def test_events_that_pile_up_end_the_recording_with_all_of_them(desk: Desk) -> None:
    desk.writer.start()
    desk.hold()
    everything = [moved(seq) for seq in range(2, MOST_WAITING_EVENTS + 4)]
    desk.writer.add_events(everything[:-2])
    assert desk.troubles == []
    desk.writer.add_events(everything[-2:])
    assert desk.troubles == [EndReason.DISK_TOO_SLOW]
    desk.let_go()
    desk.end()
    assert len(desk.disk.events) == MOST_WAITING_EVENTS + 3


def test_a_disk_that_never_comes_back_is_noticed_though_little_happens(desk: Desk) -> None:
    desk.writer.start()
    desk.hold()
    for _ in range(MOST_SILENT_BEATS + 1):
        desk.writer.watch()
    assert desk.troubles == []
    desk.writer.watch()
    assert desk.troubles == [EndReason.DISK_TOO_SLOW]
    desk.let_go()
    desk.end()


def test_a_disk_that_works_is_never_called_silent(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    wait_for("the event on the disk", lambda: desk.disk.events)
    for _ in range(3 * MOST_SILENT_BEATS):
        desk.writer.watch()
    assert desk.troubles == []
    desk.end()


def test_the_end_does_not_wait_for_ever() -> None:
    desk = Desk()
    desk.writer = Writer(lambda: desk.disk, desk.clock, desk.troubles.append, stop_wait_s=0.2)
    desk.writer.start()
    desk.hold()
    with pytest.raises(SilentDiskError):
        desk.end()
    desk.let_go()


def test_a_full_disk_ends_the_recording_and_the_events_still_go_in(desk: Desk) -> None:
    desk.disk.errors = [DiskFullError(), DiskFullError()]
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    desk.writer.add_packet(packet(1))
    assert desk.trouble() is EndReason.DISK_FULL
    assert not desk.writer.has_room
    desk.end(EndReason.DISK_FULL)
    assert desk.written == [1]
    assert desk.disk.reason is EndReason.DISK_FULL


def test_a_disk_that_stays_full_says_so_at_the_end(desk: Desk) -> None:
    desk.disk.errors = [DiskFullError() for _ in range(20)]
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    assert desk.trouble() is EndReason.DISK_FULL
    with pytest.raises(DiskFullError):
        desk.end(EndReason.DISK_FULL)


def test_a_disk_that_refuses_is_no_full_one(desk: Desk) -> None:
    desk.disk.errors = [StorageFailedError()]
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    assert desk.trouble() is EndReason.STORAGE_FAILED
    desk.end(EndReason.STORAGE_FAILED)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(DiskFullError(), EndReason.DISK_FULL), (FileExistsError("there"), EndReason.CRASHED)],
)
def test_a_file_that_cannot_be_begun_ends_the_recording(
    desk: Desk, error: Exception, reason: EndReason
) -> None:
    desk.open_error = error
    desk.writer.start()
    assert desk.trouble() is reason
    with pytest.raises(type(error)):
        desk.end()


def test_a_bug_while_writing_ends_the_recording(desk: Desk) -> None:
    desk.disk.errors = [ValueError("a bug")]
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    assert desk.trouble() is EndReason.CRASHED
    with pytest.raises(ValueError, match="a bug"):
        desk.end()
    assert desk.disk.reason is None


def test_a_bug_while_wiping_leaves_nothing(desk: Desk) -> None:
    desk.disk.errors = [ValueError("a bug")]
    desk.writer.start()
    desk.writer.wipe_since(0)
    assert desk.trouble() is EndReason.CRASHED
    with pytest.raises(ValueError, match="a bug"):
        desk.end()
    assert desk.disk.is_destroyed


# --- off the record ---


def test_a_wipe_takes_what_waits_and_what_is_written(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(1, at_ns=10), moved(2, at_ns=20)])
    wait_for("the events on the disk", lambda: desk.disk.events)
    desk.writer.add_events([moved(3, at_ns=30)])
    desk.writer.add_packet(packet(30))
    desk.writer.wipe_since(15)
    desk.writer.add_events([moved(4, at_ns=15)])
    desk.end()
    assert desk.written == [1, 4]
    assert desk.disk.packets == []


def test_a_wipe_ends_a_waiting_mark_that_reaches_past_it(desk: Desk) -> None:
    desk.writer.add_events([NumberedEvent(1, KeysHidden(10, 40, HiddenReason.PASSWORD))])
    desk.writer.wipe_since(25)
    desk.writer.start()
    desk.end()
    assert desk.disk.kept(KeysHidden) == [KeysHidden(10, 25, HiddenReason.PASSWORD)]


def test_a_wipe_reaches_what_is_on_its_way_and_fails(desk: Desk) -> None:
    """The write that was under way comes back to the queue: it must not bring back what was wiped."""
    desk.writer.start()
    desk.disk.errors = [DiskFullError()]
    desk.hold()
    desk.writer.wipe_since(0)
    desk.writer.add_events([moved(2)])
    desk.let_go()
    assert desk.trouble() is EndReason.DISK_FULL
    desk.end()
    assert desk.written == [2]


def test_of_two_wipes_that_wait_the_earlier_one_counts(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(1, at_ns=10), moved(2, at_ns=20)])
    wait_for("the events on the disk", lambda: desk.disk.events)
    desk.disk.errors = [DiskFullError(), DiskFullError()]
    desk.writer.wipe_since(5)
    assert desk.trouble() is EndReason.DISK_FULL
    desk.writer.wipe_since(15)
    desk.end()
    assert desk.written == []


def test_what_cannot_be_wiped_is_destroyed_with_all_the_rest(desk: Desk) -> None:
    desk.writer.start()
    desk.writer.add_events([moved(1)])
    wait_for("the event on the disk", lambda: desk.disk.events)
    desk.disk.errors = [DiskFullError() for _ in range(50)]
    desk.writer.wipe_since(0)
    assert desk.trouble() is EndReason.DISK_FULL
    with pytest.raises(WipeFailedError) as told:
        desk.end()
    assert desk.disk.is_destroyed
    assert desk.disk.reason is None
    assert told.value.kept
    assert told.value.mend


def test_waiting_bytes_stay_true_across_a_wipe(desk: Desk) -> None:
    """Room is neither won nor lost by a wipe while a write is under way."""
    desk.writer.start()
    for _ in range(3):
        desk.writer.add_packet(packet(1, MOST_WAITING_BYTES // 2))
        desk.hold()
        desk.writer.add_packet(packet(2, MOST_WAITING_BYTES // 4))
        desk.writer.wipe_since(0)
        desk.let_go()
        wait_for("the wipe", lambda: not desk.disk.packets and desk.writer.has_room)
        desk.disk.is_waiting.clear()
    desk.hold()
    desk.writer.add_packet(packet(3, MOST_WAITING_BYTES - 1))
    assert desk.writer.has_room
    desk.writer.add_packet(packet(3, 1))
    assert not desk.writer.has_room
    desk.let_go()
    desk.end()


def test_destroying_writes_nothing_first(desk: Desk) -> None:
    desk.disk.errors = [DiskFullError()]
    desk.writer.start()
    desk.hold()
    desk.writer.add_events([moved(2)])
    desk.let_go()
    desk.writer.destroy()
    assert desk.disk.is_destroyed
    assert desk.written == []


# --- what it tells ---


def test_the_lag_is_that_of_events_and_not_the_age_of_a_mark(desk: Desk) -> None:
    desk.clock.at_ns = 100 * NS_PER_SECOND
    desk.writer.start()
    mark = NumberedEvent(1, Mark(0, desk.clock.at_ns, MarkKind.OFF_THE_RECORD))
    desk.writer.add_events([mark, moved(2, at_ns=99 * NS_PER_SECOND)])
    desk.end()
    assert desk.writer.worst_lag_ns == NS_PER_SECOND


def test_every_error_of_the_end_says_what_is_safe_and_what_to_do() -> None:
    for error in (SilentDiskError(), WipeFailedError()):
        assert isinstance(error, UserFacingError)
        assert error.kept
        assert error.mend
