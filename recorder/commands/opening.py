"""Opens the vault for a command, after putting in order what was left, and finds what is named in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, TypeVar

from recorder.commands.errors import SessionUnclearError
from recorder.commands.output import note
from recorder.commands.passphrase import unlocking_secret
from recorder.vault.catalog import GONE, SessionRow
from recorder.vault.errors import NoSuchSessionError
from recorder.vault.home import assent_home
from recorder.vault.session_recovery import SessionRecovery
from recorder.vault.vault import Vault
from recorder.wording import count_text

_SHORT_ID: Final = 8
_Row = TypeVar("_Row")


@contextmanager
def opened_vault() -> Iterator[Vault]:
    """The vault, unlocked for as long as the context lasts.

    Sessions that a crash left are closed first, those past their time destroyed, and both are said.

    Raises:
        UserFacingError: It cannot be opened.
    """
    home = assent_home()
    with Vault.unlock(home, unlocking_secret(home)) as vault:
        settle(vault)
        yield vault


def settle(vault: Vault) -> tuple[tuple[SessionRecovery, ...], tuple[str, ...]]:
    """Close what a crash left and destroy what is past its time, and say so.

    Returns:
        What was done with the first, and the ids of the second.
    """
    recoveries = vault.recover_sessions()
    tell_recoveries(recoveries)
    now = datetime.now(UTC)
    expired = vault.expire_sessions(now)
    for what, ids in (("session", expired), ("received recording", vault.expire_received(now))):
        if ids:
            count = count_text(len(ids), what)
            note(f"{count} past the study's retention destroyed: {', '.join(map(short_id, ids))}.")
    return recoveries, expired


def tell_recoveries(recoveries: Sequence[SessionRecovery]) -> None:
    """Say what was done with sessions that a crash left."""
    for recovery in recoveries:
        note(f"Session {short_id(recovery.session_id)}: {recovery.words}")


def short_id(session_id: str) -> str:
    """The beginning of an id, as lists show it."""
    return session_id[:_SHORT_ID]


def kept_sessions(vault: Vault) -> tuple[SessionRow, ...]:
    """The sessions that are there, oldest first."""
    return tuple(row for row in vault.sessions() if row.state not in GONE)


def find_session(vault: Vault, named: str) -> SessionRow:
    """The session of that id, or the only one whose id begins so.

    Raises:
        NoSuchSessionError: There is none.
        SessionUnclearError: There are several.
    """
    found = named_so(kept_sessions(vault), named, lambda row: row.session_id)
    if not found:
        raise NoSuchSessionError(named)
    if len(found) > 1:
        raise SessionUnclearError(named, len(found))
    return found[0]


def named_so(rows: Sequence[_Row], named: str, id_of: Callable[[_Row], str]) -> list[_Row]:
    """The row of that id, or all whose ids begin so."""
    wanted = named.strip().lower()
    exact = [row for row in rows if id_of(row) == wanted]
    return exact or [row for row in rows if wanted and id_of(row).startswith(wanted)]
