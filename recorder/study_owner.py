"""Whose a study is: the key that signed it when it was first used here, and whether it is the same today.

Nobody vouches for a key. The first one that a person meets is kept (trust on first use); from then on a
version signed by another key, or by none, is refused until the person says that they asked and that it is
right. Of a study that was never signed nothing can be told but which exact bytes one has seen.
"""

from dataclasses import dataclass
from enum import StrEnum

from recorder.episode.card import signing_key_fingerprint
from recorder.episode.study import Study
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.vault.vault import Vault

UNSIGNED = "unsigned"
"""What a person writes in place of a fingerprint to accept that nobody signs any more."""


class OwnerState(StrEnum):
    """What a vault remembers of a study's owner, against a file of it."""

    NEW = "new"
    """First use: whoever signed it is kept, or that nobody did."""
    SAME = "same"
    CHANGED = "changed"
    UNSIGNED_NOW = "unsigned_now"
    SIGNED_NOW = "signed_now"
    """Nobody signed it before. Whoever does now need not be who wrote it then."""


@dataclass(frozen=True, slots=True)
class OwnerCheck:
    """A study's file, and what is remembered of its owner.

    Attributes:
        study: As the file has it.
        state: How the two stand to each other.
        old: The public key that is remembered; ``None`` if there is none.
        new: The public key that signed the file; ``None`` if nobody did.
    """

    study: Study
    state: OwnerState
    old: bytes | None
    new: bytes | None

    @property
    def is_expected(self) -> bool:
        """Whether nothing has to be asked."""
        return self.state in {OwnerState.NEW, OwnerState.SAME}


class OwnerChangedError(UserFacingError):
    """A study is signed by someone else than before.

    Attributes:
        check: What was found.
    """

    def __init__(self, check: OwnerCheck) -> None:
        self.check = check
        accept = UNSIGNED if check.new is None else fingerprint_text(check.new).replace(" ", "")
        super().__init__(
            f"THIS STUDY HAS ANOTHER OWNER. “{check.study.title}” ({check.study.id}) is not signed as it was "
            f"when you first used it.\n  Before:  {fingerprint_text(check.old)}\n"
            f"  Now:     {fingerprint_text(check.new)}\n"
            "Someone may be using its name to get your recordings.",
            kept="Nothing was agreed to, kept or changed.",
            mend="Ask the people who run it whether they changed their key; do not use an address from this "
            f"file for that. Only if they did, say so: --accept-owner {accept}",
        )


def check_owner(vault: Vault, content: bytes) -> OwnerCheck:
    """Compare who signed a study with who is remembered.

    Args:
        vault: What remembers.
        content: The exact bytes of the study's file.

    Raises:
        StudyFileError: It is no study, or its signature does not hold.
    """
    study = read_study(content)
    pin = vault.owner_of(study.id)
    if pin is None:
        return OwnerCheck(study, OwnerState.NEW, None, study.owner)
    return OwnerCheck(study, _state(pin.signing_key, study.owner), pin.signing_key, study.owner)


def accept_owner(vault: Vault, content: bytes) -> OwnerCheck:
    """Remember who signed a study from now on, in place of whoever was remembered.

    Returns:
        How it stood before.

    Raises:
        StudyFileError: It is no study, or its signature does not hold.
    """
    check = check_owner(vault, content)
    if check.state is not OwnerState.SAME:
        vault.pin_owner(check.study.id, check.new)
    return check


def refuse_other_owner(vault: Vault, content: bytes, *, accepted: str | None = None) -> OwnerCheck:
    """Go on only with a study whose owner is new here or the same; remembers nothing.

    Args:
        vault: What remembers.
        content: The exact bytes of the study's file.
        accepted: The fingerprint of the new owner, as the person gave it, or ``unsigned``.

    Raises:
        OwnerChangedError: It is another one than was remembered or accepted.
        StudyFileError: It is no study, or its signature does not hold.
    """
    check = check_owner(vault, content)
    if not check.is_expected and (accepted is None or _folded(accepted) != _folded(_named(check.new))):
        raise OwnerChangedError(check)
    return check


def fingerprint_text(signing_key: bytes | None) -> str:
    """A key's fingerprint, or that there is none."""
    return "nobody signed it" if signing_key is None else signing_key_fingerprint(signing_key)


def _named(signing_key: bytes | None) -> str:
    return UNSIGNED if signing_key is None else signing_key_fingerprint(signing_key)


def _folded(fingerprint: str) -> str:
    return "".join(fingerprint.split()).casefold()


def _state(old: bytes | None, new: bytes | None) -> OwnerState:
    if old == new:
        return OwnerState.SAME
    if new is None:
        return OwnerState.UNSIGNED_NOW
    return OwnerState.SIGNED_NOW if old is None else OwnerState.CHANGED
