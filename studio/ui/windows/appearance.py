"""Puts the set colours and language in force."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from studio.settings import Settings
from studio.ui.theme import Appearance, choose_appearance, dress, theme
from studio.ui.words import choose_language, spoken_language

_qt_words: QTranslator | None = None


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
    """Speak the language that is set: the app's texts, the toolkit's own, numbers and dates.

    Returns:
        Whether it is another than before.
    """
    before = spoken_language()
    spoken = choose_language((settings.language,) if settings.language else None)
    QLocale.setDefault(_locale_of(spoken))
    _speak_of_qt(spoken)
    return spoken != before


def _locale_of(language: str) -> QLocale:
    """The system's where it is of this language: it knows the person's country."""
    system, plain = QLocale.system(), QLocale(language)
    return system if system.language() is plain.language() else plain


def _speak_of_qt(language: str) -> None:
    """Let the toolkit's own dialogs, menus and names of keys be of this language; English needs no file."""
    global _qt_words  # noqa: PLW0603 - one language a process
    if _qt_words is not None:
        QCoreApplication.removeTranslator(_qt_words)
    _qt_words = QTranslator(QCoreApplication.instance())
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if _qt_words.load(QLocale(language), "qtbase", "_", folder):
        QCoreApplication.installTranslator(_qt_words)
