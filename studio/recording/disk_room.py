"""For how long the disk has room, from what a recording has written so far."""

from collections import deque
from typing import Final

from recorder.episode.time import NS_PER_SECOND

LOW_NS: Final = 600 * NS_PER_SECOND
"""Less room than this is worth a word: ten minutes to finish in, or to free some space."""
_WINDOW_NS: Final = 60 * NS_PER_SECOND
# A still screen writes next to nothing, which promises nothing: a quiet desktop's long-run rate, measured.
_FEWEST_BYTES_A_SECOND: Final = 20_000
# The recorder itself keeps a reserve to close the file in; the system and its programs want some as well.
_NOT_FOR_RECORDING: Final = 64_000_000


class DiskRoom:
    """Estimates how long a recording can go on at the pace of its last minute."""

    def __init__(self) -> None:
        self._written: deque[tuple[int, int]] = deque()
        self._free_bytes: int | None = None

    def observe(self, *, recorded_ns: int, written_bytes: int, free_bytes: int | None) -> None:
        """Take what is known now; ``free_bytes`` is ``None`` where it was not asked."""
        self._written.append((recorded_ns, written_bytes))
        while recorded_ns - self._written[0][0] > _WINDOW_NS and len(self._written) > 1:
            self._written.popleft()
        if free_bytes is not None:
            self._free_bytes = free_bytes

    @property
    def left_ns(self) -> int | None:
        """For how long there is room; ``None`` while that is not known."""
        if self._free_bytes is None:
            return None
        free = max(0, self._free_bytes - _NOT_FOR_RECORDING)
        return free * NS_PER_SECOND // self._bytes_a_second

    @property
    def _bytes_a_second(self) -> int:
        if not self._written:
            return _FEWEST_BYTES_A_SECOND
        (since_ns, before), (until_ns, after) = self._written[0], self._written[-1]
        if until_ns <= since_ns:
            return _FEWEST_BYTES_A_SECOND
        return max(_FEWEST_BYTES_A_SECOND, (after - before) * NS_PER_SECOND // (until_ns - since_ns))
