"""A monitor's pictures out of a session's file, looked at one beside the other."""

import numpy as np
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.vault.session_reader import SessionReader
from recorder.video.planes import GroupDecoder
from studio.editing.appearance import Brightness


class SessionFilm:
    """A ``MonitorFilm``. Holds one part of each picture of one group.

    Args:
        reader: The session; used on the thread that made it.
        monitor_id: Which monitor.
    """

    def __init__(self, reader: SessionReader, monitor_id: int) -> None:
        rows = reader.picture_times(monitor_id)
        self._reader = reader
        self._monitor_id = monitor_id
        self._times = np.array([at_ns for at_ns, _ in rows], np.int64)
        self._keys = np.flatnonzero(np.array([is_key for _, is_key in rows], np.bool_))
        self._held: tuple[int, Rect] | None = None
        self._parts: list[Brightness | None] = []

    @property
    def times(self) -> NDArray[np.int64]:
        """When each was taken, in order."""
        return self._times

    def brightness(self, index: int, box: Rect) -> Brightness | None:
        """What of a box lies on a picture; ``None`` where nothing does.

        Raises:
            UndecodablePacketError: Its group does not decode.
            DamagedFileError: A page cannot be read.
        """
        group = int(np.searchsorted(self._keys, index, side="right")) - 1
        first = int(self._keys[group])
        if self._held != (first, box):
            self._parts = list(self._decoded(group, box))
            self._held = (first, box)
        return self._parts[index - first]

    def _decoded(self, group: int, box: Rect) -> list[Brightness | None]:
        first = int(self._keys[group])
        is_last = group + 1 == len(self._keys)
        end = len(self._times) if is_last else int(self._keys[group + 1])
        within = TimeRange(int(self._times[first]), int(self._times[end - 1]) + 1)
        decoder = GroupDecoder()
        pictures = [
            picture
            for packet in self._reader.packets(self._monitor_id, within)
            for picture in (_part(planes.planes[0], box) for planes in decoder.decode(packet.data))
        ]
        return [*pictures, *(_part(planes.planes[0], box) for planes in decoder.finish())]


def _part(brightness: Brightness, box: Rect) -> Brightness | None:
    rows, columns = brightness.shape
    part = box.intersection(Rect(0, 0, columns, rows))
    return None if part.is_empty else brightness[part.y : part.bottom, part.x : part.right].copy()
