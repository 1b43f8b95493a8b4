"""What a comparison is made of, each part by itself."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.phrase import Phrase, phrase
from replay.report.record import Picture
from replay.report.words import facts, headline
from studio.ui.models import comparison_pictures
from studio.ui.models.comparison_pictures import MAX_SHOWN_PIXELS, ComparisonPictures, PictureWish, shown_size
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.widgets.comparison.mark_painting import letter
from studio.ui.widgets.comparison.share_words import share_words
from studio.ui.widgets.wrapping_row import WrappingRow
from tests.gui.comparison.conftest import PATIENCE_MS
from tests.rigs.replay_record import DESKTOP, drawn_run


def test_a_row_goes_on_in_the_next_line_and_its_last_part_stands_at_the_end(qtbot: QtBot) -> None:
    holder = QWidget()
    row = WrappingRow(holder, gap=8)
    buttons = [QPushButton(words) for words in ("first", "second", "third")]
    for button in buttons:
        button.setFixedSize(100, 28)
        row.addWidget(button)
    qtbot.addWidget(holder)
    assert [row.heightForWidth(width) for width in (400, 316, 315, 207)] == [28, 28, 64, 100]
    holder.resize(400, 28)
    holder.show()
    assert [button.x() for button in buttons] == [0, 108, 300]
    holder.resize(220, 64)
    row.activate()
    assert [(button.x(), button.y()) for button in buttons] == [(0, 0), (108, 0), (120, 36)]
    assert row.expandingDirections() == Qt.Orientation(0)


def test_pictures_are_decoded_on_another_thread_and_the_newest_wish_comes_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[tuple[str, bool]] = []
    is_let_go = threading.Event()
    real = comparison_pictures._decoded  # noqa: SLF001 - to know where and when it is called

    def watched(picture: Picture) -> QImage | None:
        decoded.append((picture.name, threading.current_thread() is threading.main_thread()))
        is_let_go.wait(PATIENCE_MS / 1000)
        return real(picture)

    monkeypatch.setattr(comparison_pictures, "_decoded", watched)
    pictures = ComparisonPictures()
    record = drawn_run()
    pictures.learn(record)
    wishes = [PictureWish(picture.name, (64, 40)) for picture in record.pictures[:4]]
    pictures.want(wishes[:3])
    qtbot.waitUntil(lambda: bool(decoded), timeout=PATIENCE_MS)
    pictures.want(wishes[3:])
    is_let_go.set()
    qtbot.waitUntil(lambda: pictures.made(wishes[3]) is not None, timeout=PATIENCE_MS)
    assert [name for name, _ in decoded] == [wishes[0].name, wishes[3].name]
    assert not any(is_main for _, is_main in decoded)
    pictures.forget()


def test_no_picture_is_made_larger_than_two_of_it_can_be_kept() -> None:
    for width, height in ((640, 400), (3840, 2160), (32_768, 1_900)):
        picture = Picture(name="0" * 64, left=0, top=0, width=width, height=height, png=b"")
        made = shown_size(picture, 4.0)
        assert made[0] * made[1] <= MAX_SHOWN_PIXELS * 1.001
        assert (made == (width, height)) == (width * height <= MAX_SHOWN_PIXELS)
        assert shown_size(picture, 0.5)[0] <= width // 2
    tiny = Picture(name="0" * 64, left=0, top=0, width=1, height=1, png=b"")
    assert shown_size(tiny, 0.001) == (1, 1)


def test_forget_lets_go_of_what_is_being_made(qtbot: QtBot) -> None:
    pictures = ComparisonPictures()
    came: list[None] = []
    pictures.came.connect(lambda: came.append(None))
    record = drawn_run()
    for _ in range(20):
        pictures.learn(record)
        pictures.want([PictureWish(record.pictures[0].name, (DESKTOP.width, DESKTOP.height))])
        pictures.forget()
    qtbot.wait(50)
    assert pictures.size == 0
    assert not came


def test_the_app_says_what_the_report_says() -> None:
    record = drawn_run()
    assert headline(record, SPOKEN) == headline(record)
    for step in record.steps:
        assert facts(step, SPOKEN) == facts(step)


def test_words_of_a_record_that_are_none_of_ours_stay_harmless() -> None:
    assert SPOKEN.said(Phrase("")) == ""
    assert SPOKEN.said(phrase("\u202e{x}\n", x="\u0007")) == "\ufffd\ufffd\ufffd"


def test_small_shares_and_many_marks_have_names() -> None:
    assert [share_words(share) for share in (0.0001, 0.001, 0.0234, 1.0)] == [
        "under 0.1 %",
        "0.1 %",
        "2.3 %",
        "100.0 %",
    ]
    assert [letter(place) for place in (0, 25, 26, 53)] == ["a", "z", "a1", "b2"]
