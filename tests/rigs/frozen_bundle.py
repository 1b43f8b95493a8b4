"""Bundles as earlier versions sealed them, kept in the tree: whatever comes later has to open them.

``python -m tests.rigs.frozen_bundle`` seals one by the present version, for the day on which the format
changes; a folder that is in the tree is never written again. The keys in it belong to nobody.
"""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from recorder.bundle.identity import Identity
from recorder.bundle.statements import BUNDLE_FORMAT
from recorder.episode.event_json import event_to_json
from recorder.study_file import read_study
from recorder.vault.session_reader import SessionReader
from tests.rigs.sealed_bundle import TODAY, sealed_bundle

FROZEN: Final = Path(__file__).parents[1] / "fixtures/bundles"
_FACTS: Final = "facts.json"


@dataclass(frozen=True)
class FrozenBundle:
    """One of them.

    Attributes:
        store: The store's folder.
        bundle_id: Its only bundle.
        reader: Who may open it.
        owner: Who signed its study.
        study_id: That study.
        today: A day on which it had not expired.
        content: What is in it; see ``content_of``.
    """

    store: Path
    bundle_id: str
    reader: Identity
    owner: bytes
    study_id: str
    today: date
    content: dict[str, Any]


def frozen_bundle(folder: Path) -> FrozenBundle:
    """Read what is known of a frozen bundle."""
    facts = json.loads((folder / _FACTS).read_text())
    return FrozenBundle(
        store=folder / "store",
        bundle_id=facts["bundle_id"],
        reader=Identity("Quinn", bytes.fromhex(facts["reader_seed"]), facts["reader_secret"]),
        owner=bytes.fromhex(facts["owner"]),
        study_id=facts["study_id"],
        today=date.fromisoformat(facts["today"]),
        content=facts["content"],
    )


def content_of(reader: SessionReader) -> dict[str, Any]:
    """What an episode holds, in short: it must be the same whichever version wrote it."""
    events, pictures = hashlib.sha256(), hashlib.sha256()
    counts = {"events": 0, "pictures": 0}
    for numbered in reader.events():
        events.update(json.dumps(event_to_json(numbered), sort_keys=True).encode())
        counts["events"] += 1
    for monitor_id in reader.monitor_ids():
        for packet in reader.packets(monitor_id):
            pictures.update(f"{monitor_id} {packet.at_ns} {packet.is_key} ".encode() + packet.data)
            counts["pictures"] += 1
    return {
        **counts,
        "ended_ns": reader.ended_ns,
        "events_sha256": events.hexdigest(),
        "pictures_sha256": pictures.hexdigest(),
    }


def freeze(folder: Path) -> None:
    """Seal one.

    Raises:
        FileExistsError: There is one.
    """
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as made:
        rig = sealed_bundle(Path(made), seconds=4)
        shutil.copytree(rig.order.folder, folder / "store")
        with rig.order.source.open() as reader:
            content = content_of(reader)
    facts = {
        "bundle_id": rig.bundle_id,
        "reader_seed": rig.reader.signing_seed.hex(),
        "reader_secret": rig.reader.age_secret,
        "owner": rig.owner.card.signing_key.hex(),
        "study_id": read_study(rig.study_toml).id,
        "today": TODAY.isoformat(),
        "content": content,
    }
    (folder / _FACTS).write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    freeze(FROZEN / f"format-{BUNDLE_FORMAT}")
