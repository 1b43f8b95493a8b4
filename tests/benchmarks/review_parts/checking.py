"""How long the Check page holds the interface up: opened with a record or a queue, and while a run begins."""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit

from recorder.vault.check_rows import SubjectKind
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from replay.report.record import RunRecord
from studio.app import Studio
from studio.checking.wanted import Wanted
from studio.settings import Settings, settings_path, write_settings
from studio.ui.models.check_items import CheckState
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.pages.checking.middle import Pane
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.windows.garbage import GarbageCollection
from tests.benchmarks.review_parts.heartbeat import Heartbeat, turn_for, turn_until
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.benchmarks.review_parts.screen import application
from tests.rigs.kept_check import keep_check
from tests.rigs.letters import know_letters, receive_letter, write_letter_once
from tests.rigs.received import receive
from tests.rigs.replay_record import drawn_run
from tests.rigs.shell_rig import CHEAP, PASSPHRASE

_OPENINGS: Final = 8
_QUEUE: Final = 200
_STEPS: Final = 2_000
_USUAL: Final = QSize(1280, 720)


@dataclasses.dataclass(frozen=True)
class _Ids:
    """What the vault holds.

    Attributes:
        short: A recording whose kept check has seven steps.
        long: One whose kept check has as many as there can be in an hour.
        real: One that can really be replayed.
        queued: All of them, and many more with nothing kept.
    """

    short: str
    long: str
    real: str
    queued: tuple[str, ...]


def measure(subject: Subject) -> Iterator[Measured]:
    """Fill a vault, and open the page in the whole app."""
    home = subject.folder / "checking"
    os.environ |= {"ASSENT_HOME": str(home), "ASSENT_CONFIG": str(subject.folder / "checking-config")}
    ids = _filled(home)
    write_settings(settings_path(), Settings())
    with application() as app, Heartbeat() as heart:
        studio, garbage = Studio(app, SettingsDesk(settings_path())), GarbageCollection()
        sitting = _Sitting(studio, heart)
        sitting.unlock()
        yield from sitting.opened(ids.short, "opening the Check page with a kept record")
        yield from sitting.opened(ids.long, f"the same with {_STEPS:,} steps")
        yield from sitting.queued(ids.queued)
        yield from sitting.run(ids.real)
        studio.close()
        studio.shell.window.deleteLater()
        studio.deleteLater()
        garbage.end()


class _Sitting:
    """The app, unlocked once ``unlock`` was called, and a hand for it."""

    def __init__(self, studio: Studio, heart: Heartbeat) -> None:
        self._studio, self._heart = studio, heart
        self._window = studio.shell.window
        self._desk = studio.shell.checking.desk
        studio.shell.show()
        self._window.resize(_USUAL)

    def unlock(self) -> None:
        page = self._window.page
        assert isinstance(page, UnlockPage)
        field = page.findChild(QLineEdit)
        assert field is not None
        field.setText(PASSPHRASE)
        field.returnPressed.emit()
        turn_until(lambda: isinstance(self._window.page, TasksPage))
        turn_for(0.5)
        self._desk.want(Wanted(speed=None, is_paused=True))

    def opened(self, subject_id: str, doing: str) -> Iterator[Measured]:
        for _ in range(_OPENINGS):
            self._leave()
            with self._heart.listening():
                self._open(subject_id)
                turn_until(lambda: self._page.middle.pane is Pane.COMPARISON)
                turn_for(0.3)
        yield from self._heart.measured(doing)

    def queued(self, ids: tuple[str, ...]) -> Iterator[Measured]:
        self._leave()
        with self._heart.listening():
            self._desk.add(ids, start=False)
            turn_for(0.5)
        yield from self._heart.measured(f"{_QUEUE} are added to the queue")
        for _ in range(_OPENINGS):
            self._leave()
            with self._heart.listening():
                self._open(ids[-1])
                turn_for(0.4)
        yield from self._heart.measured(f"opening it with {_QUEUE} in the queue")
        for each in ids:
            self._desk.remove(each)
        turn_for(0.3)

    def run(self, subject_id: str) -> Iterator[Measured]:
        self._leave()
        self._open("")
        turn_for(0.3)
        with self._heart.listening():
            self._desk.add((subject_id,), start=True)
            self._open(subject_id)
            turn_until(lambda: self._page.middle.live.picture.view is not None)
            turn_for(0.3)
        yield from self._heart.measured("a run begins and shows its first picture")
        with self._heart.listening():
            self._page.middle.live.toggle()
            turn_until(lambda: self._is_over(subject_id))
            turn_until(lambda: self._page.middle.pane is not Pane.LIVE)
            turn_for(0.5)
        yield from self._heart.measured("it runs to its end and is shown")

    def _is_over(self, subject_id: str) -> bool:
        item = self._desk.item(subject_id)
        return item is not None and item.state in {CheckState.DONE, CheckState.STOPPED}

    @property
    def _page(self) -> CheckingPage:
        page = self._window.page
        assert isinstance(page, CheckingPage)
        return page

    def _open(self, subject_id: str) -> None:
        self._window.go(Visit(Place.RECEIVED, Opened.CHECKING, subject_id))

    def _leave(self) -> None:
        self._window.go(Visit(Place.TASKS))
        turn_for(0.3)


def _filled(home: Path) -> _Ids:
    letter = write_letter_once()
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    with vault:
        file = know_letters(vault)
        real = receive_letter(vault, file, letter)
        short, long, *more = (receive(vault, file) for _ in range(_QUEUE))
        keep_check(vault, SubjectKind.RECEIVED, short)
        keep_check(vault, SubjectKind.RECEIVED, long, many_steps())
    return _Ids(short, long, real, tuple(more))


def many_steps(count: int = _STEPS) -> RunRecord:
    """A run of so many steps, with the pictures of seven."""
    drawn = drawn_run()
    steps = (replace(drawn.steps[number % 4], number=number + 1) for number in range(count))
    return replace(drawn, steps=tuple(steps))
