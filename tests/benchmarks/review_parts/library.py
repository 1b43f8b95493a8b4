"""How long a library of a thousand recordings takes to open, from the click to the rows and the pictures."""

import dataclasses
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from recorder.vault.keys import Passphrase
from recorder.vault.session_header import new_session_id
from recorder.vault.vault import Vault
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.library_page import LibraryPage
from tests.benchmarks.review_parts.heartbeat import Heartbeat, turn_for, turn_until
from tests.benchmarks.review_parts.measured import Measured, Subject
from tests.benchmarks.review_parts.screen import application
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, consent, study_file
from tests.rigs.synthetic import HEADER

_COUNT: Final = 1000
_ROWS_S: Final = 1.0
_OPENINGS: Final = 3


def measure(subject: Subject) -> Iterator[Measured]:
    """Fill a vault, open its library several times, and scroll through it."""
    home = _filled(subject.kept / f"library-{_COUNT}")
    rows, pictures, scrolled = [], [], []
    with application(), Heartbeat() as heart:
        desk = VaultDesk(home)
        opened: list[bool] = []
        desk.open(
            lambda: Vault.unlock(home, Passphrase(PASSPHRASE)),
            on_done=lambda: opened.append(True),
            on_failed=_fail,
        )
        turn_until(lambda: opened)
        for _ in range(_OPENINGS):
            with heart.listening():
                began = time.perf_counter()
                page = LibraryPage(desk)
                page.resize(1100, 720)
                page.show()
                turn_until(partial(_has_rows, page))
                QApplication.processEvents()
                rows.append(time.perf_counter() - began)
                turn_until(partial(_has_pictures, page))
                pictures.append(time.perf_counter() - began)
            scrolled += _scroll(page)
            page.let_go()
            page.deleteLater()
            turn_for(0.2)
        desk.close()
    yield Measured(f"open a library of {_COUNT:,}, until its rows are seen", "s", rows, budget=_ROWS_S)
    yield Measured("  until all pictures in sight are there", "s", pictures)
    yield Measured("scroll it by a step", "ms", scrolled)
    yield from heart.measured("opening the library")


def _has_rows(page: LibraryPage) -> bool:
    return page.model.rowCount() == _COUNT


def _has_pictures(page: LibraryPage) -> bool:
    visible = -(-page.table.viewport().height() // page.table.rowHeight(0))
    return page.pictures.count >= visible


def _scroll(page: LibraryPage) -> list[float]:
    taken = []
    bar = page.table.verticalScrollBar()
    for _ in range(60):
        began = time.perf_counter()
        bar.setValue(bar.value() + bar.maximum() // 60)
        QApplication.processEvents()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _filled(home: Path) -> Path:
    """A vault with that many recordings; each file is the same drawing under a key of its own."""
    if home.exists():
        return home
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    study = study_file().study
    with vault:
        consent(vault)
        for number in range(_COUNT):
            header = dataclasses.replace(
                HEADER,
                session_id=new_session_id(),
                study_id=study.id,
                study_sha256=study.sha256,
                task_id=study.tasks[number % len(study.tasks)].id,
                started_at=datetime.now(UTC) - timedelta(hours=number),
            )
            new = vault.new_session(header, retention_days=900)
            drawn = DrawnDesktop(new.path, key=new.key, header=header, size=(640, 360), seed=number)
            vault.finish_session(drawn.finish().summary)
    return home


def _fail(error: BaseException) -> None:
    raise error
