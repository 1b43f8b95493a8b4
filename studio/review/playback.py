"""The clock of playing: where it is, how fast, which way, and what it leaves out.

J, K and L do what they do in editors: L plays, and then faster; J plays slower, and then backwards, and then
backwards faster; K stops. The speed that was chosen stays chosen: what J and L do lasts until the next stop.

What is left out is what the timeline's cuts are made of, so that playing with gaps is moving along a timeline
without them. Nothing is left out of reach: whoever goes into an idle stretch is there until they play on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from recorder.episode.time import TimeRange
from recorder.episode.timeline import Timeline

SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_LADDER: Final = (-16.0, -8.0, -4.0, -2.0, -1.0, *SPEEDS)


@dataclass(frozen=True, slots=True)
class Playback:
    """A state of playing; ``playback`` makes the first one, and every method gives the next.

    Attributes:
        left: The session without its cuts, which are in the way of a preview only.
        path: The session without what playing leaves out now.
        idle: What is left out when idle stretches are skipped.
        position_ns: Where it is, ``0 <= position_ns <= left.ended_ns``.
        rate: How fast now: 0 where it stands, negative backwards.
        chosen_speed: How fast ``played`` begins; one of ``SPEEDS``.
        skips_idle: Whether idle stretches are skipped.
        is_preview: Whether it shows what others will see.
    """

    left: Timeline
    path: Timeline
    idle: tuple[TimeRange, ...] = ()
    position_ns: int = 0
    rate: float = 0.0
    chosen_speed: float = 1.0
    skips_idle: bool = False
    is_preview: bool = False

    @property
    def is_playing(self) -> bool:
        """Whether it moves."""
        return bool(self.rate)

    @property
    def speed(self) -> float:
        """How fast it plays, or would; negative backwards."""
        return self.rate or self.chosen_speed

    def played(self) -> "Playback":
        """Play forwards at the chosen speed; from the start where it stands at the end."""
        is_over = not self.path.kept or self.position_ns >= _last_instant(self.path)
        begun = self.sought(0) if is_over else self
        return replace(begun, rate=self.chosen_speed)

    def paused(self) -> "Playback":
        """Stand still."""
        return replace(self, rate=0.0)

    def toggled(self) -> "Playback":
        """Play or stand still, whichever it does not."""
        return self.paused() if self.is_playing else self.played()

    def faster(self) -> "Playback":
        """L."""
        return replace(self, rate=self._rung(1)) if self.is_playing else replace(self.played(), rate=1.0)

    def slower(self) -> "Playback":
        """J."""
        return replace(self, rate=self._rung(-1) if self.is_playing else -1.0)

    def at_speed(self, speed: float) -> "Playback":
        """Choose a speed; also of what plays now.

        Raises:
            ValueError: It is none of ``SPEEDS``.
        """
        if speed not in SPEEDS:
            raise ValueError("no such speed")
        return replace(self, chosen_speed=speed, rate=speed if self.is_playing else 0.0)

    def sought(self, at_ns: int) -> "Playback":
        """Go to a time; within the session, and in a preview to what is left of it."""
        within = min(max(0, at_ns), self.left.ended_ns)
        if self.is_preview and self.left.kept:
            within = min(self.left.next_kept(within), _last_instant(self.left))
        return replace(self, position_ns=within)

    def skipping_idle(self, *, skips: bool) -> "Playback":
        """Skip idle stretches, or do not."""
        return _on_its_path(replace(self, skips_idle=skips))

    def previewed(self, *, is_preview: bool) -> "Playback":
        """Show what others will see, or everything."""
        return _on_its_path(replace(self, is_preview=is_preview)).sought(self.position_ns)

    def with_cuts(self, cuts: Iterable[TimeRange]) -> "Playback":
        """Know of these cuts."""
        left = Timeline(self.left.ended_ns, cuts)
        return _on_its_path(replace(self, left=left)).sought(self.position_ns)

    def with_idle(self, idle: tuple[TimeRange, ...]) -> "Playback":
        """Know of these stretches, to leave them out when idle ones are skipped."""
        return _on_its_path(replace(self, idle=idle))

    def advanced(self, elapsed_ns: int) -> "Playback":
        """Let time pass: move on, leave out what is left out, stop where it ends."""
        if not self.is_playing:
            return self
        if not self.path.kept:
            return self.paused()
        moved = self.path.to_kept(self.position_ns) + round(self.rate * elapsed_ns)
        if self.rate < 0 and moved <= 0:
            return replace(self, position_ns=self.path.kept[0].start_ns, rate=0.0)
        if self.rate > 0 and moved >= self.path.duration_ns:
            return replace(self, position_ns=_last_instant(self.path), rate=0.0)
        return replace(self, position_ns=self.path.to_session(moved))

    def _rung(self, steps: int) -> float:
        rung = _LADDER.index(self.rate) + steps
        return _LADDER[min(max(0, rung), len(_LADDER) - 1)]


def playback(ended_ns: int, idle: Iterable[TimeRange] = ()) -> Playback:
    """Standing at the start of a session of that length.

    Args:
        ended_ns: The session's length.
        idle: What to leave out when idle stretches are skipped.
    """
    whole = Timeline(ended_ns)
    return Playback(whole, whole, tuple(idle))


def _last_instant(path: Timeline) -> int:
    """Where playing ends: at the session's end, or just before what is left out there begins."""
    end_ns = path.kept[-1].end_ns
    return end_ns if end_ns == path.ended_ns else end_ns - 1


def _on_its_path(state: Playback) -> Playback:
    cuts = state.left.cuts if state.is_preview else ()
    idle = state.idle if state.skips_idle else ()
    return replace(state, path=Timeline(state.left.ended_ns, (*cuts, *idle)))
