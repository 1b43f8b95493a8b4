"""The records of a payload into a session file: each checked, in batches, with no more held than a block.

Numbers, times, monitors and groups must fit each other as they do in an episode of our own, since whatever
reads the file later relies on that: events merge by their times, pictures decode group by group.
"""

from itertools import pairwise
from typing import Any, Final

import msgspec

from recorder.bundle.errors import NotConsentedError
from recorder.bundle.mcap_reading import Message
from recorder.bundle.payload_events import event_of
from recorder.bundle.payload_limits import BLOCK_EVENTS, MOST_PICTURE_PX, MOST_RARER_BYTES
from recorder.bundle.payload_pictures import PictureCheck, read_picture
from recorder.bundle.payload_records import (
    ButtonPressedRecord,
    ButtonReleasedRecord,
    ContextChangedRecord,
    EpisodeRecord,
    EventRecord,
    InputRecord,
    KeyPressedRecord,
    KeyReleasedRecord,
    KeysHiddenRecord,
    MarkRecord,
    MonitorsChangedRecord,
    MovesRecord,
    ScrolledRecord,
)
from recorder.bundle.payload_topics import ACTIONS, CONTEXT, INPUT, MARKS, POINTER, SCREENS, monitor_of
from recorder.episode.events import NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.phrase import later
from recorder.episode.study import Stream
from recorder.vault.codec import EventRow, event_to_row, pointer_moved_row
from recorder.vault.session_writer import SessionWriter

_ROWS_AT_ONCE: Final = 20_000
_PACKET_BYTES_AT_ONCE: Final = 4 << 20

_DECODERS: Final[dict[str, Any]] = {
    INPUT: msgspec.json.Decoder(InputRecord),
    CONTEXT: msgspec.json.Decoder(ContextChangedRecord),
    SCREENS: msgspec.json.Decoder(MonitorsChangedRecord),
    MARKS: msgspec.json.Decoder(MarkRecord),
}
_MOVES: Final = msgspec.json.Decoder(MovesRecord)


class UnfitRecordError(ValueError):
    """A record does not fit those before it, or what was said of the whole."""

    def __init__(self) -> None:
        super().__init__("a record does not fit")


class Pouring:
    """Takes messages, writes rows and packets.

    Args:
        episode: What was said of the whole.
        writer: Of the file.
    """

    def __init__(self, episode: EpisodeRecord, writer: SessionWriter) -> None:
        self._episode = episode
        self._streams = frozenset(episode.streams)
        self._writer = writer
        self._block = _Block()
        self._rows: list[EventRow] = []
        self._packets: list[Packet] = []
        self._packet_bytes = 0
        self._events = 0
        self._rarer_bytes = 0
        self._pictures = 0
        self._monitors: set[int] = set()
        self._checks: dict[int, PictureCheck] = {}

    def take(self, message: Message) -> None:
        """Take the next message.

        Raises:
            UnfitRecordError: It does not fit.
            UnfitPictureError: It is a picture that does not.
            msgspec.MsgspecError: It is no record of its topic.
            NotConsentedError: It is of a kind that the episode says it has not.
            DiskFullError: No space is left.
        """
        topic = message.topic
        monitor_id = monitor_of(topic)
        if monitor_id is not None:
            self._take_picture(monitor_id, message)
        elif topic == POINTER:
            self._take_moves(message)
        elif topic in _DECODERS:
            self._take_event(message, _DECODERS[topic].decode(message.data))
        elif topic != ACTIONS:
            # One of the three that stand at the beginning, once more.
            raise UnfitRecordError
        if len(self._rows) >= _ROWS_AT_ONCE or self._packet_bytes >= _PACKET_BYTES_AT_ONCE:
            self._write()

    def end(self) -> None:
        """Write what is left, and see that all is there.

        Raises:
            UnfitRecordError: It is not as much as was said, or the events do not fit.
            DiskFullError: No space is left.
        """
        self._rows += self._block.close()
        self._write()
        if (self._events, self._pictures) != (self._episode.events, self._episode.pictures):
            raise UnfitRecordError
        if self._writer.last_seq > self._episode.last_seq:
            raise UnfitRecordError

    def _take_picture(self, monitor_id: int, message: Message) -> None:
        self._need(Stream.SCREEN)
        picture = read_picture(message.data)
        if monitor_id not in self._monitors or not picture.at_ns == message.at_ns <= self._episode.ended_ns:
            raise UnfitRecordError
        check = self._checks.get(monitor_id)
        if check is None:
            check = self._checks[monitor_id] = PictureCheck(monitor_id)
        packet = check.packet(picture)
        self._pictures += 1
        self._packets.append(packet)
        self._packet_bytes += len(packet.data)

    def _take_moves(self, message: Message) -> None:
        self._need(Stream.POINTER)
        moves = _MOVES.decode(message.data)
        count = len(moves.seq)
        if not count == len(moves.at_ns) == len(moves.x) == len(moves.y):
            raise UnfitRecordError
        if moves.at_ns[0] != message.at_ns or max(moves.at_ns) > self._episode.ended_ns:
            raise UnfitRecordError
        self._add(list(map(pointer_moved_row, moves.seq, moves.at_ns, moves.x, moves.y)))

    def _take_event(self, message: Message, record: EventRecord) -> None:
        stream = _stream_of(record)
        if stream is not None:
            self._need(stream)
        if not record.at_ns == message.at_ns <= self._episode.ended_ns:
            raise UnfitRecordError
        self._rarer_bytes += len(message.data)
        if self._rarer_bytes > MOST_RARER_BYTES:
            raise UnfitRecordError
        if isinstance(record, MarkRecord | KeysHiddenRecord):
            if not record.at_ns <= record.end_ns <= self._episode.ended_ns:
                raise UnfitRecordError
        elif isinstance(record, MonitorsChangedRecord):
            if any(each.rect.width * each.rect.height > MOST_PICTURE_PX for each in record.monitors):
                raise UnfitRecordError
            self._monitors |= {monitor.id for monitor in record.monitors}
        self._add([event_to_row(NumberedEvent(record.seq, event_of(record)))])

    def _add(self, rows: list[EventRow]) -> None:
        self._events += len(rows)
        if self._events > self._episode.events:
            raise UnfitRecordError
        self._rows += self._block.add(rows)

    def _need(self, stream: Stream) -> None:
        if stream not in self._streams:
            raise NotConsentedError(later("it does not cover everything that was recorded"))

    def _write(self) -> None:
        if self._rows or self._packets:
            self._writer.append_rows(self._rows, self._packets)
        self._rows, self._packets, self._packet_bytes = [], [], 0


