"""What became of replays: kept sealed, and gone with what they show.

A check shows what was recorded, so it is destroyed with it: when a recording or an episode is deleted or
destroyed, and when a received copy is withdrawn, expires or is removed.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recorder.errors import UserFacingError
from recorder.vault.check_file import CheckAccess, new_check_secret
from recorder.vault.check_rows import CheckRow, IgnoredRegion, SubjectKind
from recorder.vault.disk import make_private_folder, shred
from recorder.vault.errors import TakenBackError
from recorder.vault.open_vault import OpenVault
from recorder.vault.opening import OpenedVault


@dataclass(frozen=True, slots=True)
class NewCheck:
    """Where a check shall be written, and what seals it, which nobody else has yet.

    Attributes:
        check_id: Its id.
        access: Writes its file, on any thread.
    """

    check_id: str
    access: CheckAccess


class KeptChecks(OpenVault):
    """The part of an unlocked vault that keeps the latest check of everything that was replayed."""

    def __init__(self, opened: OpenedVault) -> None:
        super().__init__(opened)
        self._checks_under_way: set[str] = set()

    def new_check(self) -> NewCheck:
        """A place for a check that is about to be written. The catalog hears of it when it is whole.

        A crash before that leaves a file that nobody can open; the next start removes it.
        """
        make_private_folder(self.paths.checks)
        check_id = secrets.token_hex(16)
        self._checks_under_way.add(check_id)
        return NewCheck(check_id, CheckAccess(self.paths.check_file(check_id), new_check_secret()))

    def finish_check(self, new: NewCheck, kind: SubjectKind, subject_id: str, summary: str) -> CheckRow:
        """Keep a check whose file is whole, in place of the one before.

        Args:
            new: What ``new_check`` gave.
            kind: What was replayed.
            subject_id: Its id.
            summary: What it came to, as JSON without anything captured.

        Raises:
            UserFacingError: What it shows is gone meanwhile; so is its file then.
        """
        self._checks_under_way.discard(new.check_id)
        try:
            self._check_subject(kind, subject_id)
            before = self._check_files_of(subject_id)
            row = CheckRow(new.check_id, kind, subject_id, datetime.now(UTC), summary)
            self._catalog.checks.replace(row, new.access.secret)
        except BaseException:
            shred(new.access.path)
            raise
        for path in before:
            shred(path)
        return row

    def drop_check(self, new: NewCheck) -> None:
        """Give up a check that was never finished; twice does no harm."""
        self._checks_under_way.discard(new.check_id)
        if new.check_id not in {row.check_id for row in self.checks()}:
            shred(new.access.path)

    def checks(self) -> tuple[CheckRow, ...]:
        """The latest check of everything that was replayed, oldest first."""
        return self._catalog.checks.all()

    def check_access(self, subject_id: str) -> CheckAccess:
        """What opens the check of a subject on another thread: let go of it when locking.

        Raises:
            NoSuchCheckError: There is none.
        """
        row, secret = self._catalog.checks.one_with_secret(subject_id)
        return CheckAccess(self.paths.check_file(row.check_id), secret)

    def forget_check(self, subject_id: str) -> None:
        """Destroy the check of a subject, which stays as it is; nothing happens where there is none."""
        files = self._check_files_of(subject_id)
        if files:
            self._catalog.checks.forget(subject_id)
        for path in files:
            shred(path)

    def ignore_region(self, kind: SubjectKind, subject_id: str, region: IgnoredRegion) -> None:
        """Leave a region out when this subject's pictures are compared, from now on.

        Raises:
            UserFacingError: The subject is gone.
            ValueError: The region is empty.
        """
        if region.rect.is_empty:
            raise ValueError("an empty region leaves out nothing")
        self._check_subject(kind, subject_id)
        self._catalog.checks.ignore(subject_id, region)

    def ignored_regions(self, subject_id: str) -> tuple[IgnoredRegion, ...]:
        """The regions that are left out of a subject's comparisons, oldest first."""
        return self._catalog.checks.ignored(subject_id)

    def heed_region(self, subject_id: str, region: IgnoredRegion) -> None:
        """Compare a region again that was left out."""
        self._catalog.checks.heed(subject_id, region)

    def recover_checks(self) -> None:
        """Remove files that no check in the catalog names, and checks whose file is missing.

        A backup that was restored holds none.
        """
        rows = self.checks()
        for row in rows:
            if not self.paths.check_file(row.check_id).exists() or not self._is_subject_there(row):
                self.forget_check(row.subject_id)
        if not self.paths.checks.exists():
            return
        known = {self.paths.check_file(each).name for each in self._checks_under_way}
        known |= {self.paths.check_file(row.check_id).name for row in self.checks()}
        for path in self.paths.checks.iterdir():
            # What was being written has another end to its name; it is sealed as well.
            if path.is_file() and path.name not in known:
                shred(path)

    def _check_subject(self, kind: SubjectKind, subject_id: str) -> None:
        match kind:
            case SubjectKind.SESSION:
                self._catalog.session(subject_id)
            case SubjectKind.EPISODE:
                self._catalog.episodes.key(subject_id)
            case SubjectKind.RECEIVED:
                if self._catalog.received.is_withdrawn(subject_id):
                    raise TakenBackError
                self._catalog.received.key(subject_id)

    def _is_subject_there(self, row: CheckRow) -> bool:
        try:
            self._check_subject(row.kind, row.subject_id)
        except UserFacingError:
            return False
        return True

    def _check_files_of(self, *subject_ids: str) -> tuple[Path, ...]:
        """The files of the checks of these."""
        return tuple(map(self.paths.check_file, self._catalog.checks.ids_of(subject_ids)))
