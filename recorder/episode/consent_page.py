"""The page that a person reads before they consent: the whole study in plain words, 78 columns wide.

What the study's authors wrote stands behind a bar, so that no text of theirs can pass for a line of ours. All
else is worked out from the same fields that bind the recorder, so that the page promises what the program
does; what only the authors can keep is given as their promise.
"""

import shlex
import textwrap
from collections.abc import Iterator
from typing import Final

from recorder.episode.study import Role, Stream, Study, Task, WindowRules

_WIDTH: Final = 78
_BAR: Final = "| "
_EXAMPLES: Final = {
    Stream.SCREEN: "a picture of your monitors whenever something changes, such as the letter you write",
    Stream.POINTER: "where the pointer is, which button you press and how you scroll, many times a second",
    Stream.KEYBOARD: "each key you press and when, such as H, e, l, l, o, Enter",
    Stream.CONTEXT: "the title, place and program of the window you work in, such as “letter.txt - Mousepad”",
}
_ROLES: Final = {
    Role.ANNOTATOR: "divides recordings into steps and describes them",
    Role.QA: "replays recordings to check that they are right",
    Role.RESEARCHER: "uses recordings for the purpose above",
    Role.AUDITOR: "checks that everyone keeps to what is said here",
}


def consent_text(study: Study) -> str:
    """The page, ending in a line break; no line is wider than 78 columns unless one word alone is."""
    parts = [
        _heading(f"{study.title} (version {study.version})"),
        "\nLines that begin with a bar (|) are the words of those who ask you.",
        *_section("What this is for", _theirs(study.purpose)),
        *_section("Who asks you", *_who(study)),
        *_section("What they ask you to agree to", _theirs(study.consent_text)),
        *_section("What is recorded, if you say yes to it", *_streams(study)),
        *_section("What is never recorded", *_never(study.windows)),
        *_section("Who can open it", *_recipients(study)),
        *_section("For how long", *_how_long(study)),
        *_section("You can change your mind", *_withdrawal(study)),
        *_section("What you will be asked to do", *_tasks(study.tasks)),
        *_section(
            "Which text this is",
            "This page was made from the file with the fingerprint below. If one character of that file "
            "changes, you are asked again.",
            f"SHA-256 {study.sha256[:32]}\n        {study.sha256[32:]}",
        ),
    ]
    return "\n".join(parts) + "\n"


def _heading(text: str) -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{'=' * max(map(len, wrapped.splitlines()))}"


def _section(title: str, *paragraphs: str) -> Iterator[str]:
    yield f"\n{title}\n{'-' * len(title)}"
    for at, paragraph in enumerate(paragraphs):
        is_item = paragraph.startswith(("* ", "  ")) and not paragraphs[at - 1].startswith(_BAR)
        yield ("" if at == 0 or is_item else "\n") + _wrapped(paragraph)


def _theirs(text: str, lead: str = "") -> str:
    return "\n".join(f"{lead}{_BAR}{line.strip()}" for line in text.strip().splitlines())


def _wrapped(text: str) -> str:
    """Wrap each line by itself, keeping its lead: a bar, an item's star, or spaces."""
    return "\n".join(_wrapped_line(line) for line in text.splitlines())


def _wrapped_line(line: str) -> str:
    lead = line[: len(line) - len(line.lstrip(" |"))]
    rest = line[len(lead) :].strip()
    if not rest:
        return lead.rstrip()
    return textwrap.fill(
        rest,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=lead + ("  " if rest.startswith("* ") else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _who(study: Study) -> Iterator[str]:
    who = study.controller
    yield _theirs("\n".join(part for part in (who.name, who.address, who.email, who.url) if part))
    yield f"They answer to the law of {who.jurisdiction}."
    if who.authority:
        yield f"If you are not content with them, you can complain to:\n{_theirs(who.authority)}"


def _streams(study: Study) -> Iterator[str]:
    yield "You decide on each one separately. What you refuse is not recorded."
    for request in study.streams:
        need = "nobody can take part without it" if request.required else "you can take part without it"
        name = request.stream.value.capitalize()
        yield f"* {name} ({need}): {_EXAMPLES[request.stream]}.\n{_theirs(request.shows, '  ')}"
    if any(request.stream is Stream.SCREEN for request in study.streams):
        yield f"At most {study.frames_per_second} pictures a second are taken. Sound and camera never are."


def _never(windows: WindowRules) -> Iterator[str]:
    yield "* Passwords: what you type where a password is asked for, or where the terminal shows nothing."
    yield "* Anything while you pause, or while the screen is locked. A pause can be as long as you like."
    yield "* What you take off the record: the last minutes are removed from the disk too."
    if windows.allowed_apps:
        yield f"* Every window but those of: {', '.join(windows.allowed_apps)}. The others are blanked."
    else:
        yield "* Note that every window you leave visible may be in the pictures, but for those below."
    if windows.excluded_apps:
        yield f"* Windows of these programs, which are always blanked: {', '.join(windows.excluded_apps)}."
    if windows.excluded_titles:
        yield f"* Windows with these words in their title: {', '.join(windows.excluded_titles)}."


def _recipients(study: Study) -> Iterator[str]:
    yield (
        "The recording stays on your computer, encrypted, until you have seen it, cut out what you like, "
        "and sent it off yourself. What you send can be opened by these and by nobody else, not even by "
        "those who store it:"
    )
    for recipient in study.recipients:
        yield f"* {recipient.name}, who {_ROLES[recipient.role]}."
    yield f"It is stored at {study.store.location} ({study.store.url})."


def _how_long(study: Study) -> Iterator[str]:
    yield f"* Your consent holds for {_days(study.consent_days)}. Then you are asked again."
    if study.last_day is not None:
        yield f"* Nothing is recorded after {study.last_day:%d %B %Y}, when the study ends."
    yield f"* They promise to keep what you send for {_days(study.retention_days)} and then to delete it."


def _withdrawal(study: Study) -> Iterator[str]:
    yield (
        "You need not take part. If you do, you can withdraw at any time, without a reason, with one command:"
    )
    yield f"    assent consent withdraw {study.id}"
    yield (
        "From that moment nothing more is recorded. What was recorded before that moment was recorded "
        f"lawfully; to have what you already sent deleted as well, write to {study.controller.email}. You "
        "can also ask them what they hold of you, and for a copy, a correction or a deletion of it."
    )


def _tasks(tasks: tuple[Task, ...]) -> Iterator[str]:
    yield "Each task starts a program on your computer. These are the exact commands:"
    for task in tasks:
        yield f"* {task.title} ({task.id})\n  {shlex.join(task.start.command)}"
        if task.start.files:
            yield f"  with these files: {', '.join(file.name for file in task.start.files)}"


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"
