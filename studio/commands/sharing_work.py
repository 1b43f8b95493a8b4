"""Carrying out what is to be done of what is shared, on the command line: one thing after the other, seen."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from recorder.commands.output import note, progress
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission import pending
from studio.submission.pending import Work, WorkKind
from studio.submission.submitting import drop_submission

_LABELS: Final[Mapping[WorkKind, str]] = {
    WorkKind.SEAL: "Sealing",
    WorkKind.UPLOAD: "Sending",
    WorkKind.WITHDRAW: "Taking back",
    WorkKind.EXPIRE: "Taking back what is kept no longer",
}


def do_work(vault: Vault, work: Work) -> SubmissionRow:
    """Do one piece of work, and write down how it ended.

    Raises:
        UserFacingError: It could not be done; that is written down too.
    """
    try:
        order = pending.begin(vault, work, now=datetime.now(UTC))
        if order is None:
            return vault.submission(work.bundle_id)
        with progress(_LABELS[work.kind]) as advance:
            done = pending.carry(order, advance)
        return pending.finish(vault, done, now=datetime.now(UTC))
    except UserFacingError as error:
        pending.fail(vault, work.bundle_id, error, now=datetime.now(UTC))
        raise


def work_off(vault: Vault, bundle_id: str) -> SubmissionRow:
    """Do all that is to be done of one submission, now.

    Raises:
        UserFacingError: Something could not be done; it is tried again later, or waits for the person.
        KeyboardInterrupt: The person called it off. What nothing has left of is given up.
    """
    try:
        while (work := _work_of(vault, bundle_id)) is not None:
            do_work(vault, work)
    except KeyboardInterrupt:
        row = vault.submission(bundle_id)
        if row.state is SubmissionState.SEALING and not row.attempts:
            drop_submission(vault, bundle_id)
        elif row.state is SubmissionState.WAITING:
            note("\nIt waits to be sent: `assent submit` goes on with it, `assent withdraw` takes it back.")
        raise
    except UserFacingError:
        if vault.submission(bundle_id).state is SubmissionState.WAITING:
            note("It is sealed and waits to be sent: `assent sync`, or the app, tries it again.")
        raise
    return vault.submission(bundle_id)


def _work_of(vault: Vault, bundle_id: str) -> Work | None:
    works = pending.due_work(vault, datetime.now(UTC), stuck_too=True)
    return next((work for work in works if work.bundle_id == bundle_id), None)
