"""The whole app in the hour: opened, scrubbed, played, redacted, undone, searched, baked, locked.

A real window on a private desktop, moved through by mouse and keys as a person would. Throughout, a heartbeat
hears whatever holds the interface up, and where that is.
"""

import os
import shutil
import time
import weakref
from collections.abc import Iterator
from functools import partial
from threading import Event
from typing import Any, Final

import psutil
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from studio.app import Studio
from studio.content.session_content import SessionContent
from studio.ui.models.places import Place, Visit
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.review.page import ReviewPage
from studio.ui.pages.review.workbench import Workbench
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.widgets.timeline import Timeline
from studio.ui.windows.garbage import GarbageCollection
from studio.ui.windows.shell import Shell
from tests.benchmarks.generated_hour import SESSION_ID
from tests.benchmarks.review_parts.heartbeat import Heartbeat, turn_for, turn_until
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.benchmarks.review_parts.screen import application
from tests.rigs.shell_rig import PASSPHRASE

_SIZE: Final = (1600, 950)
_USABLE_S: Final = 2.0
_UNDONE_MS: Final = 50.0
_FRAME_S: Final = 1 / 60
_OPENINGS: Final = 3
_UNDOINGS: Final = 20
_WANTED: Final = ("a", "quick brown", "weather")
_TITLES_PX: Final = 140
_RULER_Y: Final = 34


def measure(subject: Subject) -> Iterator[Measured]:
    """Do all that, in a copy of the hour's vault."""
    home = subject.folder / "vault"
    shutil.copytree(subject.hour.home, home)
    with application() as app, Heartbeat() as heart:
        garbage = GarbageCollection(app)
        os.environ["ASSENT_HOME"] = str(home)
        studio = Studio(app, SettingsDesk(subject.folder / "settings.json"))
        studio.content_dropped.connect(garbage.collect_all, Qt.ConnectionType.QueuedConnection)
        shell = studio.shell
        shell.show()
        shell.window.resize(*_SIZE)
        yield from _opening(shell, heart)
        yield from _looking(_desk(shell), heart)
        yield from _editing(_desk(shell), heart)
        yield from _baking(_desk(shell), heart)
        yield from _locking(shell, heart)
        studio.close()
        shell.window.deleteLater()
        turn_for(0.1)
        garbage.end()


def _opening(shell: Shell, heart: Heartbeat) -> Iterator[Measured]:
    _unlock(shell)
    usable, whole = [], []
    for _ in range(_OPENINGS):
        shell.window.go(Visit(Place.LIBRARY))
        turn_until(lambda: isinstance(shell.window.page, LibraryPage))
        turn_for(1)
        with heart.listening():
            shell.window.open_review(SESSION_ID)
            seconds = turn_until(
                lambda: _page(shell).desk is not None and _desk(shell).player.picture is not None
            )
            usable.append(seconds)
            whole.append(seconds + turn_until(lambda: _is_whole(shell)))
            turn_for(1.5)
    yield Measured("open it, until it is seen and can be played", "s", usable, budget=_USABLE_S)
    yield Measured("open it, until all of it is there", "s", whole)
    yield from heart.measured("opening it")


