"""What an episode showed at any time: its monitors' pictures, decoded and put together as one desktop."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from typing import Final, Protocol

import numpy as np

from recorder.episode.actions import Hidden
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import TimeRange
from recorder.errors import UserFacingError
from recorder.vault.session_reader import SessionReader
from recorder.video.annexb import units
from recorder.video.decoder import DecodedPicture, RunningDecoder, ScreenConverter, UndecodablePacketError
from recorder.video.sequence_parameters import UnknownParametersError, read_sequence_parameters
from replay.plan.steps import ReplayPlan
from replay.seeing.covers import covered_places
from replay.seeing.difference import difference
from replay.seeing.picture import Pixels, ScreenPicture

LATENCY_NS: Final = 120_000_000
"""How much later than it appeared something may be recorded: two beats of the slowest rate, and the codec."""


_SEQUENCE_PARAMETERS: Final = 7
_BLOCK_PX: Final = 16
"""A picture is coded in blocks of as many pixels: it is larger than its screen by less than one."""
_MOST_LOOKED_AT: Final = 100
_MOST_TYPED: Final = 0.05


class UnfitPicturesError(UserFacingError):
    """A recording's pictures are none of its screens."""

    def __init__(self) -> None:
        super().__init__(
            "A picture of this recording cannot be read, or is not as large as the screen that it shows.",
            kept="Nothing more was done.",
            mend="Look at it with `assent show`; if it is one of yours, report it.",
        )


class Expected(Protocol):
    """Hands out what the recording showed, step by step, as pictures of the desktop that is replayed on."""

    def before(self, number: int, /) -> ScreenPicture | None:
        """What the desktop showed when a step was done; of the number past the last one's, at the end.

        Returns:
            ``None`` where no picture was recorded.
        """


class EpisodePictures:
    """An episode's pictures, by time. Owned by the thread that owns its reader.

    Times that rise cost one decoded picture each; going back costs a group of them.

    Args:
        reader: The episode, or a session.
        monitors: Those that were there; a picture of any other is not looked at.
        check: Called before each picture is decoded; what it raises ends that.
    """

    def __init__(
        self,
        reader: SessionReader,
        monitors: tuple[Monitor, ...],
        *,
        check: Callable[[], object] = lambda: None,
    ) -> None:
        with_pictures = set(reader.monitor_ids())
        self._films: Final = tuple(
            _Film(reader, monitor, check) for monitor in monitors if monitor.id in with_pictures
        )
        self.place: Final = reduce(Rect.hull, (monitor.rect for monitor in monitors), Rect(0, 0, 0, 0))
        self._gaps: Final = _uncovered(self.place, [film.monitor.rect for film in self._films])
        self._last: tuple[tuple[int | None, ...], ScreenPicture] | None = None

    def at(self, at_ns: int) -> ScreenPicture | None:
        """What the desktop showed at a time; what no monitor showed then counts as covered.

        Raises:
            DamagedFileError: A page cannot be read.
            UnfitPicturesError: A picture does not decode, or is of another screen.
        """
        numbers = tuple(film.number_at(at_ns) for film in self._films)
        if all(number is None for number in numbers):
            return None
        if self._last is not None and self._last[0] == numbers:
            return self._last[1]
        made = self._put_together(numbers)
        self._last = numbers, made
        return made

    def within(self, within: TimeRange) -> Iterator[ScreenPicture]:
        """What the desktop showed at the beginning of a range, then each picture that was taken in it."""
        for at_ns in self.times_within(within):
            picture = self.at(at_ns)
            if picture is not None:
                yield picture

    def times_within(self, within: TimeRange) -> list[int]:
        """The beginning of a range, and when pictures were taken in it; nothing is decoded for that."""
        times = {within.start_ns}
        for film in self._films:
            times.update(film.times_within(within))
        return sorted(times)

    def about(self, at_ns: int) -> tuple[ScreenPicture, ...]:
        """The pictures that may show what there was at a time, best first.

        A picture is taken a little after it appears. So what there was just before a time may be in the
        first picture after it.
        """
        later = [following for film in self._films if (following := film.next_after(at_ns)) is not None]
        times = [at_ns, *([min(later)] if later and min(later) <= at_ns + LATENCY_NS else [])]
        return tuple(picture for each in times if (picture := self.at(each)) is not None)

    def _put_together(self, numbers: tuple[int | None, ...]) -> ScreenPicture:
        if len(self._films) == 1 and self._films[0].monitor.rect == self.place and numbers[0] is not None:
            pixels = self._films[0].picture(numbers[0])
            return ScreenPicture(self.place, pixels, self._covered_of(self._films[0], pixels))
        canvas = np.zeros((self.place.height, self.place.width, 4), np.uint8)
        covered = list(self._gaps)
        for film, number in zip(self._films, numbers, strict=True):
            rect = film.monitor.rect
            if number is None:
                covered.append(rect)
                continue
            pixels = film.picture(number)
            own = rect.moved(-self.place.x, -self.place.y)
            canvas[own.y : own.bottom, own.x : own.right] = pixels
            covered += self._covered_of(film, pixels)
        return ScreenPicture(self.place, canvas, tuple(covered))

    @staticmethod
    def _covered_of(film: "_Film", pixels: Pixels) -> tuple[Rect, ...]:
        rect = film.monitor.rect
        return tuple(place.moved(rect.x, rect.y) for place in covered_places(pixels))


