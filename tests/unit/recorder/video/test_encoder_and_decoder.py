import numpy as np
import pytest
from numpy.typing import NDArray

from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.video import encoder as encoder_module
from recorder.video.annexb import SEI, parameter_sets, units
from recorder.video.decoder import UndecodablePacketError, decode_group, decode_last
from recorder.video.encoder import EncoderSettings, PictureEncoder

WIDTH, HEIGHT = 320, 192
WHOLE = Rect(0, 0, WIDTH, HEIGHT)


def page(words: int) -> NDArray[np.uint8]:
    """A white page with dark strokes, as text has."""
    canvas = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    for index in range(words):
        top, left = 8 + 12 * (index // 10), 8 + 30 * (index % 10)
        canvas[top : top + 8, left : left + 20 : 3] = 20
    return canvas


def encoded(pictures: int, *, gop_frames: int = 8) -> list[Packet]:
    encoder = PictureEncoder(3, WIDTH, HEIGHT, settings=EncoderSettings(gop_frames=gop_frames))
    return [
        encoder.encode(page(index), WHOLE, 1_000_000_007 * index) for index in range(pictures)
    ]  # fmt: skip


def groups(packets: list[Packet]) -> list[list[Packet]]:
    numbers = sorted({packet.gop for packet in packets})
    return [[packet for packet in packets if packet.gop == number] for number in numbers]


def test_every_picture_is_one_packet_with_its_own_time() -> None:
    packets = encoded(20)
    assert [packet.at_ns for packet in packets] == [1_000_000_007 * index for index in range(20)]
    assert all(packet.data for packet in packets)


def test_a_group_decodes_alone_and_looks_like_what_was_encoded() -> None:
    packets = encoded(20)
    for group in groups(packets):
        assert [packet.is_key for packet in group] == [True] + [False] * (len(group) - 1)
        for at_ns, picture in decode_group(group):
            true = page(at_ns // 1_000_000_007)[..., :3].astype(int)
            assert np.abs(picture.astype(int) - true).mean() < 4


def test_only_the_changed_rectangle_needs_to_be_right() -> None:
    """What lies outside is not looked at: converting it again is what costs."""
    encoder = PictureEncoder(0, WIDTH, HEIGHT, settings=EncoderSettings(gop_frames=100))
    packets = [encoder.encode(page(0), WHOLE, 0)]
    lying = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    lying[50:61, 33:78] = 255
    packets.append(encoder.encode(lying, Rect(33, 50, 45, 11), 1))
    assert decode_last(packets).mean() > 240


def test_no_settings_of_the_encoder_travel_with_the_pictures() -> None:
    for packet in encoded(10):
        assert SEI not in {kind for kind, _ in units(packet.data)}
        assert b"x264" not in packet.data


def test_parameters_travel_on_every_key_frame() -> None:
    for packet in encoded(20):
        assert bool(parameter_sets(packet.data)) == packet.is_key


def test_a_restarted_group_does_not_lean_on_what_came_before() -> None:
    encoder = PictureEncoder(0, WIDTH, HEIGHT, settings=EncoderSettings(gop_frames=100))
    encoder.encode(page(3), WHOLE, 0)
    encoder.restart_group()
    packet = encoder.encode(page(4), WHOLE, 1)
    assert (packet.is_key, packet.gop) == (True, 1)
    assert np.abs(decode_last([packet]).astype(int) - page(4)[..., :3]).mean() < 4


def test_missing_cut_and_mixed_packets_are_refused() -> None:
    packets = encoded(20)
    first, second, *_ = groups(packets)
    cut = Packet(3, 0, 0, is_key=True, data=first[0].data[:40])
    for wrong in (first[1:], [*first, *second], [cut], [first[0], Packet(3, 1, 0, is_key=False, data=b"")]):
        with pytest.raises(UndecodablePacketError):
            list(decode_group(wrong))
    with pytest.raises(UndecodablePacketError):
        decode_last([])


def test_odd_sides_are_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        PictureEncoder(0, 33, 18, settings=EncoderSettings(gop_frames=100))


def test_how_long_a_group_is_tells_nothing_of_how_many_pictures_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chance has no memory: of the groups that reach any length, the same share goes on from there."""
    monkeypatch.setattr(encoder_module, "MEAN_GOP_FRAMES", 8)
    encoder = PictureEncoder(0, 16, 16, settings=EncoderSettings())
    blank = np.zeros((16, 16, 4), np.uint8)
    packets = [encoder.encode(blank, Rect(0, 0, 2, 2), 1_000_000 * index) for index in range(8000)]
    lengths = np.array([len(group) for group in groups(packets)])
    assert 6.5 < lengths.mean() < 9.5
    for reached in (0, 8, 16):
        share = (lengths > reached + 8).sum() / (lengths > reached).sum()
        assert 0.2 < share < 0.5
