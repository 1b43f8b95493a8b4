"""Which shape the pointer has over what."""

from PySide6.QtCore import Qt

from studio.ui.widgets.timeline.pointing import Place, Zone


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
