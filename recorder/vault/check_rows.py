"""What became of replays, as rows of the catalog: the latest check of each thing that can be replayed.

What a check showed lies in a file of its own; here is what opens it, and what it came to without a word of
what was recorded. Also the regions that a person wants left out when pictures are compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recorder.episode.screen import Rect
from recorder.vault.catalog_rows import CatalogRows, moment_to_text
from recorder.vault.cipher import scrub_log
from recorder.vault.errors import NoSuchCheckError
from recorder.vault.forgetting import forget_checks_of, forget_secret_of_check


class SubjectKind(StrEnum):
    """What was replayed."""

    SESSION = "session"
    EPISODE = "episode"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The latest check of a subject.

    Attributes:
        check_id: Its own id.
        kind: What was replayed.
        subject_id: The id of what was replayed.
        made_at: When.
        summary: What it came to, as JSON that is opaque here; it holds nothing captured.
    """

    check_id: str
    kind: SubjectKind
    subject_id: str
    made_at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class IgnoredRegion:
    """A region that is left out when pictures are compared.

    Attributes:
        rect: In pixels of the recorded virtual desktop.
        step: In which step's pictures; ``None`` for all.
    """

    rect: Rect
    step: int | None = None


class CheckRows(CatalogRows):
    """Checks, what opens them, and regions that are left out."""

    def replace(self, row: CheckRow, secret: str) -> None:
        """Keep a check in place of the one before of its subject, whose secret is destroyed."""
        with self._change():
            self._forget_one(row.subject_id)
            self._database.execute(
                "INSERT INTO replay_check VALUES (?, ?, ?, ?, ?)",
                (row.check_id, row.kind, row.subject_id, moment_to_text(row.made_at), row.summary),
            )
            self._database.execute("INSERT INTO replay_check_secret VALUES (?, ?)", (row.check_id, secret))
        scrub_log(self._database, self._path)

    def all(self) -> tuple[CheckRow, ...]:
        """The latest check of everything, oldest first."""
        rows = self._all(
            "SELECT check_id, subject_kind, subject_id, made_at, summary FROM replay_check ORDER BY made_at"
        )
        return tuple(_check(row) for row in rows)

    def ids_of(self, subject_ids: Iterable[str]) -> tuple[str, ...]:
        """The ids of the checks of these."""
        wanted = set(subject_ids)
        return tuple(row.check_id for row in self.all() if row.subject_id in wanted)

    def one_with_secret(self, subject_id: str) -> tuple[CheckRow, str]:
        """The check of a subject, and what opens it.

        Raises:
            NoSuchCheckError: There is none.
        """
        row = self._first(
            "SELECT replay_check.check_id, subject_kind, subject_id, made_at, summary, secret "
            "FROM replay_check JOIN replay_check_secret "
            "ON replay_check_secret.check_id = replay_check.check_id WHERE subject_id = ?",
            (subject_id,),
        )
        if row is None:
            raise NoSuchCheckError
        return _check(row[:5]), str(row[5])

    def forget(self, subject_id: str) -> None:
        """Destroy the check of a subject, from the disk too; the regions that are left out stay."""
        with self._change():
            self._forget_one(subject_id)
        scrub_log(self._database, self._path)

    def forget_all_of(self, subject_ids: Iterable[str]) -> None:
        """Destroy the checks of these and the regions that are left out of them, likewise."""
        with self._change():
            forget_checks_of(self._database, subject_ids)
        scrub_log(self._database, self._path)

    def ignore(self, subject_id: str, region: IgnoredRegion) -> None:
        """Leave a region out from now on."""
        rect = region.rect
        self._write(
            "INSERT INTO ignored_region (subject_id, step, x, y, width, height) VALUES (?, ?, ?, ?, ?, ?)",
            (subject_id, region.step, rect.x, rect.y, rect.width, rect.height),
        )

    def ignored(self, subject_id: str) -> tuple[IgnoredRegion, ...]:
        """The regions that are left out, oldest first."""
        rows = self._all(
            "SELECT step, x, y, width, height FROM ignored_region WHERE subject_id = ? ORDER BY n",
            (subject_id,),
        )
        return tuple(IgnoredRegion(Rect(*rect), step) for step, *rect in rows)

    def heed(self, subject_id: str, region: IgnoredRegion) -> None:
        """Leave a region out no more."""
        rect = region.rect
        self._write(
            "DELETE FROM ignored_region WHERE subject_id = ? AND step IS ? "
            "AND x = ? AND y = ? AND width = ? AND height = ?",
            (subject_id, region.step, rect.x, rect.y, rect.width, rect.height),
        )

    def _forget_one(self, subject_id: str) -> None:
        for check_id in self.ids_of((subject_id,)):
            forget_secret_of_check(self._database, check_id)


def _check(row: tuple[str, str, str, str, str]) -> CheckRow:
    check_id, kind, subject_id, made_at, summary = row
    return CheckRow(check_id, SubjectKind(kind), subject_id, datetime.fromisoformat(made_at), summary)
