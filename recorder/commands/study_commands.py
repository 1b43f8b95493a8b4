"""``study``: look at a study before taking part in it."""

from pathlib import Path

import click

from recorder.commands.files import read_bytes
from recorder.commands.groups import OrderedGroup
from recorder.commands.output import json_option, print_json, say
from recorder.episode.card import age_key_fingerprint
from recorder.episode.consent_page import consent_text
from recorder.episode.study import Study
from recorder.study_file import StudyFileError, read_study
from recorder.study_owner import fingerprint_text
from recorder.wording import clean, count_text

study_file_argument = click.argument("file", type=click.Path(path_type=Path))
accept_owner_option = click.option(
    "--accept-owner",
    "accepted_owner",
    metavar="FINGERPRINT",
    help="The study is signed by someone else than before, and you made sure that this is right.",
)


@click.group(cls=OrderedGroup)
def study() -> None:
    """Look at a study's file before you take part."""


@study.command()
@study_file_argument
@json_option
def check(file: Path, *, as_json: bool) -> None:
    """Check a study's FILE and list every mistake with its line.

    Ends with exit code 8 if there are any.
    """
    try:
        found = study_of(file)
    except StudyFileError as error:
        if as_json:
            mistakes = [{"line": each.line, "key": each.key, "text": each.text} for each in error.mistakes]
            print_json({"ok": False, "mistakes": mistakes})
        raise
    if as_json:
        print_json({"ok": True, "mistakes": [], **_outline(found)})
        return
    tasks = count_text(len(found.tasks), "task")
    say(f"{clean(file.name)} is in order: “{found.title}”, version {found.version}, {tasks}.")
    say(f"Signed by: {fingerprint_text(found.owner)}." if found.owner else "Nobody signed it.")


@study.command()
@study_file_argument
@json_option
def show(file: Path, *, as_json: bool) -> None:
    """Show what the study in FILE asks of you, in full."""
    found = study_of(file)
    if as_json:
        print_json(_outline(found))
    else:
        click.echo(consent_text(found), nl=False)


def study_of(file: Path) -> Study:
    """The study in a file.

    Raises:
        UnusablePathError: The file cannot be read.
        StudyFileError: It holds no study; every mistake is listed.
    """
    return read_study(read_bytes(file), name=file.name)


def _outline(found: Study) -> dict[str, object]:
    return {
        "id": found.id,
        "version": found.version,
        "title": found.title,
        "sha256": found.sha256,
        "owner": None if found.owner is None else found.owner.hex(),
        "owner_fingerprint": None if found.owner is None else fingerprint_text(found.owner),
        "purpose": found.purpose,
        "controller": {"name": found.controller.name, "email": found.controller.email},
        "consent_days": found.consent_days,
        "last_day": None if found.last_day is None else found.last_day.isoformat(),
        "retention_days": found.retention_days,
        "streams": [
            {"stream": request.stream.value, "required": request.required, "shows": request.shows}
            for request in found.streams
        ],
        "allowed_apps": list(found.windows.allowed_apps),
        "excluded_apps": list(found.windows.excluded_apps),
        "excluded_titles": list(found.windows.excluded_titles),
        "frames_per_second": found.frames_per_second,
        "tasks": [
            {
                "id": task.id,
                "title": task.title,
                "instructions": task.instructions,
                "command": list(task.start.command),
            }
            for task in found.tasks
        ],
        "recipients": [
            {
                "name": recipient.name,
                "role": recipient.role.value,
                "age_key": recipient.age_key,
                "fingerprint": age_key_fingerprint(recipient.age_key),
                "signing_key": None if recipient.signing_key is None else recipient.signing_key.hex(),
            }
            for recipient in found.recipients
        ],
        "store": {"url": found.store.url, "location": found.store.location},
    }