class StepPictures:
    """What an episode showed before and after each step of its plan. Owned as its pictures are.

    What changed while keys were hidden is covered from then on: nobody can type them again, so that it is
    neither waited for nor compared.

    Args:
        pictures: The episode's.
        plan: Its plan.
        volatile: What differs by itself: covered in what a gate is handed, so that it waits for none of it.
        ignored: What somebody marked by hand, by the step's number: as above.
    """

    def __init__(
        self,
        pictures: EpisodePictures,
        plan: ReplayPlan,
        *,
        volatile: tuple[Rect, ...] = (),
        ignored: Callable[[int], tuple[Rect, ...]] = lambda _: (),
    ) -> None:
        self._pictures: Final = pictures
        self._plan: Final = plan
        self._volatile: Final = volatile
        self._ignored: Final = ignored
        self._hidden: dict[int, tuple[Rect, ...]] = {}

    def before(self, number: int, /) -> ScreenPicture | None:
        """What the desktop showed when a step was done; see ``Expected``."""
        steps = self._plan.steps
        at_ns = steps[number - 1].at_ns if number <= len(steps) else self._plan.ended_ns
        picture = self._pictures.at(at_ns)
        if picture is None:
            return None
        covered = (*self._volatile, *self._ignored(number), *self._of_hidden_keys(at_ns))
        return _covering(picture, covered)

    def after(self, number: int) -> tuple[ScreenPicture, ...]:
        """The pictures that may show what a step came to, best first; empty where none was recorded."""
        over_ns = self._plan.over_ns(number)
        hidden = self._of_hidden_keys(over_ns)
        return tuple(_covering(picture, hidden) for picture in self._pictures.about(over_ns))

    def _of_hidden_keys(self, at_ns: int) -> tuple[Rect, ...]:
        """What changed in the recording while keys were hidden that were typed before a time."""
        found: list[Rect] = []
        for step in self._plan.steps:
            if isinstance(step.action, Hidden) and step.action.start_ns <= at_ns:
                if step.number not in self._hidden:
                    self._hidden[step.number] = self._changed_within(step.action)
                found += self._hidden[step.number]
        return tuple(found)

    def _changed_within(self, hidden: Hidden) -> tuple[Rect, ...]:
        """From picture to picture; where much changed at once, a window came or went."""
        while_hidden = TimeRange(hidden.start_ns, hidden.end_ns + LATENCY_NS)
        found: set[Rect] = set()
        for one, other in pairwise(islice(self._pictures.within(while_hidden), _MOST_LOOKED_AT)):
            changed = difference(one, other).regions
            if sum(rect.width * rect.height for rect in changed) <= one.pixels.size // 4 * _MOST_TYPED:
                found.update(changed)
        return tuple(sorted(found))


