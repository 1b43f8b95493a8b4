"""People who share and receive: vaults with a consented study, a drawn recording, its episode, and a reader.

Real vaults, real keys, real episodes; only the passphrases are cheap.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from recorder.bundle.identity import Identity
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study
from recorder.vault.consents import consent_chain
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.session_header import new_session_id
from recorder.vault.sharing_rows import IdentityRow
from recorder.vault.vault import Vault
from studio.editing.episodes import make_episode
from studio.submission.approval import Watched, approve, hash_episode, prepare_approval
from studio.submission.submitting import (
    begin_submission,
    begin_upload,
    finish_sealing,
    finish_upload,
    seal_approved,
    send,
)
from studio.taking_part import StudyFile, give_consent
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.synthetic import HEADER

STUDIES: Final = Path(__file__).parents[2] / "assets/studies"
SECRET: Final = "correct horse battery"  # noqa: S105 - of vaults that live for one test
NOW: Final = datetime(2026, 5, 4, 12, tzinfo=UTC)
TYPED: Final = "dear ada"
ALL: Final = dict.fromkeys(Stream, True)
_COST: Final = Argon2Cost(memory_kib=64, passes=1, lanes=1)
_SIZE: Final = (320, 200)


def study_for(
    readers: dict[str, str], *, store_url: str, version: str = "1.0", retention_days: int = 180
) -> StudyFile:
    """The sample study, for these readers and this store.

    Args:
        readers: Their age keys by their names.
        store_url: Where episodes lie.
        version: Of the study.
        retention_days: How long they are kept.
    """
    text = (STUDIES / "office-tasks.toml").read_text()
    head, _, rest = text.partition("[[recipients]]")
    tasks = rest[rest.index("[[tasks]]") :]
    recipients = "".join(
        f'[[recipients]]\nname = "{name}"\nrole = "qa"\nage_key = "{key}"\n\n'
        for name, key in readers.items()
    )
    head = head.replace("https://store.desktop-research.example/office-tasks", store_url)
    head = head.replace('version = "1.0"', f'version = "{version}"')
    head = head.replace("retention_days = 180", f"retention_days = {retention_days}")
    content = f"{head}{recipients}{tasks}".encode()
    return StudyFile(read_study(content), content)


@contextmanager
def a_vault(home: Path) -> Iterator[Vault]:
    """A fresh vault, or the one that is there."""
    if not home.exists():
        made, _ = Vault.create(home, Passphrase(SECRET), cost=_COST)
        made.close()
    with Vault.unlock(home, Passphrase(SECRET)) as vault:
        yield vault


def give_keys(vault: Vault, identity: Identity) -> None:
    """Give a vault its person's keys."""
    vault.keep_identity(IdentityRow(identity.name, identity.signing_seed, identity.age_secret, NOW))


def record(vault: Vault, study: Study, *, typed: str = TYPED, now: datetime = NOW) -> str:
    """A short recording of the study's first task, in the vault."""
    chain = consent_chain(vault)
    grant = chain.newest_grant(study.id)
    assert grant is not None
    header = replace(
        HEADER,
        session_id=new_session_id(),
        study_id=study.id,
        study_version=study.version,
        study_sha256=study.sha256,
        task_id=study.tasks[0].id,
        grant_hash=chain.hash_of(grant),
        streams=tuple(sorted(stream.value for stream in grant.granted)),
        started_at=now,
    )
    new = vault.new_session(header, retention_days=study.retention_days)
    desktop = DrawnDesktop(new.path, key=new.key, header=header, size=_SIZE)
    desktop.type(typed)
    desktop.click(100, 100)
    desktop.wait(500)
    vault.finish_session(desktop.finish().summary)
    return header.session_id


def bake(vault: Vault, session_id: str) -> str:
    """Its episode's id."""
    return make_episode(vault, session_id, lambda _done, _total: None).episode_id


def approve_now(vault: Vault, session_id: str, *, store_url: str | None = None, now: datetime = NOW) -> None:
    """Approve what is there."""
    order = prepare_approval(vault, session_id, store_url=store_url, now=now)
    approve(vault, hash_episode(order, quiet), watched=Watched.FULLY, now=now)


def quiet(done: int, total: int) -> None:
    """Nobody looks at the progress."""
    assert done <= total


@dataclass(frozen=True)
class Shared:
    """One person's vault and what is in it, ready to be approved."""

    vault: Vault
    file: StudyFile
    session_id: str
    episode_id: str


@contextmanager
def contributor(home: Path, file: StudyFile, *, now: datetime = NOW) -> Iterator[Shared]:
    """Someone who consented to everything, and recorded and baked one session."""
    with a_vault(home) as vault:
        give_consent(vault, file, contributor="Robin", answers=ALL, now=now)
        session_id = record(vault, file.study, now=now)
        yield Shared(vault, file, session_id, bake(vault, session_id))


def waiting(shared: Shared, *, now: datetime = NOW) -> str:
    """The id of a bundle that is approved and sealed, and not sent yet."""
    approve_now(shared.vault, shared.session_id, now=now)
    order = begin_submission(shared.vault, shared.session_id, now=now)
    finish_sealing(shared.vault, seal_approved(order, quiet), now=now)
    return order.bundle_id


def submitted(shared: Shared, *, now: datetime = NOW) -> str:
    """The id of a bundle that is in its store."""
    bundle_id = waiting(shared, now=now)
    sent = send(begin_upload(shared.vault, bundle_id, now=now), quiet)
    finish_upload(shared.vault, sent, now=now)
    return bundle_id


def objects(store: Path) -> dict[str, bytes]:
    """What lies in a store that is a folder, by name."""
    return {str(file.relative_to(store)): file.read_bytes() for file in store.rglob("*") if file.is_file()}
