"""Drafts: actions that are still being read, and the sheet they are written on."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TypedDict

from recorder.episode.actions import Action, Hidden
from recorder.episode.events import HiddenReason, WindowContext


class Span(TypedDict):
    """The fields that all actions have."""

    start_ns: int
    end_ns: int
    context: int | None
    sources: tuple[int, ...]


@dataclass(slots=True, eq=False, kw_only=True)
class Draft(ABC):
    """An action that later events may still add to.

    Attributes:
        start_ns: When it began.
        end_ns: When it was over, as far as is known.
        context: The number of the ``ContextChanged`` in force when it began.
        sources: The numbers of its events, in the order they were linked.
        is_absorbed: Another draft has taken it over.
    """

    start_ns: int
    end_ns: int
    context: int | None
    sources: list[int] = field(default_factory=list)
    is_absorbed: bool = False

    @abstractmethod
    def finished(self) -> Action:
        """The action, once the stretch is over."""

    def link(self, seq: int, *, until_ns: int) -> None:
        """Add an event of its own, which it lasts until."""
        self.sources.append(seq)
        self.end_ns = max(self.end_ns, until_ns)

    def absorb(self, earlier: "Draft") -> None:
        """Take over a draft that turned out to be this one's beginning."""
        self.sources += earlier.sources
        self.start_ns = earlier.start_ns
        self.context = earlier.context
        earlier.is_absorbed = True

    def span(self) -> Span:
        """The fields that all actions have."""
        return Span(
            start_ns=self.start_ns,
            end_ns=self.end_ns,
            context=self.context,
            sources=tuple(sorted(self.sources)),
        )


@dataclass(slots=True, eq=False, kw_only=True)
class HiddenDraft(Draft):
    """A stretch of hidden keys."""

    reason: HiddenReason

    def finished(self) -> Action:
        """The mark that this stretch leaves."""
        return Hidden(**self.span(), reason=self.reason)


@dataclass(slots=True)
class Sheet:
    """All drafts of a stretch, the one that may still grow, and the window in force.

    Attributes:
        drafts: In the order they were begun.
        current: The last one begun, unless something has closed it since: only it can be continued.
        context: The number of the last ``ContextChanged``.
        window: What that said.
    """

    drafts: list[Draft] = field(default_factory=list)
    current: Draft | None = None
    context: int | None = None
    window: WindowContext | None = None

    def begin(self, draft: Draft) -> None:
        """Write down a new draft, which closes the one before."""
        self.drafts.append(draft)
        self.current = draft

    def actions(self) -> list[Action]:
        """The finished actions in time order."""
        finished = [draft.finished() for draft in self.drafts if not draft.is_absorbed]
        return sorted(finished, key=lambda action: (action.start_ns, action.sources))
