"""One recording that is being reviewed: its content, its edits, its player, and the end of them all.

Everything captured that the review holds is held here, so that locking has one place to let go of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Signal

from recorder.study_file import read_study
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_rows import SessionRow
from recorder.vault.vault import Vault
from studio.content.session_content import SessionContent, load_in_phases
from studio.editing.history import History
from studio.editing.storage import KeptHistory
from studio.ui.jobs import Task, Worker
from studio.ui.models.edit_desk import EditDesk
from studio.ui.models.player import Player
from studio.ui.models.vault_desk import VaultDesk


@dataclass(frozen=True, slots=True)
class Opened:
    """What the vault hands out to review a recording.

    Attributes:
        row: What the catalog says of it.
        title: Of its task.
        access: What opens its file.
        kept: The history of its edits; after this used on the vault's thread only.
        history: As it was read.
    """

    row: SessionRow
    title: str
    access: SessionAccess = field(repr=False)
    kept: KeptHistory = field(repr=False)
    history: History = field(repr=False)


class ReviewSession(QObject):
    """Opens a recording and closes it. Lives on the interface's thread.

    ``opened`` tells that the rest is there; ``content_loaded`` tells the content as more of it is known;
    ``failed`` tells an error that ends it.
    """

    opened = Signal(object)
    content_loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: VaultDesk, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session_id = session_id
        self.content: SessionContent | None = None
        self.edit_desk: EditDesk | None = None
        self.player: Player | None = None
        self.worker: Final = Worker("review")
        """Works on the recording's content, in the order of what was asked."""
        self.looker: Final = Worker("looking")
        """Looks through pictures, which may take a while, and is called off without harm."""
        self.baker: Final = Worker("baking")
        """Waits for the process that bakes."""
        self.desk: Final = desk
        self._opened: Opened | None = None
        self._is_closed = False

    def open(self) -> None:
        """Ask the vault for it."""
        self.desk.ask(
            lambda vault: _opened(vault, self.session_id), on_done=self._on_opened, on_failed=self._fail
        )

    def close(self) -> None:
        """Let go of the key, the content and every picture. What was asked to be saved is saved."""
        if self._is_closed:
            return
        self._is_closed = True
        if self.player is not None:
            self.player.close()
        self.content = self._opened = None
        self.worker.leave()
        self.looker.leave()
        self.baker.leave()

    def _on_opened(self, opened: Opened) -> None:
        if self._is_closed:
            return
        self._opened = opened
        self.edit_desk = EditDesk(opened.history, self._save, self)
        self.opened.emit(opened)
        self.worker.submit(
            lambda task: _load(opened.access, task), on_part=self._on_loaded, on_failed=self._fail
        )

    def _on_loaded(self, content: SessionContent) -> None:
        self.content = content
        if self.player is None and self._opened is not None:
            self.player = Player(self._opened.access, content, self)
            # The first picture comes a moment after the beginning: nobody should be met by an empty screen.
            pictures = content.pictures.get(self.player.monitor_id)
            if pictures is not None and len(pictures.at_ns):
                self.player.seek(int(pictures.at_ns[0]))
        elif self.player is not None:
            self.player.set_content(content)
        self.content_loaded.emit(content)

    def _fail(self, error: BaseException) -> None:
        if not self._is_closed:
            self.failed.emit(error)

    def _save(self, history: History, on_failed: Callable[[BaseException], None]) -> None:
        if self._opened is not None:
            kept = self._opened.kept
            self.desk.ask(lambda vault: kept.keep(vault, history), on_failed=on_failed)


def _opened(vault: Vault, session_id: str) -> Opened:
    row = next(row for row in vault.sessions() if row.session_id == session_id)
    header = row.header
    study = None if header is None else vault.study(header.study_sha256)
    task = None if study is None or header is None else read_study(study).task(header.task_id)
    title = task.title if task is not None else header.task_id if header is not None else ""
    kept = KeptHistory.load(vault, session_id)
    return Opened(row, title, vault.session_access(session_id), kept, kept.history)


def _load(access: SessionAccess, task: Task) -> None:
    with access.open() as reader:
        for content in load_in_phases(reader):
            task.hand_over(content)
