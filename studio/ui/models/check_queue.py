"""The rows of the Check page in their order: what was asked for, then what was checked before.

Plain values in a plain order; who works it off is ``CheckingDesk``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from recorder.vault.check_rows import CheckRow
from recorder.vault.vault import Vault
from studio.checking.findings import read_finding
from studio.ui.models.check_items import CheckItem, CheckName, CheckState
from studio.ui.models.check_names import names_of
from studio.ui.words import tr


@dataclass(frozen=True, slots=True)
class Known:
    """What the vault tells: what the subjects are called, and the checks that it keeps."""

    names: Mapping[str, CheckName]
    checks: tuple[CheckRow, ...]


def read_known(vault: Vault) -> Known:
    """Ask the vault, on its thread."""
    return Known(names_of(vault), vault.checks())


class CheckQueue:
    """Holds the rows by their subject's id."""

    def __init__(self) -> None:
        self._items: dict[str, CheckItem] = {}

    @property
    def items(self) -> tuple[CheckItem, ...]:
        """All rows, in their order."""
        return tuple(self._items.values())

    def item(self, subject_id: str) -> CheckItem | None:
        """One row."""
        return self._items.get(subject_id)

    @property
    def next_waiting(self) -> CheckItem | None:
        """The one whose turn is next."""
        return next((item for item in self._items.values() if item.state is CheckState.WAITING), None)

    def put_in_line(self, subject_ids: Iterable[str]) -> None:
        """Let these wait, after what is in line and before what is done; what is in line already stays."""
        new: dict[str, CheckItem] = {}
        for subject_id in subject_ids:
            before = self._items.get(subject_id)
            if before is None or not _is_in_line(before):
                name = before.name if before is not None else CheckName()
                new[subject_id] = CheckItem(subject_id, name, CheckState.WAITING)
        in_line = {key: item for key, item in self._items.items() if _is_in_line(item)}
        done = {key: item for key, item in self._items.items() if key not in in_line and key not in new}
        self._items = {**in_line, **new, **done}

    def show(self, item: CheckItem) -> None:
        """Put a row in the place of the one before."""
        self._items[item.subject_id] = item

    def take(self, subject_id: str) -> CheckItem | None:
        """Take a row away."""
        return self._items.pop(subject_id, None)

    def move(self, subject_id: str, by: int) -> bool:
        """Let one that waits come earlier or later; whether it waits."""
        waiting = [key for key, item in self._items.items() if item.state is CheckState.WAITING]
        if subject_id not in waiting:
            return False
        at = waiting.index(subject_id)
        to = min(max(at + by, 0), len(waiting) - 1)
        waiting.insert(to, waiting.pop(at))
        queue = iter(waiting)
        order = [
            next(queue) if item.state is CheckState.WAITING else key for key, item in self._items.items()
        ]
        self._items = {key: self._items[key] for key in order}
        return True

    def learn(self, known: Known) -> bool:
        """Show what the vault told; whether anything is another now."""
        kept = {row.subject_id: row for row in known.checks}
        rows = {key: _read(item, known, kept.get(key)) for key, item in self._items.items()}
        for row in reversed(known.checks):
            if row.subject_id not in rows and row.subject_id in known.names:
                rows[row.subject_id] = _kept(row, known.names[row.subject_id])
        is_other = list(rows.items()) != list(self._items.items())
        self._items = rows
        return is_other

    def clear(self) -> None:
        """Forget all."""
        self._items.clear()


def _is_in_line(item: CheckItem) -> bool:
    return item.state.is_under_way or item.state is CheckState.WAITING


def _read(item: CheckItem, known: Known, row: CheckRow | None) -> CheckItem:
    name = known.names.get(item.subject_id)
    if name is None:
        gone = (tr("This recording is not there any more. What a check of it showed is destroyed too."),)
        return CheckItem(item.subject_id, item.name, CheckState.STOPPED, why=gone, is_gone=True)
    if row is None or item.is_kept or item.state is CheckState.DONE:
        return replace(item, name=name)
    finding = item.finding or read_finding(row.summary)
    return replace(item, name=name, finding=finding, is_kept=True, made_at=item.made_at or row.made_at)


def _kept(row: CheckRow, name: CheckName) -> CheckItem:
    finding = read_finding(row.summary)
    return CheckItem(
        row.subject_id,
        name,
        CheckState.DONE,
        finding=finding,
        is_kept=True,
        steps=0 if finding is None else finding.steps,
        made_at=row.made_at,
    )
