"""The layer of traces: the pointer, clicks, drags, scrolling, and the keys at the bottom."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from recorder.episode.events import Button
from recorder.episode.time import NS_PER_MS
from studio.review.placement import Placement
from studio.review.traces import CLICK_NS, ClickTrace, KeyKind, KeyTrace, ScrollTrace, Traces
from studio.ui.icons import pixmap
from studio.ui.models.key_words import cap_words
from studio.ui.theme import GRID, MOTION_MS, theme
from studio.ui.widgets.stage.hatch import hatch
from studio.ui.widgets.stage.picture_painting import CHIP_OPACITY
from studio.ui.words import tr

_ARROW: Final = ((0, 0), (0, 17), (4, 13.4), (6.8, 19.6), (9.4, 18.5), (6.7, 12.4), (12, 12.2))
_RING_FROM: Final = 8.0
_RING_TO: Final = 16.0
_HALO_PX: Final = 5.0
_LINE_PX: Final = 2.5
_WIDEST_SHARE: Final = 0.6
_ICON_PX: Final = 16


def paint_traces(painter: QPainter, traces: Traces, placement: Placement, *, is_still: bool) -> None:
    """Draw all but the keys.

    Args:
        painter: Draws it.
        traces: What to draw.
        placement: Where the picture lies.
        is_still: Nothing may move: rings appear and go, and do neither grow nor fade.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setClipRect(QRectF(placement.left, placement.top, *placement.size))
    for path in traces.paths:
        paint_path(painter, path, placement)
    for click in traces.clicks:
        _paint_click(painter, click, placement, is_still=is_still)
    for scroll in traces.scrolls:
        _paint_scroll(painter, scroll, placement)
    if traces.pointer is not None:
        paint_pointer(painter, traces.pointer, placement)
    painter.restore()


