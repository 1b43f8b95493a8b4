"""The language that is chosen is spoken by all of the window: the app, the toolkit, numbers and dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from studio.settings import Settings
from studio.ui.models.hotkey_text import shown_chord
from studio.ui.models.time_words import day_words, length_words, size_words
from studio.ui.recording_words import chord_words
from studio.ui.windows.appearance import speak
from studio.ui.words import spoken_language, tr

ENGLISH, GERMAN = Settings(language="en"), Settings(language="de")


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    speak(ENGLISH)
    yield
    speak(ENGLISH)
    QLocale.setDefault(before)


def texts_of_the_toolkit() -> set[str]:
    """What Qt itself writes on a dialog's buttons and in the menu of a field."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Save)
    field = QLineEdit("words")
    menu = field.createStandardContextMenu()
    said = [*(button.text() for button in box.buttons()), *(action.text() for action in menu.actions())]
    for widget in (box, field, menu):
        widget.deleteLater()
    return {text.replace("&", "").partition("\t")[0] for text in said}


def test_the_toolkit_speaks_the_language_of_the_app() -> None:
    assert {"Cancel", "Save", "Undo", "Paste"} <= texts_of_the_toolkit()
    assert speak(GERMAN)
    assert {"Abbrechen", "Speichern", "Rückgängig", "Einfügen"} <= texts_of_the_toolkit()
    assert speak(ENGLISH)
    assert {"Cancel", "Save", "Undo", "Paste"} <= texts_of_the_toolkit()


def test_numbers_and_dates_are_of_the_language() -> None:
    day = date(2030, 12, 31)
    assert day_words(day) == "31 December 2030"
    speak(GERMAN)
    assert day_words(day) == "31. Dezember 2030"
    assert length_words(12_400_000_000) == "12,4 s"
    assert size_words(12_300_000) == "12,3 MB"


def test_hotkeys_are_written_as_on_the_keys() -> None:
    assert shown_chord("ctrl+shift+f9") == "Ctrl+Shift+F9"
    speak(GERMAN)
    assert chord_words("ctrl+shift+f9") == shown_chord("ctrl+shift+f9") == "Strg+Umschalt+F9"


def test_choosing_the_same_language_again_changes_nothing() -> None:
    speak(GERMAN)
    assert not speak(GERMAN)
    assert not speak(replace(GERMAN, idle_minutes=3))
    assert tr("Undo") == "Rückgängig"


def test_without_a_choice_the_language_of_the_system_is_spoken() -> None:
    speak(GERMAN)
    # What was chosen before must not pass for the system's.
    assert QLocale.system().language() is not QLocale.Language.German
    assert speak(Settings())
    assert spoken_language() == "en"
