"""From the bytes of a file to a study, or to all that is wrong with them."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from recorder.episode.phrase import later
from recorder.episode.study import Controller, Store, Stream, StreamRequest, Study
from recorder.errors import UserFacingError
from recorder.study_file.parts import (
    EMAIL,
    IDENTIFIER,
    read_labels,
    read_recipients,
    read_tasks,
    read_windows,
)
from recorder.study_file.section import Section
from recorder.study_file.signature import StudySignature, read_signature
from recorder.study_file.statements import Mistake, read_toml

MOST_BYTES: Final = 1_000_000
"""The largest file that is read; far above any real study, far below what would hurt."""

_UNNAMED: Final = later("The study's file")
_FORMAT: Final = 1
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_STORE_SCHEMES: Final = ("https", "s3", "file")
_LONGEST_YEARS: Final = 10
_LONGEST_DAYS: Final = 366 * _LONGEST_YEARS
_FASTEST: Final = 30
_ID: Final = 64
_NAME: Final = 200
_PARAGRAPH: Final = 2_000
_PAGES: Final = 20_000


class StudyFileError(UserFacingError):
    """A study's file cannot be used.

    Attributes:
        name: What the file is called.
        mistakes: All that is wrong, by line.
    """

    def __init__(self, name: str, mistakes: tuple[Mistake, ...]) -> None:
        self.name = name
        self.mistakes = mistakes
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        listed = "".join(
            f"\n  line {mistake.line}: {mistake.key}{' ' if mistake.key else ''}{mistake.text}"
            for mistake in mistakes
        )
        super().__init__(
            f"{name} has {count}:{listed}", mend="Mend the file, or send this list to those who wrote it."
        )


def read_study(data: bytes, *, name: str = _UNNAMED) -> Study:
    """Read a study from the exact bytes of its file.

    Args:
        data: All of the file.
        name: What to call the file in an error.

    Raises:
        StudyFileError: It is none; every mistake is listed with its line.
    """
    text = _text_of(data, name)
    toml = read_toml(text)
    mistakes = list(toml.mistakes)
    signature = read_signature(data)
    if isinstance(signature, Mistake):
        mistakes.append(signature)
    owner = signature.owner if isinstance(signature, StudySignature) else None
    study = None if toml.cut_short else _study_from(Section(toml.root, "", mistakes), data, owner)
    if study is None or mistakes:
        raise StudyFileError(name, tuple(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.key))))
    return study


def _text_of(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise StudyFileError(
            name, (Mistake(1, "", f"is {len(data)} bytes long; the most is {MOST_BYTES} bytes"),)
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyFileError(name, (Mistake(line, "", "holds bytes that are not UTF-8"),)) from None


def _study_from(root: Section, data: bytes, owner: bytes | None) -> Study:
    if root.integer("format", least=1, most=1_000) > _FORMAT:
        root.note("format", f"is newer than this program knows; it knows {_FORMAT}")
    consent = root.section("consent")
    capture = root.section("capture")
    study = Study(
        sha256=hashlib.sha256(data).hexdigest(),
        id=_identifier(root),
        version=root.text("version", limit=_ID),
        title=root.text("title", limit=_NAME),
        purpose=root.text("purpose", limit=_PARAGRAPH, lines=True),
        language=_language(root),
        controller=_controller(root),
        consent_text=consent.text("text", limit=_PAGES, lines=True),
        consent_days=consent.integer("valid_days", least=1, most=_LONGEST_DAYS),
        last_day=consent.day("last_day"),
        retention_days=root.integer("retention_days", least=1, most=_LONGEST_DAYS),
        streams=_streams(root),
        windows=read_windows(root),
        frames_per_second=capture.integer("frames_per_second", least=1, most=_FASTEST),
        tasks=read_tasks(root),
        labels=read_labels(root),
        recipients=read_recipients(root),
        store=_store(root),
        owner=owner,
    )
    for section in (consent, capture, root):
        section.end()
    return study


def _identifier(root: Section) -> str:
    found = root.text("id", limit=_ID)
    if found and IDENTIFIER.match(found) is None:
        root.note("id", "needs to be small letters, digits and hyphens, such as office-tasks")
    return found


def _language(root: Section) -> str:
    found = root.text("language", limit=35)
    if found and _LANGUAGE.match(found) is None:
        root.note("language", "needs to be a language tag, such as en or pt-BR")
    return found


def _controller(root: Section) -> Controller:
    section = root.section("controller")
    controller = Controller(
        name=section.text("name", limit=_NAME),
        email=section.text("email", limit=_NAME),
        address=section.text("address", limit=_PARAGRAPH, lines=True),
        jurisdiction=section.text("jurisdiction", limit=_NAME),
        url=section.text("url", limit=_PARAGRAPH, default=""),
        authority=section.text("authority", limit=_PARAGRAPH, default="", lines=True),
    )
    if controller.email and EMAIL.match(controller.email) is None:
        section.note("email", "is no e-mail address")
    if controller.url and not controller.url.startswith("https://"):
        section.note("url", "needs to begin with https://")
    section.end()
    return controller


def _streams(root: Section) -> tuple[StreamRequest, ...]:
    section = root.section("streams")
    requests = []
    for stream in Stream:
        asked = section.optional_section(stream.value)
        if asked is None:
            continue
        requests.append(
            StreamRequest(
                stream=stream,
                shows=asked.text("shows", limit=_PARAGRAPH, lines=True),
                required=asked.flag("required"),
            )
        )
        asked.end()
    section.end()
    if not requests and not section.is_missing:
        root.note("streams", f"asks for nothing; a study needs at least one of {', '.join(Stream)}")
    return tuple(requests)


def _store(root: Section) -> Store:
    section = root.section("store")
    store = Store(section.text("url", limit=_PARAGRAPH), section.text("location", limit=_NAME))
    problem = _url_problem(store.url) if store.url else None
    if problem is not None:
        section.note("url", problem)
    section.end()
    return store


def _url_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is no URL"
    if parts.scheme not in _STORE_SCHEMES:
        return f"needs to begin with {', '.join(scheme + '://' for scheme in _STORE_SCHEMES)}"
    if parts.username is not None or parts.password is not None:
        return "holds a name or a password, which everyone could read; leave them out"
    if not parts.netloc and parts.scheme != "file":
        return "names no place"
    if any(char.isspace() for char in url):
        return "holds a space"
    return None
