"""Bakes between two files, and all that an episode shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.edits import Edits
from recorder.episode.frames import Packet
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.video.decoder import decode_group
from studio.editing.bake import BakeOrder, bake, episode_header

EPISODE_KEY: Final = bytes(range(100, 132))


@dataclass(frozen=True)
class Shown:
    """A picture as a viewer sees it: from when, until when."""

    at_ns: int
    until_ns: int
    pixels: NDArray[np.uint8]


def bake_to(path: Path, source: SessionAccess, edits: Edits) -> SessionAccess:
    """Bake into a file that may be there already."""
    path.unlink(missing_ok=True)
    with source.open() as reader:
        header = episode_header(reader.header, edits, episode_id="episode")
    order = BakeOrder(source, edits, header, path, EPISODE_KEY)
    return SessionAccess(path, EPISODE_KEY, bake(order, lambda _done, _total: None))


def groups(packets: list[Packet]) -> Iterator[list[Packet]]:
    """Packets by their groups."""
    for _, group in groupby(packets, key=lambda packet: packet.gop):
        yield list(group)


def shown(reader: SessionReader, monitor_id: int) -> Iterator[Shown]:
    """Every picture of a monitor, decoded; there are as many as packets, or the decoder raises."""
    packets = list(reader.packets(monitor_id))
    ends = iter([*(packet.at_ns for packet in packets[1:]), reader.ended_ns])
    for group in groups(packets):
        for at_ns, pixels in decode_group(group):
            yield Shown(at_ns, next(ends), pixels)
