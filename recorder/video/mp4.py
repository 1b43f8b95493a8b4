"""Write packets as an mp4 by remux: nothing is decoded, no picture changes, the true times are kept."""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import av

from recorder.episode.frames import Packet
from recorder.video.annexb import parameter_sets

_TIME_BASE: Final = Fraction(1, 90_000)
_LAST_TICKS: Final = 9_000
_NS_PER_TICK: Final = Fraction(1_000_000_000, 90_000)


def same_size_runs(packets: Sequence[Packet]) -> Iterator[tuple[Packet, ...]]:
    """Split one monitor's packets where its resolution changed: an mp4 track has one size."""
    run: list[Packet] = []
    parameters = b""
    for packet in packets:
        if packet.is_key and (found := parameter_sets(packet.data)) != parameters:
            if run:
                yield tuple(run)
            run, parameters = [], found
        run.append(packet)
    if run:
        yield tuple(run)


def write_mp4(packets: Sequence[Packet], path: Path, *, starts_ns: int = 0) -> None:
    """Write one run of packets (see ``same_size_runs``) as an mp4.

    Args:
        packets: One monitor's, in order, from a key frame on.
        path: The file; replaced if it exists.
        starts_ns: The session time that becomes 0 in the file.

    Raises:
        ValueError: There are no packets, or the first is no key frame.
    """
    if not packets or not packets[0].is_key:
        raise ValueError("a video begins with a key frame")
    first = packets[0]
    with (
        av.open(io.BytesIO(first.data), "r", format="h264") as source,
        av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.time_base = _TIME_BASE
        for packet, tick, next_tick in _timed(packets, starts_ns):
            muxable = av.Packet(packet.data)
            muxable.stream = stream
            muxable.time_base = _TIME_BASE
            muxable.pts = muxable.dts = tick
            # A last picture of no length is skipped by players: it is shown for a tenth of a second.
            muxable.duration = next_tick - tick
            muxable.is_keyframe = packet.is_key
            target.mux(muxable)


def _timed(packets: Sequence[Packet], starts_ns: int) -> Iterator[tuple[Packet, int, int]]:
    """Each packet with its tick and the next one's; two within one tick of 11 µs are moved apart."""
    ticks: list[int] = []
    for packet in packets:
        tick = int((packet.at_ns - starts_ns) / _NS_PER_TICK)
        ticks.append(max(tick, ticks[-1] + 1) if ticks else tick)
    yield from zip(packets, ticks, [*ticks[1:], ticks[-1] + _LAST_TICKS], strict=True)
