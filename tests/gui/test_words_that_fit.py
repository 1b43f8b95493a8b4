"""Words that others wrote, or that are longer in another language, find room or say that there is more."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.tick import Tick

LONG = "Write a short letter to the neighbours about the repair of the garden gate"


def test_a_line_is_cut_with_an_ellipsis_and_says_all_of_it_otherwise(qtbot: QtBot) -> None:
    line = OneLine(role="heading")
    qtbot.addWidget(line)
    line.say(LONG)
    line.resize(200, 30)
    line.show()
    assert line.text().endswith("…")
    assert LONG.startswith(line.text()[:-1])
    assert line.accessibleName() == LONG
    assert LONG in line.toolTip()
    line.resize(line.sizeHint())
    assert line.text() == LONG
    assert line.toolTip() == ""


def test_a_tick_breaks_its_words_and_is_set_by_them(qtbot: QtBot) -> None:
    page = QWidget()
    layout = QVBoxLayout(page)
    tick = Tick(f"&I know: {LONG}")
    layout.addWidget(tick)
    qtbot.addWidget(page)
    page.resize(220, 200)
    page.show()
    qtbot.waitExposed(page)
    heard: list[bool] = []
    tick.toggled.connect(heard.append)
    (words,) = tick.findChildren(QLabel)
    assert words.height() > 2 * words.fontMetrics().height()
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    tick.setFocus()
    assert page.focusWidget() is tick.box
    QTest.keyClick(tick.box, Qt.Key.Key_Space)
    assert heard == [True, False]
    assert tick.box.accessibleName() == f"I know: {LONG}"