class _Block:
    """The events of one block of numbers, until the next begins."""

    def __init__(self) -> None:
        self._number = 0
        self._rows: list[EventRow] = []
        self._last_ns = 0

    def add(self, rows: list[EventRow]) -> list[EventRow]:
        """Take events.

        Returns:
            Those of the blocks before, in order, if these begin another.

        Raises:
            UnfitRecordError: They come too late, are too many, or do not fit.
        """
        first, last = rows[0][0] // BLOCK_EVENTS, rows[-1][0] // BLOCK_EVENTS
        if first != last or first < self._number:
            raise UnfitRecordError
        closed: list[EventRow] = []
        if first > self._number:
            closed = self.close()
            self._number = first
        self._rows += rows
        if len(self._rows) > BLOCK_EVENTS:
            raise UnfitRecordError
        return closed

    def close(self) -> list[EventRow]:
        """All events of the block, in the order of their numbers.

        Raises:
            UnfitRecordError: Two have one number, they are of two blocks, or a time falls.
        """
        rows, self._rows = self._rows, []
        if not rows:
            return rows
        rows.sort(key=_seq_of)
        times = [self._last_ns, *(row[1] for row in rows)]
        if any(later_ns < at_ns for at_ns, later_ns in pairwise(times)):
            raise UnfitRecordError
        if any(row[0] == following[0] for row, following in pairwise(rows)):
            raise UnfitRecordError
        if rows[0][0] // BLOCK_EVENTS != rows[-1][0] // BLOCK_EVENTS:
            raise UnfitRecordError
        self._last_ns = times[-1]
        return rows


def _seq_of(row: EventRow) -> int:
    return row[0]


def _stream_of(record: EventRecord) -> Stream | None:
    """What must have been agreed to for a record; ``None`` for what tells of no content."""
    match record:
        case ButtonPressedRecord() | ButtonReleasedRecord() | ScrolledRecord():
            return Stream.POINTER
        case KeyPressedRecord() | KeyReleasedRecord():
            return Stream.KEYBOARD
        case ContextChangedRecord():
            window = record.window
            # Of a hidden one nothing may be told but that it is hidden; what tells more is not hidden.
            is_told = window is not None and (
                window.hidden is None or bool(window.app or window.title or window.rect)
            )
            return Stream.CONTEXT if is_told else None
        case _:
            return None