def paint_keys(painter: QPainter, keys: tuple[KeyTrace, ...], area: QRectF, font: QFont) -> None:
    """Draw the keys as caps along the bottom edge of an area, the last ones where there is room."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    height = metrics.height() + GRID * 1.5
    caps: list[tuple[KeyTrace, str, float]] = []
    total = 0.0
    for key in reversed(keys):
        words = _cap_words(key)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideLeft, int(area.width() * _WIDEST_SHARE))
        width = max(height, metrics.horizontalAdvance(words) + GRID * 2.0)
        if key.kind is KeyKind.HIDDEN:
            width += _ICON_PX + GRID / 2
        if caps and total + width + GRID > area.width() - GRID * 2:
            break
        total += width + (GRID if caps else 0)
        caps.insert(0, (key, words, width))
    left = area.center().x() - total / 2
    for key, words, width in caps:
        _paint_cap(painter, key, words, QRectF(left, area.bottom() - height - GRID * 2, width, height))
        left += width + GRID
    painter.restore()


def _cap_words(key: KeyTrace) -> str:
    match key.kind:
        case KeyKind.HIDDEN:
            return tr("Keys hidden")
        case KeyKind.CAP:
            return cap_words(key.text)
        case _:
            return key.text


def _paint_cap(painter: QPainter, key: KeyTrace, words: str, area: QRectF) -> None:
    colours = theme()
    ground = QColor(colours.raised)
    ground.setAlpha(CHIP_OPACITY)
    painter.setPen(QPen(QColor(colours.edge), 1.0))
    painter.setBrush(ground)
    radius = GRID * 0.75 if key.kind is KeyKind.CAP else GRID / 4
    painter.drawRoundedRect(area, radius, radius)
    if key.kind is KeyKind.CAP:
        painter.setPen(QPen(QColor(colours.edge), 2.0))
        painter.drawLine(
            QPointF(area.left() + radius, area.bottom()), QPointF(area.right() - radius, area.bottom())
        )
    if key.is_gone:
        painter.fillRect(area, hatch())
    text_area = area
    if key.kind is KeyKind.HIDDEN:
        icon_at = QPointF(area.left() + GRID, area.center().y() - _ICON_PX / 2)
        painter.drawPixmap(icon_at, pixmap("hidden", _ICON_PX, colours.text))
        text_area = area.adjusted(_ICON_PX + GRID / 2, 0, 0, 0)
    if key.is_gone:
        # The hatch alone would make the words hard to read, and they are what is being decided on.
        width = painter.fontMetrics().horizontalAdvance(words) + GRID / 2
        painter.fillRect(
            QRectF(area.center().x() - width / 2, area.top() + 3, width, area.height() - 6), ground
        )
    painter.setPen(QColor(colours.text))
    painter.drawText(text_area, int(Qt.AlignmentFlag.AlignCenter), words)


def paint_pointer(painter: QPainter, pointer: tuple[int, int], placement: Placement) -> None:
    """An arrow that shows on any picture."""
    colours = theme()
    x, y = placement.to_widget(*pointer)
    arrow = QPolygonF([QPointF(x + dx, y + dy) for dx, dy in _ARROW])
    painter.setPen(round_pen(colours.raised, 3.0))
    painter.setBrush(QColor(colours.text))
    painter.drawPolygon(arrow)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(arrow)


def _paint_click(painter: QPainter, click: ClickTrace, placement: Placement, *, is_still: bool) -> None:
    colours = theme()
    grown = 1.0 if is_still else min(1.0, click.age_ns / (MOTION_MS * NS_PER_MS))
    painter.setOpacity(1.0 if is_still else max(0.0, 1.0 - click.age_ns / CLICK_NS))
    radius = _RING_FROM + (_RING_TO - _RING_FROM) * grown
    centre = QPointF(*placement.to_widget(click.x + 0.5, click.y + 0.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # One ring for the left button, two for the right one, a dot in it for any other.
    radii = [radius, radius - _HALO_PX] if click.button is Button.RIGHT else [radius]
    for pen in (round_pen(colours.raised, _HALO_PX), round_pen(colours.accent, _LINE_PX)):
        painter.setPen(pen)
        for each in radii:
            painter.drawEllipse(centre, each, each)
    if click.button not in {Button.LEFT, Button.RIGHT}:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(centre, _LINE_PX, _LINE_PX)
    painter.setOpacity(1.0)


def paint_path(painter: QPainter, path: tuple[tuple[int, int], ...], placement: Placement) -> None:
    """The way of the pointer, with a dot where it began."""
    if not path:
        return
    colours = theme()
    line = QPolygonF([QPointF(*placement.to_widget(x + 0.5, y + 0.5)) for x, y in path])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (round_pen(colours.raised, _HALO_PX), round_pen(colours.accent, _LINE_PX)):
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.setBrush(QColor(colours.accent))
    painter.drawEllipse(line.first(), _LINE_PX, _LINE_PX)


def _paint_scroll(painter: QPainter, scroll: ScrollTrace, placement: Placement) -> None:
    """An arrow beside the pointer in the direction in which the wheel turned."""
    colours = theme()
    x, y = placement.to_widget(scroll.x, scroll.y)
    centre = QPointF(x + GRID * 3.5, y + GRID)
    across, down = _sign(scroll.dx), -_sign(scroll.dy)
    if across and down:
        across = 0
    tip = QPointF(centre.x() + across * GRID, centre.y() + down * GRID)
    tail = QPointF(centre.x() - across * GRID, centre.y() - down * GRID)
    wings = [
        QPointF(tip.x() - (across * 6 if across else side * 5), tip.y() - (down * 6 if down else side * 5))
        for side in (-1, 1)
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (round_pen(colours.raised, _HALO_PX), round_pen(colours.accent, _LINE_PX)):
        painter.setPen(pen)
        painter.drawLine(tail, tip)
        painter.drawPolyline(QPolygonF([wings[0], tip, wings[1]]))


def round_pen(colour: str, width: float) -> QPen:
    """A pen for lines of traces."""
    return QPen(
        QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
