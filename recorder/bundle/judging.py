"""Whether a reader may have what a bundle holds, judged by its beginning and before anything else is read.

The contributor's signature says who sent it. What makes it more than a stranger's file is the study inside:
of an owner whom the reader knows, naming exactly those to whom it is sealed, with a consent that covers it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from recorder.bundle.consent_proof import check_consent
from recorder.bundle.envelope import NotSignedError
from recorder.bundle.errors import (
    BrokenBundleError,
    NewerBundleError,
    TamperedBundleError,
    UnknownOwnerError,
)
from recorder.bundle.payload_events import rect_of
from recorder.bundle.payload_reading import PayloadBeginning
from recorder.bundle.payload_records import EpisodeRecord
from recorder.bundle.statements import (
    UnknownFormatError,
    Voucher,
    commitment,
    read_statement,
    recipient_tag,
)
from recorder.bundle.unsealing import Unsealed
from recorder.episode.gestures import Gestures
from recorder.episode.phrase import later
from recorder.episode.study import Study
from recorder.study_file import StudyFileError, read_study
from recorder.vault.session_header import SessionHeader

_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2999, 12, 31)
"""Far from the ends of the calendar, where a day of another time zone is an error in whatever shows it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A beginning that is good.

    Attributes:
        study: The study that lies in it.
        contributor: The public key of whoever made it, who vouches for the one that signed.
        expires_on: From this day on (UTC) it may not be kept: as the bundle says, but never longer than the
            study allows.
    """

    study: Study
    contributor: bytes
    expires_on: date


def judge(
    beginning: PayloadBeginning,
    unsealed: Unsealed,
    *,
    owners: Mapping[str, bytes | None],
    known_studies: frozenset[str],
) -> Judged:
    """Check a payload's beginning against the bundle's statements and what the reader knows.

    Args:
        beginning: What the payload says.
        unsealed: What the statements say.
        owners: As ``OpenOrder.owners``.
        known_studies: As ``OpenOrder.known_studies``.

    Raises:
        TamperedBundleError: It is the payload of another bundle.
        BrokenBundleError: It is not what the manifest commits to, or its study cannot be read.
        UnknownOwnerError: The reader does not know the study, or its owner.
        NotConsentedError: The consent does not cover it.
    """
    manifest, episode = unsealed.manifest, beginning.episode
    if episode.bundle != manifest.bundle or episode.signer != unsealed.signer.hex():
        raise TamperedBundleError(later("its content was sealed for another recording"))
    content = beginning.study_toml.encode()
    committed = (
        ("study", content, manifest.study),
        ("consent", beginning.receipt_json.encode(), manifest.consent),
    )
    for what, held, promised in committed:
        found = commitment(unsealed.secret, what, hashlib.sha256(held).hexdigest())
        if not hmac.compare_digest(found, promised):
            raise BrokenBundleError(later("its study or its consent is another one than it promises"))
    contributor = _contributor(episode.voucher, unsealed)
    study = _study(content)
    _check_owner(study, owners=owners, known_studies=known_studies)
    if not _FIRST_DAY <= episode.day <= _LAST_DAY:
        raise BrokenBundleError(later("its day cannot be one on which anyone recorded"))
    if study.id != episode.study_id:
        raise BrokenBundleError(later("it was recorded for another study"))
    named = {recipient_tag(manifest.bundle, recipient.age_key) for recipient in study.recipients}
    if set(manifest.recipients) != named or len(manifest.recipients) != len(named):
        raise BrokenBundleError(later("it is sealed to others than its study names"))
    check_consent(
        beginning.receipt_json, study, recorded=frozenset(episode.streams), sealed_on=manifest.sealed_on
    )
    return Judged(
        study, contributor, min(manifest.expires_on, _days_after(manifest.sealed_on, study.retention_days))
    )


def _contributor(voucher: str, unsealed: Unsealed) -> bytes:
    """Whose bundle it is, by the word of their own key for the one that signed it."""
    try:
        said, signed = read_statement(Voucher, voucher.encode())
    except NotSignedError:
        raise BrokenBundleError(later("nobody vouches for the key that signed it")) from None
    except UnknownFormatError:
        raise NewerBundleError from None
    if (said.bundle, said.signer) != (unsealed.manifest.bundle, unsealed.signer.hex()):
        raise BrokenBundleError(later("nobody vouches for the key that signed it"))
    return signed.signer


def received_header(episode: EpisodeRecord) -> SessionHeader:
    """The header of the received file; it bears the bundle's name."""
    gestures = episode.gestures
    return SessionHeader(
        session_id=episode.bundle,
        study_id=episode.study_id,
        study_version=episode.study_version,
        study_sha256=episode.study_sha256,
        task_id=episode.task_id,
        grant_hash=episode.grant_sha256,
        streams=tuple(sorted(stream.value for stream in episode.streams)),
        started_at=datetime.combine(episode.day, time(), UTC),
        platform=episode.platform,
        display="",
        gestures=Gestures(gestures.double_click_ns, gestures.double_click_px, gestures.drag_px),
        frames_per_second=episode.frames_per_second,
        first_window=None if episode.first_window is None else rect_of(episode.first_window),
        task_folder=episode.task_folder,
        language=episode.language,
    )


def _days_after(day: date, days: int) -> date:
    """A later day; the calendar has a last one."""
    return day + min(timedelta(days=days), date.max - day)


def _study(content: bytes) -> Study:
    try:
        return read_study(content)
    except StudyFileError:
        raise BrokenBundleError(later("its study cannot be read")) from None


def _check_owner(study: Study, *, owners: Mapping[str, bytes | None], known_studies: frozenset[str]) -> None:
    if study.sha256 in known_studies:
        return
    if study.owner is None or owners.get(study.id) != study.owner:
        raise UnknownOwnerError(study.id, study.title, study.owner, is_known_study=study.id in owners)
