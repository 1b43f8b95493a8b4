"""A private desktop with the one application of this process on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from replay.displays.private import PrivateDesktop
from studio.app import make_application
from studio.ui.theme import dress

_OF_THE_DISPLAY = ("DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")


@contextmanager
def application() -> Iterator[QApplication]:
    """The application, dressed, with real windows; a process has one, once."""
    with PrivateDesktop() as desktop:
        environment = desktop.environment()
        os.environ |= {name: environment[name] for name in _OF_THE_DISPLAY}
        app = make_application()
        dress(app)
        yield app
        app.shutdown()
