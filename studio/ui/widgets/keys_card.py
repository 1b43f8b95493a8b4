"""The person's own keys: the name on their card, the fingerprints, and the card as a file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from recorder.episode.card import Card, age_key_fingerprint, signing_key_fingerprint
from recorder.vault.vault import Vault
from studio.submission.identities import MOST_NAME, known_identity, rename_identity
from studio.ui.icons import icon
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.widgets.cards import add_field, button_row, card, form
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr


class KeysCard(QFrame):
    """Shows the public part; the secret one never leaves the vault's thread.

    Args:
        desk: The vault.

    Attributes:
        card_requested: The person wants to save their card.
    """

    card_requested = Signal()

    def __init__(self, desk: VaultDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Card | None = None
        self._told = words("", role="quiet")
        self._name = QLineEdit()
        self._name.setMaxLength(MOST_NAME)
        self._age_key = strangers_words("", role="mono")
        self._signing_key = strangers_words("", role="mono")
        for key in (self._age_key, self._signing_key):
            key.setWordWrap(False)
        self.notice = Notice()
        self._fields = QWidget()
        _, layout = card(tr("Your card"), self)
        fields = form()
        fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setLayout(fields)
        self._name.setMinimumWidth(self.fontMetrics().averageCharWidth() * 40)
        add_field(fields, tr("&Name on your card"), self._name)
        add_field(fields, tr("Key that opens what is sealed to you"), self._age_key)
        add_field(fields, tr("Key that signs what you share"), self._signing_key)
        save = QPushButton(tr("Save your &card…"))
        save.setIcon(icon("key"))
        layout.addWidget(self._told)
        layout.addWidget(self._fields)
        layout.addWidget(self.notice)
        layout.addLayout(button_row(save))
        save.clicked.connect(self.card_requested)
        self._name.editingFinished.connect(self._on_name)
        self._show(None)
        self.refresh()

    def refresh(self) -> None:
        """Read again what keys there are."""
        self._desk.ask(_card, on_done=self._show, on_failed=self.notice.say_error)

    def _show(self, shown: Card | None) -> None:
        self._shown = shown
        self._fields.setVisible(shown is not None)
        if shown is None:
            self._told.setText(
                tr(
                    "Your card shows the public part of your keys. They are made when you first need them: "
                    "when you share a recording, or save your card for those who run a study."
                )
            )
            return
        self._told.setText(
            tr(
                "Give your card to those who run a study, so that recordings are sealed to you. It is no "
                "secret. Here are the fingerprints of its keys, to be compared when somebody asks; the "
                "secret part never leaves your vault."
            )
        )
        self._name.setText(shown.name)
        for label, name, key in (
            (self._age_key, tr("Key that opens what is sealed to you"), age_key_fingerprint(shown.age_key)),
            (
                self._signing_key,
                tr("Key that signs what you share"),
                signing_key_fingerprint(shown.signing_key),
            ),
        ):
            label.setText(key)
            label.setAccessibleName(f"{name}: {key}")

    def _on_name(self) -> None:
        name = self._name.text().strip()
        if self._shown is None or name == self._shown.name:
            return
        if not name.isprintable() or not name:
            self.notice.say(tr("A name needs letters that can be shown. The one before still holds."))
            self._name.setText(self._shown.name)
            return
        self.notice.hide()
        self._desk.ask(
            lambda vault: rename_identity(vault, name).card,
            on_done=self._show,
            on_failed=self.notice.say_error,
        )


def _card(vault: Vault) -> Card | None:
    known = known_identity(vault)
    return None if known is None else known.card
