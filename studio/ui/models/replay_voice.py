"""Says what a report says of a replay in the person's language."""

from typing import Final

from PySide6.QtCore import QLocale

from recorder.episode.phrase import Phrase
from recorder.episode.time import NS_PER_MS
from recorder.wording import clean
from replay.composing import WHOLE
from replay.report.words import Voice
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.time_words import short_length_words
from studio.ui.words import tr, tr_said

_LONGEST: Final = 400
"""Letters of a sentence that is looked up; none of ours is longer."""


def _said(said: Phrase) -> str:
    # A record may be a stranger's: neither the text nor its values can hide or reorder words. An empty text
    # is none of ours, and a catalogue answers it with its own header.
    if not said.text:
        return ""
    whole = said.values.get("said")
    # What a record holds of errors and remarks is whole sentences in English.
    is_whole = said.text == WHOLE and isinstance(whole, str) and len(whole) <= _LONGEST
    return clean(tr_said(str(whole)) if is_whole else phrase_words(said))


def _span(duration_ns: int) -> str:
    return short_length_words(duration_ns) if duration_ns >= NS_PER_MS else tr("under 1 ms")


def _number(value: float, digits: int) -> str:
    return QLocale().toString(float(value), "f", digits)


SPOKEN: Final = Voice(said=_said, span=_span, number=_number)
"""The voice of the app."""
