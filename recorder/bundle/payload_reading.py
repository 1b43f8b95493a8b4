"""A payload from a stranger, record by record: its beginning is judged before the rest is written.

What does not keep to ``payload_topics`` and ``payload_limits`` ends the reading, with one word for all of it:
it is signed by its contributor, so that nobody else can have brought it about.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from recorder.bundle.age_streams import NotAgeError
from recorder.bundle.errors import BrokenBundleError, NewerBundleError
from recorder.bundle.mcap_reading import McapReader, Topic, UnfitMcapError
from recorder.bundle.payload_limits import MOST_PICTURE_BYTES, MOST_RECORD_BYTES
from recorder.bundle.payload_pictures import UnfitPictureError
from recorder.bundle.payload_pouring import Pouring, UnfitRecordError
from recorder.bundle.payload_records import ConsentRecord, EpisodeRecord, StudyRecord
from recorder.bundle.payload_topics import (
    CONSENT,
    EPISODE,
    PAYLOAD_FORMAT,
    PROFILE,
    STUDY,
    monitor_of,
    schema_of,
)
from recorder.episode.phrase import later
from recorder.vault.session_writer import SessionWriter

_PICTURE_OVERHEAD_BYTES: Final = 256
"""Of a picture's message: its time, its name, the lengths."""

_RecordT = TypeVar("_RecordT", EpisodeRecord, StudyRecord, ConsentRecord)


class _Format(msgspec.Struct, frozen=True):
    format: int


@dataclass(frozen=True, slots=True)
class PayloadBeginning:
    """What a payload says before anything that was recorded.

    Attributes:
        episode: Of the episode as a whole.
        study_toml: The study's exact text.
        receipt_json: The consent's receipt.
    """

    episode: EpisodeRecord
    study_toml: str = field(repr=False)
    receipt_json: str = field(repr=False)


class PayloadReader:
    """Reads one payload: ``beginning``, then ``pour``.

    Args:
        take: The next piece of it, of any length; empty at the end.
    """

    def __init__(self, take: Callable[[], bytes]) -> None:
        self._messages = McapReader(take, profile=PROFILE, most=_most).messages()

    def beginning(self) -> PayloadBeginning:
        """The first three records.

        Raises:
            NewerBundleError: It is of a later format.
            BrokenBundleError: They are not there, or not as they should be.
        """
        with _broken():
            episode = self._record(EPISODE, EpisodeRecord)
            study = self._record(STUDY, StudyRecord)
            consent = self._record(CONSENT, ConsentRecord)
        return PayloadBeginning(episode, study.toml, consent.receipt)

    def pour(self, episode: EpisodeRecord, writer: SessionWriter) -> None:
        """Write all that follows, to the very end.

        Raises:
            NotConsentedError: There is data of a kind that the episode says it has not.
            BrokenBundleError: A record is not as it should be, or they are not as many as was said.
            DiskFullError: No space is left.
        """
        pouring = Pouring(episode, writer)
        with _broken():
            for message in self._messages:
                pouring.take(message)
            pouring.end()

    def _record(self, topic: str, kind: type[_RecordT]) -> _RecordT:
        message = next(self._messages, None)
        if message is None or message.topic != topic:
            raise UnfitRecordError
        if topic == EPISODE and msgspec.json.decode(message.data, type=_Format).format > PAYLOAD_FORMAT:
            raise NewerBundleError
        return msgspec.json.decode(message.data, type=kind)


def _most(topic: Topic) -> int:
    """How long a message of a topic may be.

    Raises:
        UnfitMcapError: There is no such topic, or not with that schema.
    """
    try:
        schema = schema_of(topic.name)
    except KeyError:
        raise UnfitMcapError from None
    if (topic.messages, topic.schema) != (schema.messages, schema.name):
        raise UnfitMcapError
    is_picture = monitor_of(topic.name) is not None
    return MOST_PICTURE_BYTES + _PICTURE_OVERHEAD_BYTES if is_picture else MOST_RECORD_BYTES


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except NotAgeError:
        raise BrokenBundleError(later("its key does not open all of it")) from None
    except UnfitMcapError:
        raise BrokenBundleError(later("its content is not a file as Assent writes it")) from None
    except UnfitPictureError:
        raise BrokenBundleError(later("a picture in it is not as Assent writes them")) from None
    except (UnfitRecordError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise BrokenBundleError(later("a record in it does not fit")) from None
