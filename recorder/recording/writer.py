"""The thread that owns the session's file.

Everything is committed at least every ``COMMIT_EVERY_NS``: a power cut costs no more. What waits is bounded:
when pictures pile up ``has_room`` turns false and no more are taken; events are never refused, so when they
pile up the recording has to end, with all of them.
"""

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from recorder.episode.ending import EndReason
from recorder.episode.events import NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.errors import UserFacingError
from recorder.ports import Clock, FullDiskError, SessionSink

COMMIT_EVERY_NS: Final = 400 * NS_PER_MS
MOST_WAITING_BYTES: Final = 24 * 1024 * 1024
MOST_WAITING_EVENTS: Final = 200_000
_STOP_WAIT_S: Final = 20.0

SummaryT = TypeVar("SummaryT")


class Writer(Generic[SummaryT]):
    """Writes a session from a thread of its own.

    Args:
        open_sink: Opens the session's file; called on the writer's thread, which then owns it.
        clock: The session's clock.
        on_trouble: Told once, from the writer's thread, why recording has to end.
    """

    def __init__(
        self,
        open_sink: Callable[[], SessionSink[SummaryT]],
        clock: Clock,
        on_trouble: Callable[[EndReason], None],
    ) -> None:
        self._open_sink = open_sink
        self._clock = clock
        self._on_trouble = on_trouble
        self._changed = threading.Condition()
        self._events: list[NumberedEvent] = []
        self._packets: list[Packet] = []
        self._waiting_bytes = 0
        self._wipe_since_ns: int | None = None
        self._ending: Callable[[SessionSink[SummaryT]], None] | None = None
        self._ended = threading.Event()
        self._failed_to_end: UserFacingError | None = None
        self._is_in_trouble = False
        self._thread = threading.Thread(target=self._work, name="session-writer")
        self.written_events = 0
        self.written_frames = 0
        self.written_bytes = 0
        self.worst_lag_ns = 0

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    @property
    def has_room(self) -> bool:
        """Whether more pictures may be taken."""
        return self._waiting_bytes < MOST_WAITING_BYTES and not self._is_in_trouble

    def add_events(self, events: list[NumberedEvent]) -> None:
        """Take events; never refuses."""
        with self._changed:
            self._events += events
            too_many = len(self._events) > MOST_WAITING_EVENTS
        if too_many:
            self._report(EndReason.DISK_TOO_SLOW)

    def add_packet(self, packet: Packet) -> None:
        """Take a picture; ask ``has_room`` before taking one."""
        with self._changed:
            self._packets.append(packet)
            self._waiting_bytes += len(packet.data)

    def wipe_since(self, at_ns: int) -> None:
        """Remove all that happened since, written or waiting; returns at once, the disk follows."""
        with self._changed:
            self._events = [numbered for numbered in self._events if numbered.event.at_ns < at_ns]
            self._packets = [packet for packet in self._packets if packet.at_ns < at_ns]
            self._waiting_bytes = sum(len(packet.data) for packet in self._packets)
            earlier = at_ns if self._wipe_since_ns is None else min(at_ns, self._wipe_since_ns)
            self._wipe_since_ns = earlier
            self._changed.notify()

    def end(self, ending: Callable[[SessionSink[SummaryT]], None]) -> None:
        """Write what waits, then let ``ending`` close or destroy the file; returns when it is done.

        Raises:
            UserFacingError: The file could not be ended; what was committed is kept.
        """
        with self._changed:
            self._ending = ending
            self._changed.notify()
        self._ended.wait(_STOP_WAIT_S)
        self._thread.join(_STOP_WAIT_S)
        if self._failed_to_end is not None:
            raise self._failed_to_end

    def _work(self) -> None:
        sink = self._open_sink()
        try:
            while not self._ended.is_set():
                with self._changed:
                    self._changed.wait_for(self._is_urgent, COMMIT_EVERY_NS / NS_PER_SECOND)
                self._write(sink)
        finally:
            self._ended.set()

    def _is_urgent(self) -> bool:
        return self._ending is not None or self._wipe_since_ns is not None

    def _write(self, sink: SessionSink[SummaryT]) -> None:
        with self._changed:
            events, self._events = self._events, []
            packets, self._packets = self._packets, []
            wipe_since_ns, self._wipe_since_ns = self._wipe_since_ns, None
            ending = self._ending
        try:
            if wipe_since_ns is not None:
                sink.wipe_since(wipe_since_ns)
            if events or packets:
                sink.append(events, packets)
                self._count(events, packets)
        except UserFacingError as error:
            self._put_back(events, packets, wipe_since_ns)
            self._report(
                EndReason.DISK_FULL if isinstance(error, FullDiskError) else EndReason.STORAGE_FAILED
            )
            if ending is not None:
                self._end_on_a_full_disk(sink, ending)
            return
        if ending is not None:
            self._finish(sink, ending)

    def _finish(self, sink: SessionSink[SummaryT], ending: Callable[[SessionSink[SummaryT]], None]) -> None:
        try:
            ending(sink)
        except UserFacingError as error:
            self._failed_to_end = error
        self._ended.set()

    def _end_on_a_full_disk(
        self, sink: SessionSink[SummaryT], ending: Callable[[SessionSink[SummaryT]], None]
    ) -> None:
        """Events are small: they may still fit where the pictures beside them do not."""
        with self._changed:
            self._packets.clear()
            events, self._events = self._events, []
        try:
            sink.append(events, [])
            self._count(events, [])
        except UserFacingError as error:
            self._failed_to_end = error
        self._finish(sink, ending)

    def _put_back(
        self, events: list[NumberedEvent], packets: list[Packet], wipe_since_ns: int | None
    ) -> None:
        with self._changed:
            self._events = events + self._events
            self._packets = packets + self._packets
            if self._wipe_since_ns is None:
                self._wipe_since_ns = wipe_since_ns

    def _count(self, events: list[NumberedEvent], packets: list[Packet]) -> None:
        if events:
            oldest_ns = min(numbered.event.at_ns for numbered in events)
            self.worst_lag_ns = max(self.worst_lag_ns, self._clock.now_ns() - oldest_ns)
        size = sum(len(packet.data) for packet in packets)
        with self._changed:
            self._waiting_bytes -= size
        self.written_events += len(events)
        self.written_frames += len(packets)
        self.written_bytes += size

    def _report(self, reason: EndReason) -> None:
        if not self._is_in_trouble:
            self._is_in_trouble = True
            self._on_trouble(reason)
