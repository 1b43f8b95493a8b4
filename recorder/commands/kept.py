"""What can be looked at and exported: a session, or an episode made of one, by the beginning of its id."""

from dataclasses import dataclass
from enum import StrEnum

import click

from recorder.commands.errors import NothingNamedSoError, SessionUnclearError
from recorder.commands.opening import kept_sessions, named_so
from recorder.commands.session_commands import header_json, row_json, summary_json
from recorder.vault.catalog import SessionRow
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_reader import SessionReader
from recorder.vault.vault import Vault
from recorder.wording import moment_text

kept_argument = click.argument("named", metavar="SESSION|EPISODE")


class KeptKind(StrEnum):
    """Which of the two it is."""

    SESSION = "session"
    EPISODE = "episode"


@dataclass(frozen=True, slots=True)
class Kept:
    """A session or an episode in the vault.

    Attributes:
        row: What the catalog tells of it.
    """

    row: SessionRow | EpisodeRow

    @property
    def kind(self) -> KeptKind:
        """Which of the two."""
        return KeptKind.SESSION if isinstance(self.row, SessionRow) else KeptKind.EPISODE

    @property
    def id(self) -> str:
        """Its own id."""
        return self.row.session_id if isinstance(self.row, SessionRow) else self.row.episode_id

    @property
    def recorded(self) -> str:
        """When, for a person; of an episode only the day is kept, in UTC."""
        if self.row.header is None:
            return ""
        started_at = self.row.header.started_at
        return moment_text(started_at) if isinstance(self.row, SessionRow) else started_at.date().isoformat()

    def open(self, vault: Vault) -> SessionReader:
        """A reader of it.

        Raises:
            UserFacingError: As ``Vault.open_session`` and ``SessionAccess.open``.
        """
        if isinstance(self.row, SessionRow):
            return vault.open_session(self.id)
        return vault.episode_access(self.id).open()

    def json(self) -> dict[str, object]:
        """What the catalog tells of it, for a program. An episode's names no session: others may have it."""
        if isinstance(self.row, SessionRow):
            return row_json(self.row)
        return {"episode": self.id, **header_json(self.row.header), **summary_json(self.row.summary)}


def find_kept(vault: Vault, named: str) -> Kept:
    """The session or the finished episode of that id, or the only one of both whose id begins so.

    Raises:
        NothingNamedSoError: There is none.
        SessionUnclearError: There are several.
    """
    rows = kept_sessions(vault)
    sessions = [Kept(row) for row in rows]
    episodes = [Kept(made) for row in rows for made in finished_episodes(vault, row.session_id)]
    found = named_so([*sessions, *episodes], named, lambda kept: kept.id)
    if not found:
        raise NothingNamedSoError(named)
    if len(found) > 1:
        kinds = [kind for kind in KeptKind if any(kept.kind is kind for kept in found)]
        raise SessionUnclearError(named, len(found), " and ".join(f"{kind}s" for kind in kinds))
    return found[0]


def finished_episodes(vault: Vault, session_id: str) -> tuple[EpisodeRow, ...]:
    """The episodes of a session that are whole, oldest first."""
    return tuple(row for row in vault.episodes(session_id) if row.summary is not None)
