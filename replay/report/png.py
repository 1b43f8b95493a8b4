"""Pictures as PNG files that hold nothing but pixels, and the check that a file is one.

No date, no name, no colour profile: what a report shows says nothing beyond what it shows.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

import mss.tools
import numpy as np
from numpy.typing import NDArray

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEAD: Final = struct.Struct(">IIBBBBB")
_DEPTH: Final = 8
_TRUE_COLOUR: Final = 2
_BGRA: Final = 4
_CHUNK_EXTRA: Final = 12


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """A picture as PNG, in eight-bit red, green and blue.

    Args:
        pixels: ``(height, width, 3)`` red first, as a decoder gives them, or ``(height, width, 4)`` blue
            first, as a screen gives them; the fourth byte is left out.
    """
    height, width, depth = pixels.shape
    red_first = pixels[..., 2::-1] if depth == _BGRA else pixels
    encoded = mss.tools.to_png(red_first.tobytes(), (width, height))
    if encoded is None:
        raise AssertionError("without a file to write to, it is returned")
    return encoded


def size_of_png(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG that holds nothing but pixels, as ``png_of`` writes it.

    Raises:
        ValueError: It is none, is damaged, or holds something else as well.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    chunks = list(_chunks(png))
    if [name for name, _ in chunks] != [b"IHDR", b"IDAT", b"IEND"]:
        raise ValueError("a PNG that holds more than pixels")
    head = chunks[0][1]
    if len(head) != _HEAD.size or chunks[-1][1]:
        raise ValueError("a PNG with a damaged head or end")
    width, height, *kind = _HEAD.unpack(head)
    if kind != [_DEPTH, _TRUE_COLOUR, 0, 0, 0]:
        raise ValueError("a PNG of another kind")
    return width, height


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        if len(png) - at < _CHUNK_EXTRA:
            raise ValueError("a PNG that ends too early")
        (length,) = struct.unpack_from(">I", png, at)
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if png[at : at + _CHUNK_EXTRA + length] != _chunk(name, content):
            raise ValueError("a PNG that is damaged")
        yield name, content
        at += _CHUNK_EXTRA + length
