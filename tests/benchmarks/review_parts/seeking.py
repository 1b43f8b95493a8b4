"""How quickly pictures come: scrubbing, exact seeks, thumbnails, and playing all of the hour.

A real stage in a real window. Each visit is timed from the player's ``seek`` to its ``picture_changed``, with
Qt's loop running.
"""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Final

import psutil
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from studio.content.session_content import SessionContent, load_content
from studio.ui.models.commands import commands_with
from studio.ui.models.player import Player
from studio.ui.widgets.stage import Stage
from studio.ui.widgets.transport import Transport
from studio.ui.windows.garbage import GarbageCollection
from tests.benchmarks.review_parts.heartbeat import Heartbeat, turn_for
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.benchmarks.review_parts.screen import application

_VISITS: Final = 200
_SCRUB_MS: Final = 50.0
_SEEK_MS: Final = 150.0
_MEMORY_MB: Final = 600.0
_LONGEST_S: Final = 10.0
_FASTEST: Final = 16.0


def measure(subject: Subject) -> Iterator[Measured]:
    """Seek to many places, then play all of it as fast as it goes."""
    with subject.hour.access.open() as reader:
        content = load_content(reader)
    with application() as app, Heartbeat() as heart:
        garbage = GarbageCollection(app)
        player = Player(subject.hour.access, content)
        window = _window(player)
        while not _is_seen(player, 0):
            _turn(time.perf_counter())
        yield from _seeking(player, content, heart)
        yield from _playing(player, heart)
        player.close()
        window.close()
        window.deleteLater()
        turn_for(0.1)
        garbage.end()


def _seeking(player: Player, content: SessionContent, heart: Heartbeat) -> Iterator[Measured]:
    chance = random.Random(5)
    pictures = content.pictures[0]
    keys = pictures.at_ns[pictures.is_key]
    anywhere = [chance.randrange(content.ended_ns) for _ in range(_VISITS)]
    with heart.listening():
        to_keys = _visits(player, [int(chance.choice(keys)) for _ in range(_VISITS)], is_scrubbing=True)
        first = _visits(player, anywhere, is_scrubbing=True, any_will_do=True)
        worked = time.process_time()
        exact = _visits(player, anywhere[::-1])
        worked_ms = (time.process_time() - worked) * 1000 / len(exact)
    yield Measured("scrub to a key frame", "ms", to_keys, budget=_SCRUB_MS)
    yield Measured("scrub anywhere, until something is seen", "ms", first, budget=_SCRUB_MS)
    yield Measured("seek anywhere, until just that is seen", "ms", exact, budget=_SEEK_MS)
    yield Measured("  processor time that it takes", "ms", [worked_ms])
    yield Measured("thumbnail", "ms", _thumbnails(player, content, chance))
    yield from heart.measured("seeking")


def _playing(player: Player, heart: Heartbeat) -> Iterator[Measured]:
    shown: list[int] = []
    memory_mb: list[float] = []
    player.picture_changed.connect(lambda: shown.append(1))
    player.seek(0)
    player.set_speed(_FASTEST)
    began = time.perf_counter()
    with heart.listening():
        player.play()
        while player.is_playing:
            turn_for(0.5)
            memory_mb.append(psutil.Process().memory_info().rss / 1e6)
    seconds = time.perf_counter() - began
    yield Measured("memory while playing all of it", "MB", memory_mb, budget=_MEMORY_MB, is_for_most=True)
    yield Measured("pictures seen a second, while playing at 16x", "", [len(shown) / seconds])
    yield from heart.measured("playing all of it")


def _visits(
    player: Player, times: Sequence[int], *, is_scrubbing: bool = False, any_will_do: bool = False
) -> list[float]:
    """How long each takes, in milliseconds."""
    taken: list[float] = []
    content = player.content
    assert content is not None
    for at_ns in times:
        wanted = content.pictures[0].index_at(at_ns)
        before = player.picture
        if before is not None and before.index == wanted:
            continue
        began = time.perf_counter()
        player.seek(at_ns, is_scrubbing=is_scrubbing)
        while player.picture is before or not (any_will_do or _is_seen(player, wanted)):
            _turn(began)
        taken.append((time.perf_counter() - began) * 1000)
        while not _is_seen(player, wanted):
            _turn(began)
    return taken


def _thumbnails(player: Player, content: SessionContent, chance: random.Random) -> list[float]:
    taken: list[float] = []
    for _ in range(_VISITS):
        at_ns = chance.randrange(content.ended_ns)
        began = time.perf_counter()
        if player.thumbnail(0, at_ns, 320) is None:
            while player.thumbnail(0, at_ns, 320) is None:
                _turn(began)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _window(player: Player) -> QWidget:
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(Stage(player), 1)
    layout.addWidget(Transport(player, commands_with({})))
    window.resize(960, 620)
    window.show()
    return window


def _is_seen(player: Player, index: int) -> bool:
    return player.picture is not None and player.picture.index == index


def _turn(began: float) -> None:
    """Let Qt's loop do what there is to do, or wait a little for it."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    if time.perf_counter() - began > _LONGEST_S:
        raise TimeoutError
