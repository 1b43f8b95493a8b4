"""The table says what the timeline shows, to whoever reads rather than looks."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent, load_in_phases
from studio.ui.models.found_mark import FoundMark
from studio.ui.models.timeline_table import Column, EntryKind, TimelineTable
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow


@pytest.fixture(scope="module")
def phases(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionContent, ...]:
    desktop = DrawnDesktop(tmp_path_factory.mktemp("table") / "a.db", size=(320, 180))
    desktop.wait(1000)
    desktop.type("a letter")
    desktop.open_window(DrawnWindow("pcmanfm", "Documents", Rect(20, 20, 200, 100)))
    desktop.pause(3000)
    desktop.click(100, 60)
    with desktop.finish().open() as reader:
        return tuple(load_in_phases(reader))


def said(table: QAbstractItemModel) -> list[tuple[str, str]]:
    return [
        (
            table.data(table.index(row, Column.KIND)),
            table.data(table.index(row, Column.WHAT)),
        )
        for row in range(table.rowCount())
    ]


def test_everything_is_a_row_in_the_order_of_time(qtbot: QtBot, phases: tuple[SessionContent, ...]) -> None:
    table = TimelineTable(phases[-1])
    rows = said(table)
    assert ("Typed", "a letter") in rows
    assert ("Window", "Documents · pcmanfm") in rows
    assert ("Pause", "Paused 3.0 s") in rows
    assert ("Action", "Click") in rows
    assert all(one.range.start_ns <= other.range.start_ns for one, other in pairwise(table.entries))
    assert table.headerData(Column.TIME, Qt.Orientation.Horizontal) == "Time"
    assert table.data(table.index(0, Column.TIME)) == "00:00.000"


def test_the_model_keeps_qts_rules_whatever_it_is_shown(
    qtbot: QtBot, phases: tuple[SessionContent, ...]
) -> None:
    table = TimelineTable(phases[0])
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for phase in phases[1:]:
        table.set_content(phase)
    keys = Part(TimeRange(NS_PER_SECOND, 2 * NS_PER_SECOND), takes_keys=True)
    table.set_edits(Edits().with_cut(TimeRange(0, NS_PER_SECOND)).with_redaction(Subject.TYPED, (keys,)))
    table.set_found([FoundMark(1, TimeRange(5, 6), "a name")])
    rows = said(table)
    assert {("Removed", "Cut 1.0 s"), ("Removed", "Typed text 1.0 s"), ("Found", "a name")} <= set(rows)
    table.clear()
    assert table.rowCount() == 0
    assert table.data(QModelIndex()) is None


def test_the_row_of_a_time_is_the_last_that_began(qtbot: QtBot, phases: tuple[SessionContent, ...]) -> None:
    table = TimelineTable(phases[-1])
    typed = next(place for place, entry in enumerate(table.entries) if entry.kind is EntryKind.TYPED)
    at_ns = table.entries[typed].range.start_ns
    assert table.row_at(at_ns) == typed
    assert table.row_at(at_ns - 1) < typed
    assert table.row_at(-1) == -1
