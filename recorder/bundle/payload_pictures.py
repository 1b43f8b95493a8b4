"""Pictures as the messages that readers of MCAP files know: ``foxglove.CompressedVideo``, one frame each.

What comes from a stranger is looked through before any decoder may see it: only slices and parameter sets,
each group complete in itself, nothing that would make a decoder hold more than one large picture or two.
"""

from dataclasses import dataclass
from typing import Final

from foxglove_schemas_protobuf.CompressedVideo_pb2 import CompressedVideo
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from recorder.bundle.payload_limits import (
    LONGEST_NS,
    MOST_GROUP_PICTURES,
    MOST_PICTURE_PX,
    MOST_REFERENCES,
    MOST_UNITS,
)
from recorder.episode.frames import Packet
from recorder.episode.time import NS_PER_SECOND
from recorder.video.sequence_parameters import UnknownParametersError, read_sequence_parameters

_FORMAT: Final = "h264"
_DATA_TAG: Final = b"\x1a"
"""Field 3, bytes. Written by hand behind the others, so that a picture is not copied into a message first."""
_SLICE: Final = 1
_KEY_SLICE: Final = 5
_SEQUENCE_PARAMETERS: Final = 7
_PICTURE_PARAMETERS: Final = 8
_START: Final = b"\0\0\1"
_FORBIDDEN_BIT: Final = 0x80
_SEVEN_BITS: Final = 7
_MOST_PARAMETER_BYTES: Final = 512


class UnfitPictureError(ValueError):
    """A message holds no picture as this program makes them."""

    def __init__(self) -> None:
        super().__init__("this is no picture as they are made here")


@dataclass(frozen=True, slots=True)
class SentPicture:
    """What a message says.

    Attributes:
        at_ns: When the picture was taken.
        data: H.264 in Annex B.
    """

    at_ns: int
    data: bytes


def picture_message(packet: Packet) -> tuple[bytes, ...]:
    """The message of a packet, in pieces."""
    seconds, nanos = divmod(packet.at_ns, NS_PER_SECOND)
    head = CompressedVideo(
        timestamp=Timestamp(seconds=seconds, nanos=nanos),
        frame_id=f"monitor {packet.monitor_id}",
        format=_FORMAT,
    ).SerializeToString()
    return (head + _DATA_TAG + _varint(len(packet.data)), packet.data)


def read_picture(message: bytes) -> SentPicture:
    """What ``picture_message`` wrote.

    Raises:
        UnfitPictureError: It is something else.
    """
    try:
        held = CompressedVideo.FromString(message)
    except DecodeError:
        raise UnfitPictureError from None
    seconds, nanos = held.timestamp.seconds, held.timestamp.nanos
    if held.format != _FORMAT or not 0 <= nanos < NS_PER_SECOND or not 0 <= seconds <= LONGEST_NS:
        raise UnfitPictureError
    return SentPicture(seconds * NS_PER_SECOND + nanos, held.data)


class PictureCheck:
    """Looks through the pictures of one monitor, in order, and numbers their groups.

    Args:
        monitor_id: Which.
    """

    def __init__(self, monitor_id: int) -> None:
        self._monitor_id = monitor_id
        self._gop = -1
        self._in_group = 0
        self._last_ns = 0

    def packet(self, picture: SentPicture) -> Packet:
        """The packet of the next picture.

        Raises:
            UnfitPictureError: It is none, comes before the last one, or needs one that is not there.
        """
        is_key = _is_key(picture.data)
        if picture.at_ns < self._last_ns or (self._gop < 0 and not is_key):
            raise UnfitPictureError
        self._last_ns = picture.at_ns
        self._gop += is_key
        self._in_group = 1 if is_key else self._in_group + 1
        if self._in_group > MOST_GROUP_PICTURES:
            raise UnfitPictureError
        return Packet(self._monitor_id, picture.at_ns, self._gop, is_key, picture.data)


def _is_key(data: bytes) -> bool:
    """Whether a picture begins a group.

    Raises:
        UnfitPictureError: It is neither a whole key frame with its parameters nor a plain one without.
    """
    kinds = set()
    count = 0
    start = data.find(_START)
    if start < 0 or data[:start].strip(b"\0"):
        raise UnfitPictureError
    while start >= 0:
        begin = start + len(_START)
        start = data.find(_START, begin)
        count += 1
        if begin >= len(data) or data[begin] & _FORBIDDEN_BIT or count > MOST_UNITS:
            raise UnfitPictureError
        kind = data[begin] & 0x1F
        kinds.add(kind)
        if kind == _SEQUENCE_PARAMETERS:
            _check_size(data[begin : start if start >= 0 else len(data)])
        elif (
            kind == _PICTURE_PARAMETERS
            and (start if start >= 0 else len(data)) - begin > _MOST_PARAMETER_BYTES
        ):
            raise UnfitPictureError
    if kinds == {_SLICE}:
        return False
    if kinds == {_KEY_SLICE, _SEQUENCE_PARAMETERS, _PICTURE_PARAMETERS}:
        return True
    raise UnfitPictureError


def _check_size(unit: bytes) -> None:
    try:
        asked = read_sequence_parameters(unit)
    except UnknownParametersError:
        raise UnfitPictureError from None
    if asked.width * asked.height > MOST_PICTURE_PX or asked.references > MOST_REFERENCES:
        raise UnfitPictureError


def _varint(number: int) -> bytes:
    written = bytearray()
    while number >> _SEVEN_BITS:
        written.append(number & 0x7F | 0x80)
        number >>= _SEVEN_BITS
    written.append(number)
    return bytes(written)
