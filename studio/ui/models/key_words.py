"""What stands on a key, in the person's language: ``Enter``, in German ``Eingabe``.

Letters, digits and function keys are the same everywhere. The toolkit has names of its own for some keys;
here they get those by which the app calls them in its texts.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QKeySequence

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
        later("Esc"),
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


_OURS: Final[Mapping[str, str]] = {
    "CapsLock": "Caps Lock",
    "Del": "Delete",
    "Ins": "Insert",
    "Meta": "Super",
    "NumLock": "Num Lock",
    "PgDown": "Page Down",
    "PgUp": "Page Up",
    "Print": "Print Screen",
    "Return": "Enter",
    "ScrollLock": "Scroll Lock",
}
"""What the toolkit calls otherwise."""


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


def sequence_words(keys: QKeySequence) -> str:
    """What stands on the keys of a combination: ``Ctrl+Page Up``, in German ``Strg+Bild auf``."""
    if keys.isEmpty():
        return ""
    *held, key = keys.toString(QKeySequence.SequenceFormat.PortableText).removesuffix("+").split("+")
    # A plus at the end is the key itself.
    return "+".join([*map(_toolkit_words, held), _toolkit_words(key) if key else "+"])


def _toolkit_words(name: str) -> str:
    label = _OURS.get(name, name)
    if label in _NAMES:
        return tr(label)
    return QKeySequence(name).toString(QKeySequence.SequenceFormat.NativeText) or name


def _said(label: str) -> str:
    return tr(label) if label in _NAMES else label
