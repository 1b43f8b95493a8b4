"""A session or an episode as `assent export` wrote it: what a program that reads it would find."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.demo.command_line import DemoFailedError
from studio.demo.eyes import Picture, pictures_of


@dataclass(frozen=True, slots=True)
class Typed:
    """When a text was typed: its first key, its last, and the next one of any kind."""

    first_ns: int
    last_ns: int
    next_ns: int


@dataclass(frozen=True, slots=True)
class Exported:
    """An exported folder."""

    folder: Path

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The rows of ``events.jsonl`` or ``actions.jsonl``."""
        text = (self.folder / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def text(self) -> str:
        """All text in it: what was typed as one string, then every event with its titles."""
        typed = "".join(str(row.get("text", "")) for row in self.lines("actions.jsonl"))
        return typed + (self.folder / "events.jsonl").read_text(encoding="utf-8")

    def holds(self, words: Iterable[str], chords: Sequence[str]) -> bool:
        """Whether it holds all of these words, and these chords, such as ``ctrl+s``, among its actions."""
        text = self.text()
        pressed = ["+".join(row["keys"]) for row in self.lines("actions.jsonl") if row["kind"] == "hotkey"]
        return all(word in text for word in words) and not Counter(chords) - Counter(pressed)

    def pressed(self, chord: str) -> int:
        """When a chord such as ``ctrl+s`` was let go of last.

        Raises:
            DemoFailedError: It is not there.
        """
        times = [
            int(row["end_ns"])
            for row in self.lines("actions.jsonl")
            if row["kind"] == "hotkey" and "+".join(row["keys"]) == chord
        ]
        if not times:
            raise DemoFailedError("A chord that the person pressed is not in the session.")
        return times[-1]

    def typed(self, line: str) -> Typed:
        """When a line was typed.

        Raises:
            DemoFailedError: It was not, or not in one piece.
        """
        keys = [row for row in self.lines("events.jsonl") if row["kind"] == "key_pressed"]
        # One character for each key, so that places in the text are places in the list.
        text = "".join(row["char"] if len(row["char"] or "") == 1 else "\0" for row in keys)
        at = text.replace("\0", "").find(line)
        if at < 0:
            raise DemoFailedError("A line that the person typed is not in the session in one piece.")
        places = [place for place, char in enumerate(text) if char != "\0"]
        first, last = places[at], places[at + len(line) - 1]
        after = keys[last + 1]["at_ns"] if last + 1 < len(keys) else keys[last]["at_ns"]
        return Typed(keys[first]["at_ns"], keys[last]["at_ns"], after)

    def titled(self, title: str) -> int:
        """When a window first bore a title.

        Raises:
            DemoFailedError: None did.
        """
        for row in self.lines("events.jsonl"):
            if row["kind"] == "context_changed" and title in json.dumps(row, ensure_ascii=False):
                return int(row["at_ns"])
        raise DemoFailedError("A title that the person set is not in the session.")

    def pictures(self) -> list[Picture]:
        """Every picture, decoded, of every monitor."""
        return [each for video in sorted(self.folder.glob("*.mp4")) for each in pictures_of(video)]
