"""How large what a payload holds may be. Far above a real episode, far below what would hurt its reader.

Sealing keeps to the same limits: what cannot be opened is not sealed.
"""

from typing import Final

BLOCK_EVENTS: Final = 1024
"""Events come in blocks of so many numbers; see ``payload_topics``."""

LONGEST_NS: Final = 400 * 24 * 3600 * 1_000_000_000
MOST_EVENTS: Final = 100_000_000
"""Four days of a pointer that never rests."""

MOST_RARER_BYTES: Final = 512 << 20
"""Of all events but the moves together: whoever shows an episode holds them; an hour has some MB."""

MOST_PICTURES: Final = 1 << 31
HIGHEST_SEQ: Final = 1 << 53
"""What every reader of JSON takes as a whole number."""

MOST_PIXELS_AWAY: Final = 1 << 24
MOST_NOTCHES: Final = 1 << 16
MOST_MONITORS: Final = 64
MOST_TEXT: Final = 100_000
MOST_NAME: Final = 1_000
MOST_CHARACTERS: Final = 64

MOST_RECORD_BYTES: Final = 4 << 20
"""Of a message that is no picture."""

MOST_PICTURE_BYTES: Final = 32 << 20
MOST_PICTURE_PX: Final = 8192 * 5120
MOST_REFERENCES: Final = 4
MOST_GROUP_PICTURES: Final = 20_000
"""Of one group: to show its last, all are decoded."""

MOST_UNITS: Final = 64
"""Of H.264 in one picture."""
