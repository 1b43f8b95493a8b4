"""Which modifiers are held, and which actions they were held for."""

from collections.abc import Collection
from dataclasses import dataclass

from recorder.episode.keys import Modifier
from recorder.episode.recognition.drafts import Draft
from recorder.episode.recognition.presses import PressDraft


@dataclass(slots=True, eq=False, kw_only=True)
class Hold:
    """One modifier, held.

    Attributes:
        name: The key's name, side and all.
        modifier: Which it is.
        at_ns: When it went down.
        context: The number of the ``ContextChanged`` in force then.
        press_seq: The number of its press.
        untaken: The numbers of its events that no action has taken.
        user: The last action it was held for.
        during: The pointer gesture that was under way when it went down.
    """

    name: str
    modifier: Modifier
    at_ns: int
    context: int | None
    press_seq: int
    untaken: list[int]
    user: Draft | None = None
    during: PressDraft | None = None


class Holds:
    """The modifiers held now, in the order of their presses."""

    def __init__(self) -> None:
        self._held: dict[str, Hold] = {}

    @property
    def run(self) -> int | None:
        """What tells a run of held modifiers from the next: the number of the oldest one's press."""
        return next((hold.press_seq for hold in self._held.values()), None)

    @property
    def modifiers(self) -> tuple[Modifier, ...]:
        """What is held, each modifier once however many of its keys are down."""
        if not self._held:
            return ()
        return tuple(dict.fromkeys(hold.modifier for hold in self._held.values()))

    def press(self, hold: Hold) -> None:
        """Take a press; that of a modifier already held is its repeat."""
        held = self._held.get(hold.name)
        if held is None:
            self._held[hold.name] = hold
        else:
            self._take(held, hold.press_seq)

    def repeat(self, name: str, seq: int) -> None:
        """Take a release that is half of a repeat."""
        held = self._held.get(name)
        if held is not None:
            self._take(held, seq)

    def release(self, name: str, seq: int) -> Hold | None:
        """Let go; the hold, with its release taken, or ``None`` where the press was never seen."""
        held = self._held.pop(name, None)
        if held is not None:
            self._take(held, seq)
        return held

    def use(self, draft: Draft) -> tuple[Modifier, ...]:
        """Say that all that is held is held for this action, and what that is."""
        for hold in self._held.values():
            draft.sources += hold.untaken
            hold.untaken = []
            hold.user = draft
        return self.modifiers

    def unused(self) -> list[Hold]:
        """What is held and has done nothing yet."""
        return [hold for hold in self._held.values() if hold.user is None]

    def lose(self, modifiers: Collection[Modifier]) -> None:
        """Forget those of these that are held: their releases were not seen."""
        for name in [name for name, hold in self._held.items() if hold.modifier in modifiers]:
            del self._held[name]

    def clear(self) -> None:
        """Forget what is held: from here on it is unknown."""
        self._held.clear()

    @staticmethod
    def _take(hold: Hold, seq: int) -> None:
        if hold.user is None:
            hold.untaken.append(seq)
        else:
            hold.user.sources.append(seq)
