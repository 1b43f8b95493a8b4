"""An edit can be changed by its numbers, to the nanosecond, and never into nonsense."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from recorder.episode.edits import Cut, Edit, Part, Redaction, Subject
from recorder.episode.time import TimeRange
from studio.ui.widgets.edit_details import EditChange, EditDetails

ENDED_NS = 60_000_000_000
CUT = Cut(3, TimeRange(1_000_000_123, 5_000_000_456))


@pytest.fixture
def details(qtbot: QtBot) -> EditDetails:
    made = EditDetails()
    qtbot.addWidget(made)
    made.show_edit(CUT, "Cut 4 s", ENDED_NS)
    return made


def field(details: EditDetails, name: str) -> QLineEdit:
    return next(each for each in details.findChildren(QLineEdit) if each.accessibleName() == name)


def enter(qtbot: QtBot, into: QLineEdit, text: str) -> None:
    into.setFocus()
    into.clear()
    qtbot.keyClicks(into, text)
    qtbot.keyClick(into, Qt.Key.Key_Return)


def changes(details: EditDetails) -> list[Edit]:
    heard: list[Edit] = []
    details.change_requested.connect(lambda change: heard.append(change.edit))
    return heard


def test_a_time_that_is_left_alone_is_not_rounded(qtbot: QtBot, details: EditDetails) -> None:
    heard = changes(details)
    enter(qtbot, field(details, "To"), "00:09.500")
    assert heard == [Cut(3, TimeRange(1_000_000_123, 9_500_000_000))]


def test_no_change_is_no_wish(qtbot: QtBot, details: EditDetails) -> None:
    heard = changes(details)
    field(details, "From").setFocus()
    qtbot.keyClick(field(details, "From"), Qt.Key.Key_Return)
    assert heard == []


@pytest.mark.parametrize("nonsense", ["", "abc", "00:99:99:99", "00:00.500"])
def test_nonsense_is_said_and_changes_nothing(qtbot: QtBot, details: EditDetails, nonsense: str) -> None:
    heard = changes(details)
    enter(qtbot, field(details, "To"), nonsense)
    said = [label for label in details.findChildren(QLabel) if label.property("role") == "notice"]
    assert heard == []
    assert [not label.isHidden() for label in said] == [True]


def test_past_the_end_is_the_end(qtbot: QtBot, details: EditDetails) -> None:
    heard = changes(details)
    enter(qtbot, field(details, "To"), "99:00.000")
    assert heard == [Cut(3, TimeRange(1_000_000_123, ENDED_NS))]


def test_a_redaction_always_takes_something(qtbot: QtBot, details: EditDetails) -> None:
    redaction = Redaction(4, Subject.RANGE, (Part(TimeRange(0, 10), takes_keys=True, takes_context=True),))
    details.show_edit(redaction, "Keys and titles", ENDED_NS)
    heard: list[EditChange] = []
    details.change_requested.connect(heard.append)
    keys, context = details.findChildren(QCheckBox)
    keys.click()
    assert isinstance(heard[-1].edit, Redaction)
    left = heard[-1].edit
    assert [(part.takes_keys, part.takes_context) for part in left.parts] == [(False, True)]
    details.show_edit(left, "Titles", ENDED_NS)
    context.click()
    assert len(heard) == 1
    assert context.isChecked()
