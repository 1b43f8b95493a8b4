"""Packets in a session's file: large ones pass through SQLite's handles of blobs.

A value that a statement takes or gives is copied by SQLite two or three times, and with SQLCipher's memory
security every copy is filled with noise before its memory is let go: that cost more than the encryption. What
passes through a handle is copied once, between the page and its user. To open a handle costs as much as those
copies of some thousand bytes, so that small packets keep to statements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from recorder.episode.frames import Packet
from recorder.vault.engine import Database

_WRITTEN_BY_HANDLE_BYTES: Final = 2048
_READ_BY_HANDLE_BYTES: Final = 7168
"""From here on a handle is cheaper. A statement that writes makes more copies than one that reads."""

PACKET_COLUMNS: Final = f"""
    packet.id, packet.monitor_id, packet.at_ns, packet.gop, packet.is_key,
    CASE WHEN length(packet.data) < {_READ_BY_HANDLE_BYTES} THEN packet.data END
"""
"""What ``read_packets`` expects of a row."""

_INSERT_SMALL: Final = "INSERT INTO packet (monitor_id, at_ns, gop, is_key, data) VALUES (?, ?, ?, ?, ?)"
_INSERT_LARGE: Final = (
    "INSERT INTO packet (monitor_id, at_ns, gop, is_key, data) VALUES (?, ?, ?, ?, zeroblob(?))"
)


def insert_packets(database: Database, packets: Iterable[Packet]) -> None:
    """Write packets in their order, within the transaction that is open."""
    connection: Any = database.conn
    for packet in packets:
        row = (packet.monitor_id, packet.at_ns, packet.gop, packet.is_key)
        size = len(packet.data)
        if size < _WRITTEN_BY_HANDLE_BYTES:
            connection.execute(_INSERT_SMALL, (*row, packet.data))
            continue
        number = connection.execute(_INSERT_LARGE, (*row, size)).lastrowid
        with connection.open_blob("packet", "data", number) as blob:
            blob.write(packet.data)


def read_packets(
    database: Database, sql: str, values: Sequence[object] | Mapping[str, object]
) -> Iterator[Packet]:
    """The packets that a query of ``PACKET_COLUMNS`` finds. Read as they are asked for."""
    connection: Any = database.conn
    for number, monitor_id, at_ns, gop, is_key, data in connection.execute(sql, values):
        if data is None:
            with connection.open_blob("packet", "data", number, True) as blob:  # noqa: FBT003 - no keyword
                data = blob.read()  # noqa: PLW2901 - the row's own, read in another way
        yield Packet(monitor_id, at_ns, gop, bool(is_key), data)
