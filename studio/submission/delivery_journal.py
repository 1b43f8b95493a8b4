"""What a store has confirmed of a bundle, in the outbox beside it, so that an upload goes on after a restart.

One line an object: its name, its hash, the store and how it was verified. No secrets, and nothing that the
store does not know. A line that a crash cut off is none.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from studio.submission.stores import Put, Verified


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    store: str
    name: str
    size: int
    sha256: str
    verified: Verified


class DeliveryJournal:
    """The journal of one bundle and one store.

    Args:
        folder: The outbox that holds ``bundles``.
        bundle_id: The bundle.
        store_url: The store; lines about others are left alone.
    """

    def __init__(self, folder: Path, bundle_id: str, store_url: str) -> None:
        self._path = folder / f"delivered-{bundle_id}.jsonl"
        self._store = hashlib.sha256(store_url.encode()).hexdigest()

    def read(self) -> dict[str, Put]:
        """What was confirmed, by name."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return {}
        confirmed: dict[str, Put] = {}
        for text in lines:
            with suppress(msgspec.MsgspecError):
                line = msgspec.json.decode(text, type=_Line)
                if line.store == self._store:
                    confirmed[line.name] = Put(line.name, line.size, line.sha256, line.verified)
        return confirmed

    def add(self, put: Put) -> None:
        """Note what the store confirmed. Where there is no space for it, it is only sent once more later."""
        line = _Line(self._store, put.name, put.size, put.sha256, put.verified)
        # A line break first: it ends what a crash may have cut off.
        data = b"\n" + msgspec.json.encode(line) + b"\n"
        with suppress(OSError), self._path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
