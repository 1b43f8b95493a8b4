"""Approving: a person sees exactly what leaves, for whom and where to, and says yes to those bytes.

The file is hashed before it is approved, and everything that the approval is bound to is checked again at
the door: before the episode is sealed, after, and before the first byte is sent. Where anything is no longer
what was approved, the person is asked again; there is no other way out of the vault.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from recorder.episode.card import age_key_fingerprint
from recorder.episode.consent_entries import Grant, format_utc
from recorder.episode.phrase import english
from recorder.episode.study import Role, Store, Study
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_reader import SessionAccess
from recorder.vault.sharing_rows import ApprovalRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.addresses import store_place
from studio.submission.binding import Binding, StaleReason, stale_reason
from studio.submission.checklist import (
    Check,
    CheckKind,
    CheckState,
    NoSuggestions,
    Suggestions,
    Watched,
    suggestions_check,
    watched_check,
)
from studio.submission.errors import (
    ApprovalStaleError,
    EpisodeMissingError,
    NotApprovedError,
    NotReadyError,
    StudyMissingError,
)
from studio.submission.store_places import read_place
from studio.submission.subject import subject_of

__all__ = [
    "ApprovalOrder",
    "ApprovalSheet",
    "Reader",
    "StaleReason",
    "Watched",
    "approve",
    "check_approval",
    "hash_episode",
    "prepare_approval",
]

Progress = Callable[[int, int], None]
"""Told how much of how much is done; whatever it raises ends the work."""

_SHOWN_FORMAT: Final = 1
_AT_ONCE_BYTES: Final = 4 << 20
_NO_SUGGESTIONS: Final = NoSuggestions()
_BYTES_BESIDE: Final = 45_000
"""About what the study, the consent and the descriptions of what is in it take."""
_BYTES_AN_EVENT: Final = 40
"""About what an event takes in a bundle; moves of the pointer, which are most, take a quarter of it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who will be able to open it.

    Attributes:
        name: Who, as the study says.
        role: What for.
        age_key: Their public key.
        fingerprint: What is compared to be sure that the key is theirs.
    """

    name: str
    role: Role
    age_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ApprovalSheet:
    """All that is shown before a person approves, beside the episode itself.

    Attributes:
        session_id: The recording.
        episode: What leaves.
        study: For which study.
        grant: Under which consent.
        recipients: Who will be able to open it.
        size_bytes: About how much is sent.
        store: Where to; its location is empty where another place was chosen than the study's.
        retention_days: How long it is kept.
        expires_on: From the first moment of this day (UTC) nobody opens it any more, if it is sent today.
        checks: The checklist.
        shared_before: What of the recording is shared already, by the bundles' ids: it stays so until it is
            taken back.
        file_sha256: Of the episode's file; empty before it is hashed.
        edits_sha256: Of the edits in force.
    """

    session_id: str
    episode: EpisodeRow
    study: Study
    grant: Grant
    recipients: tuple[Reader, ...]
    size_bytes: int
    store: Store
    retention_days: int
    expires_on: date
    checks: tuple[Check, ...]
    shared_before: tuple[str, ...] = ()
    file_sha256: str = ""
    edits_sha256: str = field(default="", repr=False)

    @property
    def task_title(self) -> str:
        """What was done."""
        task = self.study.task(self.episode.header.task_id)
        return self.episode.header.task_id if task is None else task.title

    @property
    def can_approve(self) -> bool:
        """Whether nothing stands against it, and only the watching may be open."""
        return self.file_sha256 != "" and all(
            check.state is CheckState.DONE for check in self.checks if check.kind is not CheckKind.WATCHED
        )

    def with_watched(self, watched: Watched | None) -> "ApprovalSheet":
        """As it is once that much was watched."""
        others = tuple(check for check in self.checks if check.kind is not CheckKind.WATCHED)
        return replace(self, checks=(*others, watched_check(watched)))


@dataclass(frozen=True, slots=True)
class ApprovalOrder:
    """What to hash, and the sheet as far as it is known without that."""

    source: SessionAccess = field(repr=False)
    sheet: ApprovalSheet


def prepare_approval(
    vault: Vault,
    session_id: str,
    *,
    store_url: str | None = None,
    now: datetime,
    suggestions: Suggestions = _NO_SUGGESTIONS,
) -> ApprovalOrder:
    """Gather what is shown before approving.

    Args:
        vault: Where the session is.
        session_id: The session.
        store_url: Where to send it; as the study says where ``None``.
        now: The time.
        suggestions: Who proposed what to redact.

    Raises:
        NoSuchSessionError: There is none.
        EpisodeMissingError: It was not baked.
        StudyMissingError: The study, or the consent to it, is not in the vault.
        TamperedChainError: The record of the consents was changed.
        PlaceUnclearError, StoreUrlError: The store is none.
    """
    subject = subject_of(vault, session_id)
    study, summary = subject.study, subject.episode.summary
    if summary is None:
        raise AssertionError("the subject's episode is whole")
    store = _store(study, study.store.url if store_url is None else store_url)
    sheet = ApprovalSheet(
        session_id=session_id,
        episode=subject.episode,
        study=study,
        grant=subject.grant,
        recipients=readers_of(study),
        size_bytes=_BYTES_BESIDE + summary.packet_bytes + summary.events * _BYTES_AN_EVENT,
        store=store,
        retention_days=study.retention_days,
        expires_on=now.astimezone(UTC).date() + timedelta(days=study.retention_days),
        checks=(
            *subject.consent_checks(now),
            subject.edits_check(),
            suggestions_check(suggestions.unanswered(session_id)),
            watched_check(None),
        ),
        shared_before=tuple(
            row.bundle_id
            for row in vault.submissions()
            if row.session_id == session_id and row.state is SubmissionState.SENT
        ),
        edits_sha256=subject.edits_sha256,
    )
    return ApprovalOrder(vault.episode_access(subject.episode.episode_id), sheet)


def hash_episode(order: ApprovalOrder, progress: Progress) -> ApprovalSheet:
    """Hash the episode's file; on any thread.

    Raises:
        DamagedFileError: It is not the file that was baked.
    """
    return replace(order.sheet, file_sha256=file_sha256(order.source, progress))


def approve(vault: Vault, sheet: ApprovalSheet, *, watched: Watched, now: datetime) -> ApprovalRow:
    """Write down that the person approves what the sheet says, and nothing else.

    Raises:
        NotReadyError: Something stands against it.
        ApprovalStaleError: It is no longer as the sheet says.
    """
    sheet = sheet.with_watched(watched)
    if not sheet.can_approve:
        against = next(check for check in sheet.checks if check.state is not CheckState.DONE)
        raise NotReadyError(english(against.words))
    row = ApprovalRow(
        approval_id=secrets.token_hex(16),
        session_id=sheet.session_id,
        episode_id=sheet.episode.episode_id,
        file_sha256=sheet.file_sha256,
        edits_sha256=sheet.edits_sha256,
        study_sha256=sheet.study.sha256,
        store_url=sheet.store.url,
        shown=json.dumps(_shown(sheet, watched), ensure_ascii=False),
        approved_at=now,
    )
    _refuse_stale(vault, row, now, store_url=row.store_url)
    vault.add_approval(row)
    return row


def check_approval(
    vault: Vault, session_id: str, now: datetime, *, store_url: str | None = None
) -> ApprovalRow:
    """The approval of a session, if it holds for what would leave now. Does not read the file.

    Args:
        vault: Where the session is.
        session_id: The session.
        now: The time.
        store_url: Where it shall go; where it was approved for if ``None``.

    Raises:
        NotApprovedError: There is none.
        ApprovalStaleError: What would leave is not what was approved.
    """
    row = vault.approval_of(session_id)
    if row is None:
        raise NotApprovedError
    _refuse_stale(vault, row, now, store_url=row.store_url if store_url is None else store_place(store_url))
    return row


def readers_of(study: Study) -> tuple[Reader, ...]:
    """Who can open what is sealed for a study, in the study's order."""
    return tuple(
        Reader(each.name, each.role, each.age_key, age_key_fingerprint(each.age_key))
        for each in study.recipients
    )


