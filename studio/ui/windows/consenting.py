"""From a study's file to a consent, its receipt, and back: what the tasks' and the consent page ask for."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from recorder.commands.files import read_bytes, write_new
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.study_owner import OwnerChangedError, accept_owner, check_owner
from recorder.vault.vault import Vault
from studio.taking_part import Given, Participation, StudyFile, give_consent, receipt_of, withdraw_consent
from studio.ui.dialogs.decision import DecisionDialog, about_withdrawing
from studio.ui.dialogs.owner_questions import about_other_owner
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.shared_copies import shared_for
from studio.ui.pages.consent_page import ConsentAnswer, ConsentPage
from studio.ui.windows.asking import Asking
from studio.ui.words import tr


class Consenting(QObject):
    """Opens studies, and writes down what the person says to them.

    Args:
        asking: Asks the vault and the person.
        take_back: Takes back what was shared, by the ids of the bundles.
        parent: Owns this.
    """

    changed = Signal()
    """What the vault holds of consents is another."""
    withdrawn = Signal(str)
    """The study's id: whatever is recorded for it now must end."""

    def __init__(
        self,
        asking: Asking,
        take_back: Callable[[tuple[str, ...]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._take_back = take_back
        self._window = asking.window
        self._studies: dict[str, tuple[StudyFile, Participation | None]] = {}

    def open_file(self, path: Path) -> None:
        """Show what a study's file asks for."""
        try:
            content = read_bytes(path)
            study = read_study(content, name=path.name)
        except UserFacingError as error:
            self._window.problem.say_error(error)
            return
        self._window.problem.hide()
        self._open(StudyFile(study, content), None)

    def make_page(self, sha256: str) -> QWidget:
        """The page of a study that was opened."""
        file, part = self._studies[sha256]
        standing = part.grant if part is not None and part.may_record else None
        page = ConsentPage(file.study, standing)
        page.agreed.connect(self._on_agreed)
        page.declined.connect(self._on_declined)
        # The page is there at once; who signed the study is told a moment later, and asked at the door.
        self._asking.desk.ask(
            lambda vault: check_owner(vault, file.content),
            on_done=page.show_owner,
            on_failed=page.notice.say_error,
        )
        return page

    @Slot()
    def choose_file(self) -> None:
        """Let the person choose a study's file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a study file"), str(Path.home()), tr("Study files (*.toml)")
        )
        if chosen:
            self.open_file(Path(chosen))

    @Slot(object)
    def show_again(self, part: Participation) -> None:
        """Show what was agreed to."""
        self._open(part.file, part)

    @Slot(str)
    def save_receipt_of(self, study_id: str) -> None:
        """Let the person keep the receipt of a consent."""
        self._asking.ask(
            lambda vault: receipt_of(vault, study_id), lambda receipt: self._save_receipt(study_id, receipt)
        )

    @Slot(object)
    def withdraw(self, part: Participation) -> None:
        """Ask, and withdraw the consent; and what was shared, if the person ticks that."""
        study_id = part.study.id
        self._asking.ask(
            lambda vault: shared_for(vault, study_id), lambda bundle_ids: self._ask_about(part, bundle_ids)
        )

    def _ask_about(self, part: Participation, bundle_ids: tuple[str, ...]) -> None:
        question = about_withdrawing(part, len(bundle_ids))
        decision = DecisionDialog(question, self._window)
        takes_back: list[bool] = []
        decision.accepted.connect(lambda: takes_back.append(decision.also.isChecked()))
        if not self._asking.decides(decision):
            return
        if any(takes_back):
            self._take_back(bundle_ids)
        self._asking.desk.ask(
            lambda vault: withdraw_consent(vault, part.study.id, datetime.now(UTC)),
            on_done=self._on_withdrawn,
            on_failed=self._asking.unless_locked(self._window.problem.say_error),
        )

    def _open(self, file: StudyFile, part: Participation | None) -> None:
        self._studies[file.study.sha256] = (file, part)
        self._window.go(Visit(Place.TASKS, Opened.CONSENT, file.study.sha256))

    @Slot(object)
    def _on_agreed(self, answer: ConsentAnswer) -> None:
        self._give(answer)

    def _give(self, answer: ConsentAnswer, *, accepts_owner: bool = False) -> None:
        file, _ = self._studies[answer.study_sha256]
        page = self._window.page
        if isinstance(page, ConsentPage):
            page.set_busy(busy=True)

        def give(vault: Vault) -> Given:
            if accepts_owner:
                accept_owner(vault, file.content)
            return give_consent(
                vault,
                file,
                contributor=answer.contributor,
                answers=answer.answers,
                now=datetime.now(UTC),
            )

        self._asking.ask(give, self._on_given, on_failed=lambda error: self._on_not_given(answer, error))

    def _on_given(self, given: Given) -> None:
        self._window.leave(Opened.CONSENT)
        self.changed.emit()
        self._window.problem.say_done(
            tr(
                "You agreed to “{study}”. You can withdraw at any time.",
                study=given.participation.study.title,
            )
        )
        self._save_receipt(given.participation.study.id, given.receipt)

    def _on_not_given(self, answer: ConsentAnswer, error: BaseException) -> None:
        page = self._window.page
        if isinstance(page, ConsentPage):
            page.set_busy(busy=False)
        if isinstance(error, OwnerChangedError):
            if self._asking.decides(DecisionDialog(about_other_owner(error.check), self._window)):
                self._give(answer, accepts_owner=True)
        elif isinstance(page, ConsentPage):
            page.notice.say_error(error)
        else:
            self._window.problem.say_error(error)

    @Slot()
    def _on_declined(self) -> None:
        self._window.leave(Opened.CONSENT)

    def _save_receipt(self, study_id: str, receipt: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save your receipt"), str(Path.home() / f"assent-receipt-{study_id}.json")
        )
        if not chosen:
            return
        try:
            write_new(Path(chosen), receipt.encode())
        except UserFacingError as error:
            self._window.problem.say_error(error)

    def _on_withdrawn(self, given: Given) -> None:
        # Also of a vault that was locked meanwhile: what records must end.
        self.withdrawn.emit(given.participation.study.id)
        if self._asking.is_at_gate:
            return
        self.changed.emit()
        self._window.problem.say_done(
            tr(
                "Withdrawn from “{study}”. Nothing more is recorded for it.",
                study=given.participation.study.title,
            )
        )
