"""The thread that owns the session's file.

Everything is committed at least every ``COMMIT_EVERY_NS``: a power cut costs no more. What waits is bounded:
when pictures pile up ``has_room`` turns false and no more are taken; events are never refused, so when they
pile up, or when the disk stays silent, the recording has to end, with all of them.

Decisions:
    - A disk is called silent by counting the recorder's own beats, not by the clock: a process that was held
      for a minute finds a minute gone, but has not waited for the disk.
    - What a person took off the record must go even if the disk is full. Where it cannot be taken out, the
      whole session is destroyed: that needs no space.
    - Whatever goes wrong here ends the recording. A thread that died in silence would leave a recording that
      looks well and keeps nothing.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Generic, TypeVar

from recorder.episode.ending import EndReason
from recorder.episode.events import KeysHidden, Mark, NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.errors import UserFacingError
from recorder.ports import Clock, FullDiskError, SessionSink

COMMIT_EVERY_NS: Final = 400 * NS_PER_MS
MOST_WAITING_BYTES: Final = 24 * 1024 * 1024
MOST_WAITING_EVENTS: Final = 200_000
MOST_SILENT_BEATS: Final = 400
_STOP_WAIT_S: Final = 20.0

_log = logging.getLogger(__name__)

SummaryT = TypeVar("SummaryT")


class SilentDiskError(UserFacingError):
    """The disk does not come back from a write."""

    def __init__(self) -> None:
        super().__init__(
            "The disk does not answer, so the recording could not be closed.",
            kept="Everything written before is in the vault.",
            mend="See to the disk, then run 'assent sessions': it closes what was left open.",
        )


class WipeFailedError(UserFacingError):
    """What was taken off the record could not be taken out of the file."""

    def __init__(self) -> None:
        super().__init__(
            "What you took off the record could not be wiped, so the whole recording was destroyed.",
            kept="Your other recordings are untouched.",
            mend="Free some space before the next one.",
        )


class Writer(Generic[SummaryT]):
    """Writes a session from a thread of its own.

    Args:
        open_sink: Opens the session's file; called on the writer's thread, which then owns it.
        clock: The session's clock.
        on_trouble: Told once, from any thread, why recording has to end.
        stop_wait_s: How long the end waits for the disk, in seconds.
    """

    def __init__(
        self,
        open_sink: Callable[[], SessionSink[SummaryT]],
        clock: Clock,
        on_trouble: Callable[[EndReason], None],
        *,
        stop_wait_s: float = _STOP_WAIT_S,
    ) -> None:
        self._open_sink = open_sink
        self._clock = clock
        self._on_trouble = on_trouble
        self._stop_wait_s = stop_wait_s
        self._changed = threading.Condition()
        self._events: list[NumberedEvent] = []
        self._packets: list[Packet] = []
        self._waiting_bytes = 0
        self._wipe_since_ns: int | None = None
        self._ending: Callable[[SessionSink[SummaryT]], None] | None = None
        self._ended = threading.Event()
        self._failure: Exception | None = None
        self._is_in_trouble = False
        self._is_doomed = False
        self._calls = 0
        self._is_at_the_disk = False
        self._beats_in_call = (0, 0)
        # A daemon: a disk that never comes back must not keep the process. The end waits for it as long as
        # it makes sense.
        self._thread = threading.Thread(target=self._work, name="session-writer", daemon=True)
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
            self._events, self._packets = self._before(at_ns, self._events, self._packets)
            self._wipe_since_ns = _earlier(at_ns, self._wipe_since_ns)
            self._changed.notify()

    def watch(self) -> None:
        """Notice a disk that does not come back; called at every beat of the recorder."""
        call, beats = self._beats_in_call
        beats = beats + 1 if self._is_at_the_disk and call == self._calls else 0
        self._beats_in_call = (self._calls, beats)
        if beats > MOST_SILENT_BEATS:
            self._report(EndReason.DISK_TOO_SLOW)

    def end(self, ending: Callable[[SessionSink[SummaryT]], None]) -> None:
        """Write what waits, then let ``ending`` close the file; returns when it is done.

        Raises:
            UserFacingError: The file could not be ended; what was committed is kept.
            WipeFailedError: It was destroyed, since what had to be wiped could not be.
            SilentDiskError: The disk did not come back.
        """
        with self._changed:
            self._ending = ending
            self._changed.notify()
        if not self._ended.wait(self._stop_wait_s):
            raise SilentDiskError
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def destroy(self) -> None:
        """Write nothing more, and leave nothing of the session.

        Raises:
            UserFacingError: As ``end``.
        """
        with self._changed:
            self._is_doomed = True
        self.end(lambda sink: sink.destroy())

    def _work(self) -> None:
        sink: SessionSink[SummaryT] | None = None
        try:
            self._is_at_the_disk = True
            sink = self._open_sink()
            while not self._ended.is_set():
                self._is_at_the_disk = False
                with self._changed:
                    self._changed.wait_for(self._is_urgent, COMMIT_EVERY_NS / NS_PER_SECOND)
                self._calls += 1
                self._is_at_the_disk = True
                self._write(sink)
        except UserFacingError as error:
            self._fail(error, _reason_of(error))
        except Exception as error:  # noqa: BLE001 - the last handler of this thread: the recording ends with it
            _log.error("the session could not be written: %s", type(error).__name__)
            self._fail(error, EndReason.CRASHED)
            if sink is not None and self._wipe_since_ns is not None:
                sink.destroy()
        finally:
            self._ended.set()

    def _is_urgent(self) -> bool:
        # On a disk that refused, a wipe waits like the rest instead of asking again without a pause.
        return self._ending is not None or (self._wipe_since_ns is not None and not self._is_in_trouble)

    def _write(self, sink: SessionSink[SummaryT]) -> None:
        with self._changed:
            events, self._events = self._events, []
            packets, self._packets = self._packets, []
            wipe_since_ns, self._wipe_since_ns = self._wipe_since_ns, None
            ending = self._ending
            if self._is_doomed:
                events, packets, wipe_since_ns = [], [], None
        try:
            if wipe_since_ns is not None:
                sink.wipe_since(wipe_since_ns)
            if events or packets:
                sink.append(events, packets)
                self._count(events, packets)
        except UserFacingError as error:
            self._put_back(events, packets, wipe_since_ns)
            self._report(_reason_of(error))
            if ending is not None:
                self._end_without_pictures(sink, ending)
            return
        except Exception:
            self._put_back(events, packets, wipe_since_ns)
            raise
        if ending is not None:
            ending(sink)
            self._ended.set()

    def _end_without_pictures(
        self, sink: SessionSink[SummaryT], ending: Callable[[SessionSink[SummaryT]], None]
    ) -> None:
        """Events are small: they may still fit where the pictures beside them do not."""
        with self._changed:
            self._packets, self._waiting_bytes = [], 0
            events, self._events = self._events, []
            wipe_since_ns, self._wipe_since_ns = self._wipe_since_ns, None
        if wipe_since_ns is not None:
            try:
                sink.wipe_since(wipe_since_ns)
            except UserFacingError as error:
                sink.destroy()
                raise WipeFailedError from error
        try:
            sink.append(events, [])
            self._count(events, [])
        except UserFacingError as error:
            self._failure = error
        ending(sink)
        self._ended.set()

    def _put_back(
        self, events: list[NumberedEvent], packets: list[Packet], wipe_since_ns: int | None
    ) -> None:
        with self._changed:
            if self._wipe_since_ns is not None:  # wished while these were on their way
                events, packets = self._before(self._wipe_since_ns, events, packets)
            self._events = events + self._events
            self._packets = packets + self._packets
            if wipe_since_ns is not None:
                self._wipe_since_ns = _earlier(wipe_since_ns, self._wipe_since_ns)

    def _before(
        self, at_ns: int, events: list[NumberedEvent], packets: list[Packet]
    ) -> tuple[list[NumberedEvent], list[Packet]]:
        """What of these is older; the rest waits no longer."""
        self._waiting_bytes -= sum(len(packet.data) for packet in packets if packet.at_ns >= at_ns)
        return (
            [_clipped(numbered, at_ns) for numbered in events if numbered.event.at_ns < at_ns],
            [packet for packet in packets if packet.at_ns < at_ns],
        )

    def _count(self, events: list[NumberedEvent], packets: list[Packet]) -> None:
        now_ns = self._clock.now_ns()
        # Marks tell of a time long gone; they did not wait since then.
        times = [each.event.at_ns for each in events if not isinstance(each.event, Mark | KeysHidden)]
        if times:
            self.worst_lag_ns = max(self.worst_lag_ns, now_ns - min(times))
        size = sum(len(packet.data) for packet in packets)
        with self._changed:
            self._waiting_bytes -= size
        self.written_events += len(events)
        self.written_frames += len(packets)
        self.written_bytes += size

    def _fail(self, error: Exception, reason: EndReason) -> None:
        self._failure = error
        self._report(reason)

    def _report(self, reason: EndReason) -> None:
        if not self._is_in_trouble:
            self._is_in_trouble = True
            self._on_trouble(reason)


def _reason_of(error: UserFacingError) -> EndReason:
    return EndReason.DISK_FULL if isinstance(error, FullDiskError) else EndReason.STORAGE_FAILED


def _clipped(numbered: NumberedEvent, at_ns: int) -> NumberedEvent:
    """The event, ended there if it is a mark that reaches further."""
    event = numbered.event
    if isinstance(event, Mark | KeysHidden) and event.end_ns > at_ns:
        return NumberedEvent(numbered.seq, replace(event, end_ns=at_ns))
    return numbered


def _earlier(at_ns: int, other_ns: int | None) -> int:
    return at_ns if other_ns is None else min(at_ns, other_ns)