def file_sha256(source: SessionAccess, progress: Progress) -> str:
    """The SHA-256 of a finished file.

    Raises:
        DamagedFileError: It is not the one that was finished.
    """
    source.open().close()
    return _sha256(source.path, progress)


def _sha256(path: Path, progress: Progress) -> str:
    hashed, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(_AT_ONCE_BYTES):
            hashed.update(block)
            done += len(block)
            progress(done, max(done, size))
    return hashed.hexdigest()


def _store(study: Study, chosen: str) -> Store:
    url = store_place(chosen)
    # An address that nothing can be sent to is said now, and not once everything is approved.
    read_place(url)
    return Store(url, study.store.location if url == store_place(study.store.url) else "")


def _refuse_stale(vault: Vault, row: ApprovalRow, now: datetime, *, store_url: str) -> None:
    try:
        subject = subject_of(vault, row.session_id)
    except EpisodeMissingError:
        raise ApprovalStaleError(StaleReason.BAKED_ANEW) from None
    except StudyMissingError:
        raise ApprovalStaleError(StaleReason.CONSENT_OVER) from None
    reason = stale_reason(_approved(row), subject.binding(store_url))
    if reason is None and not subject.may_be_shared(now):
        reason = StaleReason.CONSENT_OVER
    if reason is not None:
        raise ApprovalStaleError(reason)


def _approved(row: ApprovalRow) -> Binding:
    return Binding(row.episode_id, row.file_sha256, row.edits_sha256, row.study_sha256, row.store_url)


def _shown(sheet: ApprovalSheet, watched: Watched) -> dict[str, object]:
    return {
        "format": _SHOWN_FORMAT,
        "study": {"id": sheet.study.id, "version": sheet.study.version, "title": sheet.study.title},
        "task": sheet.task_title,
        "recipients": [
            {
                "name": reader.name,
                "role": reader.role.value,
                "age_key": reader.age_key,
                "fingerprint": reader.fingerprint,
            }
            for reader in sheet.recipients
        ],
        "size_bytes": sheet.size_bytes,
        "store": {"url": sheet.store.url, "location": sheet.store.location},
        "retention_days": sheet.retention_days,
        "expires_on": sheet.expires_on.isoformat(),
        "consent_given_at": format_utc(sheet.grant.at),
        "checks": {check.kind.value: check.state.value for check in sheet.checks},
        "watched": watched.value,
    }
