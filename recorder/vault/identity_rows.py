"""The person's own keys, and who owns the studies that they know, as rows of the catalog."""

from datetime import datetime

from recorder.vault.catalog_rows import CatalogRows, moment_to_text, now_text
from recorder.vault.sharing_rows import IdentityRow, OwnerPin


class IdentityRows(CatalogRows):
    """The one identity of a vault, and the owners that were pinned."""

    def read(self) -> IdentityRow | None:
        """The keys, or ``None`` before they are made."""
        row = self._first("SELECT name, signing_seed, age_secret, made_at FROM identity")
        if row is None:
            return None
        name, seed, secret, made_at = row
        return IdentityRow(name, bytes(seed), secret, datetime.fromisoformat(made_at))

    def add(self, identity: IdentityRow) -> None:
        """Keep the keys; there are none yet."""
        self._write(
            "INSERT INTO identity VALUES (1, ?, ?, ?, ?)",
            (identity.name, identity.signing_seed, identity.age_secret, moment_to_text(identity.made_at)),
        )

    def rename(self, name: str) -> None:
        """Change what the person calls themselves."""
        self._write("UPDATE identity SET name = ?", (name,))

    def owners(self) -> tuple[OwnerPin, ...]:
        """All owners, by study."""
        rows = self._all("SELECT study_id, signing_key, pinned_at FROM study_owner ORDER BY study_id")
        return tuple(
            OwnerPin(study_id, None if key is None else bytes(key), datetime.fromisoformat(pinned_at))
            for study_id, key, pinned_at in rows
        )

    def pin(self, study_id: str, signing_key: bytes | None) -> None:
        """Keep who owns a study, in place of whoever was kept before."""
        self._write(
            "INSERT OR REPLACE INTO study_owner VALUES (?, ?, ?)", (study_id, signing_key, now_text())
        )
