"""The rows of the Check page: what waits, what runs and how far it is, what came of it; plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from recorder.vault.check_rows import SubjectKind
from studio.checking.carrying_out import ChordAsked
from studio.checking.findings import Finding


class CheckState(StrEnum):
    """Where a check stands."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    COMPARING = "comparing"
    ASKS = "asks"
    """Keys must be allowed first."""
    STOPPED = "stopped"
    DONE = "done"

    @property
    def is_under_way(self) -> bool:
        """Whether it is being done now."""
        return self in {CheckState.STARTING, CheckState.RUNNING, CheckState.PAUSED, CheckState.COMPARING}


@dataclass(frozen=True, slots=True)
class CheckName:
    """What a recording is called, and which of the three kinds it is.

    Attributes:
        kind: Which; ``None`` until the vault was asked.
        title: The task's title.
        origin: The study's title.
    """

    kind: SubjectKind | None = None
    title: str = field(default="", repr=False)
    origin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One recording on the page.

    Attributes:
        subject_id: The recording's id.
        name: What it is called.
        state: Where it stands.
        finding: What came of it; that of an earlier check while it is checked again.
        is_kept: Whether the vault keeps what it showed.
        step: Which step is done now; 0 before the first.
        steps: How many there are; 0 while nobody knows.
        doing: What that step does.
        run: Which run it is now.
        runs: Of how many.
        why: Why it was not replayed, in whole sentences.
        is_mended_there: Whether it is mended where the recording lies, and not by another check: there a
            damaged copy is opened anew, and a study added.
        asks: Keys to be allowed.
        made_at: When it was checked.
        is_gone: Whether the recording is not there any more.
    """

    subject_id: str
    name: CheckName
    state: CheckState
    finding: Finding | None = None
    is_kept: bool = False
    step: int = 0
    steps: int = 0
    doing: str = field(default="", repr=False)
    run: int = 1
    runs: int = 1
    why: tuple[str, ...] = ()
    is_mended_there: bool = False
    asks: tuple[ChordAsked, ...] = field(default=(), repr=False)
    made_at: datetime | None = None
    is_gone: bool = False
