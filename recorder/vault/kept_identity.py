"""The person's own keys, and whom they took as the owners of the studies that they know."""

from collections.abc import Mapping

from recorder.vault.open_vault import OpenVault
from recorder.vault.sharing_rows import IdentityRow, OwnerPin


class KeptIdentity(OpenVault):
    """The part of an unlocked vault that keeps keys and owners. What they are for is no business of it."""

    def identity(self) -> IdentityRow | None:
        """The person's keys, or ``None`` before they are made."""
        return self._catalog.identity.read()

    def keep_identity(self, row: IdentityRow) -> None:
        """Keep fresh keys, once: what was sealed to them opens with no others.

        Raises:
            ValueError: There are keys already.
            DiskFullError: No space is left; nothing was kept.
        """
        if self.identity() is not None:
            raise ValueError("this vault has its keys")
        self._catalog.identity.add(row)

    def rename_identity(self, name: str) -> None:
        """Change what the person calls themselves; the keys stay."""
        self._catalog.identity.rename(name)

    def owner_of(self, study_id: str) -> OwnerPin | None:
        """Who was taken as a study's owner; ``None`` of a study that was never used here."""
        return next((pin for pin in self._catalog.identity.owners() if pin.study_id == study_id), None)

    def owners(self) -> Mapping[str, bytes | None]:
        """The owners' public keys by study; ``None`` of a study that was not signed."""
        return {pin.study_id: pin.signing_key for pin in self._catalog.identity.owners()}

    def pin_owner(self, study_id: str, signing_key: bytes | None) -> None:
        """Take someone as a study's owner from now on, or nobody where it is not signed."""
        self._catalog.identity.pin(study_id, signing_key)
