"""What was received of others, as its page lists it: plain rows, and which are shown in which order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from recorder.vault.sharing_rows import GoneBecause, ReceivedRow, ReceivedState
from studio.checking.findings import Finding
from studio.ui.models.study_titles import StudyTitles


class Standing(StrEnum):
    """How it stands with a recording of somebody else, in the order in which a person cares."""

    WAITING = "waiting"
    """It lies in a store, and was not opened here yet."""
    REFUSED = "refused"
    """It was tried, and must not or cannot be opened."""
    OPENED = "opened"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ReceivedItem:
    """One recording of somebody else.

    Attributes:
        bundle_id: Its id.
        place: Where it lies, as an address.
        standing: How it stands with it.
        task: The task's title, or its id where the study is not kept; empty while nobody here can know.
        study: The study's title, or empty likewise.
        recorded_on: The day, where it is known.
        length_ns: How long it is; 0 where that is not known.
        size_bytes: Of the copy here, or of what lies there; 0 where that is not known.
        sealed_on: The day on which it was sealed, of one that was not opened yet.
        expires_on: From this day on nobody keeps it any more.
        why: Why it is refused, in whole sentences.
        finding: What came of its latest check; ``None`` where it was not checked.
    """

    bundle_id: str
    place: str = field(repr=False)
    standing: Standing
    task: str = ""
    study: str = ""
    recorded_on: date | None = None
    length_ns: int = 0
    size_bytes: int = 0
    sealed_on: date | None = None
    expires_on: date | None = None
    why: tuple[str, ...] = ()
    finding: Finding | None = None

    @property
    def can_open(self) -> bool:
        """Whether there is something to watch, or to try."""
        return self.standing in {Standing.WAITING, Standing.REFUSED, Standing.OPENED}


class ReceivedSort(StrEnum):
    """What the list is ordered by."""

    TASK = "task"
    DAY = "day"
    LENGTH = "length"
    SIZE = "size"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class ReceivedWanted:
    """Which recordings are shown, and how.

    Attributes:
        search: Words that the task or the study holds, all of them.
        standing: Only those; ``None`` for all.
        sort_by: The order.
        descending: Whether the other way round.
    """

    search: str = ""
    standing: Standing | None = None
    sort_by: ReceivedSort = ReceivedSort.STANDING
    descending: bool = False


_GONE: Final[Mapping[GoneBecause, Standing]] = MappingProxyType(
    {
        GoneBecause.WITHDRAWN: Standing.WITHDRAWN,
        GoneBecause.EXPIRED: Standing.EXPIRED,
        GoneBecause.REMOVED: Standing.REMOVED,
        GoneBecause.NOT: Standing.REMOVED,
    }
)
_NEVER: Final = date.min
_KEYS: Final[Mapping[ReceivedSort, Callable[[ReceivedItem], object]]] = MappingProxyType(
    {
        ReceivedSort.TASK: lambda item: item.task.casefold(),
        ReceivedSort.DAY: lambda item: item.recorded_on or _NEVER,
        ReceivedSort.LENGTH: lambda item: item.length_ns,
        ReceivedSort.SIZE: lambda item: item.size_bytes,
        ReceivedSort.STANDING: lambda item: list(Standing).index(item.standing),
    }
)


def received_item(row: ReceivedRow, titles: StudyTitles, finding: Finding | None = None) -> ReceivedItem:
    """What the catalog tells of one that was opened here, or is gone since, and what came of its check."""
    study = titles.of(row.study_sha256)
    return ReceivedItem(
        bundle_id=row.bundle_id,
        place=row.store_url,
        standing=Standing.OPENED if row.state is ReceivedState.OPENED else _GONE[row.gone_because],
        task=row.task_id if study is None else study.tasks.get(row.task_id, row.task_id),
        study="" if study is None else study.title,
        recorded_on=None if row.header is None else row.header.started_at.date(),
        length_ns=0 if row.summary is None else row.summary.ended_ns,
        size_bytes=0 if row.summary is None else row.summary.file_bytes,
        expires_on=row.expires_on,
        finding=finding,
    )


def chosen_items(items: Iterable[ReceivedItem], wanted: ReceivedWanted) -> list[ReceivedItem]:
    """Those that are wanted, in their order; among equals, the newest day comes first."""
    parts = wanted.search.casefold().split()
    found = [
        item
        for item in items
        if (wanted.standing is None or item.standing is wanted.standing)
        and all(part in f"{item.task} {item.study}".casefold() for part in parts)
    ]
    found.sort(key=lambda item: item.recorded_on or _NEVER, reverse=True)
    return sorted(found, key=_KEYS[wanted.sort_by], reverse=wanted.descending)  # type: ignore[arg-type]
