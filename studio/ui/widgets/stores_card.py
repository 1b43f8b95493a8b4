"""The stores of the person's studies that need a key, and signing in to them."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from recorder.vault.vault import Vault
from recorder.wording import clean
from studio.submission.sign_ins import SignIn, sign_in_of, sign_out, stores_with_keys
from studio.submission.store_key import KeySource
from studio.ui.jobs import Worker
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.cards import card
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import later, tr

_SOURCES = {
    KeySource.KEYRING: later("Signed in; the key is in this computer's keyring"),
    KeySource.ENVIRONMENT: later("Signed in by the environment of this program"),
    KeySource.PROFILE: later("Signed in by your AWS profile"),
    KeySource.GIVEN: later("Signed in"),
}


class StoresCard(QFrame):
    """Hidden where no study needs a key.

    Args:
        desk: The vault, which knows the studies.

    Attributes:
        sign_in_requested: The ``SignIn`` of the store to sign in to.
        is_known: Whether it is known by now which stores there are, and which have keys.
    """

    sign_in_requested = Signal(object)

    def __init__(self, desk: VaultDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._worker = Worker("stores")
        self.is_known = False
        self._is_over = False
        self.notice = Notice()
        _, layout = card(tr("Stores"), self)
        layout.addWidget(
            words(
                tr(
                    "Where your studies keep sealed recordings. Those who run a study give you a key for its "
                    "store; it opens no recording."
                ),
                role="quiet",
            )
        )
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(GRID * 2)
        self._rows.setVerticalSpacing(GRID)
        self._rows.setColumnStretch(0, 1)
        layout.addLayout(self._rows)
        layout.addWidget(self.notice)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Look again which stores there are, and whether there are keys for them."""
        self._desk.ask(_stores, on_done=self._on_stores, on_failed=self.notice.say_error)

    def let_go(self) -> None:
        """End what is under way; the card is of no use after it."""
        self._is_over = True
        self._worker.leave()

    def _on_stores(self, urls: tuple[str, ...]) -> None:
        if self._is_over:
            return
        # The keyring may ask the person something, and takes its time.
        self._worker.submit(
            lambda _: tuple(map(sign_in_of, urls)), on_done=self._show, on_failed=self.notice.say_error
        )

    def _show(self, stores: tuple[SignIn, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, store in enumerate(stores):
            self._rows.addWidget(strangers_words(store.shown), 2 * row, 0)
            said = tr("No key yet") if store.source is None else tr(_SOURCES[store.source])
            self._rows.addWidget(words(said, role="quiet"), 2 * row + 1, 0)
            self._rows.addWidget(self._button(store), 2 * row, 1, 2, 1)
        self.is_known = True
        self.setVisible(bool(stores))

    def _button(self, store: SignIn) -> QPushButton:
        if store.source is KeySource.KEYRING:
            return self._named(
                tr("Sign out"),
                tr("Sign out of {store}", store=clean(store.shown)),
                lambda: self._leave(store),
            )
        return self._named(
            tr("Sign in…"),
            tr("Sign in to {store}", store=clean(store.shown)),
            lambda: self.sign_in_requested.emit(store),
        )

    def _named(self, text: str, name: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(do)
        return button

    def _leave(self, store: SignIn) -> None:
        self._worker.submit(
            lambda _: sign_out(store.url),
            on_done=lambda _: self.refresh(),
            on_failed=self.notice.say_error,
        )


def _stores(vault: Vault) -> tuple[str, ...]:
    return stores_with_keys(vault)
