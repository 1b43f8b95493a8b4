"""The whole shell over a real vault, in a folder of its own."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_header import new_session_id
from recorder.vault.vault import Vault
from studio.taking_part import StudyFile, give_consent
from studio.ui.jobs import Job
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.tasks_page import RecordWish
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.theme import Appearance, choose_appearance, dress
from studio.ui.windows.shell import Parts, Shell
from studio.ui.words import choose_language
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.synthetic import HEADER

PASSPHRASE = "kumquat lantern oboe frost"
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
SAMPLE = Path(__file__).parents[3] / "assets/studies/office-tasks.toml"


class ReviewStandIn(QLabel):
    """What the review page is to the shell: a page with something of a recording in it."""

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.has_let_go = False

    def let_go(self) -> None:
        self.has_let_go = True


@dataclasses.dataclass
class ShellRig:
    """A shell, what it asked of others, and a hand for the vault."""

    shell: Shell
    qtbot: QtBot
    home: Path
    wishes: list[RecordWish]
    reviews: list[ReviewStandIn]
    recording: list[bool]

    @property
    def page(self) -> QWidget:
        page = self.shell.window.page
        assert page is not None
        return page

    def wait_for(self, kind: type[QWidget]) -> QWidget:
        self.qtbot.waitUntil(lambda: isinstance(self.shell.window.page, kind), timeout=10_000)
        return self.page

    def unlock(self, kind: type[QWidget]) -> QWidget:
        page = self.page
        assert isinstance(page, UnlockPage)
        self.qtbot.keyClicks(page.passphrase_field, PASSPHRASE)
        page.unlock_button.click()
        return self.wait_for(kind)

    def ask(self, work: Callable[[Vault], object]) -> object:
        heard: list[object] = []
        job: Job[object] = self.shell.desk.ask(work, on_done=heard.append)
        self.qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
        assert job.is_over
        return heard[0]

    def settle(self) -> None:
        """Return once the vault has done all that was asked of it, and the answers have been heard."""
        self.ask(lambda _: True)


def study_file() -> StudyFile:
    content = SAMPLE.read_bytes()
    return StudyFile(read_study(content), content)


def consent(vault: Vault, *, days_ago: int = 0) -> None:
    answers = {stream: stream is not Stream.KEYBOARD for stream in Stream}
    now = datetime.now(UTC) - timedelta(days=days_ago)
    give_consent(vault, study_file(), contributor="Robin", answers=answers, now=now)


def add_recording(
    vault: Vault, *, task: str = "write-letter", hours_ago: float = 1, typed: str = "tea"
) -> str:
    header = dataclasses.replace(
        HEADER,
        session_id=new_session_id(),
        study_id=study_file().study.id,
        study_sha256=study_file().study.sha256,
        task_id=task,
        started_at=datetime.now(UTC) - timedelta(hours=hours_ago),
    )
    new = vault.new_session(header, retention_days=180)
    drawn = DrawnDesktop(new.path, key=new.key, header=header, size=(320, 180))
    drawn.type(typed)
    vault.finish_session(drawn.finish().summary)
    return header.session_id


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "vault"
    monkeypatch.setenv("ASSENT_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


@pytest.fixture
def make_rig(
    qapp: QApplication, qtbot: QtBot, home: Path, tmp_path: Path
) -> Iterator[Callable[[], ShellRig]]:
    made: list[Shell] = []

    def make() -> ShellRig:
        wishes: list[RecordWish] = []
        reviews: list[ReviewStandIn] = []
        recording: list[bool] = []

        def make_review(session_id: str) -> QWidget:
            reviews.append(ReviewStandIn(session_id))
            return reviews[-1]

        parts = Parts(wishes.append, make_review, lambda: bool(recording), CHEAP)
        shell = Shell(qapp, VaultDesk(home), SettingsDesk(tmp_path / "config/settings.json"), parts)
        made.append(shell)
        shell.show()
        return ShellRig(shell, qtbot, home, wishes, reviews, recording)

    yield make
    for shell in made:
        shell.close()
        shell.window.deleteLater()
    QApplication.sendPostedEvents()
    qapp.processEvents()
    choose_appearance(Appearance.SYSTEM)
    choose_language(("en",))
    dress(qapp)


@pytest.fixture
def new_rig(make_rig: Callable[[], ShellRig]) -> ShellRig:
    """Where there is no vault yet."""
    return make_rig()


@pytest.fixture
def rig(home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """With a locked vault that holds one consent and two recordings."""
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        consent(vault)
        add_recording(vault, hours_ago=30, task="list-and-note")
        add_recording(vault)
    return make_rig()
