"""The whole app within a test: begun as often as the test likes, and gone without a trace when it ends."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from studio.app import Studio
from studio.settings import settings_path
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.theme import Appearance, choose_appearance, dress
from studio.ui.windows.garbage import GarbageCollection


class Studios:
    """The apps that a test began; their vault and settings are those that the environment names."""

    def __init__(self, qapp: QApplication) -> None:
        self._qapp = qapp
        self._begun: list[Studio] = []

    def begin(self) -> Studio:
        """Another one, shown at its gate."""
        studio = Studio(self._qapp, SettingsDesk(settings_path()))
        self._begun.append(studio)
        studio.shell.show()
        return studio

    def close(self) -> None:
        """Close all of them."""
        for studio in self._begun:
            studio.close()
            studio.shell.window.deleteLater()
            studio.deleteLater()
        self._begun.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def studios(qapp: QApplication) -> Iterator[Studios]:
    """For one test: as in the app, garbage is destroyed on the interface's thread alone."""
    garbage = GarbageCollection()
    begun = Studios(qapp)
    yield begun
    begun.close()
    garbage.end()
    garbage.deleteLater()
    gc.collect()
    choose_appearance(Appearance.SYSTEM)
    dress(qapp)
