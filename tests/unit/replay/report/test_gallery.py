import struct
import zlib

import numpy as np
import pytest

from replay.report.gallery import Gallery
from replay.report.png import png_of, size_of_png

RNG = np.random.default_rng(7)


def noise(height: int, width: int, depth: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return RNG.integers(0, 256, (height, width, depth), np.uint8)


def pixels_of(png: bytes) -> bytes:
    """What a PNG without filters shows, read by hand."""
    width, height = size_of_png(png)
    (length,) = struct.unpack_from(">I", png, 33)
    rows = zlib.decompress(png[41 : 41 + length])
    step = 1 + 3 * width
    assert {rows[row * step] for row in range(height)} == {0}
    return b"".join(rows[row * step + 1 : (row + 1) * step] for row in range(height))


def test_a_screen_and_a_decoded_frame_of_the_same_pixels_are_the_same_png() -> None:
    screen = noise(5, 7, 4)
    decoded = np.ascontiguousarray(screen[..., 2::-1])
    assert png_of(screen) == png_of(decoded)
    assert pixels_of(png_of(screen)) == decoded.tobytes()
    assert size_of_png(png_of(screen)) == (7, 5)


def test_the_same_picture_is_kept_once_and_another_place_is_another_picture() -> None:
    gallery = Gallery()
    pixels = noise(4, 6, 4)
    name = gallery.keep(pixels, left=0, top=0)
    assert gallery.keep(pixels.copy(), left=0, top=0) == name
    assert gallery.keep(np.ascontiguousarray(pixels[..., 2::-1]), left=0, top=0) == name
    elsewhere = gallery.keep(pixels, left=1, top=0)
    assert elsewhere != name
    assert [picture.name for picture in gallery.pictures] == [name, elsewhere]


def test_a_view_of_a_larger_picture_is_kept_as_what_it_shows() -> None:
    gallery = Gallery()
    whole = noise(20, 30, 4)
    gallery.keep(whole[5:9, 10:16], left=10, top=5)
    whole[:] = 0
    picture = gallery.pictures[0]
    assert (picture.width, picture.height) == (6, 4)
    assert pixels_of(picture.png) != bytes(6 * 4 * 3)


@pytest.mark.parametrize("shape", [(0, 4, 4), (4, 0, 4), (1, 32_769, 3), (32_769, 1, 3), (8_001, 8_001, 3)])
def test_a_picture_that_no_report_has_is_refused(shape: tuple[int, int, int]) -> None:
    # One byte stands for all of them, so that a huge picture takes no memory.
    pixels = np.broadcast_to(np.uint8(0), shape)
    with pytest.raises(ValueError, match="a picture of a report"):
        Gallery().keep(pixels, left=0, top=0)


def test_a_png_that_holds_more_than_pixels_is_refused() -> None:
    png = png_of(noise(3, 3, 3))
    text = b"tEXtAuthor\0A name"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    for bad in (
        png[:33] + chunk + png[33:],
        png + b"x",
        png + b"more than a chunk's",
        png[:-1],
        b"GIF89a",
        b"",
    ):
        with pytest.raises(ValueError, match="PNG"):
            size_of_png(bad)


@pytest.mark.parametrize("at", [12, 16, 24, 25, 40, 45, -3])
def test_a_png_of_which_one_byte_is_another_is_refused(at: int) -> None:
    png = bytearray(png_of(noise(3, 3, 3)))
    png[at] ^= 1
    with pytest.raises(ValueError, match="PNG"):
        size_of_png(bytes(png))
