"""What is known of a session as a whole: when it began, under which consent, and how it ended.

The header is written when the session begins and never changes. It lies in the session's own encrypted file
and in the catalog, and nowhere else.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from recorder.episode.ending import EndReason
from recorder.episode.gestures import Gestures
from recorder.episode.screen import Rect
from recorder.vault.home import is_file_id

# A name that ``recorder.task_start.parting`` gives, below nothing that a person has named.
TASK_FOLDER: Final = r"/tmp/(assent-desktop-[a-z0-9_]{8}/tmp/)?assent-task-[a-z0-9_]{8}"  # noqa: S108 - a pattern


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """What is fixed when a session begins.

    Attributes:
        session_id: Lower-case letters, digits and dashes; names the file.
        study_id: The study.
        study_version: Its version, as the study writes it.
        study_sha256: The hash of the study's exact text, in hex.
        task_id: The task.
        grant_hash: The consent under which it was recorded, in hex.
        streams: What was consented to and recorded, sorted.
        started_at: Wall time in UTC at nanosecond 0; the only wall time in a session.
        platform: The system, as it names itself.
        display: The display that was recorded, such as ``:0``.
        gestures: The system's settings of what is a double click and a drag.
        frames_per_second: The highest rate at which frames were taken.
        first_window: Where the task's first window was when recording began, without its frame; ``None``
            where the person had started the task themselves. The study says the rest of how it started.
        task_folder: Where the task's files lay, if that is a name of chance and tells of nobody: programs
            show it, and a replay that has it looks the same. Empty where it is the person's own or unknown.
        language: The language that programs spoke, such as ``de_DE``; empty for the one they are written in.

    Raises:
        ValueError: The id cannot name a file, or the wall time has no zone.
    """

    session_id: str
    study_id: str
    study_version: str
    study_sha256: str
    task_id: str
    grant_hash: str
    streams: tuple[str, ...]
    started_at: datetime
    platform: str
    display: str
    gestures: Gestures
    frames_per_second: float
    first_window: Rect | None = None
    task_folder: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if not is_file_id(self.session_id):
            raise ValueError("a session's id is of lower-case letters, digits and dashes")
        if self.started_at.tzinfo is None:
            raise ValueError("a session's wall time needs its zone")


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What a finished session's file holds; what the catalog remembers to know it again.

    Attributes:
        session_id: Of its header.
        ended_ns: The session's length, in nanoseconds.
        reason: Why it ended.
        events: How many.
        packets: How many.
        packet_bytes: Of all packets together.
        last_seq: The highest event number ever used, wiped ones included; 0 if none was.
        file_bytes: The size of the finished file, which never changes again.
        seal: Random, in hex, written with the end: an older copy of the file lacks it.
    """

    session_id: str
    ended_ns: int
    reason: EndReason
    events: int
    packets: int
    packet_bytes: int
    last_seq: int
    file_bytes: int
    seal: str


def new_session_id() -> str:
    """A fresh id that tells nothing: no time, no name."""
    return uuid4().hex


def header_to_json(header: SessionHeader) -> str:
    """Write a header as JSON."""
    fields = asdict(header)
    fields["started_at"] = header.started_at.astimezone(UTC).isoformat()
    return json.dumps(fields, sort_keys=True)


def header_from_json(text: str) -> SessionHeader:
    """Read what ``header_to_json`` wrote.

    Raises:
        ValueError: It is something else.
    """
    fields: dict[str, Any] = json.loads(text)
    try:
        fields["started_at"] = datetime.fromisoformat(fields["started_at"])
        fields["streams"] = tuple(fields["streams"])
        fields["gestures"] = Gestures(**fields["gestures"])
        window = fields.get("first_window")
        fields["first_window"] = None if window is None else Rect(**window)
        return SessionHeader(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError("this is no session header") from error


def summary_to_json(summary: SessionSummary) -> str:
    """Write a summary as JSON."""
    return json.dumps(asdict(summary), sort_keys=True)


def summary_from_json(text: str) -> SessionSummary:
    """Read what ``summary_to_json`` wrote.

    Raises:
        ValueError: It is something else.
    """
    fields: dict[str, Any] = json.loads(text)
    try:
        fields["reason"] = EndReason(fields["reason"])
        return SessionSummary(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError("this is no session summary") from error
