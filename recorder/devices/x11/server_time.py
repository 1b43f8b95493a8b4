"""From the X server's milliseconds to the session's nanoseconds.

An event carries the server's time, a 32-bit count of milliseconds, and reaches us some time later. The least
delay ever seen between the two clocks is the best guess of their offset, since no event arrives before it
happened (the minimum filter of NTP, RFC 5905 section 10, with one sample each way). So a mapped time is never
later than the arrival; it is also never before the time mapped last. The least is taken over the last one to
two minutes, so that two machines whose clocks drift stay together.
"""

from typing import Final

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND

_WRAP_MS: Final = 1 << 32
_WINDOW_NS: Final = 60 * NS_PER_SECOND


class ServerTime:
    """Maps times of one server; owned by one thread."""

    def __init__(self) -> None:
        self._server_ms = 0
        self._last_ns = 0
        self._window_start_ns: int | None = None
        self._offset_now: int | None = None
        self._offset_before: int | None = None

    def observe(self, server_ms: int, *, arrived_ns: int) -> None:
        """Learn from a time that just arrived."""
        offset = arrived_ns - self._unwrap(server_ms) * NS_PER_MS
        if self._window_start_ns is None or arrived_ns - self._window_start_ns > _WINDOW_NS:
            self._window_start_ns = arrived_ns
            self._offset_before, self._offset_now = self._offset_now, offset
        elif self._offset_now is None or offset < self._offset_now:
            self._offset_now = offset

    def to_session_ns(self, server_ms: int, *, arrived_ns: int) -> int:
        """When it happened, on the session's clock.

        Args:
            server_ms: The server's time of the event.
            arrived_ns: When the event was read, on the session's clock.

        Returns:
            Nanoseconds, never later than ``arrived_ns`` and never before the time returned last.
        """
        self.observe(server_ms, arrived_ns=arrived_ns)
        offsets = [offset for offset in (self._offset_now, self._offset_before) if offset is not None]
        mapped = self._unwrap(server_ms) * NS_PER_MS + min(offsets)
        self._last_ns = max(self._last_ns, min(mapped, arrived_ns))
        return self._last_ns

    def _unwrap(self, server_ms: int) -> int:
        """The count without its wrap every 49.7 days; neighbours may come out of order."""
        step = (server_ms - self._server_ms) % _WRAP_MS
        if step >= _WRAP_MS // 2:
            step -= _WRAP_MS
        self._server_ms += step
        return self._server_ms
