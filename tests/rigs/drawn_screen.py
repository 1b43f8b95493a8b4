"""Screens that a test draws: a desktop with one window, what is in it, and what a recording makes of them."""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from recorder.episode.screen import Rect
from recorder.video.decoder import RunningDecoder, ScreenConverter
from recorder.video.encoder import EncoderSettings, PictureEncoder
from replay.seeing.covers import covered_places
from replay.seeing.picture import Pixels, ScreenPicture

DESKTOP: Final = Rect(0, 0, 800, 600)
WINDOW: Final = Rect(100, 80, 560, 440)
_FONT: Final = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
_TITLE_PX: Final = 24
_ROW_PX: Final = 24

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Button:
    """A button in a window: its place is the window's own."""

    label: str
    place: Rect
    ground: Colour = (235, 235, 235)
    ink: Colour = (20, 20, 20)


@dataclass(frozen=True)
class Screen:
    """A desktop with one window, drawn the same each time; ``with_`` changes a part of it."""

    window: Rect = WINDOW
    title: str = "letter.txt - Editor"
    lines: tuple[str, ...] = ("Dear Anna,", "thank you for 183 apples", "and for the garden wall")
    rows: tuple[str, ...] = tuple(f"Item {number}" for number in range(11, 17))
    buttons: tuple[Button, ...] = (
        Button("Save", Rect(20, 390, 90, 30)),
        Button("Cancel", Rect(130, 390, 90, 30)),
    )
    caret: Rect | None = None
    clock: str = "10:41:07"
    covers: tuple[Rect, ...] = ()
    ground: Colour = (58, 74, 92)
    text_offset: float = 0.0
    lit_row: str = ""
    extra: tuple[tuple[Rect, Colour], ...] = field(default=())

    def with_(self, **changes: object) -> "Screen":
        return replace(self, **changes)  # type: ignore[arg-type]

    def with_button(self, name: str, **changes: object) -> "Screen":
        buttons = tuple(
            replace(each, **changes) if each.label == name else each  # type: ignore[arg-type]
            for each in self.buttons
        )
        return replace(self, buttons=buttons)

    def centre(self, label: str) -> tuple[int, int]:
        """Where a button's or a row's middle is on the desktop."""
        for each in self.buttons:
            if each.label == label:
                place = each.place.moved(self.window.x, self.window.y)
                return place.x + place.width // 2, place.y + place.height // 2
        row = self.rows.index(label)
        return self.window.x + 330, self.window.y + 60 + row * _ROW_PX + _ROW_PX // 2

    def shown(self) -> ScreenPicture:
        """What a replay sees of it."""
        return ScreenPicture(DESKTOP, self._pixels())

    def recorded(self) -> ScreenPicture:
        """What a recording keeps of it: through the codec, covers found again."""
        return recorded(self._pixels())

    def _pixels(self) -> Pixels:
        image = Image.new("RGB", (DESKTOP.width, DESKTOP.height), self.ground)
        draw = ImageDraw.Draw(image)
        font = ImageFont.truetype(_FONT, 14)
        left, top = self.window.x, self.window.y
        _fill(draw, self.window, (250, 250, 250))
        _fill(draw, Rect(left, top, self.window.width, _TITLE_PX), (40, 44, 52))
        draw.text((left + 10, top + 4), self.title, font=font, fill=(235, 235, 235))
        for number, line in enumerate(self.lines):
            begins = (left + 20 + self.text_offset, top + 60 + number * _ROW_PX + 4)
            draw.text(begins, line, font=font, fill=(25, 25, 25))
        for number, row in enumerate(self.rows):
            place_of_row = Rect(left + 280, top + 60 + number * _ROW_PX, 200, _ROW_PX)
            is_lit = row == self.lit_row
            if is_lit:
                _fill(draw, place_of_row, (53, 132, 228))
            ink = (255, 255, 255) if is_lit else (25, 25, 25)
            draw.text((place_of_row.x + 8, place_of_row.y + 4), row, font=font, fill=ink)
        for button in self.buttons:
            place = button.place.moved(left, top)
            _fill(draw, place, button.ground)
            draw.text((place.x + 14, place.y + 6), button.label, font=font, fill=button.ink)
        draw.text((DESKTOP.width - 90, 8), self.clock, font=font, fill=(235, 235, 235))
        for rect, colour in self.extra:
            _fill(draw, rect, colour)
        if self.caret is not None:
            _fill(draw, self.caret, (0, 0, 0))
        for rect in self.covers:
            _fill(draw, rect, (128, 128, 128))
        pixels = np.zeros((DESKTOP.height, DESKTOP.width, 4), np.uint8)
        pixels[..., :3] = np.asarray(image)[..., ::-1]
        return pixels


def recorded(pixels: Pixels) -> ScreenPicture:
    """A picture as a recording keeps it."""
    height, width = pixels.shape[:2]
    encoder = PictureEncoder(0, width, height, settings=EncoderSettings(gop_frames=100))
    packet = encoder.encode(np.ascontiguousarray(pixels), Rect(0, 0, width, height), 0)
    kept = ScreenConverter().to_bgra(RunningDecoder().decode(packet)).copy()
    return ScreenPicture(Rect(0, 0, width, height), kept, covered_places(kept))


def _fill(draw: ImageDraw.ImageDraw, rect: Rect, colour: Colour) -> None:
    draw.rectangle((rect.x, rect.y, rect.right - 1, rect.bottom - 1), fill=colour)
