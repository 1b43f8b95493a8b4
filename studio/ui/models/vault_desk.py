"""The vault, as the interface knows it: one thread that owns it, and whether it is open.

Every page asks for its work here, as ``desk.ask(work, …)``; the work gets the unlocked vault on the vault's
own thread. Whatever holds keys, decoded pictures or anything captured lets go of it when ``locking`` is told.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from recorder.vault.errors import VaultLockedError
from recorder.vault.vault import Vault
from studio.ui.jobs import Job, Task, Worker

ResultT = TypeVar("ResultT")


class VaultDesk(QObject):
    """Asks the vault's thread for work. Lives on the interface's thread.

    Attributes:
        home: The vault's folder.
        is_open: Whether the vault is unlocked.
    """

    opened = Signal()
    locking = Signal()
    locked = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.is_open = False
        self._worker = Worker("vault")
        self._vault: Vault | None = None  # touched on the vault's thread only
        self._opening: Job[None] | None = None

    def open(
        self,
        unlock: Callable[[], Vault],
        *,
        on_done: Callable[[], None],
        on_failed: Callable[[BaseException], None],
    ) -> Job[None]:
        """Open the vault by what ``unlock`` does on the vault's thread; it may take a second (Argon2id)."""

        def work(_: Task) -> None:
            if self._vault is None:
                self._vault = unlock()

        def done(_: None) -> None:
            self._opening = None
            self.is_open = True
            self.opened.emit()
            on_done()

        def failed(error: BaseException) -> None:
            self._opening = None
            on_failed(error)

        self._opening = self._worker.submit(work, on_done=done, on_failed=failed)
        return self._opening

    @property
    def is_opening(self) -> bool:
        """Whether it is being unlocked now."""
        return self._opening is not None

    def ask(
        self,
        work: Callable[[Vault], ResultT],
        *,
        on_done: Callable[[ResultT], None] | None = None,
        on_failed: Callable[[BaseException], None] | None = None,
    ) -> Job[ResultT]:
        """Do something with the unlocked vault; a ``VaultLockedError`` is the answer where it is not."""
        return self.ask_at_length(lambda vault, _: work(vault), on_done=on_done, on_failed=on_failed)

    def ask_at_length(
        self,
        work: Callable[[Vault, Task], ResultT],
        *,
        on_done: Callable[[ResultT], None] | None = None,
        on_failed: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Job[ResultT]:
        """As ``ask``, for work that says how far it is and can be called off."""

        def with_vault(task: Task) -> ResultT:
            if self._vault is None:
                raise VaultLockedError
            return work(self._vault, task)

        return self._worker.submit(with_vault, on_done=on_done, on_failed=on_failed, on_progress=on_progress)

    def lock(self) -> None:
        """Lock it: everyone is told to let go first, then the vault is closed once its thread is free.

        One that is being unlocked is locked as soon as it is, and nobody is told that it was open.
        """
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        elif self.is_open:
            self.is_open = False
            self.locking.emit()
        else:
            return
        # A bound method: it is not told to a desk that is destroyed by then.
        self._worker.submit(self._close, on_done=self._on_closed)

    def close(self) -> None:
        """Lock it and end its thread, once all that was asked for is done. Waits."""
        if self.is_open:
            self.is_open = False
            self.locking.emit()
        self._worker.submit(self._close)
        self._worker.stop()

    def _on_closed(self, _: None) -> None:
        self.locked.emit()

    def _close(self, _: Task) -> None:
        vault, self._vault = self._vault, None
        if vault is not None:
            vault.close()
