"""The pictures of an episode: copied where nothing was touched, covered and encoded anew where something was.

Reads one monitor's packets once, in order, and holds no more than a picture or two.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from recorder.episode.edits import Edits
from recorder.episode.events import Event
from recorder.episode.frames import Packet
from recorder.episode.timeline import Timeline
from recorder.video.annexb import without_sei
from recorder.video.decoder import UndecodablePacketError
from recorder.video.encoder import EncoderSettings
from recorder.video.planes import GroupDecoder, PlaneEncoder, Planes
from studio.editing.covering import CoveredPicture
from studio.editing.monitor_covers import MonitorCovers
from studio.editing.picture_plan import GroupPlan, PicturePlan, Wanted, Watched

Step = Callable[[bool], None]
"""Told of each packet that was read, and whether it had to be decoded."""


class MonitorPictures:
    """What becomes of one monitor's pictures.

    Args:
        monitor_id: Which monitor.
        times: When each of its pictures was taken, in order, and whether it is a key frame.
        events: Of the session but the pointer's moves, in order.
        edits: What goes.
        timeline: Of the edited session.
        settings: How to compress what is encoded anew; the recorder's, so that a player sees one stream.

    Attributes:
        monitor_id: Which monitor.
        packets: How many it has.
        decoded: How many of them must be decoded: what the work is nearly all about.
    """

    def __init__(
        self,
        monitor_id: int,
        times: Sequence[tuple[int, bool]],
        *,
        events: Sequence[Event],
        edits: Edits,
        timeline: Timeline,
        settings: EncoderSettings,
    ) -> None:
        self.monitor_id = monitor_id
        self.packets = len(times)
        at_ns = [at for at, _ in times]
        self._covers = MonitorCovers(monitor_id, at_ns, events, edits, timeline.ended_ns)
        self._plan = PicturePlan(
            times,
            timeline,
            is_covered=self._covers.is_covered,
            is_watched=Watched(monitor_id, events).is_watched,
        )
        self._canvas = _Canvas(monitor_id, settings)
        self.decoded = sum(
            group.encoded[-1].index + 1 - group.first for group in self._plan.groups() if group.encoded
        )
        self._gop = -1

    def bake(self, packets: Iterator[Packet], step: Step) -> Iterator[Packet]:
        """The episode's packets.

        Args:
            packets: All of the monitor's, in order.
            step: Called for each of them.

        Raises:
            UndecodablePacketError: A packet that must be decoded cannot be.
        """
        for group in self._plan.groups():
            of_group = islice(packets, group.end - group.first)
            yield from (
                self._copied(group, of_group, step)
                if not group.encoded
                else self._anew(group, of_group, step)
            )

    def _copied(self, group: GroupPlan, packets: Iterator[Packet], step: Step) -> Iterator[Packet]:
        for place, packet in enumerate(packets):
            if place < len(group.copied):
                yield self._copy(packet, group.copied[place])
            step(False)  # noqa: FBT003 - it was not decoded

    def _anew(self, group: GroupPlan, packets: Iterator[Packet], step: Step) -> Iterator[Packet]:
        decoding = GroupDecoder()
        encoding = _Encoding(group, self._covers, self._canvas)
        last = group.encoded[-1].index - group.first
        for place, packet in enumerate(packets):
            if place < len(group.copied):
                yield self._copy(packet, group.copied[place])
            if place <= last:
                for planes in decoding.decode(packet.data):
                    yield from self._numbered(encoding.take(planes))
            step(place <= last)
        for planes in decoding.finish():
            yield from self._numbered(encoding.take(planes))
        if not encoding.is_done:
            raise UndecodablePacketError

    def _copy(self, packet: Packet, wanted: Wanted) -> Packet:
        self._canvas.forget()
        whole = replace(packet, at_ns=wanted.at_ns, data=without_sei(packet.data))
        return self._number(whole)

    def _numbered(self, packets: Iterator[Packet]) -> Iterator[Packet]:
        return map(self._number, packets)

    def _number(self, packet: Packet) -> Packet:
        """Give it the number of its group in the episode."""
        if packet.is_key:
            self._gop += 1
        return replace(packet, gop=self._gop)


class _Canvas:
    """What was encoded last, and what encodes the next: made anew where the pictures' size changes."""

    def __init__(self, monitor_id: int, settings: EncoderSettings) -> None:
        self._monitor_id = monitor_id
        self._settings = settings
        self._made: tuple[PlaneEncoder, CoveredPicture] | None = None

    def of_size(self, size: tuple[int, int]) -> tuple[PlaneEncoder, CoveredPicture]:
        """The encoder for pictures of a size, and the picture that it sees."""
        if self._made is None or self._made[0].picture.size != size:
            encoder = PlaneEncoder(self._monitor_id, size, self._settings)
            self._made = (encoder, CoveredPicture(encoder.picture))
        return self._made

    def forget(self) -> None:
        """Take it that something else is shown now."""
        if self._made is not None:
            self._made[1].forget()


class _Encoding:
    """The pictures of one group, from its first touched one on, on their way to packets."""

    def __init__(self, group: GroupPlan, covers: MonitorCovers, canvas: _Canvas) -> None:
        self._covers = covers
        self._canvas = canvas
        self._first = self._index = group.first
        self._waiting = list(reversed(group.encoded))
        self._needs_key = True

    @property
    def is_done(self) -> bool:
        """Whether every picture came."""
        return not self._waiting

    def take(self, planes: Planes) -> Iterator[Packet]:
        """Take the group's next picture; what is encoded of it."""
        index, self._index = self._index, self._index + 1
        while self._waiting and self._waiting[-1].index == index:
            wanted = self._waiting.pop()
            encoder, picture = self._canvas.of_size(planes.size)
            covered = self._covers.on_picture(index, planes.size)
            self._needs_key |= wanted.opens or picture.has_other_covers(covered)
            is_news = picture.take(planes, covered, is_key=index == self._first)
            if not is_news and index == self._first:
                # That a group began beneath the cover would tell that something was drawn there.
                self._needs_key = False
            if is_news or wanted.opens:
                yield encoder.encode(wanted.at_ns, gop=0, is_key=self._needs_key)
                self._needs_key = False
