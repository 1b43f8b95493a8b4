"""Opens the vault: by passphrase, keyring or recovery code. Shows nothing of what is in it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QWidget

from recorder.errors import UserFacingError
from recorder.vault.home import VaultPaths
from recorder.vault.keys import Argon2Cost, Passphrase, WrapKind
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.system_keyring import system_keyring
from recorder.vault.vault import Vault
from recorder.vault.vault_header import read_vault_header
from studio.ui.models.passphrase_strength import Strength, estimate_strength
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.secret_field import SecretField
from studio.ui.widgets.strength_meter import StrengthMeter
from studio.ui.widgets.text import words
from studio.ui.words import tr


class UnlockPage(Column):
    """Asks for what opens the vault; an error is said in place.

    Args:
        desk: Where the vault is.
        cost: Of trying a new passphrase, after a recovery.
        was_locked: Why it is shown, where the vault was open before; or empty.
    """

    unlocked = Signal()

    def __init__(
        self, desk: VaultDesk, cost: Argon2Cost, *, was_locked: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(width=GRID * 64, parent=parent)
        self._desk = desk
        self._cost = cost
        self._notice = Notice()
        self._busy = QProgressBar()
        self._passphrase = SecretField(tr("Passphrase"))
        self._by_passphrase = QPushButton(tr("&Unlock"))
        self._by_keyring = QPushButton(tr("Unlock with the &keyring"))
        self._by_code = QPushButton(tr("Use the &recovery code"))
        self._recovery = _RecoveryForm()
        self._lay_out(was_locked)
        self._passphrase.entered.connect(self._by_passphrase.click)
        self._by_passphrase.clicked.connect(self._on_passphrase)
        self._by_keyring.clicked.connect(self._on_keyring)
        self._by_code.clicked.connect(self._on_code_wanted)
        self._recovery.cancelled.connect(self._on_code_cancelled)
        self._recovery.given.connect(self._on_recover)
        self._show_ways()

    def _lay_out(self, was_locked: str) -> None:
        body = self.body
        body.addStretch(1)
        body.addWidget(words(tr("Assent is locked"), role="title"))
        if was_locked:
            body.addWidget(words(was_locked, role="quiet"))
        body.addWidget(self._notice)
        self._ask = QLabel(tr("&Passphrase"))
        self._ask.setBuddy(self._passphrase.field)
        body.addWidget(self._ask)
        body.addWidget(self._passphrase)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("Unlocking"))
        self._busy.hide()
        self._by_passphrase.setProperty("role", "primary")
        self._by_code.setProperty("role", "flat")
        buttons = QHBoxLayout()
        buttons.addWidget(self._by_passphrase)
        buttons.addWidget(self._by_keyring)
        buttons.addStretch(1)
        buttons.addWidget(self._by_code)
        body.addLayout(buttons)
        body.addWidget(self._recovery)
        body.addWidget(self._busy)
        body.addStretch(2)
        self._recovery.hide()

    def _show_ways(self) -> None:
        """Offer what this vault can be opened by; where it cannot be read, say why and offer nothing."""
        try:
            ways = set(read_vault_header(VaultPaths(self._desk.home).header).wraps)
        except UserFacingError as error:
            self._notice.say_error(error)
            ways = set()
        by_passphrase, by_keyring = WrapKind.PASSPHRASE in ways, WrapKind.KEYRING in ways
        for part in (self._ask, self._passphrase, self._by_passphrase):
            part.setVisible(by_passphrase)
        self._by_keyring.setVisible(by_keyring)
        self._by_keyring.setProperty("role", "" if by_passphrase else "primary")
        self._by_code.setVisible(WrapKind.RECOVERY_CODE in ways)
        self.first_stop: QWidget = self._passphrase if by_passphrase else self._by_keyring

    def _on_passphrase(self) -> None:
        text = self._passphrase.text()
        if text:
            home = self._desk.home
            self._open(lambda: Vault.unlock(home, Passphrase(text)))
        else:
            self._passphrase.setFocus()

    def _on_keyring(self) -> None:
        home = self._desk.home
        self._open(lambda: Vault.unlock(home, system_keyring()))

    def _on_recover(self) -> None:
        home, cost = self._desk.home, self._cost
        try:
            code = RecoveryCode.read(self._recovery.code())
        except UserFacingError as error:
            self._notice.say_error(error)
            return
        passphrase = Passphrase(self._recovery.passphrase())
        self._open(lambda: Vault.recover(home, code, passphrase, cost=cost))

    def _open(self, unlock: Callable[[], Vault]) -> None:
        self._notice.hide()
        self._set_busy(busy=True)
        self._desk.open(unlock, on_done=self._on_unlocked, on_failed=self._on_failed)

    def _on_unlocked(self) -> None:
        self._passphrase.clear()
        self._recovery.clear()
        self.unlocked.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self._notice.say_error(error)
        self._passphrase.select()

    def _on_code_wanted(self) -> None:
        self._notice.hide()
        for part in (self._ask, self._passphrase, self._by_passphrase, self._by_keyring, self._by_code):
            part.hide()
        self._recovery.show()
        self._recovery.first_stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_code_cancelled(self) -> None:
        self._recovery.clear()
        self._recovery.hide()
        self._notice.hide()
        self._show_ways()
        self.first_stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._passphrase, self._by_passphrase, self._by_keyring, self._by_code, self._recovery):
            part.setEnabled(not busy)


class _RecoveryForm(QWidget):
    """The code, and a new passphrase, since the old one is lost."""

    given = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = QLineEdit()
        self._passphrase = SecretField(tr("New passphrase"))
        self._again = SecretField(tr("The same again"))
        self._meter = StrengthMeter()
        self._open = QPushButton(tr("&Open and set the new passphrase"))
        self._cancel = QPushButton(tr("&Cancel"))
        self._code.setAccessibleName(tr("Recovery code"))
        self._code.setPlaceholderText("0000-0000-0000-0000-0000-0000-0000")
        self._open.setProperty("role", "primary")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(GRID)
        for name, field, buddy in (
            (tr("&Recovery code"), self._code, self._code),
            (tr("&New passphrase"), self._passphrase, self._passphrase.field),
            (tr("The &same again"), self._again, self._again.field),
        ):
            label = QLabel(name)
            label.setBuddy(buddy)
            form.addRow(label, field)
        form.addRow(self._meter)
        self._wrong = words("", role="notice")
        self._wrong.hide()
        form.addRow(self._wrong)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._open)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        form.addRow(buttons)
        self.first_stop: QWidget = self._code
        self._passphrase.edited.connect(self._on_edited)
        self._again.edited.connect(self._wrong.hide)
        self._code.returnPressed.connect(self._passphrase.setFocus)
        self._passphrase.entered.connect(self._again.setFocus)
        self._again.entered.connect(self._open.click)
        self._open.clicked.connect(self._on_open)
        self._cancel.clicked.connect(self.cancelled)

    def code(self) -> str:
        return self._code.text()

    def passphrase(self) -> str:
        return self._passphrase.text()

    def clear(self) -> None:
        self._code.clear()
        self._passphrase.clear()
        self._again.clear()
        self._wrong.hide()

    def _on_edited(self) -> None:
        text = self._passphrase.text()
        self._wrong.hide()
        self._meter.show_estimate(estimate_strength(text) if text else None)

    def _on_open(self) -> None:
        text = self._passphrase.text()
        if not text or estimate_strength(text).strength is Strength.TOO_SHORT:
            self._wrong.setText(tr("Choose a longer passphrase first."))
            self._wrong.show()
        elif text != self._again.text():
            self._wrong.setText(tr("The two passphrases differ. Type the same one twice."))
            self._wrong.show()
        else:
            self.given.emit()
