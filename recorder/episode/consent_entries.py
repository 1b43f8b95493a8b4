"""What a consent chain is made of: grants and withdrawals, each one line of JSON.

An entry's line is canonical: sorted keys, no spaces, ASCII only, so that one entry has exactly one line and
its SHA-256 is its name. Each line holds the hash of the line before it. Times are UTC in whole seconds, since
a person reads them.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from recorder.episode.phrase import later
from recorder.episode.study import Stream

NOTHING_BEFORE: Final = "0" * 64
"""What the first entry names as the one before it."""

_FORMAT: Final = 1
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_LONGEST_LINE: Final = 20_000
_LONGEST_NAME: Final = 200
_ENTRY_KEYS: Final = {"format", "kind", "number", "previous", "at", "study_id"}
_GRANT_KEYS: Final = _ENTRY_KEYS | {
    "study_version",
    "study_title",
    "study_sha256",
    "consent_text_sha256",
    "contributor",
    "granted",
    "refused",
    "expires_at",
}
_WITHDRAWAL_KEYS: Final = _ENTRY_KEYS | {"grant_sha256"}


@dataclass(frozen=True, slots=True)
class Grant:
    """A contributor's consent to one exact version of one study, stream by stream.

    Attributes:
        number: Its place in the chain, from 1.
        previous: The hash of the entry before it.
        at: When it was given, UTC.
        study_id: The study.
        study_version: What its authors call the version.
        study_title: Its title then.
        study_sha256: The hash of the study's file.
        consent_text_sha256: The hash of the text that was agreed to.
        contributor: The name or pseudonym, as the person gave it; never in a log.
        granted: The streams agreed to.
        refused: The streams asked for and not agreed to.
        expires_at: The first instant at which it no longer holds.
    """

    number: int
    previous: str
    at: datetime
    study_id: str
    study_version: str
    study_title: str
    study_sha256: str
    consent_text_sha256: str
    contributor: str = field(repr=False)
    granted: frozenset[Stream]
    refused: frozenset[Stream]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The end of a consent; from then on nothing is recorded for that study, whatever was granted before.

    Attributes:
        number: Its place in the chain, from 1.
        previous: The hash of the entry before it.
        at: When, UTC.
        study_id: The study.
        grant_sha256: The hash of the grant that it ends.
    """

    number: int
    previous: str
    at: datetime
    study_id: str
    grant_sha256: str


Entry = Grant | Withdrawal


def entry_hash(line: str) -> str:
    """The name of an entry: the SHA-256 of its line, in hexadecimal."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def format_utc(at: datetime) -> str:
    """Write an instant as entries hold it.

    Raises:
        ValueError: It does not know its time zone.
    """
    return whole_utc(at).strftime(_TIME)


def whole_utc(at: datetime) -> datetime:
    """The same instant in UTC, cut to the whole second.

    Raises:
        ValueError: It does not know its time zone.
    """
    if at.utcoffset() is None:
        raise ValueError("a time of consent must know its time zone")
    return at.astimezone(UTC).replace(microsecond=0)


def contributor_problem(name: str) -> str | None:
    """Say why a consent cannot bear this name, or ``None``."""
    if not name.strip():
        return later("is empty; a pseudonym will do")
    if len(name) > _LONGEST_NAME:
        return later("is longer than {0} characters").format(_LONGEST_NAME)
    if not name.isprintable():
        return later("holds characters that cannot be shown")
    return None


def write_entry(entry: Entry) -> str:
    """The one line that stands for the entry."""
    held: dict[str, object] = {
        "format": _FORMAT,
        "number": entry.number,
        "previous": entry.previous,
        "at": format_utc(entry.at),
        "study_id": entry.study_id,
    }
    if isinstance(entry, Withdrawal):
        held |= {"kind": "withdrawal", "grant_sha256": entry.grant_sha256}
    else:
        held |= {
            "kind": "grant",
            "study_version": entry.study_version,
            "study_title": entry.study_title,
            "study_sha256": entry.study_sha256,
            "consent_text_sha256": entry.consent_text_sha256,
            "contributor": entry.contributor,
            "granted": sorted(entry.granted),
            "refused": sorted(entry.refused),
            "expires_at": format_utc(entry.expires_at),
        }
    return json.dumps(held, sort_keys=True, separators=(",", ":"))


def read_entry(line: str) -> Entry:
    """Read an entry, accepting nothing but the line that ``write_entry`` would write.

    Raises:
        ValueError: It is no such line. The message holds none of it.
    """
    if len(line) > _LONGEST_LINE:
        raise ValueError("the line is too long")
    try:
        held = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(held, dict) or held.get("format") != _FORMAT:
        raise ValueError("it is no entry of a known format")
    entry = _entry_from(held)
    if write_entry(entry) != line:
        raise ValueError("it is not written the one way")
    return entry


def _entry_from(held: dict[str, object]) -> Entry:
    match held.get("kind"):
        case "grant" if set(held) == _GRANT_KEYS:
            return _grant_from(held)
        case "withdrawal" if set(held) == _WITHDRAWAL_KEYS:
            return Withdrawal(
                number=_number(held["number"]),
                previous=_hash(held["previous"]),
                at=_time(held["at"]),
                study_id=_text(held["study_id"]),
                grant_sha256=_hash(held["grant_sha256"]),
            )
        case _:
            raise ValueError("it is of no known kind, or its parts are not those of its kind")


def _grant_from(held: dict[str, object]) -> Grant:
    grant = Grant(
        number=_number(held["number"]),
        previous=_hash(held["previous"]),
        at=_time(held["at"]),
        study_id=_text(held["study_id"]),
        study_version=_text(held["study_version"]),
        study_title=_text(held["study_title"]),
        study_sha256=_hash(held["study_sha256"]),
        consent_text_sha256=_hash(held["consent_text_sha256"]),
        contributor=_text(held["contributor"]),
        granted=_streams(held["granted"]),
        refused=_streams(held["refused"]),
        expires_at=_time(held["expires_at"]),
    )
    if not grant.granted or grant.granted & grant.refused:
        raise ValueError("its streams contradict each other")
    if grant.expires_at <= grant.at:
        raise ValueError("it ends before it begins")
    return grant


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is none")  # noqa: TRY004 - a bad line is one kind of error
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("a number is none")
    return value


def _hash(value: object) -> str:
    text = _text(value)
    if _HASH.match(text) is None:
        raise ValueError("a hash is none")
    return text


def _time(value: object) -> datetime:
    return datetime.strptime(_text(value), _TIME).replace(tzinfo=UTC)


def _streams(value: object) -> frozenset[Stream]:
    if not isinstance(value, list):
        raise ValueError("a list is none")  # noqa: TRY004 - a bad line is one kind of error
    return frozenset(Stream(_text(name)) for name in value)
