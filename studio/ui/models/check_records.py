"""What a check showed, read for who looks at it: opened and decoded off the interface's thread.

Nothing is kept here but what is shown; ``close`` lets go of it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from recorder.commands.files import write_new, write_over
from recorder.vault.check_file import CheckAccess
from replay.report.record import RunRecord
from replay.report.run_page import run_page
from studio.checking.packing import unpacked
from studio.ui.jobs import Job, Worker
from studio.ui.models.vault_desk import VaultDesk


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """What a check showed.

    Attributes:
        subject_id: What was checked.
        record: The run that decided.
    """

    subject_id: str
    record: RunRecord = field(repr=False)


class CheckRecords(QObject):
    """Opens one at a time. Lives on the interface's thread.

    Attributes:
        opened: The ``OpenedRecord`` that was asked for last.
        failed: Why it cannot be shown.
        saved: The path of the page that was written.
        not_saved: Why it was not.
    """

    opened = Signal(object)
    failed = Signal(object)
    saved = Signal(object)
    not_saved = Signal(object)

    def __init__(self, desk: VaultDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: Final = desk
        self._worker: Final = Worker("check-records")
        self._job: Job[Any] | None = None

    def open(self, subject_id: str) -> None:
        """Read what its latest check showed, instead of what was asked for before."""
        self.forget()
        self._job = self._desk.ask(
            lambda vault: vault.check_access(subject_id),
            on_done=lambda access: self._on_access(subject_id, access),
            on_failed=self.failed.emit,
        )

    def save(self, record: RunRecord, path: Path) -> None:
        """Write a page with all of its pictures, in clear, for its owner alone."""

        def write() -> Path:
            content = run_page(record).encode()
            if path.exists():
                # The person was asked whether it may be replaced.
                write_over(path, content)
            else:
                write_new(path, content)
            return path

        self._worker.submit(lambda _: write(), on_done=self.saved.emit, on_failed=self.not_saved.emit)

    def forget(self) -> None:
        """Wish for nothing any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def close(self) -> None:
        """Let the thread end."""
        self.forget()
        self._worker.leave()

    def _on_access(self, subject_id: str, access: CheckAccess) -> None:
        self._job = self._worker.submit(
            lambda _: OpenedRecord(subject_id, unpacked(access.read())),
            on_done=self.opened.emit,
            on_failed=self.failed.emit,
        )
