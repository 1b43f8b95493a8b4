"""After a lock nothing of the recording is left in the interface's memory: no key, title, text or picture."""

import gc

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from recorder.vault.session_reader import SessionAccess, SessionReader
from studio.content.searching import SearchIndex
from studio.content.session_content import SessionContent
from studio.editing.bake import BakeOrder
from studio.editing.history import History
from studio.editing.storage import KeptHistory
from tests.gui.review.conftest import SECRET, Reviewed

_HELD = (SessionAccess, SessionReader, SessionContent, SearchIndex, History, KeptHistory, BakeOrder)


def held() -> list[object]:
    """All in this process that was captured, or opens what was."""
    gc.collect()
    return [each for each in gc.get_objects() if type(each) in _HELD or _is_picture(each)]


def _is_picture(each: object) -> bool:
    return isinstance(each, QImage) or (isinstance(each, np.ndarray) and each.nbytes > 100_000)


def left_in_memory(before: list[object]) -> list[str]:
    """What is held now and was not then, by earlier tests of this process."""
    known = {id(each) for each in before}
    return [type(each).__name__ for each in held() if id(each) not in known]


def search_cover_and_bake(reviewed: Reviewed) -> None:
    """Leave a page that is in the middle of all that."""
    page = reviewed.open()
    desk, qtbot = reviewed.desk_of(page), reviewed.qtbot
    reviewed.go(page, 6)
    reviewed.press(page, Qt.Key.Key_I)
    reviewed.go(page, 8)
    reviewed.press(page, Qt.Key.Key_O, Qt.Key.Key_R)
    desk.inspector.found.field.setText(SECRET)
    qtbot.waitUntil(lambda: desk.finding.occurrences is not None)
    desk.baking.start()
    qtbot.waitUntil(lambda: desk.baking._order is not None)  # noqa: SLF001 - while it has its keys


def lock(reviewed: Reviewed) -> None:
    """As the shell does."""
    reviewed.desk.lock()
    page = reviewed.pages.pop()
    page.let_go()
    page.close()
    page.deleteLater()


def test_a_lock_in_the_middle_of_searching_covering_and_baking_leaves_nothing(reviewed: Reviewed) -> None:
    before = held()
    search_cover_and_bake(reviewed)
    assert left_in_memory(before)
    lock(reviewed)

    def is_forgotten() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return not left_in_memory(before)

    reviewed.qtbot.waitUntil(is_forgotten, timeout=40_000)
    widgets = QApplication.allWidgets()
    said = [each.accessibleName() + each.toolTip() + each.windowTitle() for each in widgets]
    assert SECRET not in " ".join(said)
