"""Whether the person opens recordings of others: only then there is a place for them."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.widgets.cards import card
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import words
from studio.ui.words import tr


class ReceivingCard(QFrame):
    """One switch.

    Args:
        settings: Keep what is switched.
    """

    def __init__(self, settings: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        _, layout = card(tr("Recordings of others"), self)
        self.switch = Switch(tr("I open recordings that others share"))
        self.switch.setChecked(settings.now.receives)
        row = QHBoxLayout()
        row.addWidget(words(tr("I open recordings that others share")), 1)
        row.addWidget(self.switch)
        layout.addLayout(row)
        layout.addWidget(
            words(
                tr(
                    "For those whom a study names to label, check or research what was recorded. It adds the "
                    "place “Received”."
                ),
                role="quiet",
            )
        )
        self.switch.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._settings.change(receives=on)
