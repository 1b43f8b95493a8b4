"""A recording that is only looked at: its content, its player, and the end of them both.

Nothing about it can be changed here: it has no edits, and nothing is written back to the vault.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Signal

from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess
from recorder.vault.vault import Vault
from studio.content.session_content import SessionContent, load_in_phases
from studio.ui.jobs import Task, Worker
from studio.ui.models.player import Player
from studio.ui.models.vault_desk import VaultDesk


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a recording.

    Attributes:
        name: What it is about.
        words: What is so; several lines where it has several parts.
        is_key: Whether it is a key's fingerprint, to be compared sign by sign.
    """

    name: str
    words: str
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Viewed:
    """What the vault hands out to look at a recording.

    Attributes:
        title: Of its task.
        header: What was fixed when it began.
        summary: How it ended.
        access: What opens its file.
        facts: Where it came from, and under which conditions.
    """

    title: str
    header: SessionHeader
    summary: SessionSummary
    access: SessionAccess = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)


class ViewingSession(QObject):
    """Opens a recording and closes it. Lives on the interface's thread.

    ``opened`` tells the ``Viewed``; ``content_loaded`` tells the content as more of it is known; ``failed``
    tells an error that ends it.
    """

    opened = Signal(object)
    content_loaded = Signal(object)
    failed = Signal(object)

    def __init__(
        self, desk: VaultDesk, find: Callable[[Vault], Viewed], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.content: SessionContent | None = None
        self.player: Player | None = None
        self.worker: Final = Worker("viewing")
        """Works on the recording's content, in the order of what was asked."""
        self.desk: Final = desk
        self._find = find
        self._viewed: Viewed | None = None
        self._is_closed = False

    def open(self) -> None:
        """Ask the vault for it."""
        self.desk.ask(self._find, on_done=self._on_found, on_failed=self._fail)

    def close(self) -> None:
        """Let go of the key, the content and every picture."""
        if self._is_closed:
            return
        self._is_closed = True
        if self.player is not None:
            self.player.close()
        self.content = self._viewed = None
        self.worker.leave()

    def _on_found(self, viewed: Viewed) -> None:
        if self._is_closed:
            return
        self._viewed = viewed
        self.opened.emit(viewed)
        access = viewed.access
        self.worker.submit(lambda task: _load(access, task), on_part=self._on_loaded, on_failed=self._fail)

    def _on_loaded(self, content: SessionContent) -> None:
        self.content = content
        if self.player is None and self._viewed is not None:
            self.player = Player(self._viewed.access, content, self)
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


def _load(access: SessionAccess, task: Task) -> None:
    with access.open() as reader:
        for content in load_in_phases(reader):
            task.hand_over(content)
