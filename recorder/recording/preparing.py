"""What comes before a recording: the evidence of consent, the session in the vault, the first message.

The command line and the app both begin here, so that neither can begin in a way that the other does not.
"""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recorder.consented import Consented, permit_from_records
from recorder.episode.consent import ConsentChain
from recorder.episode.gestures import Gestures
from recorder.episode.language import language_of
from recorder.episode.screen import Rect
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_SECOND
from recorder.recording.messages import Begin, Hotkeys
from recorder.vault.consents import consent_chain
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.vault import Vault

OFF_THE_RECORD_NS: Final = 120 * NS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Prepared:
    """A task that may be recorded, and what proves it.

    Attributes:
        consented: The permit, the study and the task.
        study_bytes: The study's exact bytes; the recording process derives its permit from them anew.
        chain: The consents, as the vault has them.
    """

    consented: Consented
    study_bytes: bytes
    chain: ConsentChain


@dataclass(frozen=True, slots=True)
class Steering:
    """How the person wants to steer a recording.

    Attributes:
        hotkeys: The recorder's chords.
        off_the_record_ns: How far back "off the record" wipes.
        longest_ns: After how much recorded time it ends by itself; ``None`` for never.
    """

    hotkeys: Hotkeys
    off_the_record_ns: int = OFF_THE_RECORD_NS
    longest_ns: int | None = None


@dataclass(frozen=True, slots=True)
class OwnParts:
    """What is Assent's on the desktop, and so in no picture: X11 ids of windows, and processes."""

    windows: tuple[int, ...]
    processes: tuple[int, ...]


def prepare(vault: Vault, study_bytes: bytes, *, task_id: str, now: datetime) -> Prepared:
    """Find out whether a task may be recorded.

    Args:
        vault: Holds the consents.
        study_bytes: The exact bytes of the study.
        task_id: The task.
        now: The time, with its time zone.

    Raises:
        StudyFileError: The bytes are no study.
        TamperedChainError: The consents are not those that were written.
        NoConsentError: It may not be recorded, and why.
    """
    chain = consent_chain(vault)
    consented = permit_from_records(study_bytes, chain.lines, chain.head, task_id=task_id, now=now)
    return Prepared(consented, study_bytes, chain)


def header_of(
    prepared: Prepared,
    *,
    gestures: Gestures,
    first_window: Rect | None,
    task_folder: str = "",
    environment: Mapping[str, str],
    now: datetime,
) -> SessionHeader:
    """What a new session's file says of itself.

    Args:
        prepared: What is recorded.
        gestures: The system's settings.
        first_window: Where the task's first window is; ``None`` where the person started the task themselves.
        task_folder: Where the task's files are, if that may be known; see ``SessionHeader``.
        environment: Names the display, and the language that programs speak.
        now: The wall time at the session's beginning, with its time zone.
    """
    consented = prepared.consented
    claims = consented.permit.claims
    return SessionHeader(
        session_id=new_session_id(),
        study_id=consented.study.id,
        study_version=consented.study.version,
        study_sha256=consented.study.sha256,
        task_id=consented.task.id,
        grant_hash=claims.grant_sha256,
        streams=tuple(sorted(claims.streams)),
        started_at=now,
        platform=platform.platform(),
        display=environment.get("DISPLAY", ""),
        gestures=gestures,
        frames_per_second=consented.study.frames_per_second,
        first_window=first_window,
        task_folder=task_folder,
        language=language_of(environment),
    )


def new_recording(
    vault: Vault,
    prepared: Prepared,
    header: SessionHeader,
    *,
    steering: Steering,
    own: OwnParts,
    log_level: str = "WARNING",
) -> Begin:
    """Write into the vault that a session begins, and make what its recording process is told first.

    Raises:
        DiskFullError: No space is left; nothing was begun.
    """
    new = vault.new_session(header, retention_days=prepared.consented.study.retention_days)
    return Begin(
        study_toml=prepared.study_bytes,
        consent_entries=prepared.chain.lines,
        consent_head=prepared.chain.head,
        task_id=header.task_id,
        streams=tuple(Stream(stream) for stream in header.streams),
        session_path=str(new.path),
        session_key=new.key,
        header=header,
        hotkeys=steering.hotkeys,
        off_the_record_ns=steering.off_the_record_ns,
        longest_ns=steering.longest_ns,
        own_windows=own.windows,
        own_pids=own.processes,
        log_level=log_level,
    )
