"""The first page of all: how the vault shall be opened."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from recorder.vault.errors import KeyringUnavailableError
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.system_keyring import KeyStore, find_keyring, system_keyring
from recorder.vault.vault import Vault
from studio.ui.models.passphrase_strength import Strength, estimate_strength
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.secret_field import SecretField
from studio.ui.widgets.strength_meter import StrengthMeter
from studio.ui.widgets.text import field_label, words
from studio.ui.words import tr


class WelcomePage(Column):
    """Asks how the vault shall be opened, and makes it.

    ``made`` tells the recovery code, which nobody else ever hears.

    Args:
        desk: Where the vault will be.
        cost: Of trying a passphrase.
    """

    made = Signal(object)

    def __init__(self, desk: VaultDesk, cost: Argon2Cost, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._cost = cost
        self._by_passphrase = QRadioButton(tr("With a &passphrase that I choose"))
        self._by_keyring = QRadioButton(tr("With this computer's &keyring"))
        self._keyring_words = words(_keyring_words(), role="quiet")
        self._passphrase = SecretField(tr("Passphrase"))
        self._again = SecretField(tr("The same again"))
        self._meter = StrengthMeter()
        self._notice = Notice()
        self._busy = QProgressBar()
        self._create = QPushButton(tr("&Create my vault"))
        self._lay_out()
        self._by_passphrase.toggled.connect(self._on_way_chosen)
        self._passphrase.edited.connect(self._on_edited)
        self._passphrase.entered.connect(self._again.setFocus)
        self._again.edited.connect(self._update)
        self._again.entered.connect(self._create.click)
        self._create.clicked.connect(self._on_create)
        self._by_passphrase.setChecked(True)
        self.first_stop: QWidget = self._passphrase

    def _lay_out(self) -> None:
        body = self.body
        body.addWidget(words(tr("Welcome to Assent"), role="title"))
        body.addWidget(
            words(
                tr(
                    "Assent records tasks that you choose to show, for studies that you agree to. You see "
                    "every recording first, take out what you like, and nothing leaves this computer unless "
                    "you share it."
                )
            )
        )
        body.addSpacing(GRID)
        body.addWidget(words(tr("First, a vault for your recordings"), role="heading"))
        body.addWidget(
            words(tr("It is a folder on this computer, encrypted: without its key, nobody can look in."))
        )
        place = words(tr("Folder: {folder}", folder=_short(self._desk.home)), role="quiet")
        body.addWidget(place)
        body.addWidget(words(tr("How do you want to open it?")))
        group = QButtonGroup(self)
        for button in (self._by_passphrase, self._by_keyring):
            group.addButton(button)
        body.addWidget(self._by_passphrase)
        body.addLayout(self._form())
        body.addWidget(self._by_keyring)
        self._keyring_words.setContentsMargins(GRID * 3, 0, 0, 0)
        body.addWidget(self._keyring_words)
        reason = _no_keyring()
        self._by_keyring.setEnabled(reason is None)
        body.addWidget(self._notice)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        body.addWidget(self._busy)
        self._create.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self._create)
        buttons.addStretch(1)
        body.addLayout(buttons)
        body.addStretch(1)

    def _form(self) -> QVBoxLayout:
        form = QFormLayout()
        form.setContentsMargins(GRID * 3, 0, 0, 0)
        form.setHorizontalSpacing(GRID * 2)
        form.setVerticalSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, field in ((tr("Pass&phrase"), self._passphrase), (tr("The &same again"), self._again)):
            form.addRow(field_label(name, field.field), field)
        form.addRow("", self._meter)
        around = QVBoxLayout()
        around.addLayout(form)
        return around

    def _on_way_chosen(self) -> None:
        by_passphrase = self._by_passphrase.isChecked()
        for part in (self._passphrase, self._again, self._meter):
            part.setEnabled(by_passphrase)
        self._update()

    def _on_edited(self) -> None:
        text = self._passphrase.text()
        self._meter.show_estimate(estimate_strength(text) if text else None)
        self._update()

    def _update(self) -> None:
        self._notice.hide()

    def _on_create(self) -> None:
        if self._by_keyring.isChecked():
            self._make(system_keyring)
            return
        text = self._passphrase.text()
        if not text or estimate_strength(text).strength is Strength.TOO_SHORT:
            self._refuse(tr("Choose a longer passphrase first."), self._passphrase.field)
        elif text != self._again.text():
            self._refuse(tr("The two passphrases differ. Type the same one twice."), self._again.field)
        else:
            secret = Passphrase(text)
            self._make(lambda: secret)

    def _refuse(self, why: str, field: QLineEdit) -> None:
        self._notice.say(why)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _make(self, secret: Callable[[], Passphrase | KeyStore]) -> None:
        self._notice.hide()
        self._set_busy(busy=True)
        home, cost = self._desk.home, self._cost
        codes: list[RecoveryCode] = []

        def create() -> Vault:
            vault, code = Vault.create(home, secret(), cost=cost)
            codes.append(code)
            return vault

        self._desk.open(create, on_done=lambda: self._on_made(codes.pop()), on_failed=self._on_failed)

    def _on_made(self, code: RecoveryCode) -> None:
        self._passphrase.clear()
        self._again.clear()
        self.made.emit(code)

    def _on_failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self._notice.say_error(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self._passphrase, self._again, self._create, self._by_passphrase):
            part.setEnabled(not busy)


def _keyring_words() -> str:
    reason = _no_keyring()
    if reason is not None:
        return reason
    return tr(
        "Convenient: the vault opens when you are logged in. But it protects less: every program that runs "
        "under your name can ask the keyring for the key. Choose a passphrase if others use this account."
    )


def _no_keyring() -> str | None:
    try:
        find_keyring()
    except KeyringUnavailableError:
        return tr(
            "Not possible here: no keyring is running that is known to encrypt what it keeps. "
            "GNOME Keyring and KWallet do."
        )
    return None


def _short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
