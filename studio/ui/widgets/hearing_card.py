"""Whether the app asks the stores by itself what readers said of what the person shared."""

from PySide6.QtWidgets import QWidget

from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.widgets.switch_card import SwitchCard
from studio.ui.words import tr


class HearingCard(SwitchCard):
    """One switch.

    Args:
        settings: Keep what is switched.
    """

    def __init__(self, settings: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("What readers say"),
            tr("Look by itself for what readers said of what I shared"),
            tr(
                "Stores are asked after the vault is unlocked, and when you open the library. A store sees "
                "that somebody with your key asks, and when. If this is off, look in the library yourself."
            ),
            is_on=settings.now.looks_for_reviews,
            parent=parent,
        )
        self._settings = settings
        self.switch.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._settings.change(looks_for_reviews=on)
