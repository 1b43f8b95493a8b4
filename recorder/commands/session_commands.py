"""``sessions``: what is in the vault, and how a session is named and summed up."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final

import click

from recorder.commands.opening import kept_sessions, opened_vault, short_id
from recorder.commands.output import json_option, print_json, say
from recorder.episode.ending import EndReason
from recorder.episode.time import format_time
from recorder.study_file import read_study
from recorder.vault.catalog import SessionRow
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.vault import Vault
from recorder.wording import clean, moment_text, size_text, table

session_argument = click.argument("session")

ENDINGS: Final[Mapping[EndReason, str]] = {
    EndReason.STOPPED: "stopped by you",
    EndReason.TIME_IS_UP: "the time was up",
    EndReason.CONSENT_ENDED: "the consent ended",
    EndReason.DISK_FULL: "the disk was full",
    EndReason.DISK_TOO_SLOW: "the disk was too slow",
    EndReason.STORAGE_FAILED: "the disk refused to write",
    EndReason.SCREEN_GONE: "the desktop was gone",
    EndReason.SCREEN_UNREADABLE: "the screen could not be read",
    EndReason.INDICATOR_GONE: "nobody showed any more that it was recording",
    EndReason.CRASHED: "ended abruptly; closed later",
    EndReason.DESTROYED: "destroyed",
}


@click.command()
@json_option
def sessions(*, as_json: bool) -> None:
    """List the sessions in the vault, oldest first.

    Wherever a command asks for a SESSION, the beginning of its id is enough.
    """
    with opened_vault() as vault:
        rows = kept_sessions(vault)
    if as_json:
        print_json({"sessions": [row_json(row) for row in rows]})
        return
    if not rows:
        say("There is no session in the vault.")
        return
    say(
        table(
            ("Session", "Recorded", "Length", "Size", "Study", "Task", "Kept until", "Ended"),
            [_line(row) for row in rows],
            right=(2, 3),
        )
    )


def row_json(row: SessionRow) -> dict[str, object]:
    """What the catalog tells of a session, as values that ``json.dumps`` takes."""
    return {
        "session": row.session_id,
        "state": row.state.value,
        "expires_at": None if row.expires_at is None else row.expires_at.astimezone(UTC).isoformat(),
        "edits": row.edit_count,
        "baked": row.baked.value,
        **header_json(row.header),
        **summary_json(row.summary),
    }


def header_json(header: SessionHeader | None) -> dict[str, object]:
    """What a session or an episode says of its beginning; nothing where that is not known."""
    if header is None:
        return {}
    return {
        "study_id": header.study_id,
        "study_version": header.study_version,
        "study_sha256": header.study_sha256,
        "task_id": header.task_id,
        "grant_sha256": header.grant_hash,
        "streams": list(header.streams),
        "started_at": header.started_at.astimezone(UTC).isoformat(),
        "platform": header.platform,
        "language": header.language,
    }


def summary_json(summary: SessionSummary | None) -> dict[str, object]:
    """What a session or an episode holds, in figures; nothing before it is finished."""
    if summary is None:
        return {}
    return {
        "length_ns": summary.ended_ns,
        "ended": summary.reason.value,
        "events": summary.events,
        "pictures": summary.packets,
        "picture_bytes": summary.packet_bytes,
        "size_bytes": summary.file_bytes,
    }


def task_title(vault: Vault, header: SessionHeader) -> str:
    """The title of a session's task, from the study that the vault keeps; its id where that is missing."""
    content = vault.study(header.study_sha256)
    task = None if content is None else read_study(content).task(header.task_id)
    return header.task_id if task is None else f"{task.title} ({task.id})"


def _line(row: SessionRow) -> tuple[str, ...]:
    header, summary = row.header, row.summary
    return (
        short_id(row.session_id),
        "" if header is None else moment_text(header.started_at),
        "" if summary is None else format_time(summary.ended_ns),
        "" if summary is None else size_text(summary.file_bytes),
        "" if header is None else clean(header.study_id),
        "" if header is None else clean(header.task_id),
        "" if row.expires_at is None else moment_text(row.expires_at)[: len("2026-03-01")],
        "recording now" if summary is None else ENDINGS[summary.reason],
    )
