"""A run's record as JSON, with its pictures or without, and its strict reading.

A record may lie in a folder that others write to: nothing is believed that is not checked, and no field that
is unknown, missing, or beyond its limit is passed over.
"""

from typing import Final

import msgspec

from recorder.episode.phrase import phrase
from recorder.errors import UserFacingError
from recorder.wording import clean
from replay.report.gallery import name_of
from replay.report.png import size_of_png
from replay.report.record import MAX_PICTURE_PIXELS, MAX_WORDS, Ending, RunRecord, Verdict, sentences_of
from replay.verdict import VerdictKind

MAX_RECORD_BYTES: Final = 1_000_000_000
MAX_INDEXED_BYTES: Final = 100_000_000
"""Of a record without its pictures."""

_YEARS: Final = range(2000, 3000)
_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final[msgspec.json.Decoder[RunRecord]] = msgspec.json.Decoder(RunRecord)


class UnreadableRecordError(UserFacingError):
    """A file is no record of a replay, or was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This is not a record of a replay that can be read: {why}.",
            kept="Nothing was taken from it.",
            mend="Replay the episode again, which writes a new one.",
        )


def record_bytes(record: RunRecord, *, with_pictures: bool) -> bytes:
    """The record as one line of JSON.

    Args:
        record: The run.
        with_pictures: Whether the pictures go with it; without them it holds numbers and sentences alone, and
            the steps still name the pictures that they were judged by.
    """
    kept = record if with_pictures else msgspec.structs.replace(record, pictures=())
    return _ENCODER.encode(kept) + b"\n"


def read_record(content: bytes) -> RunRecord:
    """Read what ``record_bytes`` wrote.

    Raises:
        UnreadableRecordError: It is something else.
    """
    if len(content) > MAX_RECORD_BYTES:
        raise UnreadableRecordError("it is larger than any record")
    try:
        record = _DECODER.decode(content)
        _check(record)
    except msgspec.DecodeError as error:
        raise UnreadableRecordError(_place_of(error)) from None
    except ValueError as error:
        raise UnreadableRecordError(str(error)) from None
    return record


def readable(record: RunRecord) -> RunRecord:
    """The record; in place of one that nobody could read again, one that says so and holds no steps.

    What was replayed may come from a stranger: whoever keeps what came of it asks here first, so that it is
    missing from no report.
    """
    try:
        content = record_bytes(record, with_pictures=False)
        if len(content) <= MAX_INDEXED_BYTES:
            read_record(content)
            return record
    except (UnreadableRecordError, ValueError):
        # Below: what it holds instead.
        pass
    why = phrase("What came of it is more than a report can hold.")
    return msgspec.structs.replace(
        record,
        study=clean(record.study)[:MAX_WORDS],
        task=clean(record.task)[:MAX_WORDS],
        ending=Ending.BROKE,
        ending_reasons=sentences_of([why]),
        verdict=Verdict(kind=VerdictKind.NOT_REACHED),
        steps=(),
        pictures=(),
    )


def _check(record: RunRecord) -> None:
    if [step.number for step in record.steps] != list(range(1, len(record.steps) + 1)):
        raise ValueError("its steps are not numbered from one on")
    # The ends of the calendar cannot be said in another zone.
    if record.started_at.year not in _YEARS:
        raise ValueError("it was made at another time than any replay")
    names = {picture.name for picture in record.pictures}
    if len(names) != len(record.pictures):
        raise ValueError("it holds a picture twice")
    for picture in record.pictures:
        if size_of_png(picture.png) != (picture.width, picture.height):
            raise ValueError("a picture has another size than it says")
        if picture.width * picture.height > MAX_PICTURE_PIXELS:
            raise ValueError("a picture is larger than any of a report")
        if name_of(picture.png, left=picture.left, top=picture.top) != picture.name:
            raise ValueError("a picture is another one than it says")
    if names and not names_used(record) <= names:
        raise ValueError("it names a picture that it does not hold")


def names_used(record: RunRecord) -> set[str]:
    """The names of all pictures that the steps show."""
    return {
        name
        for step in record.steps
        for moment in (step.before, step.after)
        if moment is not None
        for name in (moment.expected, moment.actual)
        if name is not None
    }


def _place_of(error: msgspec.DecodeError) -> str:
    """Which field is wrong. The decoder's own words may quote the file, so only its path is said."""
    _, mark, path = str(error).rpartition(" - at `")
    if not mark:
        return "it is not whole"
    return f"its field {path.rstrip('`').removeprefix('$.')} is wrong"
