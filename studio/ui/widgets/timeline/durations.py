"""How long something lasted, in human units."""

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from studio.ui.words import tr


def duration_words(duration_ns: int) -> str:
    """Write how long: ``340 ms``, ``12.3 s``, ``4 min 12 s``."""
    if duration_ns < NS_PER_SECOND:
        return tr("{ms} ms", ms=duration_ns // NS_PER_MS)
    seconds = duration_ns / NS_PER_SECOND
    if seconds < 60:
        return tr("{seconds} s", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
