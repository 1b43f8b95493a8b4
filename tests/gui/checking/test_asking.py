"""Keys that ask: the keyboard stays where the next answer is."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.keys import Chord, Modifier
from replay.plan.steps import Refusal, RefusalKind
from studio.checking.carrying_out import ChordAsked
from studio.ui.pages.checking.asking import AskingPane
from tests.rigs.replay_plans import step


def asked(number: int, key: str) -> ChordAsked:
    chord = Chord(key, frozenset({Modifier.CTRL, Modifier.ALT}))
    refused = replace(step(number, 0), refusal=Refusal(RefusalKind.SYSTEM_CHORD, chord))
    return ChordAsked(chord, refused)


def test_who_allows_keys_by_keyboard_is_at_the_next_ones_then(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    elsewhere, pane = QPushButton("Elsewhere"), AskingPane()
    layout.addWidget(elsewhere)
    layout.addWidget(pane)
    waiting = [asked(1, "t"), asked(2, "l"), asked(3, "d")]
    pane.show_asked(waiting)

    def allow(chord: Chord) -> None:
        waiting[:] = [each for each in waiting if each.chord != chord]
        pane.show_asked(waiting)

    pane.allowed.connect(allow)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    elsewhere.setFocus()
    pane.show_asked(waiting[::-1])
    assert window.focusWidget() is elsewhere, "nobody was at a button"
    pane.show_asked(waiting)
    shown = [each for each in pane.findChildren(QPushButton) if each.isVisible()]
    (first,) = (each for each in shown if each.text() == "Allow Ctrl+Alt+T")
    first.setFocus()
    for expected in ("Allow Ctrl+Alt+L", "Allow Ctrl+Alt+D"):
        focused = window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
        at = window.focusWidget()
        assert isinstance(at, QPushButton)
        assert at.text() == expected
        assert at.isVisible()
