"""A run's record with its pictures as bytes, and back, in small bites.

As JSON, pictures would be a third larger and decoded in one go, in which no other thread of the process
runs: an interface would stand still. Here the record is JSON without its pictures, and those follow as they
are. It is sealed before it is written, so nobody else can have put it together; what is not as it was
written is refused all the same.

::

    JSON's length | JSON | for each picture: its facts' length | its PNG's length | facts | PNG
"""

import io
from typing import Final

import msgspec

from replay.report.reading import UnreadableRecordError, names_used, read_record, record_bytes
from replay.report.record import Picture, RunRecord

_LENGTH: Final = 8
_FACTS: Final = ("name", "left", "top", "width", "height")


def packed(record: RunRecord) -> bytes:
    """The record with its pictures."""
    out = io.BytesIO()
    said = record_bytes(record, with_pictures=False)
    out.write(len(said).to_bytes(_LENGTH))
    out.write(said)
    for picture in record.pictures:
        facts = msgspec.json.encode([getattr(picture, name) for name in _FACTS])
        out.write(len(facts).to_bytes(_LENGTH))
        out.write(len(picture.png).to_bytes(_LENGTH))
        out.write(facts)
        out.write(picture.png)
    return out.getvalue()


def unpacked(content: bytes) -> RunRecord:
    """What ``packed`` made.

    Raises:
        UnreadableRecordError: It is something else.
    """
    source = io.BytesIO(content)
    record = read_record(_take(source, _length(source)))
    pictures: list[Picture] = []
    while source.tell() < len(content):
        facts_length, png_length = _length(source), _length(source)
        try:
            facts = dict(zip(_FACTS, msgspec.json.decode(_take(source, facts_length)), strict=True))
            pictures.append(msgspec.convert({**facts, "png": _take(source, png_length)}, Picture))
        except (msgspec.DecodeError, msgspec.ValidationError, TypeError, ValueError):
            raise UnreadableRecordError("a picture's facts are wrong") from None
    if not names_used(record) <= {picture.name for picture in pictures}:
        raise UnreadableRecordError("it names a picture that it does not hold")
    return msgspec.structs.replace(record, pictures=tuple(pictures))


def _length(source: io.BytesIO) -> int:
    return int.from_bytes(_take(source, _LENGTH))


def _take(source: io.BytesIO, length: int) -> bytes:
    taken = source.read(length)
    if len(taken) < length:
        raise UnreadableRecordError("it is not whole")
    return taken
