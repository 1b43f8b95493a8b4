"""The pictures of a run, in the sizes in which they are looked at: decoded, reduced and compared on a worker.

What was made is kept up to a number of bytes, the least used first to go. ``forget`` lets go of everything at
once, what the worker is about to tell included; nothing of a picture is ever written anywhere.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from replay.report.frame import place_of
from replay.report.record import MAX_PICTURE_PIXELS, Picture, RunRecord
from studio.ui.jobs import Job, Task, Worker
from studio.ui.models.picture_difference import DifferenceLook, difference

MAX_KEPT_BYTES: Final = 96_000_000
MAX_SHOWN_PIXELS: Final = 12_000_000
"""No picture is shown in more pixels, so that the two of a moment are kept together; a 4K screen has 8.3."""
_PIXEL_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class PictureWish:
    """A picture in a size.

    Attributes:
        name: Of the picture.
        size: Width and height.
    """

    name: str
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DifferenceWish:
    """What differs between two pictures, in a size.

    Attributes:
        expected: The name of the recording's.
        actual: The name of the replay's.
        back: How far the replay's is moved before it is compared.
        look: In which colours.
        size: Width and height; of the place of the recording's.
    """

    expected: str
    actual: str
    back: tuple[int, int]
    look: DifferenceLook
    size: tuple[int, int]


Wish = PictureWish | DifferenceWish


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a wish.

    Attributes:
        image: ``None`` where the picture cannot be read.
        share: Of the pixels, how many differ; of a difference alone.
    """

    image: QImage | None = field(repr=False)
    share: float = 0.0

    @property
    def size(self) -> int:
        """In bytes."""
        return 0 if self.image is None else self.image.sizeInBytes()


class ComparisonPictures(QObject):
    """Asked for pictures, tells ``came`` when one is there that was not.

    Args:
        parent: Owns this.

    Attributes:
        room: How many bytes of pictures are kept at most.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room = MAX_KEPT_BYTES
        self._pictures: Mapping[str, Picture] = {}
        self._kept: OrderedDict[Wish, Made] = OrderedDict()
        self._size = 0
        self._wanted: tuple[Wish, ...] = ()
        self._worker: Worker | None = None
        self._job: Job[tuple[Wish, Made]] | None = None

    @property
    def size(self) -> int:
        """How many bytes of pictures are kept."""
        return self._size

    @property
    def is_busy(self) -> bool:
        """Whether something is being made."""
        return self._job is not None

    def learn(self, record: RunRecord) -> None:
        """Serve this run's pictures, and forget those of any other."""
        self.forget()
        self._pictures = {picture.name: picture for picture in record.pictures}

    def forget(self) -> None:
        """Let go of every picture, and of what is being made."""
        if self._worker is not None:
            self._worker.leave()
        self._worker = self._job = None
        self._pictures = {}
        self._kept.clear()
        self._size, self._wanted = 0, ()

    def picture(self, name: str | None) -> Picture | None:
        """The picture of a name, if the run's record holds it."""
        return self._pictures.get(name) if name is not None else None

    def want(self, wishes: Iterable[Wish]) -> None:
        """Make these, the first one first; what was wanted before and is not now is not made any more."""
        self._wanted = tuple(wishes)
        for wish in reversed(self._wanted):
            if wish in self._kept:
                self._kept.move_to_end(wish)
        self._go_on()

    def made(self, wish: Wish) -> Made | None:
        """What came of a wish; ``None`` while it is not made."""
        return self._kept.get(wish)

    def likeness(self, wish: Wish) -> QImage | None:
        """The same in any other size, to be seen until the right one is there."""
        found = (made.image for kept, made in reversed(self._kept.items()) if _is_alike(kept, wish))
        return next((image for image in found if image is not None), None)

    def _go_on(self) -> None:
        if self._job is not None and not self._job.is_over:
            return
        wish = next((wish for wish in self._wanted if wish not in self._kept), None)
        if wish is None:
            return
        if self._worker is None:
            self._worker = Worker("comparison-pictures")
        self._job = self._worker.submit(_work(wish, self._pictures), on_done=self._on_made)

    def _on_made(self, result: tuple[Wish, Made]) -> None:
        wish, made = result
        self._job = None
        self._keep(wish, made)
        if wish in self._wanted:
            self.came.emit()
        self._go_on()

    def _keep(self, wish: Wish, made: Made) -> None:
        self._kept[wish] = made
        self._size += made.size
        unwanted = [old for old in self._kept if old not in self._wanted]
        for old in (*unwanted, *reversed(self._wanted)):
            if self._size <= self.room:
                return
            if old in self._kept:
                self._size -= self._kept.pop(old).size
                # What there is no room for is not wanted again at once, or it would be made for ever.
                self._wanted = tuple(each for each in self._wanted if each != old)


def shown_size(picture: Picture, device_scale: float) -> tuple[int, int]:
    """In which size a picture is made for a scale: never larger than itself, or than can be kept.

    Args:
        picture: Which.
        device_scale: Pixels of the screen for one of the picture.
    """
    most = (MAX_SHOWN_PIXELS / (picture.width * picture.height)) ** 0.5
    scale = min(1.0, device_scale, most)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _work(wish: Wish, pictures: Mapping[str, Picture]) -> Callable[[Task], tuple[Wish, Made]]:
    # Only what the wish needs goes to the worker, so that nothing else lives for as long as it works.
    names = (wish.name,) if isinstance(wish, PictureWish) else (wish.expected, wish.actual)
    needed = [pictures[name] for name in names]

    def work(task: Task) -> tuple[Wish, Made]:
        images: list[QImage | None] = []
        for picture in needed:
            task.report(len(images), len(needed))
            images.append(_decoded(picture))
        return wish, _made(wish, needed, images)

    return work


def _made(wish: Wish, pictures: list[Picture], images: list[QImage | None]) -> Made:
    size = QSize(*wish.size)
    first, *others = images
    if first is None:
        return Made(None)
    if isinstance(wish, PictureWish):
        return Made(_reduced(first, size))
    second = others[0]
    if second is None:
        return Made(None)
    there, here = (place_of(picture) for picture in pictures)
    moved = here.moved(*wish.back)
    found = difference(first, there, second, moved, size=size, look=wish.look)
    return Made(found.image, found.share)


def _decoded(picture: Picture) -> QImage | None:
    if picture.width * picture.height > MAX_PICTURE_PIXELS:
        return None
    held = QBuffer()
    held.setData(picture.png)
    # It takes nothing else for a picture. QImage.fromData would show what it was given in its errors.
    reader = QImageReader(held, QByteArray(b"PNG"))
    reader.setAutoDetectImageFormat(False)
    image = reader.read()
    if image.isNull() or (image.width(), image.height()) != (picture.width, picture.height):
        return None
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _reduced(image: QImage, size: QSize) -> QImage:
    if image.size() == size:
        return image
    ignoring, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, ignoring, smooth)


def _is_alike(kept: Wish, wanted: Wish) -> bool:
    match kept, wanted:
        case PictureWish(), PictureWish():
            return kept.name == wanted.name
        case DifferenceWish(), DifferenceWish():
            return (kept.expected, kept.actual, kept.back, kept.look) == (
                wanted.expected,
                wanted.actual,
                wanted.back,
                wanted.look,
            )
        case _:
            return False
