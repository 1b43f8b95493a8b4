import struct
from collections.abc import Sequence

import numpy as np
import pytest
from foxglove_schemas_protobuf.CompressedVideo_pb2 import CompressedVideo
from hypothesis import given
from hypothesis import strategies as st

from recorder.bundle.payload_pictures import (
    PictureCheck,
    SentPicture,
    UnfitPictureError,
    picture_message,
    read_picture,
)
from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.video.annexb import START_CODE, parameter_sets, units
from recorder.video.encoder import EncoderSettings, PictureEncoder


def encoded(count: int, size: tuple[int, int] = (128, 64)) -> list[Packet]:
    width, height = size
    encoder = PictureEncoder(3, width, height, settings=EncoderSettings(gop_frames=4))
    return [
        encoder.encode(
            np.full((height, width, 4), 20 * number, np.uint8), Rect(0, 0, width, height), number * 10**9 + 7
        )
        for number in range(count)
    ]


PACKETS = encoded(10)
KEY, PLAIN = PACKETS[0], PACKETS[1]


def check(packets: Sequence[Packet]) -> list[Packet]:
    checking = PictureCheck(3)
    return [checking.packet(read_picture(b"".join(picture_message(packet)))) for packet in packets]


def test_pictures_come_back_with_their_groups() -> None:
    assert check(PACKETS) == PACKETS


@given(st.integers(0, 10**17), st.binary(max_size=300))
def test_a_message_is_what_other_readers_expect(at_ns: int, data: bytes) -> None:
    held = CompressedVideo.FromString(b"".join(picture_message(Packet(3, at_ns, 0, is_key=True, data=data))))
    assert held.timestamp.ToNanoseconds() == at_ns
    assert (held.format, held.data, held.frame_id) == ("h264", data, "monitor 3")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_refused(data: bytes) -> None:
    try:
        picture = read_picture(data)
        PictureCheck(0).packet(picture)
    except UnfitPictureError:
        pass


def test_another_format_is_refused() -> None:
    with pytest.raises(UnfitPictureError):
        read_picture(CompressedVideo(format="h265", data=KEY.data).SerializeToString())


def test_a_group_must_be_there_before_what_builds_on_it() -> None:
    with pytest.raises(UnfitPictureError):
        check([PLAIN])


def test_time_never_falls() -> None:
    with pytest.raises(UnfitPictureError):
        check([KEY, PACKETS[2], PLAIN])


def _unit(kind: int, body: bytes = b"\x11" * 20) -> bytes:
    return START_CODE + bytes([0x60 | kind]) + body


def _large(width: int, height: int) -> bytes:
    """The parameters of a huge picture, written bit by bit: baseline, order count 2, one reference."""
    bits = "01000010" + "0" * 16  # profile 66, no constraints, level 0
    for number in (0, 0, 2, 1):
        bits += _golomb(number)
    bits += "0" + _golomb(width // 16 - 1) + _golomb(height // 16 - 1) + "1"
    bits += "0" * (-len(bits) % 8)
    return START_CODE + b"\x67" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _golomb(number: int) -> str:
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"tea",
        KEY.data[1:-1].replace(b"\0\0\1", b"\0\0\2"),
        b"\1" + KEY.data,
        parameter_sets(KEY.data),
        KEY.data[len(parameter_sets(KEY.data)) :],
        KEY.data + _unit(6),
        KEY.data + _unit(9),
        KEY.data + _unit(20),
        KEY.data + START_CODE,
        KEY.data + START_CODE + b"\xe5tea",
        KEY.data + PLAIN.data,
        parameter_sets(KEY.data) + _unit(5) * 70,
        _unit(8, b"\x11" * 600) + KEY.data,
        _large(65_536, 16) + _unit(8) + _unit(5) + _unit(7, b"\x42" + b"\xff" * 3),
        _large(16_384, 16_384) + _unit(8) + _unit(5),
    ],
)
def test_nothing_else_reaches_a_decoder(data: bytes) -> None:
    with pytest.raises(UnfitPictureError):
        PictureCheck(0).packet(SentPicture(0, data))


def test_a_large_screen_is_no_problem() -> None:
    PictureCheck(0).packet(SentPicture(0, _large(7680, 4320) + _unit(8) + _unit(5)))


def test_a_start_code_of_three_bytes_counts_as_well() -> None:
    data = KEY.data.replace(b"\0\0\0\1", b"\0\0\1")
    assert PictureCheck(0).packet(SentPicture(0, data)).is_key
    assert {kind for kind, _ in units(data)} == {5, 7, 8}


def test_times_beyond_all_bounds_are_refused() -> None:
    # Seconds that no number of nanoseconds can hold, written as protobuf does.
    held = CompressedVideo(format="h264", data=KEY.data)
    held.timestamp.seconds = struct.unpack("<q", b"\xff" * 7 + b"\x7f")[0]
    with pytest.raises(UnfitPictureError):
        read_picture(held.SerializeToString())
