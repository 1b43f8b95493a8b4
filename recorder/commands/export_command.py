"""``export``: a session or an episode in clear, for whoever may have it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from recorder.commands.files import make_folder, write_new
from recorder.commands.kept import KeptKind, find_kept, kept_argument
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.episode.action_json import action_to_json
from recorder.episode.event_json import event_to_json
from recorder.episode.recognition import recognise
from recorder.vault.session_reader import SessionReader
from recorder.video.mp4 import same_size_runs, write_mp4
from recorder.wording import clean, count_text, size_text

EXPORT_FORMAT: Final = 1
_HELP: Final = """\
Write a SESSION or EPISODE in clear into a new folder.

\b
session.json   when, for which study, under which consent; episode.json of an episode,
               recording.json of what you received
events.jsonl   what the devices reported, one JSON object a line
actions.jsonl  what that meant, each with the events it came from
monitor-N.mp4  the pictures and their times; a part for each resolution

What is exported lies outside of the vault. It asks first.
"""
_WARNING: Final = (
    "What you export leaves the vault in clear: every picture, every key, every title.\n"
    "Whoever can read the folder can read all of it.\n"
    "Deleting the {kind} later does not reach it."
)
_STILL_THEIRS: Final = (
    "Whoever shared it can still take it back. Assent destroys its own copy then; delete this one yourself."
)


@click.command(help=_HELP, short_help="Write a session or an episode in clear into a new folder.")
@kept_argument
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def export(named: str, *, out: Path, yes: bool, as_json: bool) -> None:
    """Write a session or an episode in clear into a new folder."""
    with opened_vault() as vault:
        kept = find_kept(vault, named)
        if not yes:
            note(_WARNING.format(kind=kept.kind))
            if kept.kind is KeptKind.RECEIVED:
                note(_STILL_THEIRS)
            click.confirm(f"Export the {kept.kind}?", abort=True, err=True)
        make_folder(out)
        with kept.open(vault) as reader:
            about = f"{kept.kind}.json"
            write_new(out / about, _json_line({"format": EXPORT_FORMAT, **kept.json()}))
            files = [about, *_write_lines(reader, out), *_write_videos(reader, out)]
    size = sum((out / name).stat().st_size for name in files)
    if as_json:
        print_json({"folder": str(out), "files": files, "size_bytes": size})
        return
    say(f"The {kept.kind} is in {clean(str(out))}: {count_text(len(files), 'file')}, {size_text(size)}.")
    note("They are outside of the vault now, in clear.")


def _write_lines(reader: SessionReader, out: Path) -> Iterator[str]:
    events = tuple(reader.events())
    actions = recognise(events, reader.header.gestures)
    for name, rows in (
        ("events.jsonl", map(event_to_json, events)),
        ("actions.jsonl", map(action_to_json, actions)),
    ):
        write_new(out / name, b"".join(map(_json_line, rows)))
        yield name


def _write_videos(reader: SessionReader, out: Path) -> Iterator[str]:
    monitors = reader.monitor_ids()
    with progress("Writing the pictures") as advance:
        for done, monitor in enumerate(monitors, 1):
            runs = list(same_size_runs(tuple(reader.packets(monitor))))
            for number, run in enumerate(runs, 1):
                part = "" if len(runs) == 1 else f"-part-{number}"
                name = f"monitor-{monitor}{part}.mp4"
                # Made here first, so that it is the person's alone from its first byte.
                write_new(out / name, b"")
                write_mp4(run, out / name)
                yield name
            advance(done, len(monitors))


def _json_line(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
