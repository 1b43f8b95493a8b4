"""A share as a person reads it."""

from typing import Final

from studio.ui.models.replay_voice import SPOKEN
from studio.ui.words import tr

_LEAST: Final = 0.001


def share_words(share: float) -> str:
    """A share that is more than none: ``2.3 %``, ``under 0.1 %``."""
    if share < _LEAST:
        return tr("under {percent} %", percent=SPOKEN.number(0.1, 1))
    return tr("{percent} %", percent=SPOKEN.number(100 * share, 1))
