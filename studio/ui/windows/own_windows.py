"""The app's windows, as the screen's server knows them: they are in no recording."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication


def own_window_ids() -> tuple[int, ...]:
    """The X11 ids of all windows of this app that exist now; none where the screen is no X11 screen.

    Windows that open later are known by their process and by the name that they give themselves.
    """
    if QGuiApplication.platformName() != "xcb":
        return ()
    return tuple(
        int(widget.winId())
        for widget in QApplication.topLevelWidgets()
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Created)
    )
