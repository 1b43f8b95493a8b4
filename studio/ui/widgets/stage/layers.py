"""Draws the stage's layers, lowest first: picture, boxes, traces, words."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from studio.content.session_content import SessionContent
from studio.review.covers import is_cut
from studio.review.traces import TraceFinder
from studio.ui.theme import GRID
from studio.ui.widgets.stage.box_painting import paint_box, paint_live_box
from studio.ui.widgets.stage.hand import BoxHand
from studio.ui.widgets.stage.picture_painting import (
    paint_chip,
    paint_gone_frame,
    paint_picture,
    paint_redacted,
    paint_words,
    picture_area,
    state_words,
)
from studio.ui.widgets.stage.trace_painting import paint_keys, paint_traces
from studio.ui.widgets.stage.view import StageView
from studio.ui.words import tr


class StageLayers:
    """Draws what a view shows and a hand holds.

    Args:
        view: What is seen.
        hand: What is done with boxes.

    Attributes:
        shows_keys: Whether the keys are drawn.
    """

    def __init__(self, view: StageView, hand: BoxHand) -> None:
        self.shows_keys = True
        self._view = view
        self._hand = hand
        self._finder: TraceFinder | None = None
        self._known: SessionContent | None = None
        self.learn()

    def learn(self) -> None:
        """Look at what the session holds, if that is more than before, or let go of it."""
        content = self._view.player.content
        if content is not self._known:
            self._known = content
            self._finder = TraceFinder(content) if content is not None else None

    def paint(self, painter: QPainter, area: QRectF, font: QFont, *, is_still: bool) -> None:
        """Draw everything but the ground.

        Args:
            painter: Draws it.
            area: The whole widget.
            font: For words and keys.
            is_still: Nothing may move.
        """
        player, placement = self._view.player, self._view.placement
        picture = player.picture
        painter.setFont(font)
        if picture is None or not self._view.is_shown:
            paint_words(painter, state_words(player.picture_state), area, font)
            return
        paint_picture(painter, picture, placement)
        visible = picture_area(placement).intersected(area)
        traces = self._finder.at(player.position_ns, player.edits) if self._finder is not None else None
        if player.is_preview:
            covered = [rect for box in self._view.boxes for rect in box.covered]
            paint_redacted(painter, covered, placement)
            traces = traces.left() if traces is not None else None
        else:
            self._paint_boxes(painter)
        if traces is not None:
            paint_traces(painter, traces, placement, is_still=is_still)
            if self.shows_keys and not self._hand.is_drawing:
                paint_keys(painter, traces.keys, visible, font)
        self._paint_words(painter, visible)

    def _paint_boxes(self, painter: QPainter) -> None:
        hand, placement = self._hand, self._view.placement
        for box in self._view.boxes:
            pulled = hand.pulled
            if pulled is not None and (pulled.edit_id, pulled.part) == (box.edit_id, box.part):
                continue
            is_selected = box.edit_id == hand.selected_id and not hand.is_drawing
            paint_box(painter, box, placement, is_selected=is_selected)
        if hand.tool.box is not None:
            paint_live_box(painter, hand.tool.box, placement, has_handles=not hand.is_drawing)

    def _paint_words(self, painter: QPainter, visible: QRectF) -> None:
        player, hand = self._view.player, self._hand
        top = QPointF(visible.center().x(), visible.top() + GRID)
        if hand.is_drawing and not hand.tool.is_held:
            words = (
                tr("Enter redacts this box. Arrows move it, Ctrl+arrows resize it, Esc cancels.")
                if hand.tool.box is not None
                else tr("Drag over what others must not see. Enter begins with a box, Esc cancels.")
            )
            paint_chip(painter, words, top, visible.width())
        elif not player.is_preview and is_cut(player.edits, player.position_ns):
            paint_gone_frame(painter, visible)
            words = tr("Cut: others will not see this moment")
            paint_chip(painter, words, top, visible.width(), is_hatched=True)
