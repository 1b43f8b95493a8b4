"""An actuator that does nothing, and says what it would do: one line each.

Text that was typed is captured content: it is counted, not shown, unless somebody asks to see it.
"""

import json
from collections.abc import Callable

from recorder.episode.events import Button
from recorder.episode.keys import key_label


class DryRun:
    """An ``Actuator`` made of words.

    Args:
        say: Takes each line.
        shows_text: Whether lines hold what would be typed, key by key, rather than that something would be.
    """

    def __init__(self, say: Callable[[str], None], *, shows_text: bool = False) -> None:
        self._say = say
        self._shows_text = shows_text
        self._place = (0, 0)
        self._down: dict[str, str] = {}

    def move(self, x: int, y: int) -> None:
        """Say where the pointer would go."""
        self._place = (x, y)
        self._say(f"move to {x}, {y}")

    def press(self, button: Button) -> None:
        """Say which button would go down."""
        self._down[f"button {button}"] = f"let go of the {button} button"
        self._say(f"press the {button} button")

    def release(self, button: Button) -> None:
        """Say which button would come up."""
        self._let_go(f"button {button}")

    def scroll(self, dx: int, dy: int) -> None:
        """Say which way the wheels would turn."""
        for notches, (forth, back) in ((dy, ("up", "down")), (dx, ("right", "left"))):
            if notches:
                self._say(f"scroll {forth if notches > 0 else back} by {abs(notches)}")

    def key_down(self, name: str) -> None:
        """Say which key would go down; of one that types, only that it does."""
        key = key_label(name) if self._shows_text or len(name) > 1 else "a key that types"
        self._down[f"key {name}"] = f"let go of {key}"
        self._say(f"press {key}")

    def key_up(self, name: str) -> None:
        """Say which key would come up."""
        self._let_go(f"key {name}")

    def type_text(self, text: str) -> None:
        """Say what would be typed, or how much."""
        if self._shows_text:
            self._say(f"type {json.dumps(text, ensure_ascii=False)}")
        else:
            self._say(f"type {len(text)} character{'' if len(text) == 1 else 's'}")

    def release_all(self) -> None:
        """Say what would come up at last."""
        for what in reversed(tuple(self._down)):
            self._let_go(what)

    def position(self) -> tuple[int, int]:
        """Where the pointer would be."""
        return self._place

    def _let_go(self, what: str) -> None:
        said = self._down.pop(what, None)
        if said is not None:
            self._say(said)
