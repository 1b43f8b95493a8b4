"""Approvals and submissions, as rows of the catalog."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from recorder.vault.catalog_rows import CatalogRows, moment_to_text, now_text
from recorder.vault.cipher import scrub_log
from recorder.vault.errors import NoSuchSubmissionError
from recorder.vault.forgetting import (
    forget_approvals_of_session,
    forget_reviews_of_bundle,
    forget_secret_of_submission,
)
from recorder.vault.sharing_rows import ApprovalRow, SubmissionChanges, SubmissionRow, SubmissionState

_APPROVAL: Final = ", ".join(column.name for column in fields(ApprovalRow))
_SUBMISSION: Final = ", ".join(column.name for column in fields(SubmissionRow))


class _NamedRows(CatalogRows):
    def _insert(self, table: str, columns: str, row: ApprovalRow | SubmissionRow) -> None:
        values = [_stored(getattr(row, name)) for name in columns.split(", ")]
        marks = ", ".join("?" * len(values))
        self._database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - constants


class ApprovalRows(_NamedRows):
    """What was approved of each session."""

    def add(self, approval: ApprovalRow) -> None:
        """Keep an approval."""
        with self._change():
            self._insert("approval", _APPROVAL, approval)

    def newest_of(self, session_id: str) -> ApprovalRow | None:
        """The newest of a session."""
        row = self._first(
            f"SELECT {_APPROVAL} FROM approval WHERE session_id = ? ORDER BY n DESC LIMIT 1",  # noqa: S608 - constants
            (session_id,),
        )
        if row is None:
            return None
        held = _by_name(_APPROVAL, row)
        return ApprovalRow(**{**held, "approved_at": datetime.fromisoformat(held["approved_at"])})

    def forget_of(self, session_id: str) -> None:
        """Destroy all of a session, from the disk too."""
        with self._change():
            forget_approvals_of_session(self._database, session_id)
        scrub_log(self._database, self._path)


class SubmissionRows(_NamedRows):
    """What was submitted, its secrets and its receipts."""

    def add(self, row: SubmissionRow, secret: str) -> None:
        """Write down that a submission begins, with its secret."""
        with self._change():
            self._insert("submission", _SUBMISSION, row)
            self._database.execute("INSERT INTO submission_secret VALUES (?, ?)", (row.bundle_id, secret))

    def all(self) -> tuple[SubmissionRow, ...]:
        """All submissions there ever were, oldest first."""
        rows = self._all(f"SELECT {_SUBMISSION} FROM submission ORDER BY n")  # noqa: S608 - constants
        return tuple(_submission(row) for row in rows)

    def one(self, bundle_id: str) -> SubmissionRow:
        """One submission.

        Raises:
            NoSuchSubmissionError: There is none.
        """
        row = self._first(f"SELECT {_SUBMISSION} FROM submission WHERE bundle_id = ?", (bundle_id,))  # noqa: S608 - constants
        if row is None:
            raise NoSuchSubmissionError(bundle_id)
        return _submission(row)

    def change(self, bundle_id: str, changes: SubmissionChanges) -> None:
        """Write down how a submission went on."""
        stored: dict[str, object] = {name: _stored(value) for name, value in changes.items()}
        if "state" in stored:
            stored["state_since"] = now_text()
        if stored:
            columns = ", ".join(f"{name} = ?" for name in stored)
            self._write(
                f"UPDATE submission SET {columns} WHERE bundle_id = ?",  # noqa: S608 - names of a typed dict
                (*stored.values(), bundle_id),
            )

    def secret(self, bundle_id: str) -> str | None:
        """What opens a submission, or ``None`` where that was destroyed."""
        row = self._first("SELECT secret FROM submission_secret WHERE bundle_id = ?", (bundle_id,))
        return None if row is None else str(row[0])

    def forget_secret(self, bundle_id: str) -> None:
        """Destroy what opens a submission, and what readers said of it, from the disk too."""
        with self._change():
            forget_secret_of_submission(self._database, bundle_id)
            forget_reviews_of_bundle(self._database, bundle_id)
        scrub_log(self._database, self._path)

    def keep_receipt(self, bundle_id: str, name: str, receipt: str) -> None:
        """Keep a receipt of a submission, in place of one of that name."""
        self._write("INSERT OR REPLACE INTO submission_receipt VALUES (?, ?, ?)", (bundle_id, name, receipt))

    def receipt(self, bundle_id: str, name: str) -> str | None:
        """A receipt of a submission."""
        row = self._first(
            "SELECT receipt FROM submission_receipt WHERE bundle_id = ? AND name = ?", (bundle_id, name)
        )
        return None if row is None else str(row[0])


def _by_name(columns: str, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(columns.split(", "), row, strict=True))


def _stored(value: object) -> object:
    match value:
        case datetime():
            return moment_to_text(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _submission(row: tuple[Any, ...]) -> SubmissionRow:
    held = _by_name(_SUBMISSION, row)
    return SubmissionRow(
        **{
            **held,
            "state": SubmissionState(held["state"]),
            "state_since": datetime.fromisoformat(held["state_since"]),
            "submitted_on": _day(held["submitted_on"]),
            "expires_on": date.fromisoformat(held["expires_on"]),
            "next_try_at": None
            if held["next_try_at"] is None
            else datetime.fromisoformat(held["next_try_at"]),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
