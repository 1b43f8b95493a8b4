"""What stands on a key, in the person's language: ``Enter``, in German ``Eingabe``.

Letters, digits and function keys are the same everywhere.
"""

from typing import Final

from recorder.episode.keys import key_label
from studio.ui.words import later, tr

_TIMES: Final = " ×"  # noqa: RUF001 - the sign
_NAMES: Final = frozenset(
    {
        later("Ctrl"),
        later("Alt"),
        later("AltGr"),
        later("Shift"),
        later("Super"),
        later("Enter"),
        later("Escape"),
        later("Tab"),
        later("Space"),
        later("Backspace"),
        later("Delete"),
        later("Insert"),
        later("Home"),
        later("End"),
        later("Page Up"),
        later("Page Down"),
        later("Up"),
        later("Down"),
        later("Left"),
        later("Right"),
        later("Print Screen"),
        later("Pause"),
        later("Menu"),
        later("Caps Lock"),
        later("Num Lock"),
        later("Scroll Lock"),
    }
)


def key_words(name: str) -> str:
    """What a key is called.

    Args:
        name: As the events name it.
    """
    return _said(key_label(name))


def cap_words(text: str) -> str:
    """What stands on a cap that is drawn: keys that were struck together, and how often."""
    keys, times, count = text.partition(_TIMES)
    return "+".join(map(_said, keys.split("+"))) + times + count


def _said(label: str) -> str:
    return tr(label) if label in _NAMES else label
