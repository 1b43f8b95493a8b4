import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.screen import Rect
from recorder.video.annexb import units
from recorder.video.encoder import EncoderSettings, PictureEncoder
from recorder.video.sequence_parameters import UnknownParametersError, read_sequence_parameters


def parameters(width: int, height: int, preset: str) -> bytes:
    encoder = PictureEncoder(0, width, height, settings=EncoderSettings(preset=preset))
    packet = encoder.encode(np.zeros((height, width, 4), np.uint8), Rect(0, 0, width, height), 0)
    return next(unit for kind, unit in units(packet.data) if kind == 7)


@pytest.mark.parametrize("preset", ["ultrafast", "superfast", "medium"])
@pytest.mark.parametrize(("width", "height"), [(16, 16), (130, 66), (1280, 720), (1920, 1080), (3840, 2160)])
def test_what_our_encoder_asks_for_is_read(width: int, height: int, preset: str) -> None:
    asked = read_sequence_parameters(parameters(width, height, preset))
    assert (asked.width, asked.height) == (-(-width // 16) * 16, -(-height // 16) * 16)
    assert asked.references <= 4


def test_cut_parameters_are_refused() -> None:
    unit = parameters(1280, 720, "ultrafast")
    for length in range(8):
        with pytest.raises(UnknownParametersError):
            read_sequence_parameters(unit[:length])


@pytest.mark.parametrize("profile", [0, 44, 88, 110, 122, 244, 118, 128])
def test_profiles_that_are_never_written_here_are_refused(profile: int) -> None:
    unit = parameters(1280, 720, "ultrafast")
    with pytest.raises(UnknownParametersError):
        read_sequence_parameters(unit[:1] + bytes([profile]) + unit[2:])


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        asked = read_sequence_parameters(b"\x67\x42" + data)
    except UnknownParametersError:
        return
    assert asked.width > 0 < asked.height
