"""A study: what is collected, why, by whom, for how long, and the tasks a contributor is asked to do.

A study is known by the SHA-256 of the exact bytes of its file: one changed byte is another version, which
needs a new consent. It comes from a stranger, so it is data and nothing here runs any of it: a start command
is shown to the person, and what runs it decides how.

Decision: files that a task needs lie inside the study file and are never fetched from beside it. So the one
hash covers them too, and a later replay begins with the same bytes.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Stream(StrEnum):
    """One kind of data; each is consented to on its own."""

    SCREEN = "screen"
    POINTER = "pointer"
    KEYBOARD = "keyboard"
    CONTEXT = "context"


class Role(StrEnum):
    """What a recipient opens episodes for."""

    ANNOTATOR = "annotator"
    QA = "qa"
    RESEARCHER = "researcher"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """A stream that the study asks for.

    Attributes:
        stream: Which.
        shows: What it shows of a person, in plain words.
        required: Whether nobody can take part without it.
    """

    stream: Stream
    shows: str
    required: bool


@dataclass(frozen=True, slots=True)
class Controller:
    """Who collects, answers for it, and can be reached.

    Attributes:
        name: The organisation or person.
        email: Where to write.
        address: Postal address.
        jurisdiction: The country or law they answer to.
        url: A page of theirs, or empty.
        authority: Whom a person can complain to about them, or empty.
    """

    name: str
    email: str
    address: str
    jurisdiction: str
    url: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who will be able to open episodes.

    Attributes:
        name: Who.
        role: What for.
        age_key: Their public key, ``age1…``.
        signing_key: Their public Ed25519 key, 32 bytes, where the study names it: what they sign is checked
            with it.
    """

    name: str
    role: Role
    age_key: str
    signing_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file that lies in the task's own, otherwise empty folder when the task starts.

    Attributes:
        name: A relative path with forward slashes that never leaves the folder.
        content: Its bytes.
    """

    name: str
    content: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskStart:
    """How a task starts, exactly, so that a replay can start the same way.

    Attributes:
        command: The program and its arguments, run without a shell in the task's folder.
        files: What lies in that folder.
        window: The size of the first window, or ``None`` to leave it to the program.
        screen: The size of the screen that the task was made for, or ``None`` for any.
    """

    command: tuple[str, ...]
    files: tuple[PlacedFile, ...]
    window: Size | None
    screen: Size | None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that a contributor is asked to do."""

    id: str
    title: str
    instructions: str
    start: TaskStart


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the study's taxonomy; ``parent`` is the id of a broader one, or ``None``."""

    id: str
    title: str
    meaning: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class WindowRules:
    """Which windows may be seen, as patterns; ``recorder.privacy.WindowPolicy`` says what they mean."""

    allowed_apps: tuple[str, ...]
    excluded_apps: tuple[str, ...]
    excluded_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """Where submitted, sealed episodes lie: its URL, and the place on Earth in plain words."""

    url: str
    location: str


@dataclass(frozen=True, slots=True)
class Study:
    """One exact version of a study.

    Attributes:
        sha256: Of the bytes of its file, in hexadecimal: the version's true name.
        id: The same for all versions.
        version: What its authors call this version.
        title: In a few words.
        purpose: Why the data is collected.
        language: Of its words, as a BCP 47 tag.
        controller: Who collects.
        consent_text: What the person is asked to agree to, in the authors' words.
        consent_days: How many days a consent holds.
        last_day: The last day (UTC) on which anything may be recorded, or ``None``.
        retention_days: How many days episodes are kept after submission.
        streams: What is asked for, in the order shown.
        windows: Which windows may be seen.
        frames_per_second: The most pictures of a monitor in a second.
        tasks: At least one.
        labels: The taxonomy; may be empty.
        recipients: At least one.
        store: Where episodes lie.
        owner: The public Ed25519 key, 32 bytes, whose signature on the file holds; ``None`` of a study that
            nobody signed.
    """

    sha256: str
    id: str
    version: str
    title: str
    purpose: str
    language: str
    controller: Controller
    consent_text: str
    consent_days: int
    last_day: date | None
    retention_days: int
    streams: tuple[StreamRequest, ...]
    windows: WindowRules
    frames_per_second: int
    tasks: tuple[Task, ...]
    labels: tuple[Label, ...]
    recipients: tuple[Recipient, ...]
    store: Store
    owner: bytes | None = None

    @property
    def consent_text_sha256(self) -> str:
        """The SHA-256 of the consent text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.consent_text.encode()).hexdigest()

    @property
    def ends_at(self) -> datetime | None:
        """The first instant at which nothing may be recorded any more, or ``None``."""
        if self.last_day is None:
            return None
        return datetime.combine(self.last_day + timedelta(days=1), time(), UTC)

    def task(self, task_id: str) -> Task | None:
        """The task of that id, or ``None``."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def fingerprint(self) -> str:
        """A SHA-256 over every field, so that an object altered behind its file's hash is noticed.

        Holds within one version of this program; what is kept on disk is ``sha256``.
        """
        return hashlib.sha256(
            json.dumps(dataclasses.asdict(self), sort_keys=True, default=_as_json).encode()
        ).hexdigest()


def _as_json(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError("a study holds a value of an unknown kind")
