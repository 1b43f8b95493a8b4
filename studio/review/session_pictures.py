"""The pictures of one session, decoded as cheaply as the order in which they are asked for allows.

Each monitor has a decoder that stays where it was: the next picture costs one packet, any other is decoded
from its group's key frame. Going backwards would cost a group for each picture, so that the pictures passed
on the way to one are kept when the person goes that way. A decoded packet at 1080p takes 0.7 ms, keeping a
picture of it up to 6 ms more, for fresh memory: hence nothing is kept that nobody will look at.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from recorder.episode.frames import Packet
from recorder.episode.time import TimeRange
from recorder.vault.session_reader import SessionReader
from recorder.video.decoder import DecodedPicture, RunningDecoder, UndecodablePacketError
from studio.content.session_content import PictureIndex
from studio.review.picture_cache import ByteCache

CACHE_BYTES: Final = 96 << 20
"""Forty pictures of a 1080p screen, seven of a 4K one, in the decoder's format."""
BACKWARD_PICTURES: Final = 16
"""So many are kept on the way to a picture while the person goes backwards."""
_END_OF_TIME: Final = (1 << 63) - 1


class SessionPictures:
    """Decodes the pictures of a session. Owned by the reader's thread.

    Args:
        reader: Closed by ``close``.
        indices: When the pictures were taken, by monitor.
        cache_bytes: How much decoded pictures may hold.
    """

    def __init__(
        self, reader: SessionReader, indices: Mapping[int, PictureIndex], *, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._reader = reader
        self._indices = indices
        self._cache: ByteCache[tuple[int, int], DecodedPicture] = ByteCache(cache_bytes)
        self._runs: dict[int, _Run] = {}
        self._key_decoder = RunningDecoder()

    @property
    def held_bytes(self) -> int:
        """How much the kept pictures hold."""
        return self._cache.held_bytes

    def key_of(self, monitor_id: int, index: int) -> int:
        """The number of the key frame that a picture is decoded from."""
        is_key = self._indices[monitor_id].is_key[: index + 1]
        found = int(np.argmax(is_key[::-1]))
        if not is_key[index - found]:
            raise UndecodablePacketError
        return index - found

    def cost(self, monitor_id: int, index: int) -> int:
        """How many packets must be decoded to see a picture; 0 where it is kept."""
        if (monitor_id, index) in self._cache:
            return 0
        key = self.key_of(monitor_id, index)
        run = self._runs.get(monitor_id)
        begun = run.index if run is not None and key <= run.index <= index else key - 1
        return index - begun

    def picture(
        self,
        monitor_id: int,
        index: int,
        *,
        is_wanted: Callable[[], bool] = lambda: True,
        keep_before: int = 0,
    ) -> DecodedPicture | None:
        """Decode one picture.

        Args:
            monitor_id: Of which monitor.
            index: Its number in the monitor's ``PictureIndex``.
            is_wanted: Asked before each packet; once it says no, the work ends.
            keep_before: So many pictures before it are kept as well, if they are passed.

        Returns:
            The picture, or ``None`` if nobody wants it any more.

        Raises:
            UndecodablePacketError: A packet on the way is missing, cut or altered.
            DamagedFileError: A page of the file cannot be read.
        """
        kept = self._cache.get((monitor_id, index))
        if kept is not None:
            return kept
        run = self._run_to(monitor_id, index)
        try:
            while run.index < index:
                if not is_wanted():
                    return None
                run.step()
                if run.index > index - keep_before and run.picture is not None:
                    self._keep(monitor_id, run.index, run.picture)
        except BaseException:
            del self._runs[monitor_id]
            raise
        if run.picture is None:
            raise UndecodablePacketError
        self._keep(monitor_id, index, run.picture)
        return run.picture

    def key_picture(self, monitor_id: int, index: int) -> DecodedPicture:
        """Decode a key frame and nothing else; the monitor's running decoder stays where it is.

        Raises:
            UndecodablePacketError: It is no key frame, or does not decode.
            DamagedFileError: A page of the file cannot be read.
        """
        kept = self._cache.get((monitor_id, index))
        if kept is not None:
            return kept
        try:
            return self._key_decoder.decode(next(self._packets(monitor_id, index)))
        except BaseException:
            self._key_decoder = RunningDecoder()
            raise

    def close(self) -> None:
        """Let go of all pictures and of the file."""
        self._cache.clear()
        for run in self._runs.values():
            run.packets.close()
        self._runs.clear()
        self._key_decoder = RunningDecoder()
        self._reader.close()

    def _run_to(self, monitor_id: int, index: int) -> "_Run":
        key = self.key_of(monitor_id, index)
        run = self._runs.get(monitor_id)
        # One that stands before the key frame would decode what nobody needs.
        if run is None or not key - 1 <= run.index <= index:
            # The same decoder begins anew: another one would need fresh memory for its pictures.
            decoder = run.decoder if run is not None else RunningDecoder()
            if run is not None:
                run.packets.close()
            run = self._runs[monitor_id] = _Run(self._packets(monitor_id, key), key, decoder)
        return run

    def _packets(self, monitor_id: int, index: int) -> "_Packets":
        at_ns = self._indices[monitor_id].at_ns
        start_ns = int(at_ns[index])
        # Pictures that share their time with this one come first in the file.
        before = index - int(np.searchsorted(at_ns, start_ns, side="left"))
        return _Packets(self._reader.packets(monitor_id, TimeRange(start_ns, _END_OF_TIME)), before)

    def _keep(self, monitor_id: int, index: int, picture: DecodedPicture) -> None:
        self._cache.put((monitor_id, index), picture, picture.size_bytes)


class _Packets:
    """The packets from one on, read as they are asked for."""

    def __init__(self, packets: Iterator[Packet], before: int) -> None:
        self._packets: Iterator[Packet] | None = packets
        self._before = before

    def __next__(self) -> Packet:
        while self._packets is not None:
            packet = next(self._packets, None)
            if packet is None:
                break
            if not self._before:
                return packet
            self._before -= 1
        raise UndecodablePacketError

    def close(self) -> None:
        self._packets = None


class _Run:
    """A decoder that stands at one picture."""

    def __init__(self, packets: _Packets, index: int, decoder: RunningDecoder) -> None:
        self.packets = packets
        self.decoder = decoder
        self.index = index - 1
        self.picture: DecodedPicture | None = None

    def step(self) -> None:
        """Go on by one picture."""
        self.picture = self.decoder.decode(next(self.packets))
        self.index += 1
