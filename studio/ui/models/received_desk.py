"""What was received of others, and the one thing that is looked for or opened now.

Lives on the interface's thread and longer than its page: who leaves the page meanwhile finds it done later.
Whatever goes over the network runs on a thread of its own, in three steps, so that the vault never waits.
Nothing is looked for by itself. Locking calls it off and forgets what is not in the vault.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from recorder.vault.sharing_rows import GoneBecause
from recorder.vault.vault import Vault
from studio.ui.jobs import Job, Task, Worker
from studio.ui.models.received_rows import ReceivedItem, Standing, received_item
from studio.ui.models.study_titles import StudyTitles
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.words import tr

OrderT = TypeVar("OrderT")
DoneT = TypeVar("DoneT")
ResultT = TypeVar("ResultT")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Running:
    """What is under way.

    Attributes:
        words: What that is.
        done: How much of it.
        total: Of how much; 0 where nobody can know.
    """

    words: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Steps(Generic[OrderT, DoneT, ResultT]):
    """Work in three steps, of which the second needs no vault.

    Attributes:
        words: What it is, said while it goes on.
        begin: Asks the vault for an order.
        carry_out: Does what the order says, on another thread.
        finish: Tells the vault.
        abandon: Tells the vault that nothing comes of the order.
        on_done: Told what came of it.
        on_failed: Told why nothing came of it.
    """

    words: str
    begin: Callable[[Vault], OrderT]
    carry_out: Callable[[OrderT, Progress], DoneT]
    finish: Callable[[Vault, DoneT], ResultT]
    abandon: Callable[[Vault, OrderT], None]
    on_done: Callable[[ResultT], None]
    on_failed: Callable[[BaseException], None]
