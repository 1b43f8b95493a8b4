"""What an approval is bound to, and what makes it stale.

Pure. An approval holds for one episode's bytes, made of one state of the edits, for one version of a study
(which fixes who can open it and for how long it is kept), to be laid in one place. Anything else asks again.
"""

from dataclasses import dataclass
from enum import StrEnum


class StaleReason(StrEnum):
    """Why what was approved is not what would leave now."""

    EDITED = "edited"
    BAKED_ANEW = "baked_anew"
    BYTES_CHANGED = "bytes_changed"
    STUDY_CHANGED = "study_changed"
    STORE_CHANGED = "store_changed"
    CONSENT_OVER = "consent_over"


@dataclass(frozen=True, slots=True)
class Binding:
    """What would leave, for whom, and where to.

    Attributes:
        episode_id: The episode.
        file_sha256: Of the episode's file; ``None`` where it was not read.
        edits_sha256: Of the edits; of what is so now those in force.
        study_sha256: The version of the study.
        store_url: Where to.
    """

    episode_id: str
    file_sha256: str | None
    edits_sha256: str
    study_sha256: str
    store_url: str


def stale_reason(approved: Binding, now: Binding) -> StaleReason | None:
    """Why an approval no longer holds, the reason first that a person would name first; ``None`` if it does.

    Args:
        approved: What was approved.
        now: How it is.
    """
    if approved.study_sha256 != now.study_sha256:
        return StaleReason.STUDY_CHANGED
    if approved.edits_sha256 != now.edits_sha256:
        return StaleReason.EDITED
    if approved.episode_id != now.episode_id:
        return StaleReason.BAKED_ANEW
    if approved.store_url != now.store_url:
        return StaleReason.STORE_CHANGED
    if now.file_sha256 is not None and approved.file_sha256 != now.file_sha256:
        return StaleReason.BYTES_CHANGED
    return None
