"""How the lanes lie below each other: which are shown, how high, which are folded."""

from dataclasses import dataclass, replace
from typing import Final

from studio.ui.theme import TARGET
from studio.ui.widgets.timeline.facts import LaneKind

FOLDED_PX: Final = 14
LOWEST_PX: Final = 20
HIGHEST_PX: Final = 160
GAP_PX: Final = 2
_FOLDS_FIRST: Final = (
    LaneKind.PAUSES,
    LaneKind.ACTIVITY,
    LaneKind.ACTIONS,
    LaneKind.TYPED,
    LaneKind.WINDOWS,
)
"""In which order lanes fold by themselves where there is no room for all. What was found and what will be
gone never do."""
_HEIGHTS: Final = {LaneKind.PICTURES: 54, LaneKind.ACTIVITY: 36}


@dataclass(frozen=True, slots=True)
class Row:
    """One lane's place.

    Attributes:
        kind: Which lane.
        top: Where it begins, in pixels below the first lane's top.
        height: How high it is drawn.
        is_folded: Whether only a narrow strip of it is shown.
    """

    kind: LaneKind
    top: int
    height: int
    is_folded: bool

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Rows:
    """All lanes' places. Changing them makes a new value.

    Attributes:
        heights: How high each lane is when it is not folded, from the top.
        folded: Those that the person folded.
        kept_open: Those that the person unfolded, which never fold by themselves.
        absent: Those that have nothing to show and take no room.
        room_px: How much room there is for all; ``None`` while that is not known.
    """

    heights: tuple[tuple[LaneKind, int], ...] = tuple((kind, _HEIGHTS.get(kind, TARGET)) for kind in LaneKind)
    folded: frozenset[LaneKind] = frozenset()
    kept_open: frozenset[LaneKind] = frozenset()
    absent: frozenset[LaneKind] = frozenset()
    room_px: int | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lanes that are shown, folded as far as there is no room for them."""
        rows = self._rows(self.folded)
        if self.room_px is None:
            return rows
        folded = self.folded
        for kind in _FOLDS_FIRST:
            if not rows or rows[-1].bottom <= self.room_px:
                break
            if kind not in self.kept_open:
                folded |= {kind}
                rows = self._rows(folded)
        return rows

    @property
    def height(self) -> int:
        """Of all lanes together."""
        rows = self.rows
        return rows[-1].bottom if rows else 0

    @property
    def wanted_height(self) -> int:
        """Of all lanes together where there is room for them."""
        return self.with_room(None).height

    def row(self, kind: LaneKind) -> Row | None:
        """A lane's place, ``None`` where it is not shown."""
        return next((row for row in self.rows if row.kind is kind), None)

    def at(self, y: float) -> Row | None:
        """The lane at a height; the gap below a lane belongs to it."""
        return next((row for row in self.rows if row.top <= y < row.bottom + GAP_PX), None)

    def edge_at(self, y: float, reach: int) -> LaneKind | None:
        """The lane whose lower edge is there to be dragged, if any."""
        for row in self.rows:
            if not row.is_folded and abs(row.bottom + GAP_PX / 2 - y) <= reach:
                return row.kind
        return None

    def with_fold(self, kind: LaneKind, *, is_folded: bool) -> "Rows":
        """With a lane folded, or not."""
        if is_folded:
            return replace(self, folded=self.folded | {kind}, kept_open=self.kept_open - {kind})
        return replace(self, folded=self.folded - {kind}, kept_open=self.kept_open | {kind})

    def with_height(self, kind: LaneKind, height: int) -> "Rows":
        """With a lane of another height, within reason."""
        bounded = min(max(height, LOWEST_PX), HIGHEST_PX)
        changed = tuple((each, bounded if each is kind else old) for each, old in self.heights)
        return replace(self, heights=changed)

    def with_absent(self, absent: frozenset[LaneKind]) -> "Rows":
        """With other lanes left out."""
        return replace(self, absent=absent)

    def with_room(self, room_px: int | None) -> "Rows":
        """With so much room for all lanes."""
        return replace(self, room_px=room_px)

    def _rows(self, folded: frozenset[LaneKind]) -> tuple[Row, ...]:
        made, top = [], 0
        for kind, height in self.heights:
            if kind in self.absent:
                continue
            is_folded = kind in folded
            drawn = FOLDED_PX if is_folded else height
            made.append(Row(kind, top, drawn, is_folded))
            top += drawn + GAP_PX
        return tuple(made)
