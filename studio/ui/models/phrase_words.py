"""Says a ``Phrase`` of the rooms below in the person's language."""

from datetime import date
from typing import Final

from recorder.episode.phrase import Phrase, Value
from recorder.wording import clean
from studio.ui.models.key_words import cap_words
from studio.ui.models.time_words import day_words
from studio.ui.words import tr, trn

KEYS: Final = "keys"
"""What a value is called that names keys of the keyboard."""


def phrase_words(said: Phrase) -> str:
    """The text; what a stranger wrote cannot hide or reorder words in it."""
    values = {name: _value(name, value) for name, value in said.values.items()}
    if not said.one:
        return tr(said.text, **values)
    count = values.pop("count")
    return trn(said.one, said.text, int(count), **values)


def _value(name: str, value: Value) -> str | int:
    if isinstance(value, date):
        return day_words(value)
    if not isinstance(value, str):
        return value
    shown = clean(value, breaks=True)
    return cap_words(shown) if name == KEYS else shown
