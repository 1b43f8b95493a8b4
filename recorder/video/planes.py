"""Pictures as the codec has them, for changing a part of one without touching the rest.

A picture that is decoded, changed and encoded again must not go through red, green and blue: every pixel
would be rounded twice, changed or not. So what is handed out and taken here are the codec's own planes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import PictureType
from numpy.typing import NDArray

from recorder.episode.frames import Packet
from recorder.video.annexb import without_sei
from recorder.video.decoder import UndecodablePacketError
from recorder.video.encoder import TIME_BASE, EncoderSettings, open_encoder, plane_pixels

PLANE_STEPS: Final = (1, 2, 2)
"""How many pixels of the picture, on each axis, make one of each plane."""
_FORMAT: Final = "yuv420p"

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Planes:
    """One picture: brightness and two colours, BT.709, 16 to 235.

    Attributes:
        size: Width and height in pixels, even.
        planes: Rows of each; valid until the next picture is decoded.
    """

    size: tuple[int, int]
    planes: tuple[Plane, ...]


class GroupDecoder:
    """Decodes one group of pictures, packet by packet, from its key frame on."""

    def __init__(self) -> None:
        self._context = av.CodecContext.create("h264", "r")
        self._context.thread_count = 1
        self._fed = self._given = 0

    def decode(self, data: bytes) -> Iterator[Planes]:
        """Take the next packet; the pictures that are ready, in order.

        Raises:
            UndecodablePacketError: It does not decode.
        """
        self._fed += 1
        yield from self._given_by(av.Packet(data))

    def finish(self) -> Iterator[Planes]:
        """The pictures that still wait.

        Raises:
            UndecodablePacketError: There were more packets than pictures.
        """
        yield from self._given_by(None)
        if self._given != self._fed:
            raise UndecodablePacketError

    def _given_by(self, packet: "av.Packet[Any] | None") -> Iterator[Planes]:
        try:
            for frame in self._context.decode(packet):
                if frame.format.name != _FORMAT:
                    raise UndecodablePacketError
                self._given += 1
                yield _planes_of(frame)
        except FFmpegError:
            raise UndecodablePacketError from None


class PlaneEncoder:
    """Encodes a picture that its owner changes in place.

    Args:
        monitor_id: Goes into every packet.
        size: Of the picture; even.
        settings: How to compress.
    """

    def __init__(self, monitor_id: int, size: tuple[int, int], settings: EncoderSettings) -> None:
        width, height = size
        self._monitor_id = monitor_id
        self._frame = av.VideoFrame(width, height, _FORMAT)
        self._frame.time_base = TIME_BASE
        self._context = open_encoder(width, height, settings)
        self._last_pts = -1
        self.picture = _planes_of(self._frame)

    def encode(self, at_ns: int, *, gop: int, is_key: bool) -> Packet:
        """Encode the picture as it is now; a key frame stands on nothing that was encoded before."""
        self._last_pts = max(self._last_pts + 1, at_ns // 1000)
        self._frame.pts = self._last_pts
        self._frame.pict_type = PictureType.I if is_key else PictureType.NONE
        encoded = b"".join(bytes(packet) for packet in self._context.encode(self._frame))
        return Packet(self._monitor_id, at_ns, gop, is_key, without_sei(encoded))


def _planes_of(frame: av.VideoFrame) -> Planes:
    pixels = tuple(
        plane_pixels(plane)[: frame.height // step, : frame.width // step]
        for plane, step in zip(frame.planes, PLANE_STEPS, strict=True)
    )
    return Planes((frame.width, frame.height), pixels)
