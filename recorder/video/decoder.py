"""Decode packets back to pictures: what a viewer, a check and an export see.

A decoded picture stays in the decoder's own format, which is three eighths of what the screen wants, until
somebody looks at it: of the pictures that a seek passes, only the last is converted. A conversion that also
shrinks costs a third of one that does not, since most of the time goes into fresh memory.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import Interpolation, VideoReformatter
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


class DecodedPicture:
    """One picture in the decoder's own format.

    Attributes:
        width: In pixels, as encoded: even.
        height: As above.
        size_bytes: What it holds in memory.
    """

    __slots__ = ("__weakref__", "frame", "height", "size_bytes", "width")

    def __init__(self, frame: av.VideoFrame) -> None:
        self.frame = frame
        self.width = frame.width
        self.height = frame.height
        self.size_bytes = sum(plane.buffer_size for plane in frame.planes)


class RunningDecoder:
    """Decodes one packet after the other, each at the price of one; begins anew at any key frame."""

    def __init__(self) -> None:
        self._context = av.CodecContext.create("h264", "r")
        # One picture out for each packet in: frame threads would hold pictures back.
        self._context.thread_count = 1
        self._group: tuple[int, int] | None = None

    def decode(self, packet: Packet) -> DecodedPicture:
        """The picture of a packet, which follows the last one in its group or is a key frame.

        Raises:
            UndecodablePacketError: It does not follow, or it is no picture.
        """
        group = (packet.monitor_id, packet.gop)
        if not packet.is_key and group != self._group:
            raise UndecodablePacketError
        self._group = group
        try:
            frames = self._context.decode(av.Packet(packet.data))
        except FFmpegError:
            raise UndecodablePacketError from None
        if len(frames) != 1:
            raise UndecodablePacketError
        return DecodedPicture(frames[0])


class ScreenConverter:
    """Turns decoded pictures into what a screen shows. Owned by one thread."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def to_bgra(self, picture: DecodedPicture, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
        """Convert, and shrink or enlarge where a size is given.

        Args:
            picture: Which.
            size: Width and height in pixels; the picture's own where ``None``.

        Returns:
            ``(height, width, 4)`` bytes, blue first, alpha 255; nobody else holds their memory. Rows may lie
            further apart than they are long.
        """
        width, height = size or (picture.width, picture.height)
        frame = self._reformatter.reformat(
            picture.frame,
            width,
            height,
            format="bgra",
            src_colorspace=_BT709,
            interpolation=Interpolation.AREA if size else Interpolation.BILINEAR,
            threads=1,
        )
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[:height, : width * 4].reshape(height, width, 4)


def _decoded_frames(context: av.VideoCodecContext, packets: Sequence[Packet]) -> Iterator[av.VideoFrame]:
    for packet in packets:
        yield from context.decode(av.Packet(packet.data))
    yield from context.decode(None)


def _to_rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return frame.to_ndarray(format="rgb24", src_colorspace=_BT709).astype(np.uint8, copy=False)
