"""Puts the set colours and language in force."""

from PySide6.QtWidgets import QApplication

from studio.settings import Settings
from studio.ui.theme import Appearance, choose_appearance, dress, theme
from studio.ui.words import choose_language, spoken_language


def wear(app: QApplication, settings: Settings) -> bool:
    """Wear the colours that are set.

    Returns:
        Whether they are others than before.
    """
    before = theme()
    choose_appearance(Appearance(settings.look.value))
    if theme() == before and app.styleSheet():
        return False
    dress(app)
    return True


def speak(settings: Settings) -> bool:
    """Speak the language that is set.

    Returns:
        Whether it is another than before.
    """
    before = spoken_language()
    return choose_language((settings.language,) if settings.language else None) != before
