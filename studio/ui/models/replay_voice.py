"""Says what a report says of a replay in the person's language."""

from typing import Final

from PySide6.QtCore import QLocale

from recorder.episode.phrase import Phrase
from recorder.episode.time import NS_PER_MS
from recorder.wording import clean
from replay.report.words import Voice
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.time_words import short_length_words
from studio.ui.words import tr


def _said(said: Phrase) -> str:
    # A record may be a stranger's: neither the text nor its values can hide or reorder words. An empty text
    # is none of ours, and a catalogue answers it with its own header.
    return clean(phrase_words(said)) if said.text else ""


def _span(duration_ns: int) -> str:
    return short_length_words(duration_ns) if duration_ns >= NS_PER_MS else tr("under 1 ms")


def _number(value: float, digits: int) -> str:
    return QLocale().toString(float(value), "f", digits)


SPOKEN: Final = Voice(said=_said, span=_span, number=_number)
"""The voice of the app."""