def _looking(desk: Workbench, heart: Heartbeat) -> Iterator[Measured]:
    timeline, player = desk.timeline, desk.player
    with heart.listening():
        _drag(timeline, _along(timeline, 0.05), _along(timeline, 0.95), steps=240)
    yield from heart.measured("scrubbing through all of it")
    desk.timeline.zoom_to_fit()
    for _ in range(12):
        desk.timeline.zoom_in()
    with heart.listening():
        _drag(timeline, _along(timeline, 0.05), _along(timeline, 0.95), steps=240)
    yield from heart.measured("scrubbing through seconds of it")
    with heart.listening():
        for turned in (*[120] * 40, *[-120] * 60):
            _wheel(timeline, turned)
            turn_for(_FRAME_S)
    yield from heart.measured("zooming")
    for speed, seconds in ((1.0, 6), (16.0, 12)):
        desk.player.seek(player.timeline.ended_ns // 5)
        player.set_speed(speed)
        with heart.listening():
            _key(desk, Qt.Key.Key_Space)
            turn_for(seconds)
            player.pause()
        yield from heart.measured(f"playing at {speed:g}x")
    yield Measured("memory of the whole app", "MB", [_memory_mb()], budget=600, is_for_most=True)


def _editing(desk: Workbench, heart: Heartbeat) -> Iterator[Measured]:
    edits = desk.edit_desk
    desk.player.seek(desk.player.timeline.ended_ns // 3)
    turn_for(0.5)
    with heart.listening():
        before = len(edits.edits)
        _key(desk, Qt.Key.Key_B)
        turn_until(lambda: desk.stage.is_drawing)
        middle = desk.stage.rect().center()
        _drag(desk.stage, middle - QPoint(120, 60), middle + QPoint(120, 60), steps=30)
        turn_until(lambda: len(edits.edits) > before)
        turn_until(lambda: not desk.taking_out.is_looking)
        turn_for(0.5)
    yield from heart.measured("drawing a box")
    found, redacted = [], []
    with heart.listening():
        for wanted in _WANTED:
            _key(desk, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            desk.inspector.found.field.clear()
            turn_for(0.4)
            QTest.keyClicks(desk.inspector.found.field, wanted)
            found.append(turn_until(desk.inspector.found.redact.isEnabled))
            turn_for(0.3)
        before = len(edits.edits)
        desk.inspector.found.redact.click()
        redacted.append(turn_until(lambda: len(edits.edits) > before))
        turn_for(2.0)
    yield Measured("search, from the last key until it is shown", "s", found)
    yield Measured("redact a text everywhere", "s", redacted)
    yield from heart.measured("searching and redacting a text")
    undone: list[float] = []
    desk.stage.setFocus()
    turn_for(0.2)
    with heart.listening():
        for _ in range(_UNDOINGS):
            undone.append(_undo(desk, Qt.Key.Key_Z))
            turn_for(0.1)
            undone.append(_undo(desk, Qt.Key.Key_Y))
            turn_for(0.1)
    yield Measured("undo, or redo, until it is seen", "ms", undone, budget=_UNDONE_MS)
    yield from heart.measured("undoing")


def _baking(desk: Workbench, heart: Heartbeat) -> Iterator[Measured]:
    with heart.listening():
        desk.summary.share.click()
        turn_until(lambda: desk.baking.is_running)
        seconds = 0.0
        while desk.baking.is_running and seconds < 15:
            _drag(desk.timeline, _along(desk.timeline, 0.2), _along(desk.timeline, 0.8), steps=60)
            seconds += 60 * _FRAME_S
        turn_until(lambda: not desk.baking.is_running)
    yield from heart.measured("baking, and scrubbing meanwhile")


def _locking(shell: Shell, heart: Heartbeat) -> Iterator[Measured]:
    """While it plays, decodes, and searches."""
    hidden, locked, gone = [], [], []
    is_closed = Event()
    shell.desk.locked.connect(is_closed.set)
    for _ in range(_OPENINGS):
        desk = _desk(shell)
        is_closed.clear()
        desk.player.set_speed(16.0)
        desk.player.play()
        desk.finding.search_again()
        turn_for(1)
        path = weakref.ref(_content(shell).pointer.at_ns)
        del desk
        with heart.listening():
            began = time.perf_counter()
            shell.lock()
            hidden.append((time.perf_counter() - began) * 1000)
            turn_until(partial(is_closed.wait, 0))
            locked.append((time.perf_counter() - began) * 1000)
            turn_until(partial(_is_gone, path))
            gone.append((time.perf_counter() - began) * 1000)
        _unlock(shell)
        turn_until(lambda: _is_whole(shell))
    yield Measured("lock, until nothing of it is shown", "ms", hidden)
    yield Measured("lock, until the vault is closed", "ms", locked)
    yield Measured("lock, until all that was read of it is forgotten", "ms", gone)
    yield from heart.measured("locking")


def _unlock(shell: Shell) -> None:
    gate = shell.window.page
    assert isinstance(gate, UnlockPage)
    (field,) = (each for each in gate.findChildren(QLineEdit) if each.isVisible())
    QTest.keyClicks(field, PASSPHRASE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    turn_until(lambda: not isinstance(shell.window.page, UnlockPage))


def _undo(desk: Workbench, key: Qt.Key) -> float:
    """How long until the timeline and the picture are painted anew, in milliseconds."""
    began = time.perf_counter()
    _key(desk, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1000


def _is_gone(what: "weakref.ref[Any]") -> bool:
    return what() is None


def _is_whole(shell: Shell) -> bool:
    page = shell.window.page
    return isinstance(page, ReviewPage) and page.desk is not None and _content(shell).is_complete


def _page(shell: Shell) -> ReviewPage:
    page = shell.window.page
    assert isinstance(page, ReviewPage)
    return page


def _content(shell: Shell) -> SessionContent:
    content = _page(shell).session.content
    assert content is not None
    return content


def _desk(shell: Shell) -> Workbench:
    desk = _page(shell).desk
    assert desk is not None
    return desk.bench


def _along(timeline: Timeline, share: float) -> QPoint:
    return QPoint(_TITLES_PX + round((timeline.width() - _TITLES_PX - 20) * share), _RULER_Y)


def _drag(widget: QWidget, start: QPoint, end: QPoint, *, steps: int) -> None:
    """Press, move sixty times a second, release."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, steps + 1):
        QTest.mouseMove(widget, start + (end - start) * step / steps)
        turn_for(_FRAME_S)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    turn_for(0.3)


def _wheel(widget: QWidget, turned: int) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - as Qt has it
    )
    QApplication.sendEvent(widget, event)


def _key(desk: Workbench, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desk.stage, key, held)


def _memory_mb() -> float:
    return float(psutil.Process().memory_full_info().uss) / 1e6
