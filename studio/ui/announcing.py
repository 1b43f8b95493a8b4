"""Says something to who hears the screen instead of seeing it, once, without moving the keyboard's focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(place: QWidget, said: str) -> None:
    """Have a screen reader say it when it has said what it is at; nothing where none runs.

    Args:
        place: Where on the screen it shows, too.
        said: In the person's language.
    """
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(place, said))
