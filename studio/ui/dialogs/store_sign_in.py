"""Signing in to a store: two fields, asked of the store itself before they are kept."""

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from recorder.wording import clean
from studio.submission.sign_ins import SignIn, sign_in
from studio.submission.store_key import StoreKey
from studio.ui.jobs import Worker
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.secret_field import SecretField
from studio.ui.widgets.text import field_label, words
from studio.ui.words import tr


class StoreSignInDialog(QDialog):
    """Accepted once the store accepts the key and the keyring has it.

    Args:
        store: Which store.
    """

    def __init__(self, store: SignIn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._url = store.url
        self._worker = Worker("sign-in")
        self.setWindowTitle("Assent")
        self.setModal(True)
        self.access = QLineEdit()
        self.access.setAccessibleName(tr("Access key"))
        self.secret = SecretField(tr("Secret key"))
        self.notice = Notice()
        self.yes = QPushButton(tr("&Sign in"))
        self.yes.setProperty("role", "primary")
        self.no = QPushButton(tr("&Cancel"))
        self._lay_out(clean(store.shown))
        self.access.textEdited.connect(self._on_edited)
        self.secret.edited.connect(self._on_edited)
        self.secret.entered.connect(self._on_entered)
        self.yes.clicked.connect(self._on_wanted)
        self.no.clicked.connect(self.reject)
        self._on_edited()

    def done(self, result: int) -> None:
        """Forget what was typed, and call off what is asked."""
        self.secret.clear()
        self.access.clear()
        self._worker.leave()
        super().done(result)

    def _lay_out(self, shown: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 3)
        layout.setSpacing(GRID + 4)
        layout.addWidget(words(tr("Sign in to {store}", store=shown), role="heading"))
        layout.addWidget(
            words(
                tr(
                    "The key comes from those who run the study. The store is asked whether it accepts it; "
                    "then it is kept in this computer's keyring, never in the vault or a file."
                )
            )
        )
        fields = QFormLayout()
        fields.setHorizontalSpacing(GRID * 2)
        fields.setVerticalSpacing(GRID)
        fields.addRow(field_label(tr("&Access key"), self.access), self.access)
        fields.addRow(field_label(tr("S&ecret key"), self.secret.field), self.secret)
        layout.addLayout(fields)
        layout.addWidget(self.notice)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        layout.addLayout(buttons)
        self.yes.setAutoDefault(False)
        self.no.setAutoDefault(False)
        self.setFixedWidth(GRID * 68)
        self.setMinimumHeight(layout.totalHeightForWidth(GRID * 68))

    def _on_edited(self) -> None:
        self.yes.setEnabled(bool(self.access.text().strip() and self.secret.text().strip()))

    def _on_entered(self) -> None:
        if self.yes.isEnabled():
            self._on_wanted()

    def _on_wanted(self) -> None:
        key = StoreKey(self.access.text().strip(), self.secret.text().strip())
        url = self._url
        self.yes.setEnabled(False)
        self.notice.say_progress(tr("Asking the store…"), 0, 0)
        self._worker.submit(
            lambda _: sign_in(url, key), on_done=self._on_signed_in, on_failed=self._on_refused
        )

    def _on_signed_in(self, _: None) -> None:
        self.accept()

    def _on_refused(self, error: BaseException) -> None:
        self._on_edited()
        self.notice.say_error(error)
        self.adjustSize()
