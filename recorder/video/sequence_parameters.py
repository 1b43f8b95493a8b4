"""What a stream's sequence parameters ask of a decoder (ITU-T H.264, 7.3.2.1.1), read without decoding it.

Only what this program's own encoder makes is known: 8 bits, 4:2:0, whole frames, no scaling lists. Whatever
else a stranger's stream may want is refused before a decoder sees it.
"""

from dataclasses import dataclass
from typing import Final

_KNOWN_PROFILES: Final = frozenset({66, 77, 100})
_HIGH: Final = 100
_MACROBLOCK_PX: Final = 16
_MOST_BYTES: Final = 512
_LONGEST_ZEROS: Final = 32
_MOST_CYCLE: Final = 255


class UnknownParametersError(ValueError):
    """These are no sequence parameters, or ask for more than this program's encoder ever writes."""

    def __init__(self) -> None:
        super().__init__("these are no known sequence parameters")


@dataclass(frozen=True, slots=True)
class SequenceParameters:
    """What a decoder must hold.

    Attributes:
        width: Of the coded picture in pixels, a multiple of 16.
        height: As above.
        references: How many earlier pictures are kept.
    """

    width: int
    height: int
    references: int


def read_sequence_parameters(unit: bytes) -> SequenceParameters:
    """Read a unit of type 7.

    Args:
        unit: The unit without its start code, its header byte included.

    Raises:
        UnknownParametersError: It cannot be read, or asks for what is not known here.
    """
    if len(unit) > _MOST_BYTES:
        raise UnknownParametersError
    bits = _Bits(unit[1:].replace(b"\0\0\3", b"\0\0"))
    profile = bits.take(8)
    bits.take(16)  # constraint flags and level
    bits.number()  # its id
    if profile not in _KNOWN_PROFILES:
        raise UnknownParametersError
    if profile == _HIGH and not _is_plain(bits):
        raise UnknownParametersError
    bits.number()  # log2_max_frame_num_minus4
    _skip_order_count(bits)
    references = bits.number()
    bits.take(1)  # gaps_in_frame_num_value_allowed_flag
    width, height = bits.number() + 1, bits.number() + 1
    if not bits.take(1):  # frame_mbs_only_flag
        raise UnknownParametersError
    return SequenceParameters(width * _MACROBLOCK_PX, height * _MACROBLOCK_PX, references)


def _is_plain(bits: "_Bits") -> bool:
    """Whether it is 4:2:0 with 8 bits of each, no transform bypass and no scaling lists."""
    chroma_format, luma_depth, chroma_depth = bits.number(), bits.number(), bits.number()
    return (chroma_format, luma_depth, chroma_depth, bits.take(2)) == (1, 0, 0, 0)


def _skip_order_count(bits: "_Bits") -> None:
    match bits.number():
        case 0:
            bits.number()
        case 1:
            bits.take(1)
            bits.number()
            bits.number()
            cycle = bits.number()
            if cycle > _MOST_CYCLE:
                raise UnknownParametersError
            for _ in range(cycle):
                bits.number()
        case 2:
            pass
        case _:
            raise UnknownParametersError


class _Bits:
    """Reads bits, the highest first, and Exp-Golomb numbers (9.1)."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise UnknownParametersError
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def number(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > _LONGEST_ZEROS:
                raise UnknownParametersError
        return (1 << zeros) - 1 + self.take(zeros)
