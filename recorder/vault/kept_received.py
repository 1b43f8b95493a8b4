"""What a person received of others: the copies, what ends them, and the withdrawals that were seen."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from recorder.vault.disk import make_private_folder, shred, sync_folder
from recorder.vault.errors import BeingOpenedError, DamagedFileError, TakenBackError
from recorder.vault.home import doomed_path, is_file_id
from recorder.vault.kept_checks import KeptChecks
from recorder.vault.keys import fresh_key
from recorder.vault.opening import OpenedVault
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import shred_doomed
from recorder.vault.sharing_rows import (
    GoneBecause,
    Provenance,
    ReceivedRow,
    ReceivedSeal,
    ReceivedState,
)


@dataclass(frozen=True, slots=True)
class NewReceived:
    """Where a copy shall be written, and its key, which nobody else has yet.

    Attributes:
        path: Where its file shall be created.
        key: Its own key; never shown by ``repr``.
    """

    path: Path
    key: bytes = field(repr=False)


class KeptReceived(KeptChecks):
    """The part of an unlocked vault that keeps what others shared, for as long as they let it."""

    def __init__(self, opened: OpenedVault) -> None:
        super().__init__(opened)
        self._arriving: set[str] = set()

    def new_received(self, bundle_id: str) -> NewReceived:
        """A place for a copy that is about to be written. The catalog hears of it when it is whole.

        A crash before that leaves a file that nobody can open; the next start removes it.

        Raises:
            TakenBackError: The bundle was withdrawn.
            BeingOpenedError: One is being written already; ``drop_received`` gives that up.
            ValueError: There is a copy of it.
        """
        if bundle_id in self._arriving:
            raise BeingOpenedError
        if self.is_withdrawn(bundle_id):
            raise TakenBackError
        if any(row.bundle_id == bundle_id and row.state is ReceivedState.OPENED for row in self.received()):
            raise ValueError("this bundle is open in the vault")
        make_private_folder(self.paths.received)
        self._remove_file(bundle_id)
        self._arriving.add(bundle_id)
        return NewReceived(self.paths.received_file(bundle_id), fresh_key())

    def finish_received(
        self,
        bundle_id: str,
        key: bytes,
        header: SessionHeader,
        summary: SessionSummary,
        provenance: Provenance,
    ) -> ReceivedRow:
        """Write down that a copy is whole, with its key.

        Raises:
            TakenBackError: The bundle was withdrawn meanwhile; the file is destroyed.
            DamagedFileError: The file is not the one that the summary tells of.
        """
        self._arriving.discard(bundle_id)
        if self.is_withdrawn(bundle_id):
            self._remove_file(bundle_id)
            raise TakenBackError
        path = self.paths.received_file(bundle_id)
        with self._reader(path, key) as reader:
            if not reader.is_the_one(summary):
                raise DamagedFileError(path, "it is not the file that was finished")
        row = ReceivedRow(
            bundle_id=bundle_id,
            store_url=provenance.store_url,
            signer=provenance.signer,
            contributor=provenance.contributor,
            study_sha256=provenance.study_sha256,
            task_id=header.task_id,
            state=ReceivedState.OPENED,
            gone_because=GoneBecause.NOT,
            header=header,
            summary=summary,
            expires_on=provenance.expires_on,
            received_at=datetime.now(UTC),
        )
        self._catalog.received.add(row, key, header, summary, seal=_seal(provenance))
        return row

    def drop_received(self, bundle_id: str) -> None:
        """Give up a copy that was never finished; whoever wrote it may have removed its file already."""
        self._arriving.discard(bundle_id)
        if bundle_id not in {row.bundle_id for row in self.received() if row.state is ReceivedState.OPENED}:
            self._remove_file(bundle_id)

    def received(self) -> tuple[ReceivedRow, ...]:
        """All copies there ever were, oldest first; of those that are gone only what they were."""
        return self._catalog.received.all()

    def received_access(self, bundle_id: str) -> SessionAccess:
        """What opens a copy on another thread: its key is in it, so let go of it when locking.

        Raises:
            NoSuchReceivedError: There is none, or it was destroyed.
            TakenBackError: It is withdrawn, and only not destroyed yet.
        """
        if self.is_withdrawn(bundle_id):
            raise TakenBackError
        row, key = self._catalog.received.one(bundle_id), self._catalog.received.key(bundle_id)
        if row.summary is None:
            raise AssertionError("a copy that has a key is whole")
        return SessionAccess(self.paths.received_file(bundle_id), key, row.summary)

    def received_seal(self, bundle_id: str) -> ReceivedSeal | None:
        """What reviews of a copy are sealed with, and what they are of.

        ``None`` where it was opened before that was kept, or is gone.
        """
        return self._catalog.received.seal(bundle_id)

    def destroy_received(self, bundle_id: str, because: GoneBecause) -> None:
        """Destroy a copy: its key, file and check, what its header tells, and what was said of it.

        That there was one stays known.

        Raises:
            NoSuchReceivedError: There was none.
            DiskFullError: No space is left to write that down; what the next start finds, it finishes.
        """
        row = self._catalog.received.one(bundle_id)
        path = self.paths.received_file(bundle_id)
        checks = self._check_files_of(bundle_id)
        if path.exists():
            path.replace(doomed_path(path))
            sync_folder(path.parent)
        if row.state is ReceivedState.OPENED:
            self._catalog.received.forget(bundle_id, because)
        shred_doomed(path)
        for check in checks:
            shred(check)

    def note_withdrawn(self, bundle_id: str) -> None:
        """Remember for ever that a bundle was taken back."""
        self._catalog.received.note_withdrawn(bundle_id)

    def is_withdrawn(self, bundle_id: str) -> bool:
        """Whether it was seen here that a bundle was taken back."""
        return self._catalog.received.is_withdrawn(bundle_id)

    def withdrawn(self) -> frozenset[str]:
        """All bundles of which that was seen."""
        return self._catalog.received.withdrawn()

    def latest_day(self, today: date) -> date:
        """The latest day ever seen here, today included, which is kept.

        A clock that is set back does not bring back what has expired.
        """
        kept = self._catalog.received.latest_day()
        if kept is not None and kept >= today:
            return kept
        self._catalog.received.keep_latest_day(today)
        return today

    def expire_received(self, now: datetime) -> tuple[str, ...]:
        """Destroy the copies whose last day is over.

        Returns:
            Their ids.
        """
        today = self.latest_day(now.astimezone(UTC).date())
        expired = [
            row.bundle_id
            for row in self.received()
            if row.state is ReceivedState.OPENED and row.expires_on <= today
        ]
        for bundle_id in expired:
            self.destroy_received(bundle_id, GoneBecause.EXPIRED)
        return tuple(expired)

    def recover_received(self) -> None:
        """Finish destructions that were cut off, and remove what was never finished.

        A copy whose file is missing is gone as well: a backup that was restored holds none.
        """
        withdrawn = self.withdrawn()
        opened = {row.bundle_id: row for row in self.received() if row.state is ReceivedState.OPENED}
        for bundle_id, row in opened.items():
            if bundle_id in withdrawn:
                self.destroy_received(bundle_id, GoneBecause.WITHDRAWN)
            elif row.summary is None or not self.paths.received_file(bundle_id).exists():
                self.destroy_received(bundle_id, GoneBecause.REMOVED)
        if self.paths.received.exists():
            names = {file.name.split(".", 1)[0] for file in self.paths.received.iterdir()}
            for bundle_id in filter(is_file_id, names - opened.keys() - self._arriving):
                self._remove_file(bundle_id)

    def _remove_file(self, bundle_id: str) -> None:
        path = self.paths.received_file(bundle_id)
        if path.exists():
            path.replace(doomed_path(path))
        shred_doomed(path)


def _seal(provenance: Provenance) -> ReceivedSeal | None:
    if provenance.secret is None or provenance.payload_sha256 is None:
        return None
    return ReceivedSeal(provenance.secret, provenance.payload_sha256)
