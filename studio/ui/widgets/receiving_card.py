"""Whether the person opens recordings of others; most never do."""

from PySide6.QtWidgets import QWidget

from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.widgets.switch_card import SwitchCard
from studio.ui.words import tr


class ReceivingCard(SwitchCard):
    """One switch.

    Args:
        settings: Keep what is switched.
    """

    def __init__(self, settings: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Recordings of others"),
            tr("I open recordings that others share"),
            tr(
                "For those whom a study names to label, check or research what was recorded. It adds the "
                "place “Received”."
            ),
            is_on=settings.now.receives,
            parent=parent,
        )
        self._settings = settings
        self.switch.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._settings.change(receives=on)
