"""The bake: a session and its edits become an episode, which is all that anyone else ever sees.

A new file is written from what is left; nothing is ever copied and then deleted from. So there is no page,
no picture and no index that what was taken out could have touched. If it does not come to its end, be it
called off, the disk full or the machine failing, what was written is destroyed, here or when the vault is
opened next.

Packets, not groups, are held in memory; of the events those that are no moves of the pointer, and one minute
of those.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.ending import EndReason
from recorder.episode.frames import Packet
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

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises what shall call the bake off."""

_AT_ONCE_BYTES: Final = 4 << 20
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
    the first window stood goes with the context of the beginning.
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
        writer = SessionWriter.create(order.path, order.key, order.header)
        try:
            return _Bake(reader, writer, order, progress).run()
        except UndecodablePacketError as error:
            writer.destroy()
            raise DamagedFileError(order.source.path, "a picture in it does not decode") from error
        except BaseException:
            writer.destroy()
            raise


class _Bake:
    def __init__(
        self, reader: SessionReader, writer: SessionWriter, order: BakeOrder, progress: Progress
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._edits = order.edits
        self._progress = progress
        self._timeline = timeline_of(order.edits, reader.ended_ns)
        self._done = 0
        self._total = 1

    def run(self) -> SessionSummary:
        rarer = tuple(self._reader.rarer_events())
        events = tuple(numbered.event for numbered in rarer)
        monitors = {}
        for monitor_id in self._reader.monitor_ids():
            times = self._reader.picture_times(monitor_id)
            monitors[monitor_id] = MonitorPictures(
                monitor_id,
                times,
                events=events,
                edits=self._edits,
                timeline=self._timeline,
                settings=EncoderSettings(),
            )
            self._total += len(times) + monitors[monitor_id].decoded() * _DECODED_COST
        remainder = Remainder(rarer, self._edits, self._reader.ended_ns)
        self._bake_events(remainder)
        for monitor_id, pictures in monitors.items():
            self._write_packets(pictures.bake(self._reader.packets(monitor_id), self._step))
        summary = self._writer.finish(self._timeline.duration_ns, self._reason())
        self._progress(self._total, self._total)
        return summary

    def _bake_events(self, remainder: Remainder) -> None:
        for rows in episode_events(self._reader, remainder):
            self._writer.append_rows(rows, [])
            self._advance(1 + len(rows) // _EVENTS_COST)

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
        self._advance(1 + _DECODED_COST if was_decoded else 1)

    def _advance(self, by: int) -> None:
        self._done = min(self._done + by, self._total - 1)
        self._progress(self._done, self._total)

    def _reason(self) -> EndReason:
        """Why it ended; of an end that is cut off nothing is told."""
        cuts = reaching(self._timeline.cuts, self._reader.ended_ns)
        is_cut_off = is_in(cuts, self._reader.ended_ns)
        return EndReason.STOPPED if is_cut_off else self._reader.reason
