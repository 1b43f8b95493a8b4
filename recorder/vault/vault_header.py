"""``vault.json``: what is needed to unlock a vault, and how far its history has come.

The only file that is not encrypted. It holds nothing of a recording: a random id, salts, wrapped keys, and
two counters and a hash under an authentication code that only the catalog's key can make. The history is
kept here as well as in the catalog, because SQLCipher notices a changed page but not an older file put back
as a whole. Both put back together, by someone who has copies of both, cannot be told from a restored
backup.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from recorder.vault.disk import write_atomically
from recorder.vault.errors import DamagedFileError, NewerFormatError, NoVaultError
from recorder.vault.keys import Wrap, WrapKind, authentication_code, wrap_from_fields, wrap_to_fields

VAULT_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class History:
    """How far the catalog has come.

    Attributes:
        changes: How many changes it has seen.
        consents: How many entries the consent record has.
        consent_head: The hash of the last one, as the consent record computes it; empty before the first.
    """

    changes: int
    consents: int
    consent_head: str


@dataclass(frozen=True, slots=True)
class VaultHeader:
    """The content of ``vault.json``.

    Attributes:
        vault_id: Random; names the vault in the keyring and in every wrap.
        wraps: One a way to open it.
        history: As far as was known when it was written.
        history_code: The authentication code of the history.
    """

    vault_id: str
    wraps: Mapping[WrapKind, Wrap]
    history: History
    history_code: str

    def with_wrap(self, wrap: Wrap) -> "VaultHeader":
        """The same with one more way to open it, or another secret for a way it has."""
        return VaultHeader(self.vault_id, {**self.wraps, wrap.kind: wrap}, self.history, self.history_code)

    def without_wrap(self, kind: WrapKind) -> "VaultHeader":
        """The same with one way less."""
        wraps = {known: wrap for known, wrap in self.wraps.items() if known is not kind}
        return VaultHeader(self.vault_id, wraps, self.history, self.history_code)

    def with_history(self, history: History, key: bytes) -> "VaultHeader":
        """The same with a newer history, authenticated."""
        code = history_code(history, vault_id=self.vault_id, key=key)
        return VaultHeader(self.vault_id, self.wraps, history, code)

    def history_is_authentic(self, key: bytes) -> bool:
        """Whether the history was written by a holder of the catalog's key."""
        expected = history_code(self.history, vault_id=self.vault_id, key=key)
        return hmac.compare_digest(self.history_code.encode(), expected.encode())


def history_code(history: History, *, vault_id: str, key: bytes) -> str:
    """The authentication code of a history."""
    said = [vault_id, history.changes, history.consents, history.consent_head]
    return authentication_code(key, json.dumps(said, separators=(",", ":")).encode())


def write_vault_header(path: Path, header: VaultHeader) -> None:
    """Put the header in place, whole or not at all."""
    fields = {
        "format": VAULT_FORMAT,
        "vault": header.vault_id,
        "wraps": [wrap_to_fields(wrap) for wrap in header.wraps.values()],
        "history": {
            "changes": header.history.changes,
            "consents": header.history.consents,
            "consent_head": header.history.consent_head,
            "code": header.history_code,
        },
    }
    write_atomically(path, (json.dumps(fields, indent=2) + "\n").encode())


def read_vault_header(path: Path) -> VaultHeader:
    """Read the header.

    Raises:
        NoVaultError: There is none.
        NewerFormatError: A later version wrote it.
        DamagedFileError: It is not a header.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoVaultError(path.parent) from error
    try:
        fields: dict[str, Any] = json.loads(content)
        found = int(fields["format"])
        if found > VAULT_FORMAT:
            raise NewerFormatError(path, found=found, known=VAULT_FORMAT)
        wraps = [wrap_from_fields(wrap) for wrap in fields["wraps"]]
        history = fields["history"]
        return VaultHeader(
            vault_id=str(fields["vault"]),
            wraps={wrap.kind: wrap for wrap in wraps},
            history=History(int(history["changes"]), int(history["consents"]), str(history["consent_head"])),
            history_code=str(history["code"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFileError(path, "it cannot be read") from error
