"""From bytes to a permit: the first thing that a recording process does.

It trusts nothing that another process has worked out. It is given what lies on the disk (the study's bytes,
the chain's lines, the head) and reads, verifies and decides again; the study whose rules it will keep comes
from the same bytes whose hash the person consented to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from recorder.episode.consent import ChainHead, ConsentChain, NoConsentError, Refusal
from recorder.episode.permit import RecordingPermit, permit_recording
from recorder.episode.study import Stream, Study, Task
from recorder.study_file import read_study


@dataclass(frozen=True, slots=True)
class Consented:
    """What may be recorded, and the permit that says so."""

    study: Study
    task: Task
    permit: RecordingPermit


def permit_from_records(
    study_bytes: bytes,
    entries: Sequence[str],
    head: ChainHead,
    *,
    task_id: str,
    streams: Collection[Stream] | None = None,
    now: datetime,
) -> Consented:
    """Derive the permit to record one task.

    Args:
        study_bytes: The exact bytes of the study's file.
        entries: The lines of the consent chain, in order.
        head: The head that the vault keeps apart from them.
        task_id: The task that is to be recorded.
        streams: What is to be recorded; all that was granted where ``None``.
        now: The time, with its time zone.

    Raises:
        StudyFileError: The bytes are no study.
        TamperedChainError: The chain is not the one that the head speaks of.
        NoConsentError: It may not be recorded.
        ValueError: ``now`` does not know its time zone, or ``streams`` is empty.
    """
    study = read_study(study_bytes)
    chain = ConsentChain(tuple(entries), head)
    permit = permit_recording(chain, study, streams, now=now)
    task = study.task(task_id)
    if task is None:
        raise NoConsentError(
            Refusal.UNKNOWN_TASK,
            f"“{study.title}” has no task {task_id!r}.",
            mend=f"Its tasks are: {', '.join(known.id for known in study.tasks)}.",
        )
    RecordingPermit.require(permit, study, task_id=task.id, streams=permit.claims.streams, now=now)
    return Consented(study, task, permit)
