"""The person's own keys in a vault, made when they are first needed."""

import getpass
from datetime import UTC, datetime
from typing import Final

from recorder.bundle.identity import Identity
from recorder.episode.consent_entries import Grant
from recorder.study_file.section import text_problem
from recorder.vault.consents import consent_chain
from recorder.vault.sharing_rows import IdentityRow
from recorder.vault.vault import Vault

MOST_NAME: Final = 200
_NOBODY: Final = "contributor"


def known_identity(vault: Vault) -> Identity | None:
    """The person's keys, or ``None`` before they are made."""
    row = vault.identity()
    return None if row is None else Identity(row.name, row.signing_seed, row.age_secret)


def identity_of(vault: Vault, *, name: str | None = None) -> Identity:
    """The person's keys; made now if there are none.

    Args:
        vault: Where they are kept.
        name: What fresh keys are called. Where it is not given: the name under which the person last
            consented to a study, or else the one that they log in with.

    Raises:
        ValueError: That name cannot be shown to people.
        DiskFullError: No space is left; no keys were made.
        TamperedChainError: The record of the consents was changed.
    """
    known = known_identity(vault)
    if known is not None:
        return known
    made = Identity.generate(_usable(name) if name is not None else _likely_name(vault))
    vault.keep_identity(IdentityRow(made.name, made.signing_seed, made.age_secret, datetime.now(UTC)))
    return made


def rename_identity(vault: Vault, name: str) -> Identity:
    """Call the person's keys by another name; cards given out before keep the old one, and stay good.

    Raises:
        ValueError: That name cannot be shown to people.
    """
    identity_of(vault, name=name)
    vault.rename_identity(_usable(name))
    return identity_of(vault)


def _usable(name: str) -> str:
    problem = text_problem(name, limit=MOST_NAME, lines=False)
    if problem is not None:
        raise ValueError(f"the name {problem}")
    return name


def _likely_name(vault: Vault) -> str:
    names = [entry.contributor for entry in consent_chain(vault).entries if isinstance(entry, Grant)]
    return next((name for name in (*reversed(names), _login_name()) if _is_usable(name)), _NOBODY)


def _is_usable(name: str) -> bool:
    return text_problem(name, limit=MOST_NAME, lines=False) is None


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return _NOBODY
