"""Recordings of a letter that can really be replayed: an editor was run once, and showed what they show.

Recorded without a recorder, which would take a minute: the same steps are done on a private desktop, and its
pictures are written into a session as if a person had done them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from recorder.bundle.age_streams import new_secret
from recorder.bundle.layout import new_bundle_id
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    KeyPressed,
    KeyReleased,
    PointerMoved,
)
from recorder.episode.screen import Rect
from recorder.episode.study import Study
from recorder.study_file import read_study
from recorder.vault.session_header import SessionHeader, SessionSummary, new_session_id
from recorder.vault.sharing_rows import Provenance
from recorder.vault.vault import Vault
from replay.running.options import RunOptions
from replay.running.result import Look, RunEnding, RunResult
from replay.running.run import run_replay
from studio.submission.identities import identity_of
from studio.submission.studies_to_open import add_study
from studio.taking_part import StudyFile
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow
from tests.rigs.received import CONTRIBUTOR, study_naming
from tests.rigs.replay_plans import click, plan_of, typing
from tests.rigs.shell_rig import study_file
from tests.rigs.synthetic import HEADER

CLICKED: Final = (620, 420)
TYPED: Final = "yours"
_CLICK_MS: Final = 1_000
_TYPE_MS: Final = 2_500
_DRAWN_MS: Final = 2_500
_KEY_MS: Final = 60


@dataclass(frozen=True)
class Letter:
    """What the editor showed when a letter was written in it once."""

    run: RunResult

    def write(
        self,
        path: Path,
        key: bytes,
        header: SessionHeader,
        *,
        differs: bool = False,
        chord: tuple[str, ...] = (),
    ) -> SessionSummary:
        """The session of it.

        Args:
            path: Its file.
            key: Its key.
            header: Its header.
            differs: Whether nothing came of what was typed, as if the editor was another one then.
            chord: Keys that are held together at the end.
        """
        first, second, drawn_by_then = self.run.steps
        desktop = self.run.desktop
        start = first.before
        assert start is not None
        assert start.window is not None
        assert start.window.rect is not None
        window = DrawnWindow(start.window.app, start.window.title, start.window.rect)
        drawn = DrawnDesktop(
            path, key=key, header=header, size=(desktop.width, desktop.height), windows=(window,)
        )
        self._show(drawn, start)
        drawn.wait(_CLICK_MS)
        x, y = CLICKED
        drawn.record(PointerMoved(drawn.now_ns - 20_000_000, x, y))
        drawn.record(ButtonPressed(drawn.now_ns, x, y, Button.LEFT))
        drawn.wait(60)
        drawn.record(ButtonReleased(drawn.now_ns, x, y, Button.LEFT))
        drawn.wait(200)
        self._show(drawn, second.before)
        drawn.wait(_TYPE_MS - _CLICK_MS - 260)
        for char in TYPED:
            drawn.record(KeyPressed(drawn.now_ns, char, char, ord(char)))
            drawn.wait(_KEY_MS)
            drawn.record(KeyReleased(drawn.now_ns, char, char, ord(char)))
        self._show(drawn, second.before if differs else drawn_by_then.before)
        drawn.wait(600)
        for name in chord:
            drawn.record(KeyPressed(drawn.now_ns, name, None, None))
            drawn.wait(_KEY_MS)
        for name in reversed(chord):
            drawn.record(KeyReleased(drawn.now_ns, name, None, None))
        drawn.wait(400)
        return drawn.finish().summary

    def _show(self, drawn: DrawnDesktop, look: Look | None) -> None:
        picture = self.run.picture(look)
        assert picture is not None
        assert look is not None
        drawn.record(ContextChanged(drawn.now_ns, look.window))
        drawn.show(picture.pixels)


def write_letter_once() -> Letter:
    """Run the editor, and keep what it showed."""
    study = study_file().study
    task = study.task("write-letter")
    assert task is not None
    screen = task.start.screen
    assert screen is not None
    place = Rect(0, 0, screen.width, screen.height)
    # What came of the typing is seen before the last click: on a busy machine an editor draws it late.
    steps = (
        click(1, _CLICK_MS, *CLICKED),
        typing(2, _TYPE_MS, TYPED),
        click(3, _TYPE_MS + _DRAWN_MS, *CLICKED),
    )
    plan = plan_of(*steps, start=task.start, screen=place)
    run = run_replay(plan, None, RunOptions())
    assert run.ending is RunEnding.FINISHED
    return Letter(run)


def know_letters(vault: Vault, *, title: str = "", study_id: str = "") -> StudyFile:
    """Add the study whose letter it is; under another title of its task and another id, if they are given."""
    age_key = identity_of(vault, name="Noor").card.age_key
    content = study_naming(age_key, study_id=study_id, owner=None).decode()
    content = content.replace('role = "annotator"', 'role = "qa"', 1)
    if title:
        content = content.replace('"Write a short letter"', f'"{title}"', 1)
    add_study(vault, content.encode())
    return StudyFile(read_study(content.encode()), content.encode())


def receive_letter(
    vault: Vault,
    file: StudyFile,
    letter: Letter,
    *,
    days_left: int = 90,
    differs: bool = False,
    chord: tuple[str, ...] = (),
) -> str:
    """A recording of somebody else, as if its bundle had been opened; its id."""
    bundle_id = new_bundle_id()
    header = _header(file.study, bundle_id)
    new = vault.new_received(bundle_id)
    summary = letter.write(new.path, new.key, header, differs=differs, chord=chord)
    vault.finish_received(
        bundle_id,
        new.key,
        header,
        summary,
        Provenance(
            store_url=file.study.store.url,
            signer=CONTRIBUTOR,
            contributor=CONTRIBUTOR,
            study_sha256=file.study.sha256,
            expires_on=(datetime.now(UTC) + timedelta(days=days_left)).date(),
            secret=new_secret(),
            payload_sha256="ab" * 32,
        ),
    )
    return bundle_id


def record_letter(vault: Vault, file: StudyFile, letter: Letter) -> str:
    """A recording of one's own; its id."""
    session_id = new_session_id()
    header = _header(file.study, session_id)
    new = vault.new_session(header, retention_days=180)
    vault.finish_session(letter.write(new.path, new.key, header))
    return session_id


def _header(study: Study, session_id: str) -> SessionHeader:
    return replace(
        HEADER,
        session_id=session_id,
        study_id=study.id,
        study_sha256=study.sha256,
        study_version=study.version,
        task_id="write-letter",
        started_at=datetime.now(UTC) - timedelta(days=1),
    )
