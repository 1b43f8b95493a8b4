"""The settings, as the interface knows them: what holds now, kept at once when changed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.settings import Settings, SettingsUnwritableError, read_settings, write_settings


class SettingsDesk(QObject):
    """Holds the settings. The file is small: it is written on the interface's thread.

    Attributes:
        now: What holds.
    """

    changed = Signal(object)
    unwritable = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.now: Settings = read_settings(path)

    def change(self, **fields: Any) -> None:  # noqa: ANN401 - each field has its own type
        """Set some fields; they hold even where they cannot be kept."""
        self.now = replace(self.now, **fields)
        self.changed.emit(self.now)
        try:
            write_settings(self._path, self.now)
        except SettingsUnwritableError as error:
            self.unwritable.emit(error)
