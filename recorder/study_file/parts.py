"""The lists of a study's file: windows, tasks, labels, recipients."""

import base64
import binascii
import re
from pathlib import PurePosixPath
from typing import Final

from recorder.episode.age_key import parse_age_key
from recorder.episode.pattern import Pattern, folded, pattern_problem
from recorder.episode.study import Label, PlacedFile, Recipient, Role, Size, Task, TaskStart, WindowRules
from recorder.study_file.section import Section, each_once, shown

IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")

_SIGNING_KEY: Final = re.compile(r"[0-9a-f]{64}\Z")
_MOST_PATTERNS: Final = 200
_MOST_TASKS: Final = 100
_MOST_FILES: Final = 50
_MOST_LABELS: Final = 500
_MOST_RECIPIENTS: Final = 50
_MOST_ARGUMENTS: Final = 100
_LARGEST_FILE: Final = 256 * 1024
_ID: Final = 64
_NAME: Final = 200
_ARGUMENT: Final = 4_000
_PAGES: Final = 20_000
_SMALLEST_SIDE: Final = 64
_LARGEST_SIDE: Final = 16_384


def read_windows(root: Section) -> WindowRules:
    """Which windows may be seen; without the table, all of them."""
    section = root.optional_section("windows")
    if section is None:
        return WindowRules((), (), ())
    lists = {key: _patterns(section, key) for key in ("allowed_apps", "excluded_apps", "excluded_titles")}
    section.end()
    _note_unreachable(section, lists)
    return WindowRules(*(tuple(text for _, text in found) for found in lists.values()))


def _patterns(section: Section, key: str) -> list[tuple[int, str]]:
    found = section.texts(key, count=_MOST_PATTERNS, limit=_NAME)
    good = []
    for line, text in found:
        problem = pattern_problem(text)
        if problem is None:
            good.append((line, text))
        elif text.strip():
            section.note(key, f"{shown(text)} {problem}", line=line)
    each_once(good, lambda line, words: section.note(key, words, line=line), folded)
    return good


def _note_unreachable(section: Section, lists: dict[str, list[tuple[int, str]]]) -> None:
    """Note the patterns that can never decide anything, since another one always decides before them."""
    for key in ("excluded_apps", "excluded_titles"):
        for line, text in lists[key]:
            if Pattern(text).matches_everything:
                section.note(key, f"{shown(text)} hides every window; nothing could be recorded", line=line)
    excluded = [(line, Pattern(text)) for line, text in lists["excluded_apps"]]
    for line, text in lists["allowed_apps"]:
        covering = [at for at, pattern in excluded if pattern.text == text or _covers(pattern, text)]
        if covering:
            words = f"{shown(text)} is never reached: excluded_apps on line {covering[0]} hides it"
            section.note("allowed_apps", words, line=line)


def _covers(pattern: Pattern, text: str) -> bool:
    return Pattern(text).is_literal and pattern.matches(text)


def read_tasks(root: Section) -> tuple[Task, ...]:
    """The tasks, at least one."""
    tasks = []
    ids = []
    for section in root.sections("tasks", count=_MOST_TASKS, required=True):
        ids.append((section.line_of("id"), _identifier(section)))
        tasks.append(
            Task(
                id=ids[-1][1],
                title=section.text("title", limit=_NAME),
                instructions=section.text("instructions", limit=_PAGES, lines=True),
                start=_start(section),
            )
        )
        section.end()
    each_once([item for item in ids if item[1]], lambda line, words: root.note("tasks", words, line=line))
    return tuple(tasks)


def _identifier(section: Section, key: str = "id") -> str:
    found = section.text(key, limit=_ID)
    if found and IDENTIFIER.match(found) is None:
        section.note(key, "needs to be small letters, digits and hyphens, such as write-letter")
    return found


def _start(task: Section) -> TaskStart:
    section = task.section("start")
    command = section.texts("command", count=_MOST_ARGUMENTS, limit=_ARGUMENT, required=True)
    if command and "/" in command[0][1] and not command[0][1].startswith("/"):
        words = "needs to be a program's name, or its full path; a relative path could be a file of the study"
        section.note("command", words, line=command[0][0])
    start = TaskStart(
        command=tuple(text for _, text in command),
        files=_files(section),
        window=_size(section, "window"),
        screen=_size(section, "screen"),
    )
    section.end()
    return start


