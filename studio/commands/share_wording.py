"""What is shared, received and taken back in words, for the command line."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Final

from recorder.commands.opening import short_id
from recorder.episode.phrase import english
from recorder.episode.time import format_time
from recorder.vault.sharing_rows import ReceivedRow, SubmissionRow, SubmissionState
from recorder.wording import clean, fields, moment_text, size_text, table
from studio.submission.approval import ApprovalSheet
from studio.submission.checklist import CheckState
from studio.submission.store_places import read_place

_MARKS: Final[Mapping[CheckState, str]] = {
    CheckState.DONE: "yes",
    CheckState.OPEN: "open",
    CheckState.FAILED: "NO",
}
_STATES: Final[Mapping[SubmissionState, str]] = {
    SubmissionState.SEALING: "being sealed",
    SubmissionState.WAITING: "waits to be sent",
    SubmissionState.SENT: "shared",
    SubmissionState.WITHDRAWING: "being taken back",
    SubmissionState.WITHDRAWN: "taken back",
}


def sheet_text(sheet: ApprovalSheet) -> str:
    """All that a person sees before they approve."""
    summary = sheet.episode.summary
    length = "" if summary is None else format_time(summary.ended_ns)
    where = place_text(sheet.store.url) + (f", {clean(sheet.store.location)}" if sheet.store.location else "")
    heading = fields(
        [
            ("What leaves", f"episode {short_id(sheet.episode.episode_id)}, {length} long"),
            ("Task", clean(sheet.task_title)),
            ("Study", f"{clean(sheet.study.title)}, version {clean(sheet.study.version)}"),
            ("Size", f"about {size_text(sheet.size_bytes)}"),
            ("Where to", where),
            ("Kept", f"{sheet.retention_days} days: nobody opens it from {sheet.expires_on} on"),
        ]
    )
    readers = table(
        ("Can open it", "As", "Fingerprint of the key"),
        [(clean(each.name), each.role.value, each.fingerprint) for each in sheet.recipients],
    )
    checks = table((), [(_MARKS[check.state], clean(english(check.words))) for check in sheet.checks])
    parts = [heading, readers, checks]
    if sheet.shared_before:
        shared = ", ".join(map(short_id, sheet.shared_before))
        parts.append(f"Shared before, and still there until you withdraw it: {shared}.")
    return "\n\n".join(parts)


def place_text(store_url: str) -> str:
    """A store as a person reads it."""
    return clean(read_place(store_url).shown)


def sheet_json(sheet: ApprovalSheet) -> dict[str, object]:
    """The same for a program."""
    return {
        "session": sheet.session_id,
        "episode": sheet.episode.episode_id,
        "episode_sha256": sheet.file_sha256,
        "study_id": sheet.study.id,
        "study_version": sheet.study.version,
        "study_sha256": sheet.study.sha256,
        "recipients": [
            {
                "name": each.name,
                "role": each.role.value,
                "age_key": each.age_key,
                "fingerprint": each.fingerprint,
            }
            for each in sheet.recipients
        ],
        "size_bytes": sheet.size_bytes,
        "store": {"url": sheet.store.url, "location": sheet.store.location},
        "retention_days": sheet.retention_days,
        "expires_on": sheet.expires_on.isoformat(),
        "shared_before": list(sheet.shared_before),
        "checks": [
            {"kind": check.kind.value, "state": check.state.value, "words": english(check.words)}
            for check in sheet.checks
        ],
    }


def submissions_table(rows: tuple[SubmissionRow, ...]) -> str:
    """What was shared, a line each, and below it what keeps any from going on."""
    lines = table(
        ("Shared as", "Session", "Study", "State", "Since", "Kept until", "Size"),
        [
            (
                short_id(row.bundle_id),
                short_id(row.session_id),
                clean(row.study_id),
                state_text(row),
                moment_text(row.state_since),
                row.expires_on.isoformat(),
                size_text(row.total_bytes) if row.total_bytes else "",
            )
            for row in rows
        ],
        right=(6,),
    )
    return "\n".join([lines, *_problems(rows)])


def state_text(row: SubmissionRow) -> str:
    """Where a submission stands."""
    if row.state is SubmissionState.WITHDRAWN and row.withdraw_reason == "expired":
        return "kept no longer"
    if row.state is SubmissionState.WITHDRAWN and row.submitted_on is None:
        return "not sent"
    return _STATES[row.state]


def submission_json(row: SubmissionRow) -> dict[str, object]:
    """A submission for a program."""
    return {
        "bundle": row.bundle_id,
        "session": row.session_id,
        "episode": row.episode_id,
        "study_id": row.study_id,
        "study_sha256": row.study_sha256,
        "store": row.store_url,
        "state": row.state.value,
        "since": row.state_since.astimezone(UTC).isoformat(),
        "submitted_on": _day(row.submitted_on),
        "expires_on": row.expires_on.isoformat(),
        "size_bytes": row.total_bytes,
        "problem": row.problem or None,
        "next_try_at": None if row.next_try_at is None else row.next_try_at.astimezone(UTC).isoformat(),
        "reason": row.withdraw_reason or None,
    }


def received_json(row: ReceivedRow) -> dict[str, object]:
    """A received recording for a program."""
    return {
        "bundle": row.bundle_id,
        "store": row.store_url,
        "contributor": row.contributor.hex(),
        "study_sha256": row.study_sha256,
        "task_id": row.task_id,
        "state": row.state.value,
        "gone_because": row.gone_because.value or None,
        "expires_on": row.expires_on.isoformat(),
        "received_at": row.received_at.astimezone(UTC).isoformat(),
        "ended_ns": None if row.summary is None else row.summary.ended_ns,
        "events": None if row.summary is None else row.summary.events,
        "packets": None if row.summary is None else row.summary.packets,
    }


def _problems(rows: tuple[SubmissionRow, ...]) -> Iterator[str]:
    for row in rows:
        if row.problem:
            again = f" Tried again after {moment_text(row.next_try_at)}." if row.next_try_at else ""
            yield f"{short_id(row.bundle_id)}: {clean(row.problem)}{again}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
