"""The Check page comes in turns of the loop, none of them long, with what is answered in sight."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from recorder.vault.check_rows import SubjectKind
from recorder.vault.vault import Vault
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.checking.middle import Middle, Pane
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.widgets.review_panel import ReviewPanel
from studio.ui.widgets.turns import Turns
from tests.gui.checking.conftest import CheckRig
from tests.rigs.kept_check import keep_check
from tests.rigs.letters import know_letters
from tests.rigs.received import receive

Begin = Callable[[], CheckRig]
MOST_AT_ONCE = 90
"""Widgets; the page without what it shows has 70 of them, a comparison as many."""


class Dressings(QObject):
    """Counts how many widgets the toolkit dresses in each turn of the loop.

    Attributes:
        counts: Of each turn so far in which there were any.
        changes: How often a widget was given another style, which it is with all that it holds.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._now = 0
        self.counts: list[int] = []
        self.changes = 0
        # Due in every turn.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(0)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Polish and isinstance(watched, QWidget):
            self._now += 1
        if event.type() is QEvent.Type.StyleChange and isinstance(watched, QWidget):
            self.changes += 1
        return False

    def look(self) -> None:
        if self._now:
            self.counts.append(self._now)
        self._now = 0

    def end(self) -> None:
        self._timer.stop()
        self._app.removeEventFilter(self)


@pytest.fixture
def dressings(qapp: QApplication) -> Iterator[Dressings]:
    made = Dressings(qapp)
    yield made
    made.end()


@pytest.fixture
def answerable(vault: Vault) -> str:
    """A received recording that was checked, whose study names the person to answer."""
    bundle_id = receive(vault, know_letters(vault))
    keep_check(vault, SubjectKind.RECEIVED, bundle_id)
    return bundle_id


def test_things_are_done_in_order_one_in_each_turn(qtbot: QtBot) -> None:
    ticks, done = [0], []
    ticking = QTimer()
    ticking.timeout.connect(lambda: ticks.append(len(ticks)))
    ticking.start(0)
    turns = Turns()
    turns.add(lambda: done.append(("a", ticks[-1])), lambda: done.append(("b", ticks[-1])))
    turns.add(lambda: done.append(("c", ticks[-1])))
    assert not done
    qtbot.waitUntil(lambda: turns.is_over, timeout=30_000)
    ticking.stop()
    names, when = zip(*done, strict=True)
    assert names == ("a", "b", "c")
    assert when[0] < when[1] < when[2], "the loop went round between them"


@pytest.mark.usefixtures("qapp")
def test_what_waits_can_be_had_at_once_or_never() -> None:
    turns, done = Turns(), []
    turns.add(lambda: done.append(1), lambda: done.append(2))
    turns.finish()
    assert done == [1, 2]
    turns.add(lambda: done.append(3))
    turns.forget()
    assert turns.is_over
    turns.finish()
    assert done == [1, 2]


def test_a_middle_has_only_a_word_until_more_is_needed(qtbot: QtBot) -> None:
    middle = Middle()
    qtbot.addWidget(middle)
    few = len(middle.findChildren(QWidget))
    assert few < 12
    assert not middle.has_comparison
    middle.let_go()
    assert len(middle.findChildren(QWidget)) == few, "letting go makes nothing"
    assert middle.make_comparison() is middle.comparison
    assert len(middle.findChildren(QWidget)) > 4 * few


def test_a_comparison_is_made_from_the_outside_in(qtbot: QtBot, dressings: Dressings) -> None:
    middle = Middle()
    qtbot.addWidget(middle)
    middle.show()
    dressings.changes = 0
    made = len(middle.make_comparison().findChildren(QWidget))
    # From the inside out it was seven times for each, and twice as long.
    assert dressings.changes < 2 * made


def test_no_turn_makes_all_of_the_page(begin: Begin, answerable: str, dressings: Dressings) -> None:
    rig = begin()
    rig.studio.shell.window.go(Visit(Place.TASKS))
    rig.shell.settle()
    dressings.look()
    dressings.counts.clear()
    rig.studio.shell.window.go(Visit(Place.RECEIVED, Opened.CHECKING, answerable))
    page = rig.page
    rig.until(lambda: page.middle.pane is Pane.COMPARISON)
    rig.until(lambda: any(panel.isVisible() for panel in page.findChildren(ReviewPanel)))
    dressings.look()
    assert sum(dressings.counts) > MOST_AT_ONCE, "it is large"
    assert max(dressings.counts) <= MOST_AT_ONCE


@pytest.mark.parametrize("size", [QSize(1280, 720), QSize(1024, 700), QSize(800, 500)])
def test_the_answer_is_in_sight_without_scrolling(begin: Begin, answerable: str, size: QSize) -> None:
    rig = begin()
    window = rig.studio.shell.window
    window.resize(size)
    page = rig.checking(answerable)
    rig.until(lambda: page.middle.pane is Pane.COMPARISON)
    rig.until(lambda: any(panel.isVisible() for panel in page.findChildren(ReviewPanel)))
    panel = page.findChildren(ReviewPanel)[0]
    rig.until(lambda: all(is_seen(button, window) for button in (panel.accept, panel.reject, panel.comment)))
    if size.width() >= 1024:
        assert page.queue.isVisible()
        assert page.middle.isVisible()
    page.folding.click()
    assert not page.queue.isVisible()
    assert page.middle.isVisible()
    rig.until(lambda: is_seen(panel.accept, window))


def is_seen(widget: QWidget, window: QWidget) -> bool:
    """Whether all of a widget lies in a window, and nothing over it."""
    corner = widget.mapTo(window, QPoint(0, 0))
    lies_within = window.rect().contains(widget.rect().translated(corner))
    is_whole = widget.visibleRegion().boundingRect() == widget.rect()
    return lies_within and is_whole and widget.isVisible()


def test_a_damaged_copy_leads_back_to_where_it_is_opened_again(
    vault: Vault, begin: Begin, answerable: str
) -> None:
    rig = begin()
    path = vault.paths.received_file(answerable)
    path.write_bytes(path.read_bytes()[:-4096])
    rig.studio.shell.checking.check((answerable,))
    rig.until(lambda: rig.item(answerable).is_mended_there)
    page = rig.page
    assert isinstance(page, CheckingPage)
    assert "open it again" in page.middle.word.said
    assert page.middle.word.button.text() == "Back to what you received"
    assert page.middle.word.other.text() == "Check a&gain"
    page.middle.word.button.click()
    assert rig.studio.shell.window.visit == Visit(Place.RECEIVED)
