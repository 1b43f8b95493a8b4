"""The player, over real sessions: what it shows, when it moves, and what is left of it when it is closed."""

import gc
import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, TimeRange
from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionAccess
from recorder.video.decoder import decode_last
from studio.content.session_content import SessionContent, load_content
from studio.ui.models.player import Player
from studio.ui.models.sight import PictureState, PlayerPicture
from tests.rigs.drawn_session import DrawnDesktop

SIZE = (320, 180)


class SteppedClock:
    """Gives each tick the same time."""

    def __init__(self, step_ns: int) -> None:
        self.step_ns = step_ns
        self.now = 0

    def __call__(self) -> int:
        self.now += self.step_ns
        return self.now


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> SessionAccess:
    desktop = DrawnDesktop(tmp_path_factory.mktemp("player") / "s.db", size=SIZE)
    desktop.wait(300)
    desktop.type("nine grey geese")
    desktop.wait(4000)
    desktop.type("watch")
    desktop.click(100, 90)
    desktop.wait(500)
    return desktop.finish()


@pytest.fixture(scope="module")
def content(access: SessionAccess) -> SessionContent:
    with access.open() as reader:
        return load_content(reader)


@pytest.fixture
def player(qtbot: QtBot, access: SessionAccess, content: SessionContent) -> Iterator[Player]:
    made = Player(access, content, now_ns=SteppedClock(40 * NS_PER_MS))
    yield made
    made.close()


def _settled(qtbot: QtBot, player: Player) -> PlayerPicture:
    """Wait for the picture of the player's time."""
    content = player.content
    assert content is not None
    wanted = content.pictures[player.monitor_id].index_at(player.position_ns)
    qtbot.waitUntil(lambda: player.picture is not None and player.picture.index == wanted)
    assert player.picture is not None
    return player.picture


def _rgb(image: QImage) -> NDArray[np.uint8]:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 2::-1].copy()


def test_a_seek_shows_the_picture_of_that_time(
    qtbot: QtBot, player: Player, access: SessionAccess, content: SessionContent
) -> None:
    for at_ns in (0, 1_234_567_890, content.ended_ns):
        player.seek(at_ns)
        shown = _settled(qtbot, player)
        assert player.picture_state is PictureState.SHOWN
        with access.open() as reader:
            assert np.array_equal(_rgb(shown.image), decode_last(reader.gop_at(0, at_ns)))


