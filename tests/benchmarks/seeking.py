"""How quickly a recorded hour is looked at: scrubbing, exact seeks, thumbnails, and playing all of it.

    python -m tests.benchmarks.seeking [--seconds 3600] [--visits 200]

A real stage in a real window on a private desktop, over a drawn session of 1920 by 1080 pixels with a key
frame every 100 pictures. Each visit is timed from the player's ``seek`` to its ``picture_changed``, with Qt's
loop running. A heartbeat on the interface's thread measures how long anything held it up.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click
import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from recorder.vault.session_reader import SessionAccess
from replay.displays.private import PrivateDesktop
from studio.content.session_content import SessionContent, load_content
from studio.ui.models.player import Player
from studio.ui.theme import dress
from studio.ui.widgets.stage import Stage
from studio.ui.widgets.transport import Transport
from tests.rigs.drawn_session import worked_session

SIZE: Final = (1920, 1080)
_MB: Final = 1 << 20
_HEARTBEAT_MS: Final = 5
_LONGEST_S: Final = 10.0
_FASTEST: Final = 16.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What was measured, and how much it may be."""

    what: str
    measured: float
    limit: float
    unit: str

    def __str__(self) -> str:
        verdict = "ok" if self.measured <= self.limit else "OVER"
        return f"{self.what:<52}{self.measured:>9.1f} {self.unit:<3} of {self.limit:>6.0f}   {verdict}"


@dataclass
class Heartbeat(QObject):
    """Beats on the interface's thread; whatever holds it up is heard.

    Attributes:
        gaps_ms: How late each beat was: the interface's work, and waiting for a core or for the interpreter.
        own_ms: How much the thread itself worked between two beats.
    """

    gaps_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to listen."""
        self.gaps_ms.clear()
        self.own_ms.clear()
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start(_HEARTBEAT_MS)

    def stop(self) -> None:
        """Listen no longer."""
        self._timer.stop()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps_ms.append((now - self._last) * 1000 - _HEARTBEAT_MS)
        self.own_ms.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked


def main(arguments: Sequence[str]) -> int:
    """Measure, and say how it compares with the budgets."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder, PrivateDesktop() as desktop:
        for name in ("DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
            if name in desktop.environment():
                os.environ[name] = desktop.environment()[name]
        began = time.perf_counter()
        access = worked_session(Path(folder) / "hour.db", seconds=options.seconds, size=SIZE)
        click.echo(f"drew {options.seconds} s of work in {time.perf_counter() - began:.0f} s")
        app = QApplication(["seeking"])
        app.setStyle("Fusion")
        dress(app)
        budgets = _measure(access, options.visits)
    for budget in budgets:
        click.echo(str(budget))
    return int(any(budget.measured > budget.limit for budget in budgets))


def _measure(access: SessionAccess, visits: int) -> list[Budget]:
    with access.open() as reader:
        content = load_content(reader)
    pictures = content.pictures[0]
    click.echo(f"{len(pictures.at_ns)} pictures, {int(pictures.is_key.sum())} key frames")
    before_mb = psutil.Process().memory_info().rss / _MB
    player = Player(access, content)
    window = _window(player)
    chance = random.Random(5)
    keys = pictures.at_ns[pictures.is_key]
    heartbeat = Heartbeat()
    while not _is_seen(player, 0):
        _turn(time.perf_counter())
    heartbeat.start()
    to_keys = _visits(player, [int(chance.choice(keys)) for _ in range(visits)], is_scrubbing=True)
    anywhere = [chance.randrange(content.ended_ns) for _ in range(visits)]
    first = _visits(player, anywhere, is_scrubbing=True, any_will_do=True)
    worked = time.process_time()
    exact = _visits(player, anywhere[::-1])
    worked_ms = (time.process_time() - worked) * 1000 / len(exact)
    held_up_ms, own_ms = max(heartbeat.gaps_ms), max(heartbeat.own_ms)
    thumbnails = _thumbnails(player, content, chance, visits)
    heartbeat.start()
    most_mb, shown = _play(player)
    heartbeat.stop()
    click.echo(f"an exact seek takes {worked_ms:.0f} ms of processor time on average")
    click.echo(f"{before_mb:.0f} MB before, {most_mb:.0f} MB at most; {shown} pictures shown while playing")
    player.close()
    window.close()
    return [
        Budget("scrub to a key frame, p95", _p95(to_keys), 50, "ms"),
        Budget("scrub anywhere, until something is seen, p95", _p95(first), 50, "ms"),
        Budget("exact seek anywhere, p50", float(np.median(exact)), 150, "ms"),
        Budget("exact seek anywhere, p95", _p95(exact), 150, "ms"),
        Budget("thumbnail, p95", _p95(thumbnails), 50, "ms"),
        Budget("interface held up while seeking, at most", held_up_ms, 50, "ms"),
        Budget("  of which its own work", own_ms, 50, "ms"),
        Budget("interface held up while playing, at most", max(heartbeat.gaps_ms), 50, "ms"),
        Budget("interface held up while playing, p99", float(np.quantile(heartbeat.gaps_ms, 0.99)), 16, "ms"),
        Budget("  its own work between two beats, at most", max(heartbeat.own_ms), 50, "ms"),
        Budget("memory while playing all of it", most_mb, 600, "MB"),
    ]


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


def _thumbnails(player: Player, content: SessionContent, chance: random.Random, visits: int) -> list[float]:
    taken: list[float] = []
    for _ in range(visits):
        at_ns = chance.randrange(content.ended_ns)
        began = time.perf_counter()
        if player.thumbnail(0, at_ns, 320) is None:
            while player.thumbnail(0, at_ns, 320) is None:
                _turn(began)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _play(player: Player) -> tuple[float, int]:
    """Play all of it as fast as it goes: the most memory, in MB, and how many pictures were seen."""
    shown: list[int] = []
    player.picture_changed.connect(lambda: shown.append(1))
    player.seek(0)
    player.set_speed(_FASTEST)
    player.play()
    most = 0.0
    while player.is_playing:
        _spin(500)
        most = max(most, psutil.Process().memory_info().rss / _MB)
    return most, len(shown)


def _window(player: Player) -> QWidget:
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(Stage(player), 1)
    layout.addWidget(Transport(player))
    window.resize(960, 620)
    window.show()
    return window


def _is_seen(player: Player, index: int) -> bool:
    return player.picture is not None and player.picture.index == index


def _turn(began: float) -> None:
    """Let Qt's loop do what there is to do, or wait a little for it."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    if time.perf_counter() - began > _LONGEST_S:
        raise TimeoutError("a picture never came")


def _spin(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _p95(values: Sequence[float]) -> float:
    return float(np.quantile(values, 0.95))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3600, help="how long a session to draw")
    parser.add_argument("--visits", type=int, default=200, help="how many seeks of each kind")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
