"""Watches with the person: what of a recording they have seen, from what its player really showed."""

from PySide6.QtCore import QObject, Signal

from recorder.episode.time import TimeRange
from studio.review.watching import Watching
from studio.ui.models.player import Player


class Watcher(QObject):
    """Follows one player.

    Args:
        player: What is watched.
        seen: What was seen of it before, as when its page was left and opened again.
        parent: Owns this.

    Attributes:
        watching: What was seen so far.
    """

    changed = Signal()
    """More was seen."""

    def __init__(self, player: Player, seen: Watching | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._at_ns = player.position_ns
        self.watching = seen or Watching.of(player.timeline.ended_ns, player.monitor_ids)
        player.position_changed.connect(self._on_position_changed)
        player.played.connect(self._on_played)
        self._pass_over_the_dark()

    def go_on(self) -> None:
        """Go to the next thing that was not seen yet, and play it."""
        found = self.watching.next_gap(self._player.position_ns, self._player.monitor_id)
        if found is None:
            return
        monitor_id, gap = found
        self._player.show_monitor(monitor_id)
        if self._player.position_ns not in gap:
            self._player.seek(gap.start_ns)
        self._player.play()

    def _pass_over_the_dark(self) -> None:
        """Before its first picture nothing of a monitor is to be seen."""
        content = self._player.content
        for monitor_id, pictures in (content.pictures if content is not None else {}).items():
            if monitor_id in self.watching.seen and len(pictures.at_ns):
                self._take(self.watching.passed(monitor_id, TimeRange(0, max(0, int(pictures.at_ns[0])))))

    def _on_position_changed(self, at_ns: int) -> None:
        before_ns, self._at_ns = self._at_ns, at_ns
        self._take(self.watching.moved(self._player.monitor_id, before_ns, at_ns))

    def _on_played(self, passage: TimeRange) -> None:
        self._take(self.watching.passed(self._player.monitor_id, passage))

    def _take(self, watching: Watching) -> None:
        if watching is not self.watching:
            self.watching = watching
            self.changed.emit()
