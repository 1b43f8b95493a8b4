"""Every way to a picture gives the picture that was recorded."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recorder.episode.ending import EndReason
from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.session_writer import SessionWriter
from recorder.video.decoder import ScreenConverter, UndecodablePacketError, decode_group
from recorder.video.encoder import EncoderSettings, PictureEncoder
from studio.content.session_content import PictureIndex, picture_index
from studio.review.session_pictures import SessionPictures
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.synthetic import HEADER, KEY

SIZE = (320, 180)
_GOP = 8


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> SessionAccess:
    path = tmp_path_factory.mktemp("pictures") / "s.db"
    desktop = DrawnDesktop(path, size=SIZE, settings=EncoderSettings(gop_frames=_GOP))
    desktop.type("geese watch from the wall")
    desktop.pause(500)
    desktop.scroll(-3)
    desktop.type("and the price of apples")
    return desktop.finish()


@pytest.fixture(scope="module")
def expected(access: SessionAccess) -> list[NDArray[np.uint8]]:
    with access.open() as reader:
        groups: dict[int, list[object]] = {}
        for packet in reader.packets(0):
            groups.setdefault(packet.gop, []).append(packet)
        return [pixels for group in groups.values() for _, pixels in decode_group(group)]  # type: ignore[arg-type]


def _opened(access: SessionAccess, cache_bytes: int = 1 << 20) -> tuple[SessionPictures, PictureIndex]:
    reader = access.open()
    index = picture_index(reader, 0)
    return SessionPictures(reader, {0: index}, cache_bytes=cache_bytes), index


@pytest.fixture
def pictures(access: SessionAccess) -> Iterator[SessionPictures]:
    made, _ = _opened(access)
    yield made
    made.close()


def _rgb(pictures: SessionPictures, index: int, keep_before: int = 0) -> NDArray[np.uint8]:
    picture = pictures.picture(0, index, keep_before=keep_before)
    assert picture is not None
    return ScreenConverter().to_bgra(picture)[:, :, 2::-1]


def test_playing_through_shows_every_picture_as_it_was_recorded(
    pictures: SessionPictures, expected: list[NDArray[np.uint8]]
) -> None:
    assert len(expected) > 3 * _GOP
    for index, pixels in enumerate(expected):
        assert pictures.cost(0, index) == 1
        assert np.array_equal(_rgb(pictures, index), pixels)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([0, 0, 5])), min_size=1, max_size=25))
def test_any_order_shows_every_picture_as_it_was_recorded(
    access: SessionAccess, expected: list[NDArray[np.uint8]], visits: list[tuple[int, int]]
) -> None:
    made, _ = _opened(access)
    for index, keep_before in visits:
        assert np.array_equal(_rgb(made, index, keep_before), expected[index])
    made.close()


def test_going_backwards_decodes_a_group_once_for_several_pictures(pictures: SessionPictures) -> None:
    pictures.picture(0, _GOP - 1, keep_before=_GOP)
    assert [pictures.cost(0, index) for index in range(_GOP)] == [0] * _GOP


def test_what_is_kept_stays_within_its_bound(access: SessionAccess) -> None:
    one = SIZE[0] * SIZE[1] * 3 // 2
    made, index = _opened(access, cache_bytes=4 * one)
    for each in range(len(index.at_ns)):
        made.picture(0, each, keep_before=_GOP)
        assert made.held_bytes <= 4.5 * one
    made.close()
    assert made.held_bytes == 0


def test_work_that_nobody_wants_ends_and_can_be_taken_up(
    pictures: SessionPictures, expected: list[NDArray[np.uint8]]
) -> None:
    answers = iter([True, True, False])
    assert pictures.picture(0, 6, is_wanted=lambda: next(answers)) is None
    assert pictures.cost(0, 6) == 5
    assert np.array_equal(_rgb(pictures, 6), expected[6])


def test_a_key_frame_alone_leaves_the_running_decoder_where_it_is(
    pictures: SessionPictures, expected: list[NDArray[np.uint8]]
) -> None:
    pictures.picture(0, 3)
    key = ScreenConverter().to_bgra(pictures.key_picture(0, _GOP))
    assert np.array_equal(key[:, :, 2::-1], expected[_GOP])
    assert pictures.cost(0, 4) == 1


def test_a_smaller_size_is_what_was_asked_for(pictures: SessionPictures) -> None:
    picture = pictures.picture(0, 2)
    assert picture is not None
    assert ScreenConverter().to_bgra(picture, (160, 90)).shape == (90, 160, 4)


def test_a_picture_whose_packet_is_cut_short_is_refused(access: SessionAccess) -> None:
    reader = access.open()
    index = picture_index(reader, 0)
    made = SessionPictures(_Lossy(reader), {0: index})  # type: ignore[arg-type]
    with pytest.raises(UndecodablePacketError):
        made.picture(0, _GOP)
    assert made.picture(0, 0) is not None
    made.close()


class _Lossy:
    """A reader whose packets are cut in half from the second group on."""

    def __init__(self, reader: SessionReader) -> None:
        self._reader = reader
        self.close = reader.close

    def packets(self, monitor_id: int, within: TimeRange) -> Iterator[object]:
        for packet in self._reader.packets(monitor_id, within):
            if packet.gop == 0:
                yield packet
            else:
                yield type(packet)(packet.monitor_id, packet.at_ns, packet.gop, packet.is_key, b"\0\0\1")


def test_a_monitor_that_changes_its_size_is_decoded_in_either(tmp_path: Path) -> None:
    sizes = ((64, 48), (128, 64), (64, 48))
    packets: list[Packet] = []
    gop = 0
    for size in sizes:
        encoder = PictureEncoder(0, *size, first_gop=gop, settings=EncoderSettings(gop_frames=2))
        for shade in (40, 90, 160):
            canvas = np.full((size[1], size[0], 4), shade, np.uint8)
            packets.append(encoder.encode(canvas, Rect(0, 0, *size), len(packets) + 1))
        gop = encoder.next_gop
    writer = SessionWriter.create(tmp_path / "s.db", KEY, HEADER)
    writer.append([], packets)
    summary = writer.finish(len(packets) + 2, EndReason.STOPPED)
    made, index = _opened(SessionAccess(tmp_path / "s.db", KEY, summary))
    seen = [made.picture(0, each) for each in range(len(index.at_ns))]
    assert [(each.width, each.height) for each in seen if each is not None] == [
        size for size in sizes for _ in range(3)
    ]
    made.close()
