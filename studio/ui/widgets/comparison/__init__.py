"""The comparison of a checked replay with its recording: the same as a report's page, as a widget.

``ComparisonView`` is all that others need; what it shows is a ``replay.report.record.RunRecord``. What is
said of it and what is looked at is shared with the page (``replay.report``); pictures are made on a worker
(``studio.ui.models.comparison_pictures``) and gone with ``clear``.
"""

from studio.ui.widgets.comparison.view import ComparisonView
from studio.ui.widgets.comparison.wishes import IgnoredWish

__all__ = ["ComparisonView", "IgnoredWish"]
