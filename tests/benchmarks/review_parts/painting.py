"""How long painting the timeline of a million events takes, 1,920 pixels wide, at several zooms."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from recorder.episode.edits import Edits, Part
from recorder.episode.edits import Subject as Redacted
from recorder.episode.time import NS_PER_SECOND, TimeRange
from studio.content.session_content import SessionContent, load_content
from studio.ui.widgets.timeline import Timeline
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.benchmarks.review_parts.screen import application

_WIDTH = 1920
_ROUNDS = 100
_ZOOMS_S = (3500, 900, 240, 60, 10, 1)
_PAINT_MS = 8.0


class _Plain(QObject):
    """Thumbnails that are all there and all the same: decoding them is another part."""

    thumbnail_arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage(96, 54, QImage.Format.Format_RGB32)
        self._image.fill(QColor("#336688"))

    def thumbnail(self, monitor_id: int, at_ns: int, width: int) -> QImage | None:
        """The one there is."""
        del monitor_id, at_ns, width
        return self._image


def measure(subject: Subject) -> Iterator[Measured]:
    """Paint it on a private desktop."""
    with subject.hour.access.open() as reader:
        content = load_content(reader)
    with application() as app:
        timeline = Timeline(content, _Plain())
        timeline.set_edits(_ten_edits(content))
        timeline.resize(_WIDTH, timeline.sizeHint().height())
        timeline.show()
        app.processEvents()
        for seconds in _ZOOMS_S:
            took = _take(timeline, _elsewhere(timeline, content, seconds))
            yield Measured(f"paint {seconds} s of it", "ms", took, budget=_PAINT_MS)
        took = _take(timeline, _playing(timeline, content))
        yield Measured("move the playhead", "ms", took, budget=_PAINT_MS)
        timeline.zoom_to_fit()
        took = _take(timeline, _dragging(timeline, content))
        yield Measured("drag an edit's end", "ms", took, budget=_PAINT_MS)
        timeline.close()
        del timeline
        app.processEvents()


def _take(timeline: Timeline, change: Callable[[int], None]) -> list[float]:
    """How long each change takes to be seen."""
    took = []
    for round_ in range(_ROUNDS):
        started = time.perf_counter()
        change(round_)
        QApplication.processEvents()
        took.append((time.perf_counter() - started) * 1e3)
    return took[1:]


def _playing(timeline: Timeline, content: SessionContent) -> Callable[[int], None]:
    return lambda round_: timeline.set_position(round_ * content.ended_ns // _ROUNDS)


def _dragging(timeline: Timeline, content: SessionContent) -> Callable[[int], None]:
    return lambda round_: timeline.set_edits(_ten_edits(content, shift=round_))


def _elsewhere(timeline: Timeline, content: SessionContent, seconds: int) -> Callable[[int], None]:
    """Shows another part each time; where all is visible, a little less of it."""
    length_ns = seconds * NS_PER_SECOND

    def show(round_: int) -> None:
        room_ns = max(0, content.ended_ns - length_ns)
        start_ns = room_ns * round_ // _ROUNDS
        shown_ns = length_ns - (round_ % 2) * (length_ns // 50)
        timeline.zoom_to(TimeRange(start_ns, min(content.ended_ns, start_ns + shown_ns)))

    return show


def _ten_edits(content: SessionContent, *, shift: int = 0) -> Edits:
    edits = Edits()
    tenth_ns = content.ended_ns // 10
    for place in range(10):
        start_ns = place * tenth_ns
        range_ = TimeRange(start_ns, start_ns + tenth_ns // 8 + shift * NS_PER_SECOND)
        if place % 2:
            part = Part(range_, takes_keys=True, takes_context=True)
            edits = edits.with_redaction(Redacted.RANGE, (part,))
        else:
            edits = edits.with_cut(range_)
    return edits
