"""What the demo found out, as plain values: made by ``tour``, shown by ``report``."""

from dataclasses import dataclass

from recorder.wording import count_text
from studio.demo.findings_replayed import Replaying
from studio.demo.findings_shared import Sharing
from studio.demo.search import Findings
from studio.demo.shots import Pair, Shot


@dataclass(frozen=True, slots=True)
class Step:
    """One action: when it began, how long it was, what it was in plain words, whether it was kept out."""

    at_ns: int
    duration_ns: int
    words: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class HiddenStretch:
    """A stretch of time of which something was kept out of the session, and why."""

    start_ns: int
    end_ns: int
    why: str


@dataclass(frozen=True, slots=True)
class RecordedTask:
    """One task as the vault holds it.

    Attributes:
        title: The task's.
        hides: What of it had to stay out, for a person.
        session: The session's id.
        length_ns: How long it is.
        stop_ns: From the hotkey to the end of the program.
        events: How many.
        pictures: How many.
        size: Of its file, in bytes.
        steps: Its actions.
        hidden: What was kept out.
        shots: Some of its pictures, in order.
        words_typed: How many words were typed where they may be known.
        words_kept: How many of these the session holds.
        secrets: How many words it must not hold.
        secrets_kept: How many of these it holds all the same; 0 unless something is wrong.
    """

    title: str
    hides: str
    session: str
    length_ns: int
    stop_ns: int
    events: int
    pictures: int
    size: int
    steps: tuple[Step, ...]
    hidden: tuple[HiddenStretch, ...]
    shots: tuple[Shot, ...]
    words_typed: int
    words_kept: int
    secrets: int
    secrets_kept: int


@dataclass(frozen=True, slots=True)
class EditMade:
    """One edit: what kind, from when to when in the session, and what it takes."""

    kind: str
    start_ns: int
    end_ns: int
    is_cut: bool
    takes_picture: bool
    takes_keys: bool
    takes_titles: bool


@dataclass(frozen=True, slots=True)
class RedactedWord:
    """A word that was redacted, and where it was found: in text, and read in pictures."""

    word: str
    in_session: bool
    read_in_session: bool
    in_episode: bool
    read_in_episode: bool


@dataclass(frozen=True, slots=True)
class EditedTask:
    """A task whose session was edited and baked.

    Attributes:
        title: The task's.
        session: The session's id.
        episode: The episode's id.
        before_ns: The session's length.
        after_ns: The episode's.
        edits: In the order in which they were made.
        pairs: Moments to compare.
        redacted: What was redacted, word by word.
        others: How many other words the session holds as text.
        others_lost: Those of them that the episode does not.
        others_read: How many of the other words were read in the episode's pictures.
        packets: How many pictures the episode's file holds.
        frames: How many of them its video shows, decoded.
        size: Of its file, in bytes.
        read: How many of its pictures were read, by OCR; 0 where no program for that is installed.
        is_session_whole: Whether the session holds the same as before.
    """

    title: str
    session: str
    episode: str
    before_ns: int
    after_ns: int
    edits: tuple[EditMade, ...]
    pairs: tuple[Pair, ...]
    redacted: tuple[RedactedWord, ...]
    others: int
    others_lost: tuple[str, ...]
    others_read: int
    packets: int
    frames: int
    size: int
    read: int
    is_session_whole: bool

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong, a sentence each."""
        name = f"the episode of “{self.title}”"
        found: list[str] = []
        kept = sum(word.in_episode or word.read_in_episode for word in self.redacted)
        if kept:
            found.append(f"Words that were redacted are in {name}: {kept}.")
        if not all(word.in_session for word in self.redacted):
            found.append(
                f"Words that were to be redacted were never in “{self.title}”, so {name} proves nothing."
            )
        if self.read and not any(word.read_in_session for word in self.redacted):
            found.append(
                f"No redacted word could be read in “{self.title}” itself: its pictures prove nothing."
            )
        if self.others_lost:
            found.append(f"Words that nobody redacted are not in {name}: {len(self.others_lost)}.")
        if self.packets != self.frames:
            found.append(f"Of {self.packets} pictures in {name}, {self.frames} can be shown.")
        if not self.is_session_whole:
            found.append(f"The recording of “{self.title}” was changed by editing it.")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Place:
    """One place that was searched: its name for a person, what lies there, and what was found."""

    name: str
    holds: str
    findings: Findings


@dataclass(frozen=True, slots=True)
class Control:
    """The search tried on files in clear: how many words in how many forms were planted and found."""

    planted: int
    found: int


@dataclass(frozen=True, slots=True)
class Demonstration:
    """All that the demo found out.

    Attributes:
        study: The study's title.
        tasks: As recorded.
        edited: Those that were edited and baked.
        sharing: What came of submitting them.
        replaying: What came of replaying what was submitted.
        places: As searched.
        left_out: Files that applications wrote themselves, such as the letter; not Assent's to keep.
        words: What was searched for.
        control: Whether the search can find at all.
        parts: How long each part of the demo took, in seconds.
    """

    study: str
    tasks: tuple[RecordedTask, ...]
    edited: tuple[EditedTask, ...]
    sharing: Sharing
    replaying: Replaying
    places: tuple[Place, ...]
    left_out: tuple[str, ...]
    words: tuple[str, ...]
    control: Control
    parts: tuple[tuple[str, float], ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong, a sentence each; empty when every promise that was tried was kept."""
        found: list[str] = []
        for place in self.places:
            if place.findings.hits:
                files = count_text(len({hit.path for hit in place.findings.hits}), "file")
                found.append(f"Captured words stand in clear in {files} of {place.name}.")
        if self.control.found != self.control.planted:
            found.append("The search missed words that were planted for it, so it proves nothing.")
        for task in self.tasks:
            if task.secrets_kept:
                found.append(f"“{task.title}” holds words that had to stay out: {task.secrets_kept}.")
            # Single words may be missing: what is typed while the focus is unknown is hidden, by promise.
            if task.words_kept * 2 < task.words_typed:
                found.append(f"“{task.title}” lacks most of what was typed where it may be known.")
        for edited in self.edited:
            found += edited.failures
        found += self.sharing.failures
        found += self.replaying.failures
        return tuple(found)
