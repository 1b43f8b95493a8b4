"""The thread that decodes: the latest wish counts, scrubbing sees something at once, closing ends it all."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from recorder.video.decoder import decode_last
from recorder.video.encoder import EncoderSettings
from studio.content.session_content import PictureIndex, picture_index
from studio.review.mailbox import WAITING_THUMBNAILS, Mailbox
from studio.review.picture_cache import ByteCache
from studio.review.picture_service import QUICK_PACKETS, PictureService
from studio.review.requests import News, NotShown, PictureRequest, Shown, ThumbnailRequest, ThumbnailShown
from tests.rigs.drawn_session import DrawnDesktop

SIZE = (320, 180)
_GOP = 40
_LONGEST_S = 20.0


class Listener:
    """Collects what a service shows."""

    def __init__(self) -> None:
        self.told = threading.Semaphore(0)
        self.service: PictureService | None = None
        self.news: list[News] = []

    def __call__(self) -> None:
        self.told.release()

    def wait_for(self, kind: type[News], count: int = 1) -> list[News]:
        """Everything of a kind, once there are so many of it."""
        assert self.service is not None
        while sum(isinstance(each, kind) for each in self.news) < count:
            assert self.told.acquire(timeout=_LONGEST_S), "nothing came"
            self.news += self.service.fetch()
        return [each for each in self.news if isinstance(each, kind)]


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> SessionAccess:
    path = tmp_path_factory.mktemp("service") / "s.db"
    desktop = DrawnDesktop(path, size=SIZE, settings=EncoderSettings(gop_frames=_GOP))
    desktop.type("the quick brown fox jumps over a lazy dog while nine grey geese watch from the wall" * 2)
    return desktop.finish()


@pytest.fixture(scope="module")
def index(access: SessionAccess) -> PictureIndex:
    with access.open() as reader:
        return picture_index(reader, 0)


@pytest.fixture
def heard(access: SessionAccess, index: PictureIndex) -> Iterator[Listener]:
    listener = Listener()
    listener.service = PictureService(access, {0: index}, listener)
    yield listener
    listener.service.close()


def _service(listener: Listener) -> PictureService:
    assert listener.service is not None
    return listener.service


def test_the_picture_that_is_asked_for_comes(
    heard: Listener, access: SessionAccess, index: PictureIndex
) -> None:
    _service(heard).show(PictureRequest(0, _GOP + 7))
    (shown,) = heard.wait_for(Shown)
    assert isinstance(shown, Shown)
    assert shown.index == _GOP + 7
    assert shown.full_size == SIZE
    with access.open() as reader:
        expected = decode_last(reader.gop_at(0, int(index.at_ns[_GOP + 7])))
    assert np.array_equal(shown.pixels[:, :, 2::-1], expected)


def test_a_scrub_sees_the_key_frame_first_and_then_the_exact_picture(heard: Listener) -> None:
    far = _GOP + QUICK_PACKETS + 5
    _service(heard).show(PictureRequest(0, far, is_scrubbing=True))
    seen: list[int] = []
    while far not in seen:
        assert heard.told.acquire(timeout=_LONGEST_S)
        seen += [each.index for each in _service(heard).fetch() if isinstance(each, Shown)]
    assert set(seen) <= {_GOP, far}


def test_a_scrub_far_within_the_group_in_sight_sees_a_picture_on_the_way(heard: Listener) -> None:
    service, far = _service(heard), 2 * _GOP - 1
    service.show(PictureRequest(0, _GOP))
    heard.wait_for(Shown)
    service.show(PictureRequest(0, far, is_scrubbing=True))
    told = [heard.told.acquire(timeout=_LONGEST_S) for _ in range(2)]
    shown = {each.index for each in service.fetch() if isinstance(each, Shown)}
    assert told == [True, True]
    assert shown == {far}


def test_near_pictures_and_plain_seeks_come_without_their_key_frame(heard: Listener) -> None:
    service = _service(heard)
    service.show(PictureRequest(0, _GOP + QUICK_PACKETS - 2, is_scrubbing=True))
    heard.wait_for(Shown, 1)
    service.show(PictureRequest(0, 2 * _GOP - 1))
    shown = heard.wait_for(Shown, 2)
    assert [each.index for each in shown if isinstance(each, Shown)] == [
        _GOP + QUICK_PACKETS - 2,
        2 * _GOP - 1,
    ]


def test_of_many_wishes_the_last_one_is_fulfilled_and_most_are_not(
    heard: Listener, index: PictureIndex
) -> None:
    last = len(index.at_ns) - 1
    for each in range(last + 1):
        _service(heard).show(PictureRequest(0, each))
    while not any(isinstance(each, Shown) and each.index == last for each in heard.news):
        assert heard.told.acquire(timeout=_LONGEST_S)
        heard.news += _service(heard).fetch()
    assert len(heard.news) < last / 2


def test_pictures_that_play_are_shown_even_when_the_next_is_asked_for() -> None:
    mailbox = Mailbox()
    mailbox.show(PictureRequest(0, 1, direction=1))
    assert mailbox.next_wish(has_more=False)[0] == PictureRequest(0, 1, direction=1)
    mailbox.show(PictureRequest(0, 2, direction=1))
    assert mailbox.is_wanted(is_played=True)
    assert not mailbox.is_wanted(is_played=False)


def test_only_the_last_picture_waits_to_be_fetched() -> None:
    mailbox = Mailbox()
    pixels = np.zeros((2, 2, 4), np.uint8)
    thumbnail = ThumbnailShown(ThumbnailRequest(0, 0, (2, 2)), pixels)
    for each in range(3):
        mailbox.put(Shown(PictureRequest(0, each), each, (2, 2), pixels))
        mailbox.put(thumbnail)
    news = mailbox.fetch()
    assert [each.index for each in news if isinstance(each, Shown)] == [2]
    assert news.count(thumbnail) == 3
    assert mailbox.fetch() == ()


def test_the_latest_thumbnails_come_first_and_the_oldest_are_forgotten() -> None:
    mailbox = Mailbox()
    for each in range(WAITING_THUMBNAILS + 10):
        mailbox.show_thumbnail(ThumbnailRequest(0, each, (16, 9)))
    mailbox.show_thumbnail(ThumbnailRequest(0, 50, (16, 9)))
    order: list[int] = []
    for _ in range(WAITING_THUMBNAILS):
        wish, _ = mailbox.next_wish(has_more=False)
        assert isinstance(wish, ThumbnailRequest)
        order.append(wish.index)
    assert order[:2] == [50, WAITING_THUMBNAILS + 9]
    assert min(order) == 10


def test_pictures_come_before_thumbnails_and_dropped_ones_do_not_come() -> None:
    mailbox = Mailbox()
    mailbox.show_thumbnail(ThumbnailRequest(0, 0, (16, 9)))
    mailbox.show(PictureRequest(0, 3))
    assert mailbox.next_wish(has_more=True)[0] == PictureRequest(0, 3)
    assert mailbox.next_wish(has_more=True) == (None, True)
    mailbox.drop_thumbnails()
    mailbox.close()
    assert mailbox.next_wish(has_more=False) == (None, False)


def test_a_thumbnail_that_is_being_decoded_is_not_decoded_again() -> None:
    mailbox = Mailbox()
    request = ThumbnailRequest(0, 0, (16, 9))
    mailbox.show_thumbnail(request)
    assert mailbox.next_wish(has_more=False) == (request, True)
    mailbox.show_thumbnail(request)
    assert mailbox.next_wish(has_more=True) == (None, True)


def test_thumbnails_come_in_their_size(heard: Listener) -> None:
    _service(heard).show_thumbnail(ThumbnailRequest(0, _GOP, (64, 36)))
    (shown,) = heard.wait_for(ThumbnailShown)
    assert isinstance(shown, ThumbnailShown)
    assert shown.pixels.shape == (36, 64, 4)


def test_what_cannot_be_decoded_is_told_and_the_rest_still_comes(
    heard: Listener, index: PictureIndex
) -> None:
    _service(heard).show_thumbnail(ThumbnailRequest(0, _GOP + 1, (64, 36)))
    (failed,) = heard.wait_for(NotShown)
    assert isinstance(failed, NotShown)
    assert isinstance(failed.error, UserFacingError)
    _service(heard).show(PictureRequest(0, 0))
    heard.wait_for(Shown)


def test_a_file_that_is_gone_is_told_once(access: SessionAccess, index: PictureIndex, tmp_path: Path) -> None:
    listener = Listener()
    listener.service = PictureService(replace(access, path=tmp_path / "gone.db"), {0: index}, listener)
    (failed,) = listener.wait_for(NotShown)
    assert isinstance(failed, NotShown)
    assert failed.request is None
    assert isinstance(failed.error, UserFacingError)
    listener.service.close()


def test_closing_while_it_decodes_leaves_nothing_to_fetch(heard: Listener, index: PictureIndex) -> None:
    service = _service(heard)
    for each in range(0, len(index.at_ns), 7):
        service.show(PictureRequest(0, each, direction=-1))
        service.show_thumbnail(ThumbnailRequest(0, 0, (64, 36)))
    service.close()
    assert service.fetch() == ()
    service.show(PictureRequest(0, 0))
    assert service.fetch() == ()


def test_a_cache_forgets_what_was_not_used_for_longest() -> None:
    cache: ByteCache[int, str] = ByteCache(30)
    for each in range(3):
        cache.put(each, str(each), 10)
    assert cache.get(0) == "0"
    cache.put(3, "3", 10)
    assert [each in cache for each in range(4)] == [True, False, True, True]
    cache.put(3, "three", 25)
    assert cache.held_bytes == 25
    assert len(cache) == 1
    cache.put(4, "4", 99)
    assert cache.get(4) == "4"
    cache.clear()
    assert cache.held_bytes == 0
