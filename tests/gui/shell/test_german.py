"""The app in its longest language: every page has room for its words, and none is left in English."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.settings import Settings
from studio.ui import words
from studio.ui.models.places import Place, Visit
from studio.ui.pages.checkup_page import CheckupPage
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.recovery_code_page import RecoveryCodePage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.windows.appearance import speak
from studio.ui.windows.main_window import SMALLEST
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig, add_recording, consent

SETTINGS = '{"language": "de"}'


@pytest.fixture(autouse=True)
def german(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    before = QLocale()
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "settings.json").write_text(SETTINGS, "utf-8")
    speak(Settings(language="de"))
    yield
    speak(Settings(language="en"))
    QLocale.setDefault(before)


@pytest.fixture
def german_rig(german: None, home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        consent(vault)
        add_recording(vault)
    return small(make_rig())


def small(rig: ShellRig) -> ShellRig:
    rig.shell.window.resize(SMALLEST)
    return rig


def in_english() -> set[str]:
    """What the app says in English and says otherwise in German, as it stands on a widget."""
    catalog: dict[object, str] = vars(words._chosen)["_catalog"]  # noqa: SLF001 - all that was written
    said = {german.replace("&", "") for german in catalog.values()}
    return {text.replace("&", "") for text in catalog if isinstance(text, str)} - said


def said_by(widget: QWidget) -> set[str]:
    said = {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
    if isinstance(widget, QLabel | QAbstractButton):
        said.add(widget.text().replace("&", ""))
    if isinstance(widget, QLineEdit):
        said.add(widget.placeholderText())
    if isinstance(widget, QComboBox):
        said |= {widget.itemText(place) for place in range(widget.count())}
    return said - {""}


def is_cut_off(widget: QWidget) -> bool:
    """Whether it has less room than its words need."""
    if isinstance(widget, QLabel) and widget.text() and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    has_words = isinstance(widget, QComboBox) or (
        isinstance(widget, QLabel | QPushButton | QToolButton | QCheckBox | QRadioButton) and widget.text()
    )
    return bool(has_words) and widget.sizeHint().width() > widget.width() + 1


def look_at(rig: ShellRig) -> None:
    """Whatever is in sight is in German, and whole once it is laid out."""

    def shown() -> list[QWidget]:
        return [each for each in rig.shell.window.findChildren(QWidget) if each.isVisible()]

    def nothing_is_cut_off() -> None:
        assert [said_by(each) for each in shown() if is_cut_off(each)] == []

    rig.qtbot.waitUntil(nothing_is_cut_off, timeout=3000)
    assert {text for each in shown() for text in said_by(each)} & in_english() == set()


def test_a_new_person_is_met_in_german(new_rig: ShellRig) -> None:
    rig = small(new_rig)
    look_at(rig)
    rig.type("Passphrase", PASSPHRASE)
    rig.type("Noch einmal dieselbe", PASSPHRASE)
    look_at(rig)
    rig.press("Meinen Tresor anlegen")
    rig.wait_for(RecoveryCodePage)
    look_at(rig)


def test_every_place_is_in_german(german_rig: ShellRig) -> None:
    rig = german_rig
    look_at(rig)
    rig.press("Wiederherstellungscode verwenden")
    look_at(rig)
    rig.press("Abbrechen")
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Entsperren")
    for place, page in (
        (Place.LIBRARY, LibraryPage),
        (Place.SETTINGS, SettingsPage),
        (Place.TASKS, TasksPage),
    ):
        rig.qtbot.waitUntil(lambda: rig.shell.desk.is_open, timeout=10_000)
        rig.shell.window.go(Visit(place))
        rig.wait_for(page)
        rig.settle()
        look_at(rig)
    rig.press("Zeigen, worin ich eingewilligt habe")
    rig.wait_for(ConsentPage)
    look_at(rig)


def test_the_check_of_the_computer_is_in_german(german_rig: ShellRig) -> None:
    rig = german_rig
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Entsperren")
    rig.qtbot.waitUntil(lambda: rig.shell.desk.is_open, timeout=10_000)
    rig.shell.window.go(Visit(Place.SETTINGS))
    rig.wait_for(SettingsPage)
    rig.press("Diesen Computer prüfen")
    rig.wait_for(CheckupPage)
    rig.qtbot.waitUntil(lambda: "Speicherplatz · " in rig.said, timeout=20_000)
    look_at(rig)


def test_another_language_is_spoken_at_once(german_rig: ShellRig) -> None:
    rig = german_rig
    rig.type("Passphrase", PASSPHRASE)
    rig.press("Entsperren")
    rig.qtbot.waitUntil(lambda: rig.shell.desk.is_open, timeout=10_000)
    rig.shell.window.go(Visit(Place.SETTINGS))
    rig.wait_for(SettingsPage)
    rig.shell.settings.change(language="en")
    rig.settle()
    assert rig.button_is_in_sight("Lock now")
    assert rig.button_is_in_sight("Library")
    assert not rig.button_is_in_sight("Jetzt sperren")
    assert "Your recordings are in" in rig.said