def _size(start: Section, key: str) -> Size | None:
    section = start.optional_section(key)
    if section is None:
        return None
    sides = [section.integer(side, least=_SMALLEST_SIDE, most=_LARGEST_SIDE) for side in ("width", "height")]
    section.end()
    return Size(*sides)


def _files(start: Section) -> tuple[PlacedFile, ...]:
    files = []
    names = []
    for section in start.sections("files", count=_MOST_FILES, required=False):
        name = section.text("name", limit=_NAME)
        names.append((section.line_of("name"), name))
        problem = file_name_problem(name) if name else None
        if problem is not None:
            section.note("name", problem)
        files.append(PlacedFile(name, _content(section)))
        section.end()
    each_once([item for item in names if item[1]], lambda line, words: start.note("files", words, line=line))
    for line, name in names:
        inner = [at for at, other in names if name and other.startswith(f"{name}/")]
        if inner:
            start.note("files", f"{shown(name)} is a file, and a folder on line {inner[0]}", line=line)
    return tuple(files)


def file_name_problem(name: str) -> str | None:
    """Say why a file of a task cannot have this name, or ``None``: it may never leave the task's folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or name.startswith("~") or "\\" in name or ":" in name:
        return "needs to be a path inside the task's folder, such as notes/todo.txt"
    if str(path) != name or ".." in path.parts or name == ".":
        return "needs to be a plain path without . or .. or doubled slashes"
    return None


def _content(section: Section) -> bytes:
    plain = section.raw_text("content", limit=_LARGEST_FILE)
    coded = section.raw_text("content_base64", limit=_LARGEST_FILE * 4 // 3 + 4)
    if (plain is None) == (coded is None):
        section.note("content", "needs to be given once: as content, or as content_base64", line=section.line)
        return b""
    if coded is None:
        return (plain or "").encode()
    try:
        return base64.b64decode(coded, validate=True)
    except binascii.Error:
        section.note("content_base64", "is not Base64")
        return b""


def read_labels(root: Section) -> tuple[Label, ...]:
    """The taxonomy; a broader label stands before the narrower ones, so that it has no circles."""
    labels: list[Label] = []
    ids = []
    for section in root.sections("labels", count=_MOST_LABELS, required=False):
        ids.append((section.line_of("id"), _identifier(section)))
        parent = section.text("parent", limit=_ID, default="")
        if parent and parent not in {label.id for label in labels}:
            section.note("parent", f"{shown(parent)} is the id of no label before this one")
        labels.append(
            Label(
                id=ids[-1][1],
                title=section.text("title", limit=_NAME),
                meaning=section.text("meaning", limit=_ARGUMENT, lines=True),
                parent=parent or None,
            )
        )
        section.end()
    each_once([item for item in ids if item[1]], lambda line, words: root.note("labels", words, line=line))
    return tuple(labels)


def read_recipients(root: Section) -> tuple[Recipient, ...]:
    """Who will be able to open episodes, at least one."""
    recipients = []
    keys = []
    for section in root.sections("recipients", count=_MOST_RECIPIENTS, required=True):
        recipient = Recipient(
            name=section.text("name", limit=_NAME),
            role=section.choice("role", Role),
            age_key=section.text("age_key", limit=_NAME),
            signing_key=_signing_key(section),
        )
        if recipient.age_key:
            _check_key(section, recipient.age_key)
            keys.append((section.line_of("age_key"), recipient.age_key))
        recipients.append(recipient)
        section.end()
    each_once(keys, lambda line, words: root.note("recipients", words, line=line))
    return tuple(recipients)


def _signing_key(section: Section) -> bytes | None:
    text = section.text("signing_key", limit=_NAME, default="")
    if not text:
        return None
    if _SIGNING_KEY.match(text) is None:
        section.note("signing_key", "needs to be 64 hexadecimal digits, as a card has them")
        return None
    return bytes.fromhex(text)


def _check_key(section: Section, key: str) -> None:
    try:
        parse_age_key(key)
    except ValueError as error:
        section.note("age_key", f"is no public key: {error}")
