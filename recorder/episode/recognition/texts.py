"""Text as it is being typed."""

from dataclasses import dataclass, field

from recorder.episode.actions import Action, Type
from recorder.episode.recognition.composing import Composer
from recorder.episode.recognition.drafts import Draft


@dataclass(slots=True, eq=False, kw_only=True)
class TextDraft(Draft):
    """A text, letter by letter.

    Attributes:
        last_press_ns: When its last key went down.
        letters: What each key has shown; Backspace takes the last one away.
        composer: What waits for a letter.
    """

    last_press_ns: int
    letters: list[str] = field(default_factory=list)
    composer: Composer = field(default_factory=Composer)

    @property
    def can_erase(self) -> bool:
        """Whether Backspace takes away something that this text has typed."""
        return bool(self.letters) or self.composer.is_waiting

    def show(self, text: str) -> None:
        """Add what a key has shown, if anything."""
        if text:
            self.letters.append(text)

    def erase(self) -> None:
        """Take Backspace."""
        if self.composer.is_waiting:
            self.composer.cancel()
        elif self.letters:
            self.letters.pop()

    def finished(self) -> Action:
        """The text that is left."""
        return Type(**self.span(), text="".join(self.letters))
