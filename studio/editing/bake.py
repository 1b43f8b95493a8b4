"""The bake: a session and its edits become an episode, which is all that anyone else ever sees.

A new file is written from what is left; nothing is ever copied and then deleted from. So there is no page,
no picture and no index that what was taken out could have touched. If it does not come to its end, be it
called off, the disk full or the machine failing, what was written is destroyed, here or when the vault is
opened next.

Packets, not groups, are held in memory; of the events those that are no moves of the pointer, and a minute or
few of those.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.ending import EndReason
from recorder.episode.frames import Packet
from recorder.vault.codec import EventRow
from recorder.vault.errors import DamagedFileError
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.session_writer import SessionWriter
from recorder.video.decoder import UndecodablePacketError
from recorder.video.encoder import EncoderSettings
from studio.editing.episode_events import episode_events
from studio.editing.pictures import MonitorPictures
from studio.editing.reach import NothingLeftError, is_in, reaching, timeline_of
from studio.editing.remainder import Remainder
from studio.editing.running_ahead import RunningAhead

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises what shall call the bake off."""

_AHEAD: Final = 64
"""So many packets may wait to be written."""
_AT_ONCE_BYTES: Final = 4 << 20
_EVENTS_AT_ONCE: Final = 20_000
_DECODED_COST: Final = 20
"""Encoding a picture anew takes about as long as copying twenty."""
_EVENTS_COST: Final = 500
"""And so many events as copying one."""


@dataclass(frozen=True, slots=True)
class BakeOrder:
    """What to bake.

    Attributes:
        source: The session.
        edits: What goes.
        header: Of the episode; see ``episode_header``.
        path: The file to create.
        key: Its key; never shown by ``repr``.
    """

    source: SessionAccess = field(repr=False)
    edits: Edits = field(repr=False)
    header: SessionHeader
    path: Path
    key: bytes = field(repr=False)


def episode_header(session: SessionHeader, edits: Edits, *, episode_id: str) -> SessionHeader:
    """What an episode says of itself as a whole.

    Of the wall time only the day stays, in UTC: what was seen at which minute of whose day could be looked up
    elsewhere, in a mail server's log or a company's door, and would undo what was taken out; the day is what
    retention and the order of episodes need. The display's name may hold that of a machine, and goes. Where
    the first window stood, and the task's folder, go with the context of the beginning.
    """
    ranges = [cut.range for cut in edits.cuts]
    ranges += [part.range for each in edits.redactions for part in each.parts if part.takes_context]
    keeps_beginning = not any(each.start_ns <= 0 < each.end_ns for each in ranges)
    return replace(
        session,
        session_id=episode_id,
        started_at=session.started_at.replace(hour=0, minute=0, second=0, microsecond=0),
        display="",
        first_window=session.first_window if keeps_beginning else None,
        task_folder=session.task_folder if keeps_beginning else "",
    )


def bake(order: BakeOrder, progress: Progress) -> SessionSummary:
    """Write the episode.

    Args:
        order: What to bake.
        progress: Told how it goes; whatever it raises ends the bake, and leaves nothing of it.

    Raises:
        NothingLeftError: The cuts take everything.
        DiskFullError: No space is left; nothing of the episode is.
        DamagedFileError: The session cannot be read, or a picture in it not be decoded.
        UserFacingError: As ``SessionAccess.open``.
    """
    with order.source.open() as reader:
        if not timeline_of(order.edits, reader.ended_ns).kept:
            raise NothingLeftError
        writer = SessionWriter.fill(order.path, order.key, order.header)
        try:
            return _Bake(reader, writer, order, progress).run()
        except UndecodablePacketError as error:
            writer.destroy()
            raise DamagedFileError(order.source.path, "a picture in it does not decode") from error
        except BaseException:
            writer.destroy()
            raise


class _Bake:
    """One bake. The pictures are read and encoded on a thread of their own, with a reader of their own."""

    def __init__(
        self, reader: SessionReader, writer: SessionWriter, order: BakeOrder, progress: Progress
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._source = order.source
        self._edits = order.edits
        self._progress = progress
        self._timeline = timeline_of(order.edits, reader.ended_ns)
        self._rarer = tuple(reader.rarer_events())
        self._monitors = tuple(map(self._pictures_of, reader.monitor_ids()))
        of_events = order.source.summary.events // _EVENTS_COST
        self._total = (
            1 + of_events + sum(each.packets + each.decoded * _DECODED_COST for each in self._monitors)
        )
        self._events_done = self._pictures_done = 0

    def run(self) -> SessionSummary:
        with RunningAhead(self._packets, at_most=_AHEAD, name="bake-pictures") as ahead:
            self._write_events()
            self._write_packets(ahead.items(self._tell))
        summary = self._writer.finish(self._timeline.duration_ns, self._reason())
        self._progress(self._total, self._total)
        return summary

    def _pictures_of(self, monitor_id: int) -> MonitorPictures:
        return MonitorPictures(
            monitor_id,
            self._reader.picture_times(monitor_id),
            events=tuple(numbered.event for numbered in self._rarer),
            edits=self._edits,
            timeline=self._timeline,
            settings=EncoderSettings(),
        )

    def _packets(self) -> Iterator[Packet]:
        with self._source.open() as reader:
            for monitor in self._monitors:
                yield from monitor.bake(reader.packets(monitor.monitor_id), self._step)

    def _write_events(self) -> None:
        remainder = Remainder(self._rarer, self._edits, self._reader.ended_ns)
        waiting: list[EventRow] = []
        for rows in episode_events(self._reader, remainder):
            waiting += rows
            if len(waiting) >= _EVENTS_AT_ONCE:
                self._writer.append_rows(waiting, [])
                self._events_done += len(waiting) // _EVENTS_COST
                waiting = []
            self._tell()
        self._writer.append_rows(waiting, [])

    def _write_packets(self, packets: Iterator[Packet]) -> None:
        waiting: list[Packet] = []
        size = 0
        for packet in packets:
            waiting.append(packet)
            size += len(packet.data)
            if size >= _AT_ONCE_BYTES:
                self._writer.append_rows([], waiting)
                waiting, size = [], 0
        self._writer.append_rows([], waiting)

    def _step(self, was_decoded: bool) -> None:  # noqa: FBT001 - called by position
        """Count a packet that was read; on the pictures' thread."""
        self._pictures_done += 1 + _DECODED_COST if was_decoded else 1

    def _tell(self) -> None:
        self._progress(min(self._events_done + self._pictures_done, self._total - 1), self._total)

    def _reason(self) -> EndReason:
        """Why it ended; of an end that is cut off nothing is told."""
        cuts = reaching(self._timeline.cuts, self._reader.ended_ns)
        is_cut_off = is_in(cuts, self._reader.ended_ns)
        return EndReason.STOPPED if is_cut_off else self._reader.reason
