"""Recordings of others in a vault, as if their bundles had been opened, and a study that names the reader."""

import dataclasses
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.bundle.age_streams import new_secret
from recorder.bundle.layout import new_bundle_id
from recorder.study_file import read_study
from recorder.study_file.signature import signed_study
from recorder.vault.sharing_rows import Provenance
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of
from studio.submission.studies_to_open import add_study
from studio.taking_part import StudyFile
from tests.rigs.drawn_session import DrawnDesktop
from tests.rigs.shell_rig import SAMPLE
from tests.rigs.synthetic import HEADER

OWNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_OWNER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CONTRIBUTOR = bytes(range(100, 132))


def study_naming(
    age_key: str, *, store: str = "", study_id: str = "", owner: Ed25519PrivateKey | None = OWNER
) -> bytes:
    """The sample study's file with this person among those who open episodes.

    Args:
        age_key: Theirs.
        store: Where its bundles lie, if elsewhere than in the sample.
        study_id: Its id, if another than the sample's.
        owner: Who signs it.
    """
    text = SAMPLE.read_text()
    sample = read_study(text.encode())
    text = text.replace(sample.recipients[0].age_key, age_key, 1)
    if store:
        text = text.replace(f'"{sample.store.url}"', f'"{store}"', 1)
    if study_id:
        text = text.replace(f'id = "{sample.id}"', f'id = "{study_id}"', 1)
    return text.encode() if owner is None else signed_study(text.encode(), owner)


def know_study(vault: Vault, *, store: str = "", study_id: str = "") -> StudyFile:
    """Add a study that names the vault's owner."""
    age_key = identity_of(vault, name="Noor").card.age_key
    content = study_naming(age_key, store=store, study_id=study_id)
    add_study(vault, content)
    return StudyFile(read_study(content), content)


def receive(
    vault: Vault,
    file: StudyFile,
    *,
    task: str = "write-letter",
    days_ago: int = 1,
    days_left: int = 90,
    seconds: float = 2,
    typed: str = "tea",
) -> str:
    """A recording of somebody else that was opened; its bundle's id."""
    bundle_id = new_bundle_id()
    day = (datetime.now(UTC) - timedelta(days=days_ago)).replace(hour=0, minute=0, second=0, microsecond=0)
    header = dataclasses.replace(
        HEADER,
        session_id=bundle_id,
        study_id=file.study.id,
        study_sha256=file.study.sha256,
        study_version=file.study.version,
        task_id=task,
        started_at=day,
    )
    new = vault.new_received(bundle_id)
    drawn = DrawnDesktop(new.path, key=new.key, header=header, size=(640, 360))
    drawn.type(typed)
    drawn.wait(seconds * 1000)
    drawn.click(200, 120)
    vault.finish_received(
        bundle_id,
        new.key,
        header,
        drawn.finish().summary,
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
