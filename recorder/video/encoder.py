"""Encode the changed pictures of one monitor.

What it costs is decided here. Fresh 8 MB buffers cost more in page faults than the encoding itself, so one
picture in the encoder's own format lives as long as the encoder, and only the rectangle that changed is
converted into it. One thread: a second one spends more on waiting than it saves, and the person's own work
needs the core. x264's look-ahead and B-frames are off, so that every packet leaves at once.

How long a group is, chance decides, picture by picture, and remembers nothing. Were it counted or timed, the
groups that an episode copies would tell how many pictures were taken out before them, such as one for each
letter of a password beneath a cover, or how long a cut was.
"""

import secrets
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.video.frame import PictureType
from av.video.plane import VideoPlane
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.video.annexb import without_sei

# A microsecond keeps pts apart at any rate and stays clear of the overflow that nanoseconds meet in x264.
TIME_BASE: Final = Fraction(1, 1_000_000)
MEAN_GOP_FRAMES: Final = 100
_BT709: Final = 1


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How pictures are compressed.

    Attributes:
        preset: x264's; ``ultrafast`` costs least CPU and most bytes, a third more than ``superfast``.
        crf: x264's constant quality; 23 is its default, text stays readable to OCR up to about 28.
        gop_frames: Pictures to every group, for what is measured and tested; ``None`` leaves it to chance,
            with ``MEAN_GOP_FRAMES`` on average. Seeking decodes as many; each key frame costs a whole
            picture's bytes.
    """

    preset: str = "ultrafast"
    crf: int = 23
    gop_frames: int | None = None


class PictureEncoder:
    """Turns one monitor's canvas into packets.

    Args:
        monitor_id: Goes into every packet.
        width: Of the canvas in pixels; even.
        height: As above.
        first_gop: The number of the first group.
        settings: How to compress.

    Raises:
        ValueError: A side is odd, which 4:2:0 cannot hold.
    """

    def __init__(
        self, monitor_id: int, width: int, height: int, *, first_gop: int = 0, settings: EncoderSettings
    ) -> None:
        if width % 2 or height % 2:
            raise ValueError("a canvas has even sides")
        self._monitor_id = monitor_id
        self._settings = settings
        self._gop = first_gop - 1
        self._frames_in_gop = 0
        self._wants_key = True
        self._has_picture = False
        self._bounds = Rect(0, 0, width, height)
        self._converter = VideoReformatter()
        self._picture = av.VideoFrame(width, height, "yuv420p")
        self._picture.time_base = TIME_BASE
        self._planes = tuple(plane_pixels(plane) for plane in self._picture.planes)
        self._context = open_encoder(width, height, settings)

    @property
    def next_gop(self) -> int:
        """The number that the next group will have."""
        return self._gop + 1

    def restart_group(self) -> None:
        """Let the next packet begin a new group, since packets before it may be gone."""
        self._wants_key = True

    def encode(self, canvas: NDArray[np.uint8], changed: Rect, at_ns: int) -> Packet:
        """Encode the canvas as it is now.

        Args:
            canvas: ``(height, width, 4)`` bytes, blue first; not kept.
            changed: Where it differs from the last one encoded; the first one is taken whole.
            at_ns: The picture's time.
        """
        is_key = self._wants_key or self._is_group_over()
        self._convert(canvas, changed if self._has_picture else self._bounds)
        self._has_picture = True
        if is_key:
            self._gop += 1
            self._frames_in_gop = 0
            self._wants_key = False
        self._frames_in_gop += 1
        self._picture.pts = at_ns // 1000
        self._picture.pict_type = PictureType.I if is_key else PictureType.NONE
        encoded = b"".join(bytes(packet) for packet in self._context.encode(self._picture))
        return Packet(self._monitor_id, at_ns, self._gop, is_key, without_sei(encoded))

    def _is_group_over(self) -> bool:
        counted = self._settings.gop_frames
        if counted is None:
            return secrets.randbelow(MEAN_GOP_FRAMES) == 0
        return self._frames_in_gop >= counted

    def _convert(self, canvas: NDArray[np.uint8], changed: Rect) -> None:
        """Bring the changed rectangle into the encoder's own picture (BT.709, 4:2:0)."""
        area = _grown_to_even(changed).intersection(self._bounds)
        if area.is_empty:
            return
        source = av.VideoFrame.from_numpy_buffer(
            canvas[area.y : area.bottom, area.x : area.right], format="bgra"
        )
        converted = self._converter.reformat(source, format="yuv420p", dst_colorspace=_BT709, threads=1)
        for step, plane, target in zip((1, 2, 2), converted.planes, self._planes, strict=True):
            target[area.y // step : area.bottom // step, area.x // step : area.right // step] = plane_pixels(
                plane
            )[:, : area.width // step]


def plane_pixels(plane: VideoPlane) -> NDArray[np.uint8]:
    """A plane's bytes as rows, without copying; a row is longer than the picture where it is padded."""
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height]


def _grown_to_even(area: Rect) -> Rect:
    """The smallest rectangle with even edges around it: a chroma sample covers two by two pixels."""
    return Rect.from_edges(
        area.x & ~1, area.y & ~1, area.right + (area.right & 1), area.bottom + (area.bottom & 1)
    )


def open_encoder(width: int, height: int, settings: EncoderSettings) -> av.VideoCodecContext:
    """x264 with these settings: the same settings give the same parameter sets, whoever encodes."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height = width, height
    context.pix_fmt = "yuv420p"
    context.time_base = TIME_BASE
    context.thread_count = 1
    context.gop_size = settings.gop_frames or MEAN_GOP_FRAMES
    context.max_b_frames = 0
    context.options = {
        "preset": settings.preset,
        "tune": "zerolatency",
        "crf": str(settings.crf),
        "forced-idr": "1",
        "x264-params": (
            "repeat-headers=1:annexb=1:scenecut=0:keyint=infinite:threads=1:sliced-threads=0"
            ":colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
        ),
    }
    context.open()
    return context
