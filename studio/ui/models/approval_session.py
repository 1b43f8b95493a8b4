"""An episode before it is shared: shown as others will see it, hashed as it is shown, and approved.

What is played is the episode's own file, and what is hashed is that file as well: nothing is approved that
was not there to be seen.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from recorder.vault.vault import Vault
from studio.submission.approval import (
    ApprovalOrder,
    ApprovalSheet,
    Watched,
    approve,
    hash_episode,
    prepare_approval,
)
from studio.submission.submitting import shared_of
from studio.ui.jobs import Task, Worker
from studio.ui.models.paced import paced
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.models.viewing_session import Viewed, ViewingSession


@dataclass(frozen=True, slots=True)
class ToApprove(Viewed):
    """What the vault hands out to approve an episode.

    Attributes:
        order: What to hash, and what to show beside the episode.
        is_shared: Whether this very episode is shared, or about to be.
    """

    order: ApprovalOrder = field(repr=False)
    is_shared: bool


class ApprovalSession(ViewingSession):
    """Opens an episode to be approved. Lives on the interface's thread.

    Beside what a viewing session tells: ``hashing`` tells how much of how much is hashed, ``hashed`` the
    ``ApprovalSheet`` with the hash, ``approved`` that the vault has written it down, ``refused`` why it has
    not.
    """

    hashed = Signal(object)
    hashing = Signal(object, object)
    approved = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: VaultDesk, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(desk, partial(_to_approve, session_id=session_id), parent)
        self.session_id: Final = session_id
        self.hasher: Final = Worker("hashing")
        self.sheet: ApprovalSheet | None = None
        self.opened.connect(self._on_opened)

    def close(self) -> None:
        """Let go of everything, and hash no further."""
        super().close()
        self.hasher.leave()

    def approve(self, watched: Watched) -> None:
        """Write down that the person approves what was shown and hashed."""
        sheet = self.sheet
        if sheet is None:
            raise AssertionError("what is approved was hashed")
        self.desk.ask(
            lambda vault: approve(vault, sheet, watched=watched, now=datetime.now(UTC)),
            on_done=self.approved.emit,
            on_failed=self.refused.emit,
        )

    def _on_opened(self, viewed: ToApprove) -> None:
        order = viewed.order

        def work(task: Task) -> ApprovalSheet:
            return hash_episode(order, paced(task))

        self.hasher.submit(work, on_done=self._on_hashed, on_failed=self._fail, on_progress=self.hashing.emit)

    def _on_hashed(self, sheet: ApprovalSheet) -> None:
        self.sheet = sheet
        self.hashed.emit(sheet)


def _to_approve(vault: Vault, *, session_id: str) -> ToApprove:
    order = prepare_approval(vault, session_id, now=datetime.now(UTC))
    episode, summary = order.sheet.episode, order.sheet.episode.summary
    if summary is None:
        raise AssertionError("what is approved is whole")
    is_shared = any(row.episode_id == episode.episode_id for row in shared_of(vault, session_id))
    return ToApprove(order.sheet.task_title, episode.header, summary, order.source, (), order, is_shared)
