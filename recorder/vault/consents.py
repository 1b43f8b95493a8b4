"""The consent record, as the words of ``episode`` have it: read from a vault and verified, written to it."""

from recorder.episode.consent import EMPTY_HEAD, ChainHead, ConsentChain
from recorder.vault.vault import Vault


def consent_chain(vault: Vault) -> ConsentChain:
    """All consents in a vault, verified.

    Raises:
        TamperedChainError: They are not those that were written.
    """
    lines = vault.consent_entries()
    head = ChainHead(len(lines), vault.consent_head()) if vault.consent_head() else EMPTY_HEAD
    return ConsentChain(lines, head)


def keep_newest_entry(vault: Vault, chain: ConsentChain) -> None:
    """Write the last entry of a chain that grew by one."""
    vault.append_consent_entry(chain.lines[-1], chain.head.sha256)
