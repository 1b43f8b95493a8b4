"""Sharing and taking back, as the pages ask for it; how that goes is told below whatever page is in sight."""

from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from recorder.commands.files import write_new
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.review.watching import Watching
from studio.submission.pending import WorkKind
from studio.submission.receipts import SUBMITTED, WITHDRAWN
from studio.ui.dialogs.decision import DecisionDialog, about_taking_back
from studio.ui.models.approval_session import ApprovalSession
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.failure_words import failure_words
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_rows import RecordingRow
from studio.ui.models.sharing_desk import CANCELLABLE, Going, SharingDesk, Trouble
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.widgets.notice import Notice
from studio.ui.windows.asking import Asking
from studio.ui.words import later, tr

_PARTS: Final = 1000
"""Of a progress: a bar counts no further than two thousand millions."""
_DOING: Final[Mapping[WorkKind, str]] = {
    WorkKind.SEAL: later("Sealing what you share…"),
    WorkKind.UPLOAD: later("Sending what you share…"),
    WorkKind.WITHDRAW: later("Taking back what you shared…"),
    WorkKind.EXPIRE: later("Taking back what is past its time…"),
}


class _Says(Enum):
    """What the notice is about, and so what its button does."""

    NOTHING = "nothing"
    GOING = "going"
    TROUBLE = "trouble"
    END = "end"


class Sharing(QObject):
    """Shows what would leave, lets it go, and brings it back.

    Args:
        asking: Asks the vault and the person.
        commands: The review's commands, with the keys that the person chose.
        parent: Owns this.

    Attributes:
        desk: Works it off.
        notice: How it goes; below every page.
    """

    changed = Signal()
    """What is shared is no longer what it was."""

    def __init__(
        self,
        asking: Asking,
        commands: Callable[[], Mapping[CommandId, Command]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._window = asking.window
        self._commands = commands
        self._seen: dict[str, Watching] = {}
        self._says = _Says.NOTHING
        self.notice = Notice()
        self.desk = SharingDesk(asking.desk, self)
        self.desk.going.connect(self._on_going)
        self.desk.ended.connect(self._on_ended)
        self.desk.troubled.connect(self._on_troubled)
        self.desk.refused.connect(self._on_refused)
        self.desk.rested.connect(self._on_rested)
        self.desk.changed.connect(self.changed)
        self.notice.button_pressed.connect(self._on_button)
        asking.desk.locking.connect(self._on_locking)

    def start(self) -> None:
        """Go on with what was left."""
        self.desk.start()

    def close(self) -> None:
        """End for good."""
        self.desk.close()

    @Slot(str)
    def open(self, session_id: str) -> None:
        """Show what would leave of a recording."""
        self._window.go(Visit(Place.LIBRARY, Opened.APPROVAL, session_id))

    def make_page(self, session_id: str) -> QWidget:
        """The page that shows it."""
        page = ApprovalPage(ApprovalSession(self._asking.desk, session_id), self._commands(), self._seen)
        page.back_requested.connect(self._on_back)
        page.edit_requested.connect(self._on_edit)
        page.approved.connect(self._on_approved)
        return page

    @Slot(object)
    def withdraw(self, row: RecordingRow) -> None:
        """Ask, and take back what was shared of a recording."""
        if self._asking.decides(DecisionDialog(about_taking_back(row), self._window)):
            self.desk.take_back(row.copies.withdrawable)

    @Slot(object)
    def save_receipt(self, row: RecordingRow) -> None:
        """Let the person keep the newest receipt of what was shared."""
        bundle_id = row.copies.with_receipt
        self._asking.ask(lambda vault: _receipt(vault, bundle_id), self._save)

    def _save(self, receipt: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save your receipt"), str(Path.home() / "assent-sharing-receipt.json")
        )
        if not chosen:
            return
        try:
            write_new(Path(chosen), receipt.encode())
        except UserFacingError as error:
            self._window.problem.say_error(error)

    @Slot(str)
    def _on_approved(self, session_id: str) -> None:
        self._window.leave(Opened.APPROVAL)
        self.desk.submit(session_id)

    @Slot(str)
    def _on_edit(self, session_id: str) -> None:
        self._window.leave(Opened.APPROVAL)
        self._window.open_review(session_id)

    @Slot()
    def _on_back(self) -> None:
        self._window.go(Visit(Place.LIBRARY))

    @Slot(object)
    def _on_going(self, going: Going) -> None:
        self._says = _Says.GOING
        done, total = (_PARTS * going.done // going.total, _PARTS) if going.total else (0, 0)
        button = tr("Cancel") if going.kind in CANCELLABLE else ""
        self.notice.say_progress(tr(_DOING[going.kind]), done, total, button=button)

    @Slot(object)
    def _on_ended(self, row: SubmissionRow) -> None:
        self._says = _Says.END
        if row.state is SubmissionState.SENT:
            said = tr("Shared. Those it is sealed to can open it now. A receipt is in your library.")
        elif row.withdraw_reason == "expired":
            said = tr("What you shared of a recording was past its time, and is taken back.")
        else:
            said = tr(
                "Withdrawn. It is deleted where it lay; its readers' copies go when they next look for new "
                "recordings."
            )
        self.notice.say_done(said)

    @Slot(object)
    def _on_troubled(self, trouble: Trouble) -> None:
        self._says = _Says.TROUBLE
        said = " ".join(failure_words(trouble.error))
        if trouble.row.state is SubmissionState.WITHDRAWN:
            self.notice.say(said)
        elif trouble.row.next_try_at is not None:
            later_on = tr("It is tried again by itself.")
            self.notice.say(f"{said} {later_on}", button=tr("Try now"))
        else:
            self.notice.say(said, button=tr("Try again"))

    @Slot(object)
    def _on_refused(self, error: BaseException) -> None:
        self._says = _Says.END
        self.notice.say_error(error)

    @Slot()
    def _on_rested(self) -> None:
        if self._says is _Says.GOING:
            self._says = _Says.NOTHING
            self.notice.hide()

    @Slot()
    def _on_button(self) -> None:
        match self._says:
            case _Says.GOING:
                self.desk.cancel()
            case _Says.TROUBLE:
                self._says = _Says.NOTHING
                self.notice.hide()
                self.desk.try_again()
            case _Says.END | _Says.NOTHING:
                pass

    @Slot()
    def _on_locking(self) -> None:
        self._says = _Says.NOTHING
        self._seen.clear()
        self.notice.hide()


def _receipt(vault: Vault, bundle_id: str) -> str:
    """That it was taken back, where it was; it tells all that the other did."""
    for name in (WITHDRAWN, SUBMITTED):
        text = vault.submission_receipt(bundle_id, name)
        if text is not None:
            return text
    raise AssertionError("what is listed with a receipt has one")
