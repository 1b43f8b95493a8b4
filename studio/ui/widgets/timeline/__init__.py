"""The timeline below the video: one painted widget with a lane for each thing that a session holds.

Modules know each other in one direction: ``widget`` puts together ``frame`` (where), ``pointing`` (what the
person does) and ``lane_set`` with the ``lanes`` (what is painted); ``scale``, ``ticks``, ``rows``,
``snapping``, ``edit_blocks`` and ``pointing`` know no Qt and are tested without a screen.
"""

from studio.ui.models.found_mark import FoundMark
from studio.ui.widgets.timeline.facts import NO_MARKS, ContextMenuRequest, EditRangeChange, LaneKind, Marks
from studio.ui.widgets.timeline.thumbnails import ThumbnailSource
from studio.ui.widgets.timeline.widget import Timeline

__all__ = [
    "NO_MARKS",
    "ContextMenuRequest",
    "EditRangeChange",
    "FoundMark",
    "LaneKind",
    "Marks",
    "ThumbnailSource",
    "Timeline",
]
