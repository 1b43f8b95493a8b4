"""Hands the recording's pictures to the process that acts, when it asks: each as what changed."""

from typing import Protocol

from recorder.episode.screen import Rect
from replay.running.film import Camera, pack
from replay.running.messages import Asked, Shown, ShownPicture
from replay.seeing.picture import ScreenPicture


class RecordedPictures(Protocol):
    """What the recording showed, by its own time; ``replay.seeing.expecting.EpisodePictures`` is one.

    Asked from one thread only, the one that runs the replay.
    """

    def at(self, at_ns: int) -> ScreenPicture | None:
        """What the desktop showed at a time; ``None`` where nothing was recorded of it yet."""

    def about(self, at_ns: int) -> tuple[ScreenPicture, ...]:
        """The pictures that may show what there was at a time, the best first."""


class PictureShower:
    """Answers questions for pictures. Owned by one thread."""

    def __init__(self, pictures: RecordedPictures) -> None:
        self._pictures = pictures
        self._camera = Camera()
        self._place: Rect | None = None

    def answer(self, asked: Asked) -> Shown:
        """The answer to a question.

        Raises:
            DamagedFileError: The recording cannot be read.
        """
        if asked.is_about:
            found = self._pictures.about(asked.at_ns)
        else:
            one = self._pictures.at(asked.at_ns)
            found = () if one is None else (one,)
        return Shown(at_ns=asked.at_ns, pictures=tuple(self._packed(each) for each in found))

    def _packed(self, picture: ScreenPicture) -> ShownPicture:
        if picture.place != self._place:
            self._camera, self._place = Camera(), picture.place
        change, part = self._camera.see(picture.pixels)
        return ShownPicture(place=picture.place, change=pack(change, part), covered=picture.covered)
