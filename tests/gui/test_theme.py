"""Words can be read on every ground that they stand on, in every look."""

import pytest
from PySide6.QtGui import QColor

from studio.ui.theme import DARK, HIGH_CONTRAST, LIGHT, Theme

READABLE = 4.5
SEEN = 3.0


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    drawn = QColor(colour)
    red, green, blue = (linear(part) for part in (drawn.redF(), drawn.greenF(), drawn.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_CONTRAST])
def test_words_can_be_read(colours: Theme) -> None:
    grounds = (colours.ground, colours.raised, colours.sunken)
    pairs = [
        *((words, ground) for words in (colours.text, colours.quiet) for ground in grounds),
        *((colours.accent, ground) for ground in grounds),
        *((colours.recording, ground) for ground in grounds),
        *((colours.notice, ground) for ground in grounds),
        *((colours.good, ground) for ground in grounds),
        (colours.text, colours.accent_wash),
        (colours.text, colours.notice_wash),
        (colours.notice, colours.notice_wash),
        (colours.on_accent, colours.accent),
        (colours.on_recording, colours.recording),
    ]
    assert {pair: ratio for pair in pairs if (ratio := contrast(*pair)) < READABLE} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_CONTRAST])
def test_what_can_be_used_can_be_seen(colours: Theme) -> None:
    lanes = (colours.lane_pointer, colours.lane_keys, colours.lane_actions)
    pairs = [
        *((colours.edge, ground) for ground in (colours.ground, colours.raised)),
        *((lane, colours.sunken) for lane in lanes),
        (colours.gone, colours.sunken),
    ]
    assert {pair: ratio for pair in pairs if (ratio := contrast(*pair)) < SEEN} == {}
