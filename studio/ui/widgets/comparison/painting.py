"""Draws a scene: each pane's words, pictures, marks and pointer, and the edge of the slider."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from replay.report.frame import place_of
from replay.report.record import Picture
from studio.review.placement import Placement
from studio.ui.models.comparison_pictures import (
    ComparisonPictures,
    Made,
    PictureWish,
    Wish,
    shown_size,
)
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.comparison.mark_painting import (
    paint_actual_pointer,
    paint_expected_pointer,
    paint_ignored,
    paint_regions,
)
from studio.ui.widgets.comparison.panes import Content, Pane, Panes
from studio.ui.widgets.comparison.scene import Scene
from studio.ui.widgets.comparison.share_words import share_words
from studio.ui.widgets.stage.picture_painting import paint_words, picture_area
from studio.ui.words import tr

_EDGE_PX: Final = 3.0
_HALO_PX: Final = 5.0
_MOST_DESKTOP_PX: Final = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is needed to draw.

    Attributes:
        scene: What is looked at.
        panes: Where things lie.
        pictures: Where pictures come from.
        shows_marks: Whether regions and the pointer are drawn.
        split: How much of the picture's width the recording has in a slider, from 0 to 1.
    """

    scene: Scene
    panes: Panes
    pictures: ComparisonPictures
    shows_marks: bool
    split: float


def paint_scene(painter: QPainter, drawing: Drawing) -> None:
    """Draw all panes."""
    for pane in drawing.panes.panes():
        painter.save()
        _paint_head(painter, drawing, pane)
        painter.setClipRect(pane.area)
        painter.translate(pane.area.topLeft())
        placement = drawing.panes.placement(pane)
        if pane.content is Content.BOTH:
            _paint_both(painter, drawing, pane, placement)
        else:
            _paint_one(painter, drawing, pane, placement, pane.content)
        painter.restore()


def split_x(drawing: Drawing, pane: Pane) -> float:
    """Where the slider's edge is, in the stage's pixels."""
    seen = seen_area(drawing.panes, pane)
    return seen.left() + seen.width() * drawing.split


def seen_area(panes: Panes, pane: Pane) -> QRectF:
    """Where of a pane there is a picture, in the stage's pixels."""
    return picture_area(panes.placement(pane)).translated(pane.area.topLeft()).intersected(pane.area)


def _paint_both(painter: QPainter, drawing: Drawing, pane: Pane, placement: Placement) -> None:
    edge = split_x(drawing, pane) - pane.area.left()
    width, height = pane.area.width(), pane.area.height()
    for content, clip in (
        (Content.EXPECTED, QRectF(0, 0, edge, height)),
        (Content.ACTUAL, QRectF(edge, 0, width - edge, height)),
    ):
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        _paint_one(painter, drawing, pane, placement, content)
        painter.restore()
    _paint_edge(painter, edge, seen_area(drawing.panes, pane).translated(-pane.area.topLeft()))


def _paint_one(
    painter: QPainter, drawing: Drawing, pane: Pane, placement: Placement, content: Content
) -> None:
    scene = drawing.scene
    picture = scene.actual if content is Content.ACTUAL else scene.expected
    area = QRectF(0, 0, pane.area.width(), pane.area.height())
    if picture is None:
        words = scene.actual_missing if content is Content.ACTUAL else scene.expected_missing
        paint_words(painter, words, area, painter.font())
        return
    wish = _wish(drawing, content, picture)
    made = drawing.pictures.made(wish)
    if made is not None and made.image is None:
        paint_words(painter, tr("This picture cannot be read."), area, painter.font())
        return
    if not _paint_picture(painter, drawing, picture, wish, placement):
        paint_words(painter, tr("Loading the picture…"), area, painter.font())
        return
    if drawing.shows_marks:
        # A region is named where the recording has it; in the replay it lies where its window went.
        moved = scene.moved if content is Content.ACTUAL else (0, 0)
        paint_regions(painter, scene.regions, placement, moved)
        paint_ignored(painter, ((name, wish.rect) for name, wish in scene.ignored), placement, moved)
        if content is Content.EXPECTED:
            paint_expected_pointer(painter, scene.step, placement)
        elif content is Content.ACTUAL:
            paint_actual_pointer(painter, scene.step, scene.back, placement)


def _wish(drawing: Drawing, content: Content, picture: Picture) -> Wish:
    scale = drawing.panes.scale()
    if content is Content.DIFFERENCE:
        wish = drawing.scene.difference_wish(scale)
        if wish is not None:
            return wish
    return PictureWish(picture.name, shown_size(picture, scale))


def _paint_picture(
    painter: QPainter, drawing: Drawing, picture: Picture, wish: Wish, placement: Placement
) -> bool:
    """Draw it, in its own size if it has come, else in any; whether there was one."""
    made = drawing.pictures.made(wish)
    image = made.image if made is not None else drawing.pictures.likeness(wish)
    if image is None:
        return False
    place = place_of(picture)
    left, top, width, height = placement.rect_to_widget(place)
    exact = QRectF(left, top, image.width() / placement.ratio, image.height() / placement.ratio)
    scaled = QRectF(left, top, width, height)
    is_exact = abs(exact.width() - width) < 1 and abs(exact.height() - height) < 1
    painter.save()
    is_smooth = made is not None and not is_exact and placement.device_scale < _MOST_DESKTOP_PX
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=is_smooth)
    painter.drawImage(exact if is_exact else scaled, image)
    painter.restore()
    return True


def _paint_edge(painter: QPainter, x: float, seen: QRectF) -> None:
    """The edge between the two, with a grip that says that it can be pulled."""
    colours = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    for colour, width in ((colours.raised, _HALO_PX), (colours.accent, _EDGE_PX)):
        painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    grip = QRectF(0, 0, TARGET, GRID * 2.5)
    grip.moveCenter(QPointF(x, seen.center().y()))
    painter.setPen(QPen(QColor(colours.raised), 2))
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(grip, grip.height() / 2, grip.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.on_accent))
    middle = grip.center()
    for way in (-1, 1):
        tip, tail = middle.x() + way * GRID, middle.x() + way * GRID * 0.375
        painter.drawPolygon(
            QPolygonF(
                [QPointF(tip, middle.y()), QPointF(tail, middle.y() - 4), QPointF(tail, middle.y() + 4)]
            )
        )
    painter.restore()


def _paint_head(painter: QPainter, drawing: Drawing, pane: Pane) -> None:
    painter.setPen(QColor(theme().quiet))
    area = pane.head.adjusted(GRID / 2, 0, -GRID / 2, 0)
    recording, replay = tr("Recording"), tr("Replay")
    left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    match pane.content:
        case Content.EXPECTED:
            painter.drawText(area, left, recording)
        case Content.ACTUAL:
            painter.drawText(area, left, replay)
        case Content.BOTH:
            painter.drawText(area, left, recording)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), replay)
        case Content.DIFFERENCE:
            painter.drawText(area, left, difference_words(drawing))


def difference_words(drawing: Drawing) -> str:
    """What the difference comes to, as far as it is known."""
    wish = drawing.scene.difference_wish(drawing.panes.scale())
    made: Made | None = drawing.pictures.made(wish) if wish is not None else None
    if made is None or made.image is None:
        return tr("Difference")
    if not made.share:
        return tr("Difference: no pixel differs")
    return tr("Difference: {share} of the pixels differ", share=share_words(made.share))
