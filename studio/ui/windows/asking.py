"""What the window's parts ask: the vault for work, and the person for a decision.

What came of it is told to nobody once the vault is locked; who was asked something then is asked no more.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog

from recorder.vault.vault import Vault
from studio.ui.jobs import Job, ResultT
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.windows.main_window import MainWindow


class Asking:
    """Asks on behalf of whoever has no page of their own.

    Args:
        desk: The vault.
        window: Over which questions are asked, and in which errors are said.

    Attributes:
        is_at_gate: Whether the vault is locked, or not yet in order.
    """

    def __init__(self, desk: VaultDesk, window: MainWindow) -> None:
        self.desk = desk
        self.window = window
        self.is_at_gate = True

    def ask(
        self,
        work: Callable[[Vault], ResultT],
        on_done: Callable[[ResultT], None],
        *,
        on_failed: Callable[[BaseException], None] | None = None,
    ) -> Job[ResultT]:
        """Do something with the vault; an error is said in the window, unless it is told elsewhere."""
        return self.desk.ask(
            work,
            on_done=self.unless_locked(on_done),
            on_failed=self.unless_locked(on_failed or self.window.problem.say_error),
        )

    def unless_locked(self, told: Callable[[ResultT], None]) -> Callable[[ResultT], None]:
        """What came of something that was asked of the vault is told to nobody once it is locked."""

        def tell(what: ResultT) -> None:
            if not self.is_at_gate:
                told(what)

        return tell

    def decides(self, dialog: QDialog) -> bool:
        """Ask the person; whether the answer is yes."""
        decided = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return decided

    def close_dialogs(self) -> None:
        """Close whatever asks or shows something: a question, a file dialog, the sheet of keys."""
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible():
                window.reject()
