"""What was received of others, what of it was taken back, and the latest day seen, as rows of the catalog."""

from datetime import date, datetime
from typing import Any, Final

from recorder.vault.catalog_rows import CatalogRows, moment_to_text, now_text
from recorder.vault.cipher import scrub_log
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.forgetting import forget_content_of_received, forget_reviews_of_bundle
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_from_json,
    header_to_json,
    summary_from_json,
    summary_to_json,
)
from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedSeal, ReceivedState

_SELECT: Final = """
    SELECT received.bundle_id, store_url, signer, contributor, study_sha256, task_id, state, gone_because,
        received_content.header, received_content.summary, expires_on, received_at
    FROM received LEFT JOIN received_content ON received_content.bundle_id = received.bundle_id
"""


class ReceivedRows(CatalogRows):
    """Received copies and their keys; withdrawals, which are never forgotten."""

    def add(
        self,
        row: ReceivedRow,
        key: bytes,
        header: SessionHeader,
        summary: SessionSummary,
        *,
        seal: ReceivedSeal | None = None,
    ) -> None:
        """Write down a copy that is whole, in place of one of that bundle that is gone."""
        with self._change():
            self._database.execute(
                """
                INSERT INTO received (bundle_id, store_url, signer, contributor, study_sha256, task_id, state,
                    gone_because, expires_on, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (bundle_id) DO UPDATE SET store_url = excluded.store_url,
                    signer = excluded.signer, contributor = excluded.contributor,
                    study_sha256 = excluded.study_sha256,
                    task_id = excluded.task_id, state = excluded.state,
                    gone_because = excluded.gone_because, expires_on = excluded.expires_on,
                    received_at = excluded.received_at
                """,
                (
                    row.bundle_id,
                    row.store_url,
                    row.signer,
                    row.contributor,
                    row.study_sha256,
                    row.task_id,
                    row.state,
                    row.gone_because,
                    row.expires_on.isoformat(),
                    moment_to_text(row.received_at),
                ),
            )
            self._database.execute(
                "INSERT INTO received_content VALUES (?, ?, ?, ?)",
                (row.bundle_id, key, header_to_json(header), summary_to_json(summary)),
            )
            if seal is not None:
                self._database.execute(
                    "INSERT INTO received_seal VALUES (?, ?, ?)",
                    (row.bundle_id, seal.secret, seal.payload_sha256),
                )

    def all(self) -> tuple[ReceivedRow, ...]:
        """All copies there ever were, in the order in which they first came."""
        return tuple(_received(row) for row in self._all(f"{_SELECT} ORDER BY received.n"))

    def one(self, bundle_id: str) -> ReceivedRow:
        """One copy, there or gone.

        Raises:
            NoSuchReceivedError: There was none.
        """
        row = self._first(f"{_SELECT} WHERE received.bundle_id = ?", (bundle_id,))
        if row is None:
            raise NoSuchReceivedError(bundle_id)
        return _received(row)

    def key(self, bundle_id: str) -> bytes:
        """A copy's key.

        Raises:
            NoSuchReceivedError: There is none, or it was destroyed.
        """
        row = self._first("SELECT key FROM received_content WHERE bundle_id = ?", (bundle_id,))
        if row is None:
            raise NoSuchReceivedError(bundle_id)
        return bytes(row[0])

    def seal(self, bundle_id: str) -> ReceivedSeal | None:
        """What reviews of a copy are sealed with; ``None`` where it is not known, or the copy is gone."""
        row = self._first(
            "SELECT secret, payload_sha256 FROM received_seal WHERE bundle_id = ?", (bundle_id,)
        )
        return None if row is None else ReceivedSeal(str(row[0]), str(row[1]))

    def forget(self, bundle_id: str, because: GoneBecause) -> None:
        """Destroy a copy's key, what its header tells and what was said of it, from the disk too.

        That there was one stays.
        """
        with self._change():
            self._database.execute(
                "UPDATE received SET state = ?, gone_because = ? WHERE bundle_id = ?",
                (ReceivedState.GONE, because, bundle_id),
            )
            forget_content_of_received(self._database, bundle_id)
            forget_reviews_of_bundle(self._database, bundle_id)
        scrub_log(self._database, self._path)

    def note_withdrawn(self, bundle_id: str) -> None:
        """Remember for ever that a bundle was taken back."""
        self._write(
            "INSERT INTO withdrawn_bundle VALUES (?, ?) ON CONFLICT DO NOTHING", (bundle_id, now_text())
        )

    def withdrawn(self) -> frozenset[str]:
        """All bundles that were seen to be taken back."""
        return frozenset(str(row[0]) for row in self._all("SELECT bundle_id FROM withdrawn_bundle"))

    def is_withdrawn(self, bundle_id: str) -> bool:
        """Whether one was."""
        found = self._first("SELECT 1 FROM withdrawn_bundle WHERE bundle_id = ?", (bundle_id,))
        return found is not None

    def latest_day(self) -> date | None:
        """The latest day that was kept."""
        row = self._first("SELECT latest_day FROM calendar")
        return None if row is None else date.fromisoformat(row[0])

    def keep_latest_day(self, day: date) -> None:
        """Keep a day as the latest."""
        self._write("INSERT OR REPLACE INTO calendar VALUES (1, ?)", (day.isoformat(),))


def _received(row: tuple[Any, ...]) -> ReceivedRow:
    (
        bundle_id,
        store_url,
        signer,
        contributor,
        study_sha256,
        task_id,
        state,
        because,
        header,
        summary,
        ends,
        at,
    ) = row
    return ReceivedRow(
        bundle_id=bundle_id,
        store_url=store_url,
        signer=bytes(signer),
        contributor=bytes(contributor),
        study_sha256=study_sha256,
        task_id=task_id,
        state=ReceivedState(state),
        gone_because=GoneBecause(because),
        header=None if header is None else header_from_json(header),
        summary=None if summary is None else summary_from_json(summary),
        expires_on=date.fromisoformat(ends),
        received_at=datetime.fromisoformat(at),
    )
