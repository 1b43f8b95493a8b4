"""Gives the open vault another passphrase."""

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recorder.vault.keys import Argon2Cost, Passphrase
from studio.ui.models.passphrase_strength import Strength, estimate_strength
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.secret_field import SecretField
from studio.ui.widgets.strength_meter import StrengthMeter
from studio.ui.widgets.text import field_label, words
from studio.ui.words import tr


class NewPassphraseDialog(QDialog):
    """Accepted once the vault has it.

    Args:
        desk: The open vault.
        cost: Of trying it.
    """

    def __init__(self, desk: VaultDesk, cost: Argon2Cost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cost = cost
        self.setWindowTitle("Assent")
        self.setModal(True)
        self.setMinimumWidth(GRID * 60)
        self._passphrase = SecretField(tr("New passphrase"))
        self._again = SecretField(tr("The same again"))
        self._meter = StrengthMeter()
        self._notice = Notice()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._change = QPushButton(tr("&Change the passphrase"))
        self._change.setProperty("role", "primary")
        self._change.setDefault(True)
        cancel = QPushButton(tr("Ca&ncel"))
        cancel.setAutoDefault(False)
        form = QFormLayout()
        form.setVerticalSpacing(GRID)
        for name, field in ((tr("New &passphrase"), self._passphrase), (tr("The &same again"), self._again)):
            form.addRow(field_label(name, field.field), field)
        form.addRow("", self._meter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 3)
        layout.setSpacing(GRID + 4)
        layout.addWidget(words(tr("A new passphrase for the vault"), role="heading"))
        layout.addWidget(
            words(
                tr(
                    "The recovery code stays the same. Backups made before open by the passphrase that they "
                    "were made under."
                )
            )
        )
        layout.addLayout(form)
        layout.addWidget(self._notice)
        layout.addWidget(self._busy)
        buttons = QHBoxLayout()
        buttons.addWidget(self._change)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        layout.addLayout(buttons)
        self._passphrase.edited.connect(self._on_edited)
        self._change.clicked.connect(self._on_change)
        cancel.clicked.connect(self.reject)
        desk.locking.connect(self.reject)
        self._passphrase.setFocus()

    def _on_edited(self) -> None:
        text = self._passphrase.text()
        self._notice.hide()
        self._meter.show_estimate(estimate_strength(text) if text else None)

    def _on_change(self) -> None:
        text = self._passphrase.text()
        if not text or estimate_strength(text).strength is Strength.TOO_SHORT:
            self._notice.say(tr("Choose a longer passphrase first."))
            self._passphrase.select()
            return
        if text != self._again.text():
            self._notice.say(tr("The two passphrases differ. Type the same one twice."))
            self._again.select()
            return
        self._set_busy(busy=True)
        passphrase, cost = Passphrase(text), self._cost
        self._desk.ask(
            lambda vault: vault.change_passphrase(passphrase, cost=cost),
            on_done=lambda _: self.accept(),
            on_failed=self._on_failed,
        )

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self._notice.say_error(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._change.setEnabled(not busy)
