"""What was captured or written by a stranger is shown as letters: no markup, no hidden order."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.time import TimeRange
from studio.ui.models.rows import WORDS_COLUMN, Row, RowModel
from studio.ui.pages.review.inspector import Inspector
from tests.gui.review.conftest import Reviewed

MARKUP = '<img src="file:///etc/hostname"><a href="https://example.org/">Your <b>bank</b></a>'
REORDERED = "pay \u202eevif\u202c\x07"


def label_that_says(page: Inspector, text: str) -> QLabel:
    (found,) = [label for label in page.findChildren(QLabel) if text in label.text()]
    return found


def test_no_label_of_a_review_takes_words_for_markup(reviewed: Reviewed) -> None:
    page = reviewed.open()
    guessing = [
        label.text()
        for label in page.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and label.buddy() is None
    ]
    assert guessing == []


@pytest.mark.parametrize("text", [MARKUP, REORDERED])
def test_an_edit_is_named_by_the_letters_that_were_redacted(qtbot: QtBot, text: str) -> None:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    part = Part(TimeRange(0, 10), takes_keys=True, takes_context=True)
    edits = Edits().with_redaction(Subject.TEXT, (part,), text)
    inspector.edits.set_edits(edits, edits.items[0].id, 100)
    title = label_that_says(inspector, text[:4])
    assert title.textFormat() is Qt.TextFormat.PlainText
    assert "\u202e" not in title.text()


@pytest.mark.parametrize("text", [MARKUP, REORDERED])
def test_a_rows_tooltip_and_its_name_are_no_markup(qtbot: QtBot, text: str) -> None:
    model = RowModel()
    model.set_rows((Row(0, text, "keyboard", None), replace(Row(0, "x", "keyboard", None), detail=text)))
    for row in (0, 1):
        tip = model.index(row, WORDS_COLUMN).data(Qt.ItemDataRole.ToolTipRole)
        shown = QTextDocument()
        shown.setHtml(tip)
        expected = "".join(char if char.isprintable() else "\ufffd" for char in text)
        assert shown.toPlainText() == expected
        assert "<img" not in tip
        assert "<a" not in tip
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        assert "\u202e" not in model.index(0, WORDS_COLUMN).data(role)


def test_a_tooltip_with_several_lines_keeps_them(qapp: QApplication) -> None:
    model = RowModel()
    model.set_rows((Row(0, "x", "keyboard", None, detail="one\ntwo"),))
    shown = QTextDocument()
    shown.setHtml(model.index(0, WORDS_COLUMN).data(Qt.ItemDataRole.ToolTipRole))
    assert shown.toPlainText().splitlines() == ["one", "two"]
    assert not QToolTip.isVisible()
