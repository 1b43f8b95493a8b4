"""What can be looked at and exported, by the beginning of its id: sessions, episodes, received recordings.

What was received is the reader's to export as much as to look at: they were named for it. What they write is
out of the vault's reach, and no withdrawal takes it back; whoever exports is told.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import click

from recorder.commands.errors import NothingNamedSoError, SessionUnclearError
from recorder.commands.opening import kept_sessions, named_so
from recorder.commands.session_commands import header_json, row_json, summary_json
from recorder.episode.card import signing_key_fingerprint
from recorder.vault.catalog import SessionRow
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_reader import SessionReader
from recorder.vault.sharing_rows import ReceivedRow, ReceivedState
from recorder.vault.vault import Vault
from recorder.wording import moment_text

kept_argument = click.argument("named", metavar="SESSION|EPISODE")


class KeptKind(StrEnum):
    """Which of the three it is."""

    SESSION = "session"
    EPISODE = "episode"
    RECEIVED = "recording"


@dataclass(frozen=True, slots=True)
class Kept:
    """A session, an episode or a received recording in the vault.

    Attributes:
        row: What the catalog tells of it.
    """

    row: SessionRow | EpisodeRow | ReceivedRow

    @property
    def kind(self) -> KeptKind:
        """Which of the three."""
        match self.row:
            case SessionRow():
                return KeptKind.SESSION
            case EpisodeRow():
                return KeptKind.EPISODE
            case ReceivedRow():
                return KeptKind.RECEIVED
            case _:
                assert_never(self.row)

    @property
    def id(self) -> str:
        """Its own id."""
        match self.row:
            case SessionRow():
                return self.row.session_id
            case EpisodeRow():
                return self.row.episode_id
            case ReceivedRow():
                return self.row.bundle_id
            case _:
                assert_never(self.row)

    @property
    def recorded(self) -> str:
        """When, for a person; of all but a session only the day is known, in UTC."""
        if self.row.header is None:
            return ""
        started_at = self.row.header.started_at
        return moment_text(started_at) if isinstance(self.row, SessionRow) else started_at.date().isoformat()

    def open(self, vault: Vault) -> SessionReader:
        """A reader of it.

        Raises:
            UserFacingError: As ``Vault.open_session`` and ``SessionAccess.open``.
        """
        match self.row:
            case SessionRow():
                return vault.open_session(self.id)
            case EpisodeRow():
                return vault.episode_access(self.id).open()
            case ReceivedRow():
                return vault.received_access(self.id).open()
            case _:
                assert_never(self.row)

    def json(self) -> dict[str, object]:
        """What the catalog tells of it, for a program. An episode's names no session: others may have it."""
        match self.row:
            case SessionRow():
                return row_json(self.row)
            case EpisodeRow():
                named: dict[str, object] = {"episode": self.id}
            case ReceivedRow():
                named = {
                    "received": self.id,
                    "contributor_fingerprint": signing_key_fingerprint(self.row.contributor),
                    "expires_on": self.row.expires_on.isoformat(),
                }
            case _:
                assert_never(self.row)
        return {**named, **header_json(self.row.header), **summary_json(self.row.summary)}


def find_kept(vault: Vault, named: str) -> Kept:
    """The session, finished episode or received recording of that id, or the only one whose id begins so.

    Raises:
        NothingNamedSoError: There is none.
        SessionUnclearError: There are several.
    """
    rows = kept_sessions(vault)
    sessions = [Kept(row) for row in rows]
    episodes = [Kept(made) for row in rows for made in finished_episodes(vault, row.session_id)]
    received = [Kept(row) for row in vault.received() if row.state is ReceivedState.OPENED]
    found = named_so([*sessions, *episodes, *received], named, lambda kept: kept.id)
    if not found:
        raise NothingNamedSoError(named)
    if len(found) > 1:
        kinds = [kind for kind in KeptKind if any(kept.kind is kind for kept in found)]
        raise SessionUnclearError(named, len(found), " and ".join(f"{kind}s" for kind in kinds))
    return found[0]


def finished_episodes(vault: Vault, session_id: str) -> tuple[EpisodeRow, ...]:
    """The episodes of a session that are whole, oldest first."""
    return tuple(row for row in vault.episodes(session_id) if row.summary is not None)
