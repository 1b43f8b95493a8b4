"""What a person approved and submitted: the rows, the secrets, the receipts, and the outbox."""

import shutil
from pathlib import Path
from typing import Final, Unpack

from recorder.vault.disk import clear_disk_errors, make_private_folder, overwrite_beginning
from recorder.vault.errors import SubmissionEndedError
from recorder.vault.open_vault import OpenVault
from recorder.vault.sharing_rows import ApprovalRow, SubmissionChanges, SubmissionRow, SubmissionState

_ENDED: Final = frozenset({SubmissionState.SENT, SubmissionState.WITHDRAWN})
"""Nothing of these is needed in the outbox any more."""
_BEGINNING_BYTES: Final = 64 << 10
"""Holds a whole grant, and the header of an age file."""


class KeptSubmissions(OpenVault):
    """The part of an unlocked vault that keeps what leaves it."""

    def add_approval(self, row: ApprovalRow) -> None:
        """Keep what the person approved.

        Raises:
            NoSuchSessionError: There is no such session.
            DiskFullError: No space is left; nothing was kept.
        """
        self._catalog.session(row.session_id)
        self._catalog.approvals.add(row)

    def approval_of(self, session_id: str) -> ApprovalRow | None:
        """The newest approval of a session; whether it still holds is for others to check."""
        return self._catalog.approvals.newest_of(session_id)

    def forget_approvals(self, session_id: str) -> None:
        """Take back every approval of a session, from the disk too."""
        self._catalog.approvals.forget_of(session_id)

    def begin_submission(self, row: SubmissionRow, secret: str) -> None:
        """Write down that a submission begins, before anything of it is sealed.

        Args:
            row: What is known of it.
            secret: What will open it.
        """
        make_private_folder(self.paths.outbox)
        self._catalog.submissions.add(row, secret)

    def submission(self, bundle_id: str) -> SubmissionRow:
        """One submission.

        Raises:
            NoSuchSubmissionError: There is none.
        """
        return self._catalog.submissions.one(bundle_id)

    def submissions(self) -> tuple[SubmissionRow, ...]:
        """All submissions there ever were, oldest first."""
        return self._catalog.submissions.all()

    def set_submission(self, bundle_id: str, **changes: Unpack[SubmissionChanges]) -> SubmissionRow:
        """Write down how a submission went on.

        Returns:
            It, as it is now.

        Raises:
            NoSuchSubmissionError: There is none.
        """
        self._catalog.submissions.one(bundle_id)
        self._catalog.submissions.change(bundle_id, changes)
        return self._catalog.submissions.one(bundle_id)

    def submission_secret(self, bundle_id: str) -> str:
        """What opens a submission.

        Raises:
            NoSuchSubmissionError: There is none.
            SubmissionEndedError: Its secret was destroyed.
        """
        self._catalog.submissions.one(bundle_id)
        secret = self._catalog.submissions.secret(bundle_id)
        if secret is None:
            raise SubmissionEndedError
        return secret

    def end_submission_secret(self, bundle_id: str) -> None:
        """Destroy what opens a submission and what was said of it, from the disk too, and empty its outbox.

        Twice is once.

        Raises:
            NoSuchSubmissionError: There is none.
            DiskFullError: No space is left to write that down; call again once there is.
        """
        self._catalog.submissions.one(bundle_id)
        self._catalog.submissions.forget_secret(bundle_id)
        self.clear_outbox(bundle_id)

    def clear_outbox(self, bundle_id: str) -> None:
        """Remove a bundle from the outbox, so that nothing on this disk opens for anybody.

        The beginning of each file is overwritten: all of a grant, and the part of a payload without which no
        key opens the rest. That takes no longer for a large recording than for a small one.
        """
        _remove_sealed(self.paths.outbox_of(bundle_id))

    def keep_submission_receipt(self, bundle_id: str, name: str, text: str) -> None:
        """Keep a receipt.

        Args:
            bundle_id: Of which submission.
            name: ``submitted`` or ``withdrawn``; one of that name is replaced.
            text: The receipt, opaque here.

        Raises:
            NoSuchSubmissionError: There is no such submission.
        """
        self._catalog.submissions.one(bundle_id)
        self._catalog.submissions.keep_receipt(bundle_id, name, text)

    def submission_receipt(self, bundle_id: str, name: str) -> str | None:
        """A receipt that was kept."""
        return self._catalog.submissions.receipt(bundle_id, name)

    def recover_submissions(self) -> None:
        """Remove what a crash left: in the outbox, and of secrets. And note what has to be sealed anew.

        That is so after a backup was restored: a backup holds no outbox.
        """
        rows = {row.bundle_id: row for row in self.submissions()}
        for bundle_id, begun in rows.items():
            if begun.state is SubmissionState.WAITING and not self.paths.outbox_of(bundle_id).exists():
                self.set_submission(bundle_id, state=SubmissionState.SEALING)
            if begun.state is SubmissionState.WITHDRAWN and self._catalog.submissions.secret(bundle_id):
                self.end_submission_secret(bundle_id)
        if self.paths.outbox.exists():
            for folder in self.paths.outbox.iterdir():
                row = rows.get(folder.name)
                if folder.is_dir() and (row is None or row.state in _ENDED):
                    _remove_sealed(folder)


def _remove_sealed(folder: Path) -> None:
    if not folder.exists():
        return
    with clear_disk_errors():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                overwrite_beginning(file, _BEGINNING_BYTES)
        shutil.rmtree(folder)
