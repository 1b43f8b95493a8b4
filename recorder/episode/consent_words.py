"""What a person is told before they consent: the whole study in plain words, as sections to be laid out.

One wording for every place that shows it. Our lines are phrases, which can be said in other languages; what
the study's authors wrote is kept apart as theirs, so that no text of theirs can pass for a line of ours. All
of ours is worked out from the same fields that bind the recorder, so that the page promises what the program
does; what only the authors can keep is given as their promise.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recorder.episode.phrase import Phrase, counted, phrase
from recorder.episode.study import Role, Stream, StreamRequest, Study


class SectionName(StrEnum):
    """What a section is about."""

    PURPOSE = "purpose"
    WHO = "who"
    AGREEMENT = "agreement"
    STREAMS = "streams"
    NEVER = "never"
    RECIPIENTS = "recipients"
    TIME = "time"
    WITHDRAWAL = "withdrawal"
    TASKS = "tasks"
    TEXT = "text"


class WithdrawalWay(StrEnum):
    """Where the person is when they read how to withdraw."""

    COMMAND_LINE = "command_line"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Ours:
    """A paragraph in our words.

    Attributes:
        words: What it says.
        is_item: Whether it is one of a list.
        is_part: Whether it belongs to the paragraph before it.
    """

    words: Phrase
    is_item: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the authors wrote."""

    text: str
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """To be shown letter by letter: a command, a fingerprint."""

    text: str
    is_part: bool = False


Paragraph = Ours | Theirs | Verbatim


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    name: SectionName
    title: Phrase
    paragraphs: tuple[Paragraph, ...]


_STREAM_NAMES: Final = {
    Stream.SCREEN: phrase("Screen"),
    Stream.POINTER: phrase("Pointer"),
    Stream.KEYBOARD: phrase("Keyboard"),
    Stream.CONTEXT: phrase("Window names"),
}
_EXAMPLES: Final = {
    Stream.SCREEN: phrase(
        "a picture of your monitors whenever something changes, such as the letter you write"
    ),
    Stream.POINTER: phrase(
        "where the pointer is, which button you press and how you scroll, many times a second"
    ),
    Stream.KEYBOARD: phrase("each key you press and when, such as H, e, l, l, o, Enter"),
    Stream.CONTEXT: phrase(
        "the title, place and program of the window you work in, such as “letter.txt - Mousepad”"
    ),
}
_NEEDED: Final = phrase("nobody can take part without it")
_OPTIONAL: Final = phrase("you can take part without it")
_ROLES: Final = {
    Role.ANNOTATOR: phrase("{name}, who divides recordings into steps and describes them."),
    Role.QA: phrase("{name}, who replays recordings to check that they are right."),
    Role.RESEARCHER: phrase("{name}, who uses recordings for the purpose above."),
    Role.AUDITOR: phrase("{name}, who checks that everyone keeps to what is said here."),
}


def stream_name(stream: Stream) -> Phrase:
    """What people call it."""
    return _STREAM_NAMES[stream]


def stream_example(stream: Stream) -> Phrase:
    """What is recorded of it, by example."""
    return _EXAMPLES[stream]


def stream_need(request: StreamRequest) -> Phrase:
    """Whether a person can take part without it."""
    return _NEEDED if request.required else _OPTIONAL


def consent_sections(study: Study, *, withdrawal: WithdrawalWay) -> tuple[Section, ...]:
    """The page, section by section, in the order in which it is read."""
    return (
        Section(SectionName.PURPOSE, phrase("What this is for"), (Theirs(study.purpose),)),
        Section(SectionName.WHO, phrase("Who asks you"), tuple(_who(study))),
        Section(
            SectionName.AGREEMENT, phrase("What they ask you to agree to"), (Theirs(study.consent_text),)
        ),
        Section(
            SectionName.STREAMS, phrase("What is recorded, if you say yes to it"), tuple(_streams(study))
        ),
        Section(SectionName.NEVER, phrase("What is never recorded"), tuple(_never(study))),
        Section(SectionName.RECIPIENTS, phrase("Who can open it"), tuple(_recipients(study))),
        Section(SectionName.TIME, phrase("For how long"), tuple(_how_long(study))),
        Section(
            SectionName.WITHDRAWAL, phrase("You can change your mind"), tuple(_withdrawal(study, withdrawal))
        ),
        Section(SectionName.TASKS, phrase("What you will be asked to do"), tuple(_tasks(study))),
        Section(SectionName.TEXT, phrase("Which text this is"), tuple(_text(study))),
    )


def _who(study: Study) -> Iterator[Paragraph]:
    who = study.controller
    yield Theirs("\n".join(part for part in (who.name, who.address, who.email, who.url) if part))
    yield Ours(phrase("They answer to the law of {jurisdiction}.", jurisdiction=who.jurisdiction))
    if who.authority:
        yield Ours(phrase("If you are not content with them, you can complain to:"))
        yield Theirs(who.authority, is_part=True)


