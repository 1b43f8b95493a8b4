"""The lowest layer: the picture itself, what is solid grey in it, and words where there is none."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from recorder.episode.screen import Rect
from studio.review.placement import Placement
from studio.ui.models.images import REDACTED
from studio.ui.models.sight import PictureState, PlayerPicture
from studio.ui.theme import GRID, theme
from studio.ui.widgets.stage.hatch import hatch
from studio.ui.words import tr

CHIP_OPACITY: Final = 235


def paint_picture(painter: QPainter, picture: PlayerPicture, placement: Placement) -> None:
    """Draw the picture where it lies: pixel for pixel if it came in that size, else as crisp as may be."""
    image = picture.image
    exact = QRectF(
        placement.left, placement.top, image.width() / placement.ratio, image.height() / placement.ratio
    )
    # A monitor with an odd side has one more row or column in its picture, which nobody saw.
    full_width, full_height = placement.monitor.width, placement.monitor.height
    even = QRectF(
        placement.left,
        placement.top,
        (full_width + full_width % 2) * placement.scale,
        (full_height + full_height % 2) * placement.scale,
    )
    is_exact = abs(exact.width() - even.width()) < 1 and abs(exact.height() - even.height()) < 1
    painter.save()
    painter.setClipRect(picture_area(placement))
    painter.setRenderHint(
        QPainter.RenderHint.SmoothPixmapTransform, on=not is_exact and placement.device_scale < 1
    )
    painter.drawImage(exact if is_exact else even, image)
    painter.restore()


def paint_redacted(painter: QPainter, covered: Iterable[Rect], placement: Placement) -> None:
    """Fill what will be grey, to the outer edge of every pixel that it touches."""
    painter.save()
    painter.setClipRect(picture_area(placement))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for rect in covered:
        left, top, width, height = placement.rect_to_widget(rect)
        area = QRectF(left, top, width, height).adjusted(-0.5, -0.5, 0.5, 0.5)
        painter.fillRect(area.toAlignedRect(), REDACTED)
    painter.restore()


def picture_area(placement: Placement) -> QRectF:
    """Where the picture lies."""
    return QRectF(placement.left, placement.top, *placement.size)


def state_words(state: PictureState) -> str:
    """Why there is no picture."""
    match state:
        case PictureState.LOADING:
            return tr("Loading the picture…")
        case PictureState.NONE_YET:
            return tr("There is no picture of this monitor yet at this time.")
        case PictureState.NOT_RECORDED:
            return tr("The screen was not recorded. Actions and windows are in the timeline below.")
        case PictureState.UNREADABLE:
            return tr("This picture cannot be read. The rest of the recording may still be.")
        case PictureState.SHOWN | PictureState.CLOSED:
            return ""


def paint_words(painter: QPainter, words: str, area: QRectF, font: QFont) -> None:
    """Say something quietly in the middle."""
    painter.setFont(font)
    painter.setPen(QColor(theme().quiet))
    inner = area.adjusted(GRID * 3, GRID * 3, -GRID * 3, -GRID * 3)
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def paint_gone_frame(painter: QPainter, area: QRectF) -> None:
    """A hatched frame: all of this will be gone."""
    ground = QColor(theme().raised)
    ground.setAlpha(CHIP_OPACITY // 2)
    band = float(GRID * 2)
    for strip in (
        QRectF(area.left(), area.top(), area.width(), band),
        QRectF(area.left(), area.bottom() - band, area.width(), band),
        QRectF(area.left(), area.top() + band, band, area.height() - 2 * band),
        QRectF(area.right() - band, area.top() + band, band, area.height() - 2 * band),
    ):
        painter.fillRect(strip, ground)
        painter.fillRect(strip, hatch())


def paint_chip(
    painter: QPainter, words: str, centre: QPointF, widest: float, *, is_hatched: bool = False
) -> None:
    """Say something on a small ground of its own, over the picture.

    Args:
        painter: Draws it.
        words: One line; elided where it is too long.
        centre: Of its top edge.
        widest: In logical pixels.
        is_hatched: It speaks of what will be gone.
    """
    colours = theme()
    metrics = painter.fontMetrics()
    elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(widest - GRID * 3))
    width, height = metrics.horizontalAdvance(elided) + GRID * 3.0, metrics.height() + GRID * 1.0
    area = QRectF(centre.x() - width / 2, centre.y(), width, height)
    ground = QColor(colours.raised)
    ground.setAlpha(CHIP_OPACITY)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setPen(QColor(colours.gone if is_hatched else colours.edge))
    painter.setBrush(ground)
    painter.drawRoundedRect(area, GRID / 2, GRID / 2)
    painter.setPen(QColor(colours.text))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), elided)
