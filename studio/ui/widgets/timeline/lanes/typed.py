"""What was typed, to be read where there is room: it is the person's own recording."""

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt

from recorder.episode.actions import Action, Type
from studio.content.session_content import SessionContent
from studio.content.spans import NO_SPANS, ActionKind
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lanes.lane import Canvas, Lane, joined, pixels
from studio.ui.words import tr

_NARROW_PX: Final = 4.0
_WORDLESS_PX: Final = 40.0


class TypedLane(Lane):
    """A block for each text typed in one go, with the text in it."""

    kind = LaneKind.TYPED

    def __init__(self) -> None:
        self._actions: tuple[Action, ...] = ()
        self._spans = NO_SPANS
        self._is_complete = False

    def title(self) -> str:
        """Its name."""
        return tr("Typed")

    def show(self, content: SessionContent) -> None:
        """Take the texts among the actions."""
        self._actions = content.actions
        self._spans = content.action_spans
        self._is_complete = content.is_complete

    def paint(self, canvas: Canvas) -> None:
        """Paint blocks with their texts; neighbours too narrow to tell apart as one."""
        visible = self._spans.within(canvas.scale.start_ns, canvas.scale.end_ns)
        kinds = self._spans.kind[visible]
        chosen = np.flatnonzero((kinds == ActionKind.TYPE) | (kinds == ActionKind.HIDDEN))
        if not len(self._spans) and self._is_complete:
            canvas.say_empty(tr("Nothing was typed"))
        left = pixels(canvas.scale, self._spans.start_ns[visible][chosen])
        right = np.maximum(pixels(canvas.scale, self._spans.end_ns[visible][chosen]), left + 2)
        painter, look = canvas.painter, canvas.look
        narrow = right - left < _NARROW_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.blend("lane_keys", "sunken", 0.6))
        inset = 0 if canvas.is_folded else 3
        high = canvas.height - 2 * inset
        painter.drawRects(
            [
                QRectF(begin, inset, end - begin, high)
                for begin, end in zip(*joined(left[narrow], right[narrow], 1.0), strict=True)
            ]
        )
        wide = np.flatnonzero(~narrow)
        is_hidden = kinds[chosen] == ActionKind.HIDDEN
        for hidden, ground, edge in (
            (False, look.blend("lane_keys", "sunken", 0.24), look.colour("lane_keys")),
            (True, look.colour("lane_idle"), look.colour("edge")),
        ):
            some = [place for place in wide.tolist() if is_hidden[place] == hidden]
            painter.setBrush(ground)
            painter.drawRects(
                [QRectF(left[place], inset, right[place] - left[place], high) for place in some]
            )
            painter.setBrush(edge)
            painter.drawRects([QRectF(left[place], inset, 2, high) for place in some])
        for place in wide[right[wide] - left[wide] > _WORDLESS_PX].tolist():
            action = self._actions[visible.start + int(chosen[place])]
            canvas.write(_words(action), float(left[place]), float(right[place]))


def _words(action: Action) -> str:
    match action:
        case Type():
            return action.text or tr("typed and erased")
        case _:
            return tr("not recorded")
