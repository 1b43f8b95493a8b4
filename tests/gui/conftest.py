"""What the app's tests stand on: one application on the private desktop of the run."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from replay.displays.private import PrivateDesktop
from studio.ui.theme import dress

_OF_THE_DISPLAY = ("DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")


@pytest.fixture(scope="session")
def qapp(desktop_of_the_run: PrivateDesktop) -> Iterator[QApplication]:
    """The one application of this process; it outlives the tests and goes before its screen does."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _OF_THE_DISPLAY:
            patch.setenv(name, desktop_of_the_run.environment()[name])
        app = QApplication(["assent"])
    app.setApplicationName("assent")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    dress(app)
    yield app
    shiboken6.delete(app)
