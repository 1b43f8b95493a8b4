"""Hands the recording's pictures to the process that acts, when it asks: each as what changed."""

from typing import Protocol

from recorder.episode.screen import Rect
from replay.running.film import Camera, pack
from replay.running.messages import Asked, Shown, ShownPicture
from replay.seeing.picture import ScreenPicture


class RecordedPictures(Protocol):
    """What the recording showed, step by step. Asked from one thread only, the one that runs the replay."""

    def before(self, number: int) -> ScreenPicture | None:
        """What the desktop showed when a step was done; of the number past the last one's, at the end."""


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
        found = self._pictures.before(asked.number)
        return Shown(number=asked.number, picture=None if found is None else self._packed(found))

    def _packed(self, picture: ScreenPicture) -> ShownPicture:
        if picture.place != self._place:
            self._camera, self._place = Camera(), picture.place
        change, part = self._camera.see(picture.pixels)
        return ShownPicture(place=picture.place, change=pack(change, part), covered=picture.covered)
