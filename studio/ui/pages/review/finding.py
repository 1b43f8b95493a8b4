"""What a search found, and what was done at a place that was clicked: in the list and on the timeline.

The index is made off this thread once all is read; each search runs there too, and only the last one that was
asked for is shown.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from recorder.episode.actions import Action
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.content.searching import Hit, HitKind, SearchIndex
from studio.content.session_content import SessionContent
from studio.content.stepping import actions_near
from studio.editing.occurrences import Occurrences, occurrences
from studio.ui.jobs import Job, Worker
from studio.ui.models.action_words import action_words
from studio.ui.models.found_mark import FoundMark
from studio.ui.models.rows import Row
from studio.ui.pages.review.inspector import ACTION_ICONS, FoundTab
from studio.ui.widgets.stage import PlaceClicked
from studio.ui.widgets.timeline import Timeline
from studio.ui.words import tr, trn

_SETTLE_MS: Final = 150
_LEAST_NS: Final = 100 * NS_PER_MS
_ICONS: Final = {HitKind.TYPED: "keyboard", HitKind.WINDOW: "window", HitKind.ACTION: "click"}


class Searchable(Protocol):
    """A recording that is open: what is known of it by now, and whose thread works on it."""

    @property
    def content(self) -> SessionContent | None:
        """What was read so far."""
        ...

    @property
    def worker(self) -> Worker:
        """Works on the content."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    rows: tuple[Row, ...] = field(repr=False)
    marks: tuple[FoundMark, ...] = field(repr=False)
    occurrences: Occurrences = field(repr=False)


class Finding(QObject):
    """Searches as the person types, and shows what was found.

    Attributes:
        marks_shown: The ``FoundMark`` values that are shown on the timeline now.
    """

    marks_shown = Signal(object)

    def __init__(
        self, session: Searchable, tab: FoundTab, timeline: Timeline, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tab = tab
        self._timeline = timeline
        self._index: tuple[SessionContent, SearchIndex] | None = None
        self._job: Job[_Found] | None = None
        self.occurrences: Occurrences | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.search_again)
        tab.search_requested.connect(self._on_search_requested)

    def search_again(self) -> None:
        """Look for what stands in the field."""
        content, wanted = self._session.content, self._tab.field.text().strip()
        self.occurrences = None
        if self._job is not None:
            self._job.cancel()
        if not wanted:
            self._tab.show_nothing()
            self._show_marks(())
            return
        if content is None or not content.is_complete:
            return
        self._job = self._session.worker.submit(
            lambda _: self._search(content, wanted), on_done=self._on_found
        )

    def show_place(self, place: PlaceClicked) -> None:
        """Show what the pointer did around a place, the nearest in time first chosen."""
        content = self._session.content
        if content is None:
            return
        done = actions_near(content.actions, place.x, place.y)
        self._tab.show_found(
            tuple(map(_action_row, done)),
            said=trn("{count} thing was done here", "{count} things were done here", len(done))
            if done
            else tr("Nothing was done here."),
            can_redact=False,
        )
        self._show_marks(
            _marks((_range(action.start_ns, action.end_ns), action_words(action)) for action in done)
        )
        nearest = min(done, key=lambda action: abs(action.start_ns - place.at_ns), default=None)
        self._tab.list.point_out(nearest)

    def _show_marks(self, marks: Sequence[FoundMark]) -> None:
        self._timeline.set_found(marks)
        self.marks_shown.emit(tuple(marks))

    def clear(self) -> None:
        """Let go of all that was found."""
        if self._job is not None:
            self._job.cancel()
        self._index = self.occurrences = None
        self._tab.field.clear()
        self._tab.show_nothing()

    def _on_search_requested(self, _: str) -> None:
        self._settling.start()

    def _search(self, content: SessionContent, wanted: str) -> _Found:
        """Called on the worker's thread, which alone uses the index."""
        if self._index is None or self._index[0] is not content:
            self._index = (content, SearchIndex(content, action_words))
        hits, found = self._index[1].search(wanted), occurrences(content, wanted)
        return _Found(_rows(hits, found), _marks((hit.range, hit.text) for hit in hits), found)

    def _on_found(self, found: _Found) -> None:
        self.occurrences = found.occurrences
        can_redact = bool(found.occurrences.items)
        self._tab.show_found(found.rows, said=_said(found.rows, found.occurrences), can_redact=can_redact)
        self._show_marks(found.marks)


def _rows(hits: Sequence[Hit], found: Occurrences) -> tuple[Row, ...]:
    """In the order of their times; called off the interface's thread."""
    rows = [Row(hit.range.start_ns, hit.text, _ICONS[hit.kind], hit) for hit in hits]
    known = {row.at_ns for row in rows}
    in_order = sorted((hit.range.start_ns, hit.range.end_ns) for hit in hits)
    starts = [start_ns for start_ns, _ in in_order]
    # Until when the hits that began so far go on.
    last_ends = list(accumulate((end_ns for _, end_ns in in_order), max))
    for each in found.items:
        begun = bisect_right(starts, each.at_ns)
        if each.at_ns not in known and not (begun and each.at_ns < last_ends[begun - 1]):
            # A secret that was typed in pieces is no text to search in, and is found all the same.
            rows.append(Row(each.at_ns, tr("Typed in pieces"), "keyboard", each))
    return tuple(sorted(rows, key=lambda row: row.at_ns))


def _marks(found: Iterable[tuple[TimeRange, str]]) -> tuple[FoundMark, ...]:
    return tuple(FoundMark(number, range_, what) for number, (range_, what) in enumerate(found))


def _said(rows: tuple[Row, ...], found: Occurrences) -> str:
    if not rows:
        return tr("Found nowhere.")
    places = trn("{count} place", "{count} places", len(rows))
    if not found.items:
        return places
    typed = [trn("typed once", "typed {count} times", found.typed)] if found.typed else []
    titled = [trn("in one title", "in {count} titles", found.titled)] if found.titled else []
    return tr("{places}: {where}", places=places, where=", ".join((*typed, *titled)))


def _action_row(action: Action) -> Row:
    return Row(action.start_ns, action_words(action), ACTION_ICONS[type(action)], action)


def _range(start_ns: int, end_ns: int) -> TimeRange:
    return TimeRange(start_ns, max(end_ns, start_ns + _LEAST_NS))
