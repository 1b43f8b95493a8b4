"""A real vault with a real recording in it: real events, pictures and encryption, a cheap passphrase."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from recorder.episode.ending import EndReason
from recorder.episode.events import HiddenReason, MarkKind, MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_header import SessionHeader, new_session_id
from recorder.vault.session_writer import SessionWriter
from recorder.vault.sharing_rows import Provenance
from recorder.vault.vault import Vault
from recorder.video.encoder import EncoderSettings, PictureEncoder
from tests.unit.recorder.episode.event_script import GESTURES, Script

PASSPHRASE = "correct horse battery"  # noqa: S105 - of a vault that lives for one test
STUDY_FILE = Path(__file__).parents[4] / "assets/studies/office-tasks.toml"
WIDTH, HEIGHT = 64, 48
RED = (255, 0, 0)
CANARY = "canary-typed"
TITLE = "letter.txt - Mousepad"
LENGTH_NS = 130_250 * NS_PER_MS
EPISODE_NS = 1_000 * NS_PER_MS
EPISODE_DAY = datetime(2026, 3, 1, tzinfo=UTC)


def make_vault(home: Path) -> None:
    """A vault opened by ``PASSPHRASE``."""
    vault, _ = Vault.create(home, Passphrase(PASSPHRASE), cost=Argon2Cost(memory_kib=64, passes=1, lanes=1))
    vault.close()


def keep_session(
    home: Path, *, session_id: str | None = None, started_at: datetime | None = None, is_finished: bool = True
) -> str:
    """Put a recording into the vault, and return its id."""
    header = SessionHeader(
        session_id=session_id or new_session_id(),
        study_id="office-tasks",
        study_version="1.0",
        study_sha256="ab" * 32,
        task_id="write-letter",
        grant_hash="cd" * 32,
        streams=("context", "keyboard", "pointer", "screen"),
        started_at=started_at or datetime.now(UTC),
        platform="Linux",
        display=":7",
        gestures=GESTURES,
        frames_per_second=10.0,
    )
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        new = vault.new_session(header, retention_days=180)
        writer = SessionWriter.create(new.path, new.key, header)
        writer.append(script().events, pictures())
        if is_finished:
            vault.finish_session(writer.finish(LENGTH_NS, EndReason.STOPPED))
        else:
            writer.close()
    return header.session_id


def keep_episode(home: Path, session_id: str, *, episode_id: str, is_finished: bool = True) -> str:
    """Put an episode of a session into the vault, and return its id: the first picture, and no event."""
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        with vault.open_session(session_id) as reader:
            header = replace(reader.header, session_id=episode_id, started_at=EPISODE_DAY)
        new = vault.new_episode(session_id, header, "ef" * 32)
        writer = SessionWriter.create(new.path, new.key, header)
        writer.append([], pictures()[:1])
        if is_finished:
            vault.finish_episode(writer.finish(EPISODE_NS, EndReason.STOPPED))
        else:
            writer.close()
    return episode_id


def keep_received(home: Path, bundle_id: str, *, expires_on: date = date(2999, 1, 1)) -> str:
    """Put someone else's recording into the vault, and return its id: the first picture, and no event."""
    header = SessionHeader(
        session_id=new_session_id(),
        study_id="office-tasks",
        study_version="1.0",
        study_sha256="ab" * 32,
        task_id="write-letter",
        grant_hash="cd" * 32,
        streams=("screen",),
        started_at=EPISODE_DAY,
        platform="Linux",
        display=":7",
        gestures=GESTURES,
        frames_per_second=10.0,
    )
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        new = vault.new_received(bundle_id)
        writer = SessionWriter.create(new.path, new.key, header)
        writer.append([], pictures()[:1])
        vault.finish_received(
            bundle_id,
            new.key,
            header,
            writer.finish(EPISODE_NS, EndReason.STOPPED),
            Provenance(
                store_url="file:///srv/store",
                signer=b"c" * 32,
                contributor=b"c" * 32,
                study_sha256=header.study_sha256,
                expires_on=expires_on,
            ),
        )
    return bundle_id


def script() -> Script:
    """What the person does: writes, takes a pause, writes a password."""
    made = Script()
    made.add(MonitorsChanged(0, (Monitor(0, "DP-1", Rect(0, 0, WIDTH, HEIGHT), 1.0, is_primary=True),)))
    made.focus("mousepad", TITLE).after(1_000).move(10, 10).click(20, 30).after(500)
    made.write(CANARY).press("ctrl_l").tap("s", "\x13").release("ctrl_l").after(2_500)
    made.scroll(-3).after(1_000).mark(40_000, MarkKind.PAUSED)
    made.focus("xterm", "login").after(500).hide(3_000, HiddenReason.PASSWORD).after(100)
    return made


def pictures() -> list[Packet]:
    """Black at first, red from 1 s on, black again from 2 s on."""
    encoder = PictureEncoder(0, WIDTH, HEIGHT, settings=EncoderSettings(crf=10, gop_frames=100))
    made = []
    for at_ms, color in ((100, (0, 0, 0)), (1_000, RED), (2_000, (0, 0, 0))):
        canvas = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        canvas[:, :, :3] = color[::-1]
        made.append(encoder.encode(canvas, Rect(0, 0, WIDTH, HEIGHT), at_ms * NS_PER_MS))
    return made
