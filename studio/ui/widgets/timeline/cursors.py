"""Which shape the pointer has over what, and what is said there."""

from PySide6.QtCore import Qt

from studio.ui.widgets.timeline.pointing import Place, Zone
from studio.ui.widgets.timeline.rows import Rows
from studio.ui.words import tr


def cursor_over(place: Place) -> Qt.CursorShape:
    """The shape that says what can be done at a place."""
    if place.lane_edge is not None:
        return Qt.CursorShape.SizeVerCursor
    if place.edit_end is not None or place.mark_end is not None:
        return Qt.CursorShape.SizeHorCursor
    if place.zone is Zone.OVERVIEW:
        return Qt.CursorShape.OpenHandCursor
    if place.zone is Zone.TITLES or place.block is not None or place.found_id is not None:
        return Qt.CursorShape.PointingHandCursor
    return Qt.CursorShape.ArrowCursor


def tip_over(place: Place, rows: Rows) -> str:
    """What pressing there does, where that cannot be seen."""
    if place.zone is not Zone.TITLES or place.lane is None:
        return ""
    row = rows.row(place.lane)
    return tr("Unfold this lane") if row is not None and row.is_folded else tr("Fold this lane")