def _covering(picture: ScreenPicture, places: tuple[Rect, ...]) -> ScreenPicture:
    return ScreenPicture(picture.place, picture.pixels, picture.covered + places) if places else picture


@dataclass(slots=True)
class _Position:
    number: int
    picture: DecodedPicture


class _Film:
    """One monitor's pictures, by their number."""

    def __init__(self, reader: SessionReader, monitor: Monitor, check: Callable[[], object]) -> None:
        self.monitor: Final = monitor
        self._check: Final = check
        self._reader: Final = reader
        self._times: Final = [at_ns for at_ns, _is_key in reader.picture_times(monitor.id)]
        self._decoder: Final = RunningDecoder()
        self._converter: Final = ScreenConverter()
        self._position: _Position | None = None

    def number_at(self, at_ns: int) -> int | None:
        """The number of the picture that was shown at a time."""
        after = bisect_right(self._times, at_ns)
        return after - 1 if after else None

    def next_after(self, at_ns: int) -> int | None:
        """When the first picture after a time was taken."""
        after = bisect_right(self._times, at_ns)
        return self._times[after] if after < len(self._times) else None

    def times_within(self, within: TimeRange) -> list[int]:
        """When pictures were taken in a range of time."""
        first, last = (bisect_left(self._times, edge) for edge in (within.start_ns, within.end_ns))
        return self._times[first:last]

    def picture(self, number: int) -> Pixels:
        """A picture, of the monitor's own size: the codec's is made even."""
        position = self._position
        if position is None or position.number > number:
            packets = self._reader.gop_at(self.monitor.id, self._times[number])
        else:
            # From the one after the position; the group's start where another group came between.
            since = TimeRange(self._times[position.number] + 1, self._times[number] + 1)
            packets = tuple(self._reader.packets(self.monitor.id, since))
            keys = [place for place, packet in enumerate(packets) if packet.is_key]
            packets = packets[keys[-1] :] if keys else packets
        decoded = position.picture if position is not None else None
        # Wherever it is ended, the decoder is no longer where it was.
        self._position = None
        try:
            for packet in packets:
                self._check()
                _check_size(packet, self.monitor.rect)
                decoded = self._decoder.decode(packet)
        except (UndecodablePacketError, UnknownParametersError):
            raise UnfitPicturesError from None
        if decoded is None:
            raise UnfitPicturesError
        self._position = _Position(number, decoded)
        rect = self.monitor.rect
        pixels = self._converter.to_bgra(decoded)
        return _of_size(pixels, rect.width, rect.height)


def _check_size(packet: Packet, screen: Rect) -> None:
    """Refuse a picture of another screen before it takes a decoder's memory.

    Raises:
        UnfitPicturesError: It is one.
        UnknownParametersError: Nobody knows how large it is.
    """
    for kind, unit in units(packet.data):
        if kind == _SEQUENCE_PARAMETERS:
            told = read_sequence_parameters(unit)
            beyond = told.width - screen.width, told.height - screen.height
            if not all(0 <= each < _BLOCK_PX for each in beyond):
                raise UnfitPicturesError


def _of_size(pixels: Pixels, width: int, height: int) -> Pixels:
    """Cut to the monitor's size; a picture that is smaller is another monitor's."""
    if pixels.shape[0] < height or pixels.shape[1] < width:
        raise UnfitPicturesError
    return pixels[:height, :width]


def _uncovered(place: Rect, monitors: list[Rect]) -> tuple[Rect, ...]:
    """What of a desktop no monitor shows."""
    left: tuple[Rect, ...] = (place,)
    for monitor in monitors:
        left = tuple(piece for rect in left for piece in rect.minus(monitor))
    return left
