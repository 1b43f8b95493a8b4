"""The whole app over a vault with an episode that is ready to be shared, and a folder to share it in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from recorder.bundle.identity import Identity
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.app import Studio
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.tasks_page import TasksPage
from tests.rigs.sharing import SECRET, Shared, contributor, study_for
from tests.rigs.shell_rig import ShellRig
from tests.rigs.studios import studios

_LONG_MS = 20_000


@dataclass
class SharingRig:
    """The app, what it shares, and where to."""

    studio: Studio
    shell: ShellRig
    qtbot: QtBot
    store: Path
    session_id: str
    answered: list[str] = field(default_factory=list)

    def unlock(self) -> None:
        """Open the vault."""
        self.shell.type("Passphrase", SECRET)
        self.shell.press("Unlock")
        self.shell.wait_for(TasksPage)

    def library(self) -> LibraryPage:
        """Go to the library, and wait for its rows."""
        self.studio.shell.window.go(Visit(Place.LIBRARY))
        page = self.shell.wait_for(LibraryPage)
        assert isinstance(page, LibraryPage)
        self.qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=_LONG_MS)
        return page

    def approval(self) -> ApprovalPage:
        """Open the page that shows what leaves, and wait until all of it is known."""
        self.studio.shell.window.go(Visit(Place.LIBRARY, Opened.APPROVAL, self.session_id))
        return self.shown_approval()

    def shown_approval(self) -> ApprovalPage:
        """The page, once all of it is known."""
        page = self.shell.wait_for(ApprovalPage)
        assert isinstance(page, ApprovalPage)
        self.qtbot.waitUntil(lambda: page.is_hashed and page.panel is not None, timeout=_LONG_MS)
        return page

    def approve(self) -> None:
        """Approve without watching all of it."""
        page = self.approval()
        assert page.panel is not None
        page.panel.knows.setChecked(True)
        self.shell.press("Approve and share")

    def submissions(self) -> tuple[SubmissionRow, ...]:
        """What the vault holds of it."""
        held = self.shell.ask(lambda vault: vault.submissions())
        assert isinstance(held, tuple)
        return held

    def wait_for_state(self, state: SubmissionState) -> SubmissionRow:
        """Wait until the only submission stands there."""

        def stands() -> bool:
            rows = self.submissions()
            return len(rows) == 1 and rows[0].state is state

        self.qtbot.waitUntil(stands, timeout=_LONG_MS)
        return self.submissions()[0]

    def wait_for_words(self, words: str) -> None:
        """Wait until they are in sight."""
        self.qtbot.waitUntil(lambda: words in self.shell.said, timeout=_LONG_MS)

    def objects(self) -> set[str]:
        """What lies in the store that is not empty, without the bundle's id."""
        return {
            "/".join(path.relative_to(self.store).parts[2:])
            for path in self.store.rglob("*")
            if path.is_file() and path.stat().st_size
        }

    def decide(self, name: str, *, ticks: bool = False) -> None:
        """Answer the question that comes next; what it says is kept."""

        def press() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, DecisionDialog):
                QTimer.singleShot(20, self.studio.shell, press)
                return
            self.answered.extend(label.text() for label in dialog.findChildren(QLabel))
            if ticks:
                dialog.also.setChecked(True)
            (button,) = (b for b in (dialog.yes, dialog.no) if b.text().replace("&", "") == name)
            button.click()

        QTimer.singleShot(20, self.studio.shell, press)


MakeRig = Callable[..., SharingRig]


@pytest.fixture
def reader() -> Identity:
    """Who can open it."""
    return Identity.generate("Quinn of QA")


@pytest.fixture
def make_rig(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Identity
) -> Iterator[MakeRig]:
    """Makes the app, after something was done to the vault."""
    home = tmp_path / "vault"
    monkeypatch.setenv("ASSENT_HOME", str(home))
    monkeypatch.setenv("ASSENT_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))

    def make(before: Callable[[Shared], object] = lambda _: None, *, store: str = "shared") -> SharingRig:
        place = tmp_path / store
        file = study_for({reader.name: reader.card.age_key}, store_url=place.as_uri())
        with contributor(home, file, now=datetime.now(UTC)) as shared:
            before(shared)
        studio = begun.begin()
        shell = ShellRig(studio.shell, qtbot, home, [], [], [])
        rig = SharingRig(studio, shell, qtbot, place, shared.session_id)
        rig.unlock()
        return rig

    with studios(qapp) as begun:
        yield make


@pytest.fixture
def rig(make_rig: MakeRig) -> SharingRig:
    """With an episode that is ready."""
    return make_rig()


def unshare(vault: Vault, session_id: str) -> None:
    """Destroy the episodes of a session."""
    for row in vault.episodes(session_id):
        vault.delete_episode(row.episode_id)
