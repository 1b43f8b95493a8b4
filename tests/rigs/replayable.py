"""Recordings in a vault that a test replays: what was done, and one picture of all of it, or none."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recorder.episode.ending import EndReason
from recorder.episode.events import MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS
from recorder.study_file import read_study
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.session_writer import SessionWriter
from recorder.vault.vault import Vault
from recorder.video.encoder import EncoderSettings, PictureEncoder
from replay.seeing.picture import Pixels
from tests.unit.recorder.episode.event_script import GESTURES, Script

STUDY_FILE = Path(__file__).parents[2] / "assets/studies/office-tasks.toml"
TYPED = "canarytyped"


def keep_replayable(
    vault: Vault, done: Script, *, keeps_study: bool = True, shown: Pixels | None = None
) -> str:
    """Put a recording of the letter task into a vault, and return its id.

    Args:
        vault: Unlocked.
        done: What was done.
        keeps_study: Whether the vault also keeps the study, which says how the task starts.
        shown: What the screen showed from its beginning to its end; nothing is known of it without.
    """
    content = STUDY_FILE.read_bytes()
    study = read_study(content)
    header = SessionHeader(
        session_id=new_session_id(),
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        task_id="write-letter",
        grant_hash="cd" * 32,
        streams=("context", "keyboard", "pointer"),
        started_at=datetime.now(UTC),
        platform="Linux",
        display=":7",
        gestures=GESTURES,
        frames_per_second=10.0,
    )
    if keeps_study:
        vault.keep_study(study.sha256, content)
    new = vault.new_session(header, retention_days=180)
    writer = SessionWriter.create(new.path, new.key, header)
    writer.append(done.events, [] if shown is None else [_picture(shown)])
    ended_ns = done.events[-1].event.at_ns + 300 * NS_PER_MS
    vault.finish_session(writer.finish(ended_ns, EndReason.STOPPED))
    return header.session_id


def _picture(shown: Pixels) -> Packet:
    height, width = shown.shape[:2]
    encoder = PictureEncoder(0, width, height, settings=EncoderSettings(gop_frames=100))
    return encoder.encode(np.ascontiguousarray(shown), Rect(0, 0, width, height), 0)


def on_a_screen(width: int, height: int) -> Script:
    """Nothing done yet, on one monitor."""
    made = Script()
    made.add(MonitorsChanged(0, (Monitor(0, "screen", Rect(0, 0, width, height), 1.0, is_primary=True),)))
    return made


def a_letter(width: int = 1280, height: int = 800, *, at: tuple[int, int] = (640, 400)) -> Script:
    """Clicks somewhere, types and saves."""
    done = on_a_screen(width, height).focus("Mousepad", "letter.txt - Mousepad").after(300)
    done.move(*at).click(*at).after(600)
    return done.write(TYPED).after(300).press("ctrl_l").tap("s", "\x13").release("ctrl_l")