def _streams(study: Study) -> Iterator[Paragraph]:
    yield Ours(phrase("You decide on each one separately. What you refuse is not recorded."))
    for request in study.streams:
        yield _item(
            "{name} ({need}): {example}.",
            name=_STREAM_NAMES[request.stream].text,
            need=stream_need(request).text,
            example=_EXAMPLES[request.stream].text,
        )
        yield Theirs(request.shows, is_part=True)
    yield from most_pictures(study)


def most_pictures(study: Study) -> Iterator[Ours]:
    """How often the screen is looked at, where it is."""
    if any(request.stream is Stream.SCREEN for request in study.streams):
        yield Ours(
            counted(
                "At most one picture a second is taken. Sound and camera never are.",
                "At most {count} pictures a second are taken. Sound and camera never are.",
                study.frames_per_second,
            )
        )


def _never(study: Study) -> Iterator[Paragraph]:
    windows = study.windows
    yield _item(
        "Passwords: what you type where a password is asked for, or where the terminal shows nothing."
    )
    yield _item(
        "Anything while you pause, or while the screen is locked. A pause can be as long as you like."
    )
    yield _item("What you take off the record: the last minutes are removed from the disk too.")
    if windows.allowed_apps:
        yield _item(
            "Every window but those of: {apps}. The others are blanked.", apps=", ".join(windows.allowed_apps)
        )
    else:
        yield _item("Note that every window you leave visible may be in the pictures, but for those below.")
    if windows.excluded_apps:
        yield _item(
            "Windows of these programs, which are always blanked: {apps}.",
            apps=", ".join(windows.excluded_apps),
        )
    if windows.excluded_titles:
        yield _item(
            "Windows with these words in their title: {words}.", words=", ".join(windows.excluded_titles)
        )


def _recipients(study: Study) -> Iterator[Paragraph]:
    yield Ours(
        phrase(
            "The recording stays on your computer, encrypted, until you have seen it, cut out what you like, "
            "and sent it off yourself. What you send can be opened by these and by nobody else, not even by "
            "those who store it:"
        )
    )
    for recipient in study.recipients:
        yield _item(_ROLES[recipient.role].text, name=recipient.name)
    yield Ours(
        phrase("It is stored at {location} ({url}).", location=study.store.location, url=study.store.url)
    )


def _how_long(study: Study) -> Iterator[Paragraph]:
    yield Ours(
        counted(
            "Your consent holds for one day. Then you are asked again.",
            "Your consent holds for {count} days. Then you are asked again.",
            study.consent_days,
        ),
        is_item=True,
    )
    if study.last_day is not None:
        yield Ours(
            phrase("Nothing is recorded after {day}, when the study ends.", day=study.last_day), is_item=True
        )
    yield Ours(
        counted(
            "They promise to keep what you send for one day and then to delete it.",
            "They promise to keep what you send for {count} days and then to delete it.",
            study.retention_days,
        ),
        is_item=True,
    )


def withdrawal_words(study: Study) -> Ours:
    """What a withdrawal does and does not do."""
    return Ours(
        phrase(
            "From that moment nothing more is recorded. What was recorded before that moment was recorded "
            "lawfully; to have what you already sent deleted as well, write to {email}. You can also ask "
            "them what they hold of you, and for a copy, a correction or a deletion of it.",
            email=study.controller.email,
        )
    )


def _withdrawal(study: Study, way: WithdrawalWay) -> Iterator[Paragraph]:
    match way:
        case WithdrawalWay.COMMAND_LINE:
            yield Ours(
                phrase(
                    "You need not take part. If you do, you can withdraw at any time, without a reason, with "
                    "one command:"
                )
            )
            yield Verbatim(f"assent consent withdraw {study.id}", is_part=True)
        case WithdrawalWay.APP:
            yield Ours(
                phrase(
                    "You need not take part. If you do, you can withdraw at any time, without a reason, with "
                    "one button: Withdraw, beside the study under Tasks."
                )
            )
    yield withdrawal_words(study)


def _tasks(study: Study) -> Iterator[Paragraph]:
    yield Ours(phrase("Each task starts a program on your computer. These are the exact commands:"))
    for task in study.tasks:
        yield _item("{title} ({id})", title=task.title, id=task.id)
        yield Verbatim(shlex.join(task.start.command), is_part=True)
        if task.start.files:
            names = ", ".join(file.name for file in task.start.files)
            yield Ours(phrase("with these files: {names}", names=names), is_part=True)


def _text(study: Study) -> Iterator[Paragraph]:
    yield Ours(
        phrase(
            "This page was made from the file with the fingerprint below. If one character of that file "
            "changes, you are asked again."
        )
    )
    yield Verbatim(f"SHA-256 {study.sha256[:32]}\n        {study.sha256[32:]}")


def _item(text: str, /, **values: str) -> Ours:
    return Ours(phrase(text, **values), is_item=True)
