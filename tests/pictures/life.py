"""A vault as it looks after some weeks: recordings of every kind, long ones and short ones."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from recorder.bundle.layout import new_bundle_id
from recorder.episode.edits import Cut, Edits
from recorder.episode.screen import Rect
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.study_file import read_study
from recorder.vault.keys import Passphrase
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.editing.episodes import make_episode
from studio.editing.history import StepName
from studio.editing.storage import KeptHistory
from studio.taking_part import StudyFile, give_consent
from tests.rigs.drawn_session import DrawnDesktop, DrawnWindow, work
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, consent, study_file
from tests.rigs.synthetic import HEADER

_LETTER: Final = """Dear Mrs Okafor,

thank you for the invitation to the spring concert. We would be glad
to come, all four of us. Could you keep the seats near the aisle?

"""
CODE: Final = "Kestrel-4711"
_SMALL: Final = (640, 360)
_DELETED_DAYS: Final = 14
_LONGER: Final = (
    ('id = "office-tasks"', 'id = "household-letters"'),
    ('"Everyday office tasks"', '"Letters, lists and minutes of clubs, households and neighbourhoods, 2026"'),
    (
        '"Write a short letter"',
        '"Write a short letter to the neighbours about the repair of the garden gate"',
    ),
)


@dataclass(frozen=True, slots=True)
class Life:
    """What the photographer needs to know of it.

    Attributes:
        reviewed: The recording that is reviewed.
        plain: One without edits.
        prepared: One of which an episode is made.
    """

    reviewed: str
    plain: str
    prepared: str


def live(home: Path) -> Life:
    """Make the vault."""
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)
    office, long_winded = study_file(), _long_winded()
    with vault:
        consent(vault, days_ago=30)
        now = datetime.now(UTC)
        give_consent(
            vault, long_winded, contributor="Robin", answers=dict.fromkeys(Stream, True), now=now
        )  # fmt: skip
        reviewed = _letter(vault)
        plain = _short(vault, office, "replace-in-minutes", hours_ago=3, seconds=95)
        _cut(vault, _short(vault, office, "list-and-note", hours_ago=27, seconds=340))
        baked = _short(vault, long_winded, "write-letter", hours_ago=52, seconds=412)
        _cut(vault, baked)
        make_episode(vault, baked, lambda *_: None)
        for days, task in enumerate(("replace-in-minutes", "list-and-note", "write-letter"), start=4):
            _short(vault, long_winded if days % 2 else office, task, hours_ago=days * 25.5, seconds=60 * days)
        _share_some(vault, office)
        _cut_off(vault)
    return Life(reviewed, plain, baked)


def _long_winded() -> StudyFile:
    """A study whose authors like long titles."""
    content = study_file().content.decode()
    for old, new in _LONGER:
        content = content.replace(old, new, 1)
    return StudyFile(read_study(content.encode()), content.encode())


def _cut(vault: Vault, session_id: str) -> None:
    kept = KeptHistory.load(vault, session_id)
    edits = Edits((Cut(1, TimeRange(0, 9 * NS_PER_SECOND)),), 2)
    kept.keep(vault, kept.history.done(StepName.CUT, edits))


def _share_some(vault: Vault, office: StudyFile) -> None:
    """One that is shared, one that was taken back, and one whose recording is deleted meanwhile."""
    sent, withdrawn = SubmissionState.SENT, SubmissionState.WITHDRAWN
    for days, state in ((8, sent), (11, withdrawn), (_DELETED_DAYS, sent)):
        session_id = _short(vault, office, "list-and-note", hours_ago=days * 24 + 3, seconds=80)
        row = SubmissionRow(
            bundle_id=new_bundle_id(),
            session_id=session_id,
            episode_id="",
            study_sha256=office.study.sha256,
            study_id=office.study.id,
            store_url=office.study.store.url,
            state=state,
            state_since=datetime.now(UTC) - timedelta(days=days),
            submitted_on=datetime.now(UTC).date() - timedelta(days=days),
            expires_on=datetime.now(UTC).date() + timedelta(days=180 - days),
            total_bytes=412_000,
            withdraw_reason="withdrawn" if state is withdrawn else "",
        )
        vault.begin_submission(row, "")
        if days == _DELETED_DAYS:
            vault.delete_session(session_id)


def _header(task: str, hours_ago: float, file: StudyFile | None = None) -> SessionHeader:
    study = (file or study_file()).study
    return replace(
        HEADER,
        session_id=new_session_id(),
        study_id=study.id,
        study_sha256=study.sha256,
        task_id=task,
        started_at=datetime.now(UTC) - timedelta(hours=hours_ago),
    )


def _letter(vault: Vault) -> str:
    """A letter with a password in it, a window that is nobody's business, reading, and a pause."""
    header = _header("write-letter", 1.2)
    new = vault.new_session(header, retention_days=180)
    editor = DrawnWindow("mousepad", "letter.txt - Mousepad", Rect(60, 40, 780, 600))
    mail = DrawnWindow(
        "thunderbird", "Re: your test results - Mail", Rect(520, 130, 640, 420), ground=(238, 242, 247),
        lines=["From: Dr. Lindqvist", "To: Robin", "", "The results are back, please call me", "this week."],
    )  # fmt: skip
    drawn = DrawnDesktop(new.path, key=new.key, header=header, windows=(editor,))
    drawn.wait(2500)
    drawn.click(180, 110)
    drawn.type(_LETTER, ms_a_key=70)
    drawn.wait(4000)
    drawn.open_window(mail)
    drawn.move(700, 300)
    drawn.wait(5000)
    drawn.click(800, 400)
    drawn.close_window(mail)
    drawn.wait(1500)
    drawn.type(f"the door code is {CODE}\n", ms_a_key=90)
    drawn.wait(9000)
    drawn.pause(12_000)
    drawn.retitle(editor, "*letter.txt - Mousepad")
    work(drawn, 40)
    drawn.focus(editor)
    drawn.type("\nKind regards,\nRobin\n", ms_a_key=90)
    drawn.press("ctrl_l")
    drawn.wait(1500)
    vault.finish_session(drawn.finish().summary)
    return header.session_id


def _short(vault: Vault, file: StudyFile, task: str, *, hours_ago: float, seconds: float) -> str:
    """A recording whose length is told, not filled."""
    header = _header(task, hours_ago, file)
    new = vault.new_session(header, retention_days=180)
    drawn = DrawnDesktop(new.path, key=new.key, header=header, size=_SMALL)
    drawn.type("milk, tea and apples")
    drawn.wait(seconds * 1000)
    drawn.type(".")
    vault.finish_session(drawn.finish().summary)
    return header.session_id


def _cut_off(vault: Vault) -> None:
    """A recording that a power cut ended: what was written is there, its end is not."""
    header = _header("list-and-note", 200)
    new = vault.new_session(header, retention_days=180)
    drawn = DrawnDesktop(new.path, key=new.key, header=header, size=_SMALL)
    drawn.type("eggs and bread")
    drawn.wait(40_000)
    drawn.leave()
