"""A vault with one recording that is known to the last key, and its review page on a real screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from recorder.episode.screen import Rect
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from studio.ui.models.commands import commands_with
from studio.ui.models.review_session import ReviewSession
from studio.ui.models.sight import PictureState
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.review.page import ReviewPage
from studio.ui.pages.review.workbench import Workbench
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow
from tests.rigs.synthetic import HEADER

SESSION = "a1"
SECRET = "open sesame"  # noqa: S105 - a text that is typed in the test
_CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
_PASSPHRASE = Passphrase("correct horse battery staple")


@dataclass
class Reviewed:
    """A vault, and the pages that were opened in it."""

    qtbot: QtBot
    desk: VaultDesk
    # The bot holds widgets weakly; one that nobody holds would go without letting go.
    pages: list[ReviewPage] = field(default_factory=list)

    def open(self) -> ReviewPage:
        """The page, once all of the recording is read."""
        page = ReviewPage(ReviewSession(self.desk, SESSION), commands_with({}))
        self.qtbot.addWidget(page, before_close_func=lambda each: each.let_go())
        self.pages.append(page)
        page.resize(1280, 720)
        page.show()
        self.qtbot.waitExposed(page)
        self.qtbot.waitUntil(lambda: page.session.content is not None and page.session.content.is_complete)
        self.qtbot.waitUntil(lambda: page.desk is not None)
        page.activateWindow()
        self.qtbot.waitUntil(page.isActiveWindow)
        self.desk_of(page).stage.setFocus()
        return page

    def place(self, page: ReviewPage, x: int, y: int) -> QPoint:
        """Where a pixel of the desktop is on the picture's widget."""
        across, down = self.desk_of(page).stage.placement.to_widget(x, y)
        return QPoint(round(across), round(down))

    def desk_of(self, page: ReviewPage) -> Workbench:
        """The parts of a page."""
        assert page.desk is not None
        return page.desk.bench

    def press(self, page: ReviewPage, *keys: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
        """Press keys, one after the other, on the picture."""
        for key in keys:
            if held is None:
                self.qtbot.keyClick(self.desk_of(page).stage, key)
            else:
                self.qtbot.keyClick(self.desk_of(page).stage, key, held)

    def go(self, page: ReviewPage, seconds: float) -> None:
        """Go to a time, and wait until its picture is there."""
        player = self.desk_of(page).player
        player.seek(round(seconds * 1e9))
        self.qtbot.waitUntil(lambda: player.picture_state is PictureState.SHOWN)


@pytest.fixture
def reviewed(qtbot: QtBot, tmp_path: Path) -> Iterator[Reviewed]:
    home = tmp_path / "vault"
    vault, _ = Vault.create(home, _PASSPHRASE, cost=_CHEAP)
    header = replace(HEADER, session_id=SESSION, started_at=datetime.now(UTC), task_id="write-letter")
    new = vault.new_session(header, retention_days=100)
    desktop = DrawnDesktop(new.path, key=new.key, header=header, size=(640, 360), first_picture_ms=40)
    desktop.wait(1000)
    desktop.type("dear friend, ")
    desktop.wait(4000)
    desktop.type(SECRET)
    desktop.wait(4000)
    other = desktop.open_window(DrawnWindow("bank", "My account", Rect(300, 100, 300, 200)))
    desktop.click(400, 200)
    desktop.wait(2000)
    desktop.close_window(other)
    desktop.wait(2000)
    vault.finish_session(desktop.finish().summary)
    vault.close()
    desk = VaultDesk(home)
    opened: list[bool] = []
    desk.open(lambda: Vault.unlock(home, _PASSPHRASE), on_done=lambda: opened.append(True), on_failed=_raise)
    qtbot.waitUntil(lambda: bool(opened))
    yield Reviewed(qtbot, desk)
    desk.close()


def _raise(error: BaseException) -> None:
    raise error