def test_a_scrub_ends_at_the_exact_picture(qtbot: QtBot, player: Player, content: SessionContent) -> None:
    for at_ns in range(0, content.ended_ns, content.ended_ns // 40):
        player.seek(at_ns, is_scrubbing=True)
    player.seek(2 * NS_PER_SECOND)
    assert _settled(qtbot, player).index == content.pictures[0].index_at(2 * NS_PER_SECOND)


def test_it_plays_to_the_end_and_stands_still_there(
    qtbot: QtBot, player: Player, content: SessionContent
) -> None:
    positions: list[int] = []
    player.position_changed.connect(positions.append)
    player.set_speed(16.0)
    player.play()
    assert player.is_playing
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    assert positions == sorted(positions)
    assert player.position_ns == content.ended_ns
    count = len(positions)
    qtbot.wait(50)
    assert len(positions) == count


def test_skipping_idle_jumps_over_the_quiet_and_nothing_else(
    qtbot: QtBot, player: Player, content: SessionContent
) -> None:
    positions: list[int] = []
    player.position_changed.connect(positions.append)
    player.set_skips_idle(True)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    jumps = [(one, other) for one, other in itertools.pairwise(positions)
             if other - one > 100 * NS_PER_MS]  # fmt: skip
    assert len(jumps) == 1
    assert jumps[0][1] - jumps[0][0] > 2 * NS_PER_SECOND


def test_steps_go_from_picture_to_picture(qtbot: QtBot, player: Player, content: SessionContent) -> None:
    times = [int(at_ns) for at_ns in content.pictures[0].at_ns]
    player.seek(times[3] + 1)
    player.step(1)
    assert player.position_ns == times[4]
    player.step(-1)
    player.step(-1)
    assert player.position_ns == times[2]
    player.seek(0)
    player.step(-1)
    assert player.position_ns == 0


def test_actions_are_gone_to_one_by_one(player: Player, content: SessionContent) -> None:
    player.to_next_action()
    first = player.position_ns
    player.to_next_action()
    assert player.position_ns > first
    player.to_previous_action()
    assert player.position_ns == first


def test_a_preview_never_stands_in_a_cut(player: Player, content: SessionContent) -> None:
    cut = TimeRange(NS_PER_SECOND, 3 * NS_PER_SECOND)
    player.set_edits(Edits().with_cut(cut))
    player.seek(2 * NS_PER_SECOND)
    assert player.position_ns == 2 * NS_PER_SECOND
    player.set_preview(True)
    assert player.position_ns == cut.end_ns
    player.step(-1)
    assert player.position_ns < cut.start_ns
    player.step(1)
    assert player.position_ns >= cut.end_ns


def test_a_smaller_size_is_asked_of_the_decoder(qtbot: QtBot, player: Player) -> None:
    player.set_picture_size((160, 90))
    qtbot.waitUntil(lambda: player.picture is not None and player.picture.image.width() == 160)


def test_thumbnails_come_and_are_painted_over_in_a_preview(qtbot: QtBot, player: Player) -> None:
    with qtbot.waitSignal(player.thumbnail_arrived):
        assert player.thumbnail(0, NS_PER_SECOND, 160) is None
    plain = player.thumbnail(0, NS_PER_SECOND, 160)
    assert plain is not None
    assert plain.width() == 160
    everything = Part(TimeRange(0, NS_PER_SECOND), Cover(0, (BoxStep(0, Rect(0, 0, *SIZE)),)))
    player.set_edits(Edits().with_redaction(Subject.BOX, (everything,)))
    player.set_preview(True)
    grey = player.thumbnail(0, NS_PER_SECOND, 160)
    assert grey is not None
    assert np.array_equal(np.unique(_rgb(grey)), [0x80])


def test_a_damaged_file_is_told_of_in_words(
    qtbot: QtBot, access: SessionAccess, content: SessionContent, tmp_path: Path
) -> None:
    damaged = tmp_path / "d.db"
    damaged.write_bytes(access.path.read_bytes()[:-8192])
    made = Player(replace(access, path=damaged), content)
    with qtbot.waitSignal(made.failed) as told:
        pass
    assert isinstance(told.args[0], UserFacingError)
    assert made.picture_state is PictureState.UNREADABLE
    made.close()


def test_a_missing_file_is_told_of_in_words(
    qtbot: QtBot, access: SessionAccess, content: SessionContent, tmp_path: Path
) -> None:
    made = Player(replace(access, path=tmp_path / "none.db"), content)
    with qtbot.waitSignal(made.failed) as told:
        pass
    assert isinstance(told.args[0], UserFacingError)
    made.close()


@pytest.mark.parametrize("disturb", [Player.play, Player.pause, Player.slower])
def test_closing_lets_go_of_every_picture_and_of_the_key(
    qtbot: QtBot, access: SessionAccess, content: SessionContent, disturb: Callable[[Player], None]
) -> None:
    before = _live()
    key = bytes(bytearray(access.key))
    made = Player(replace(access, key=key), content, now_ns=SteppedClock(40 * NS_PER_MS))
    made.seek(2 * NS_PER_SECOND)
    _settled(qtbot, made)
    with qtbot.waitSignal(made.thumbnail_arrived):
        made.thumbnail(0, 0, 160)
    disturb(made)
    qtbot.wait(60)
    assert _live() > before
    assert any(name == "pictures" for name in _threads())
    made.thumbnail(0, content.ended_ns, 320)
    made.seek(3 * NS_PER_SECOND)
    made.close()
    assert _live() == before
    assert made.picture is None
    assert made.content is None
    assert made.thumbnail(0, 0, 160) is None
    assert "pictures" not in _threads()
    assert not [each for each in gc.get_objects() if isinstance(each, SessionAccess) and each.key is key]
    made.play()
    made.seek(0)
    assert not made.is_playing


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def _live() -> int:
    """How many pictures, decoded or converted, are in memory."""
    gc.collect()
    kinds = (PlayerPicture, av.VideoFrame, QImage)
    return sum(isinstance(each, kinds) for each in gc.get_objects())
