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
    """Answers questions for pictures. Owned by one thread.

    Args:
        pictures: What it answers with.
        last: The number past the last step's.
    """

    def __init__(self, pictures: RecordedPictures, last: int) -> None:
        self._pictures = pictures
        self._asked = range(1, last + 1)
        self._camera = Camera()
        self._place: Rect | None = None

    def can_be_asked(self, asked: Asked) -> bool:
        """Whether a question can come now: each is asked once, in the order of the steps.

        Whoever asks for the same again and again would have all of them made, and kept until they are read.
        """
        return asked.number in self._asked

    def answer(self, asked: Asked) -> Shown:
        """The answer to a question that can be asked.

        Raises:
            DamagedFileError: The recording cannot be read.
        """
        self._asked = range(asked.number + 1, self._asked.stop)
        found = self._pictures.before(asked.number)
        return Shown(number=asked.number, picture=None if found is None else self._packed(found))

    def _packed(self, picture: ScreenPicture) -> ShownPicture:
        if picture.place != self._place:
            self._camera, self._place = Camera(), picture.place
        change, part = self._camera.see(picture.pixels)
        return ShownPicture(place=picture.place, change=pack(change, part), covered=picture.covered)
