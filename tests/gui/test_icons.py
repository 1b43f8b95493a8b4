"""Icons are drawn once in each look, since lists ask for them whenever they are painted."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import icons
from studio.ui.icons import FOLDER, _icon, icon
from studio.ui.theme import Appearance, choose_appearance, dress, theme
from studio.ui.windows.icons_ahead import IconsAhead

SIZE = QSize(16, 16)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> object:
    yield
    choose_appearance(Appearance.SYSTEM)
    dress(qapp)


def wear(app: QApplication, appearance: Appearance) -> None:
    choose_appearance(appearance)
    dress(app)


def inks(name: str) -> set[str]:
    """The colours of what is drawn in full."""
    image = icon(name).pixmap(SIZE).toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for place in places if (colour := image.pixelColor(*place)).alpha() == 255}


def test_an_icon_is_drawn_once(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    wear(qapp, Appearance.LIGHT)
    before = icon("click")
    monkeypatch.setattr(icons, "FOLDER", icons.FOLDER / "nowhere")
    assert icon("click").cacheKey() == before.cacheKey()


def test_an_icon_follows_the_look(qapp: QApplication) -> None:
    wear(qapp, Appearance.LIGHT)
    light = theme().text
    assert inks("click") == {QColor(light).name()}
    wear(qapp, Appearance.DARK)
    assert theme().text != light
    assert inks("click") == {QColor(theme().text).name()}


def test_every_icon_is_drawn_ahead_while_nothing_else_is_done(qtbot: QtBot) -> None:
    _icon.cache_clear()
    ahead = IconsAhead()
    ahead.begin()
    qtbot.waitUntil(lambda: ahead.is_done)
    drawn = _icon.cache_info().currsize
    for path in FOLDER.glob("*.svg"):
        icon(path.stem)
    assert _icon.cache_info().currsize == drawn == len(list(FOLDER.glob("*.svg")))
