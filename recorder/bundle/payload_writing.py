"""An episode as the payload of a bundle: an MCAP file, piece by piece, in the order of ``payload_topics``.

Nothing is held but a chunk, a block of events, and the events of the actions that are being told.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final

import msgspec
import numpy as np

from recorder.bundle.mcap_writing import McapWriter
from recorder.bundle.payload_events import record_of, rect_record, whole_text
from recorder.bundle.payload_limits import BLOCK_EVENTS
from recorder.bundle.payload_pictures import picture_message
from recorder.bundle.payload_records import ConsentRecord, EpisodeRecord, GesturesRecord, StudyRecord
from recorder.bundle.payload_topics import (
    ACTIONS,
    CONSENT,
    EPISODE,
    PAYLOAD_FORMAT,
    POINTER,
    PROFILE,
    RECORDS,
    STUDY,
    TOPIC_OF,
    schema_of,
    screen_topic,
)
from recorder.episode.action_json import action_to_json
from recorder.episode.events import NumberedEvent, PointerMoved
from recorder.episode.frames import Packet
from recorder.episode.gestures import Gestures
from recorder.episode.recognition import recognise
from recorder.episode.recognition.held_moves import ButtonsDown
from recorder.episode.study import Stream
from recorder.episode.time import TimeRange
from recorder.vault.event_blocks import EventBlock, MoveColumns
from recorder.vault.session_header import SessionHeader
from recorder.vault.session_reader import SessionAccess, SessionReader

_MOST_AT_ONCE: Final = 50_000
"""So many events are looked at together for their actions; an hour of work has fewer. Of a longer episode the
actions are told in parts, and one that lies across the seam becomes two."""


_NO_EPISODE: Final = "an episode's events lie in the order of their times"


@dataclass(frozen=True, slots=True)
class PayloadContent:
    """What a payload holds.

    Attributes:
        bundle_id: The bundle that it is for.
        signer: The public key that signs the bundle.
        voucher: The person's word for it; see ``statements.Voucher``.
        source: The episode.
        study_toml: The study's exact text.
        receipt_json: The consent's receipt.
    """

    bundle_id: str
    signer: bytes
    voucher: str
    source: SessionAccess
    study_toml: str = field(repr=False)
    receipt_json: str = field(repr=False)


def payload_pieces(content: PayloadContent) -> Iterator[bytes]:
    """The bytes of the payload, a megabyte or so at a time; the episode is read on the thread that asks.

    Raises:
        UserFacingError: As ``SessionAccess.open``.
        ValueError: It is no episode: its events do not lie in the order of their times.
    """
    with content.source.open() as reader:
        yield from _PayloadWriter(content, reader).pieces()


class _PayloadWriter:
    def __init__(self, content: PayloadContent, reader: SessionReader) -> None:
        self._content = content
        self._reader = reader
        self._mcap = McapWriter(PROFILE)
        self._pictures = heapq.merge(*map(reader.packets, reader.monitor_ids()), key=_time_of)
        self._next_picture = next(self._pictures, None)
        self._actions = _Actions(reader.header.gestures)
        self._last_ns = 0

    def pieces(self) -> Iterator[bytes]:
        topics = [*RECORDS, *map(screen_topic, self._reader.monitor_ids())]
        for topic in topics:
            schema = schema_of(topic)
            self._mcap.add_channel(
                topic, messages=schema.messages, schema=(schema.name, schema.encoding, schema.data)
            )
        yield self._mcap.start()
        self._add_beginning()
        for block in self._reader.event_blocks(BLOCK_EVENTS):
            self._add_events(block)
            self._add_actions(self._actions.take_full())
            yield from self._mcap.take_full()
            yield from self._picture_pieces(self._last_ns)
        yield from self._picture_pieces(None)
        self._add_actions(self._actions.take())
        yield from self._mcap.finish()

    def _add_beginning(self) -> None:
        content = self._content
        self._add(EPISODE, 0, _episode_record(content, self._reader.header))
        self._add(STUDY, 0, StudyRecord(content.study_toml))
        self._add(CONSENT, 0, ConsentRecord(content.receipt_json))

    def _add_events(self, block: EventBlock) -> None:
        before_ns = at_ns = self._last_ns
        for numbered in block.rarer:
            if numbered.event.at_ns < at_ns:
                raise ValueError(_NO_EPISODE)
            at_ns = numbered.event.at_ns
            record = record_of(numbered)
            self._add(TOPIC_OF[type(record)], at_ns, record)
        self._last_ns = at_ns
        moves = block.moves
        if moves is not None:
            if moves.first_ns < before_ns:
                raise ValueError(_NO_EPISODE)
            columns = f'{{"seq":[{moves.seq}],"at_ns":[{moves.at_ns}],"x":[{moves.x}],"y":[{moves.y}]}}'
            self._mcap.add(POINTER, moves.first_ns, columns.encode())
            self._last_ns = max(at_ns, moves.last_ns)
        self._actions.see(block)

    def _picture_pieces(self, until_ns: int | None) -> Iterator[bytes]:
        packet = self._next_picture
        while packet is not None and (until_ns is None or packet.at_ns <= until_ns):
            self._mcap.add(screen_topic(packet.monitor_id), packet.at_ns, *picture_message(packet))
            yield from self._mcap.take_full()
            packet = next(self._pictures, None)
        self._next_picture = packet

    def _add_actions(self, actions: Iterator[tuple[int, bytes]]) -> None:
        for at_ns, action in actions:
            self._mcap.add(ACTIONS, at_ns, action)

    def _add(self, topic: str, at_ns: int, record: msgspec.Struct) -> None:
        self._mcap.add(topic, at_ns, msgspec.json.encode(record))


class _Actions:
    """What a person did, told from the events as they pass."""

    def __init__(self, gestures: Gestures) -> None:
        self._gestures = gestures
        self._buttons = ButtonsDown()
        self._events: list[NumberedEvent] = []

    def see(self, block: EventBlock) -> None:
        """Keep of the next events what an action may be made of: of the moves those with a button down."""
        until_ns = 0 if block.moves is None else block.moves.last_ns
        for numbered in block.rarer:
            self._buttons.see(numbered.event)
            until_ns = max(until_ns, numbered.event.at_ns)
        held = self._buttons.take(until_ns)
        if held and block.moves is not None:
            self._events += sorted((*block.rarer, *_moves_within(block.moves, held)), key=_order)
        else:
            self._events += block.rarer

    def take_full(self) -> Iterator[tuple[int, bytes]]:
        """The actions so far, if their events are many; each with its time."""
        if len(self._events) >= _MOST_AT_ONCE:
            yield from self.take()

    def take(self) -> Iterator[tuple[int, bytes]]:
        """The actions so far."""
        events, self._events = self._events, []
        for action in recognise(events, self._gestures):
            values = {name: _whole(value) for name, value in action_to_json(action).items()}
            yield action.start_ns, msgspec.json.encode(values)


def _moves_within(moves: MoveColumns, ranges: Sequence[TimeRange]) -> Iterator[NumberedEvent]:
    seq, at_ns, x, y = (
        np.fromstring(column, np.int64, sep=",") for column in (moves.seq, moves.at_ns, moves.x, moves.y)
    )
    wanted = np.zeros(moves.count, np.bool_)
    for within in ranges:
        wanted |= (at_ns >= within.start_ns) & (at_ns < within.end_ns)
    columns = (column[wanted].tolist() for column in (seq, at_ns, x, y))
    for number, time_ns, across, down in zip(*columns, strict=True):
        yield NumberedEvent(number, PointerMoved(time_ns, across, down))


def _episode_record(content: PayloadContent, header: SessionHeader) -> EpisodeRecord:
    summary, window = content.source.summary, header.first_window
    gestures = header.gestures
    return EpisodeRecord(
        format=PAYLOAD_FORMAT,
        bundle=content.bundle_id,
        signer=content.signer.hex(),
        voucher=content.voucher,
        study_id=header.study_id,
        study_version=header.study_version,
        study_sha256=header.study_sha256,
        task_id=header.task_id,
        grant_sha256=header.grant_hash,
        streams=tuple(map(Stream, header.streams)),
        day=header.started_at.astimezone(UTC).date(),
        platform=whole_text(header.platform),
        gestures=GesturesRecord(gestures.double_click_ns, gestures.double_click_px, gestures.drag_px),
        frames_per_second=header.frames_per_second,
        first_window=None if window is None else rect_record(window),
        ended_ns=summary.ended_ns,
        reason=summary.reason,
        events=summary.events,
        pictures=summary.packets,
        last_seq=summary.last_seq,
        task_folder=header.task_folder,
        language=header.language,
    )


def _whole(value: object) -> object:
    """A value of an action's JSON, half characters replaced."""
    if isinstance(value, str):
        return whole_text(value)
    return [_whole(each) for each in value] if isinstance(value, list) else value


def _order(numbered: NumberedEvent) -> tuple[int, int]:
    return numbered.event.at_ns, numbered.seq


def _time_of(packet: Packet) -> int:
    return packet.at_ns
