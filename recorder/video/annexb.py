"""H.264 in Annex B: units between start codes (ITU-T H.264, annex B and table 7-1)."""

import re
from collections.abc import Iterator
from typing import Final

START_CODE: Final = b"\x00\x00\x00\x01"
SEI: Final = 6
_SEQUENCE_PARAMETERS: Final = 7
_PICTURE_PARAMETERS: Final = 8
_BOUNDARY: Final = re.compile(rb"\x00\x00\x00?\x01")


def units(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each unit's type and its bytes without the start code."""
    boundaries = list(_BOUNDARY.finditer(data))
    if not boundaries:
        return
    for boundary, following in zip(boundaries, [*boundaries[1:], None], strict=True):
        unit = data[boundary.end() : following.start() if following else len(data)]
        if unit:
            yield unit[0] & 0x1F, unit


def without_sei(data: bytes) -> bytes:
    """The same picture without supplemental information.

    x264 writes its version and every setting there: nothing that a viewer needs, and a place to hide things.
    """
    if not any(kind == SEI for kind, _ in units(data)):
        return data
    return b"".join(START_CODE + unit for kind, unit in units(data) if kind != SEI)


def parameter_sets(data: bytes) -> bytes:
    """The sequence and picture parameters of a key frame; empty if it has none."""
    wanted = (_SEQUENCE_PARAMETERS, _PICTURE_PARAMETERS)
    return b"".join(START_CODE + unit for kind, unit in units(data) if kind in wanted)
