"""Decode packets back to pictures: what a viewer, a check and an export see."""

from collections.abc import Iterator, Sequence
from typing import Final

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from recorder.episode.frames import Packet

_BT709: Final = 1


class UndecodablePacketError(ValueError):
    """The packets are no group of pictures that decodes: missing, cut or altered."""

    def __init__(self) -> None:
        super().__init__("these packets do not decode as one group of pictures")


def decode_group(packets: Sequence[Packet]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Decode packets of one group, from its key frame on, as they come.

    Yields:
        For each packet its time and its picture, ``(height, width, 3)`` bytes, red first.

    Raises:
        UndecodablePacketError: The first is no key frame, they are of several groups, or one does not decode.
    """
    if not packets:
        return
    if not packets[0].is_key or len({(packet.monitor_id, packet.gop) for packet in packets}) != 1:
        raise UndecodablePacketError
    context = av.CodecContext.create("h264", "r")
    # Frame threads would hold pictures back; slices are one to a frame.
    context.thread_count = 1
    pictures = 0
    try:
        for frame in _decoded_frames(context, packets):
            yield packets[pictures].at_ns, _to_rgb(frame)
            pictures += 1
    except FFmpegError:
        raise UndecodablePacketError from None
    if pictures != len(packets):
        raise UndecodablePacketError


def decode_last(packets: Sequence[Packet]) -> NDArray[np.uint8]:
    """The picture of the last packet of a group that begins with its key frame.

    Returns:
        ``(height, width, 3)`` bytes, red first.

    Raises:
        UndecodablePacketError: As ``decode_group``; also when there are no packets.
    """
    if not packets or not packets[0].is_key:
        raise UndecodablePacketError
    context = av.CodecContext.create("h264", "r")
    context.thread_count = 1
    last = None
    pictures = 0
    try:
        for frame in _decoded_frames(context, packets):
            last = frame
            pictures += 1
    except FFmpegError:
        raise UndecodablePacketError from None
    if last is None or pictures != len(packets):
        raise UndecodablePacketError
    return _to_rgb(last)


def _decoded_frames(context: av.VideoCodecContext, packets: Sequence[Packet]) -> Iterator[av.VideoFrame]:
    for packet in packets:
        yield from context.decode(av.Packet(packet.data))
    yield from context.decode(None)


def _to_rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24", src_colorspace=_BT709).astype(np.uint8, copy=False)
