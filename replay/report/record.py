"""One run of a replay, as values that can be kept and read again.

Times are nanoseconds since the run began; places are pixels of the desktop that was replayed on. Nothing
here holds what was typed or what a window was called: a sentence's values are counts, times and names of
regions. A picture is named by a SHA-256 of itself, so that one that several steps show is kept once.

A record may come from a stranger's folder, so every field has a limit that reading it checks (``reading``).
"""

import string
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

import msgspec

from recorder.episode.phrase import Phrase, english
from recorder.episode.screen import Rect
from replay.plan.limits import MOST_STEPS
from replay.report.doing import Doing
from replay.verdict import PASSES, RegionKind, VerdictKind

FORMAT: Final = 1
MAX_STEPS: Final = MOST_STEPS
"""Whatever may be replayed can be kept and read again."""

MAX_PICTURE_SIDE: Final = 32_768
MAX_PICTURE_PIXELS: Final = 64_000_000
MAX_PICTURE_BYTES: Final = 64_000_000
FAR: Final = 1_000_000
"""No place on a desktop lies further from its origin, in pixels."""
MAX_LEFT_OUT: Final = 100
MAX_WORDS: Final = 2_000
"""Letters; a text of a record has no more."""

MAX_PROGRAMS: Final = 20

Ns = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Coordinate = Annotated[int, msgspec.Meta(ge=-FAR, le=FAR)]
Words = Annotated[str, msgspec.Meta(max_length=MAX_WORDS)]
PictureName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Ending(StrEnum):
    """How a run came to its end, whatever was compared until then."""

    FINISHED = "finished"
    STOPPED = "stopped"
    ABORTED = "aborted"
    TOO_LONG = "too_long"
    REFUSED = "refused"
    BROKE = "broke"


class Source(StrEnum):
    """What was replayed."""

    EPISODE = "episode"
    RECEIVED = "received"
    RECORDING = "recording"


class GateOutcome(StrEnum):
    """What became of the wait for the screen before a step."""

    NOT_ASKED = "not asked"
    READY = "ready"
    MOVED = "moved"
    LATE = "late"
    LOST = "lost"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Sentence(_Part, frozen=True, kw_only=True):
    """A text of ours with its values, as ``recorder.episode.phrase`` has it.

    Raises:
        ValueError: It has a place that is no plain name of one of the values, or counts without a number.
    """

    text: Words
    values: Annotated[dict[str, int | Words], msgspec.Meta(max_length=16)] = {}
    one: Words = ""

    def __post_init__(self) -> None:
        for text in (self.text, self.one):
            # A text from a file is a format string: only plain names may stand in it.
            for _, name, spec, conversion in string.Formatter().parse(text):
                if name is not None and (spec or conversion or name not in self.values):
                    raise ValueError("a sentence has a place that nothing stands in")
        if self.one and not isinstance(self.values.get("count"), int):
            raise ValueError("a sentence of several things says no number of them")

    @property
    def phrase(self) -> Phrase:
        """To say it in the person's language."""
        return Phrase(self.text, MappingProxyType(dict(self.values)), self.one)

    @property
    def english(self) -> str:
        """To say it in English."""
        return english(self.phrase)


class Point(_Part, frozen=True, kw_only=True):
    """A place on the desktop."""

    x: Coordinate
    y: Coordinate


class Picture(_Part, frozen=True, kw_only=True):
    """A picture, or a part of one.

    Attributes:
        name: The SHA-256 of its place and PNG, in hexadecimal (``gallery.name_of``).
        left: Where its first column lies on the desktop.
        top: Where its first row lies.
        width: In pixels.
        height: In pixels.
        png: The file; it holds no metadata.
    """

    name: PictureName
    left: Coordinate
    top: Coordinate
    width: Annotated[int, msgspec.Meta(ge=1, le=MAX_PICTURE_SIDE)]
    height: Annotated[int, msgspec.Meta(ge=1, le=MAX_PICTURE_SIDE)]
    png: Annotated[bytes, msgspec.Meta(max_length=MAX_PICTURE_BYTES)]


class Region(_Part, frozen=True, kw_only=True):
    """A part of the desktop that the comparison says something of.

    Attributes:
        kind: What it is.
        rect: Where.
        shape: What it looks like, such as "a line of text"; ``None`` where the kind says all.
        place: Where it is, such as "at the top of the window".
    """

    kind: RegionKind
    rect: Rect
    shape: Sentence | None = None
    place: Sentence | None = None

    def __post_init__(self) -> None:
        _check_near(self.rect)


class Comparison(_Part, frozen=True, kw_only=True):
    """The recording's picture beside the replay's, at one moment.

    Attributes:
        expected: The name of the recording's picture; ``None`` where it has none.
        actual: The name of the replay's picture; ``None`` where none was taken.
        similarity: 1 for the same; ``None`` where nothing was compared.
        regions: What differs, what nobody may compare, what never stays the same.
    """

    expected: PictureName | None = None
    actual: PictureName | None = None
    similarity: Share | None = None
    regions: Annotated[tuple[Region, ...], msgspec.Meta(max_length=1_000)] = ()


class Verdict(_Part, frozen=True, kw_only=True):
    """What was found, how sure that is, and why.

    Attributes:
        kind: What was found.
        confidence: From 0 to 1.
        reasons: The most important one first.
    """

    kind: VerdictKind
    confidence: Share = 1.0
    reasons: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=100)] = ()

    @property
    def is_pass(self) -> bool:
        """Whether it did again what it did; place and slowness alone are no fault."""
        return self.kind in PASSES

    @property
    def is_failure(self) -> bool:
        """Whether it did not. What nobody may compare is neither a pass nor a failure."""
        return not self.is_pass and self.kind is not VerdictKind.NOT_COMPARABLE


class StepRecord(_Part, frozen=True, kw_only=True):
    """One action, done again.

    Attributes:
        number: From 1, in order.
        action: The action's name, such as ``double_click``.
        words: What it is, as ``describe`` says it in English: never what was typed.
        doing: The same as values, to say it in the person's language; ``None`` in a record of before.
        verdict: What it came to.
        recorded_ns: When the person did it, in the episode's own time.
        planned_ns: When it was due; ``None`` where only the screen decided.
        began_ns: When its first input was given; ``None`` if it was not reached.
        done_ns: When its last input was given.
        waited_ns: How long it waited for the screen.
        gate: What became of that wait.
        target: Where the person did it, on this desktop; ``None`` for what has no place.
        acted_at: Where the replay did it.
        moved: How far what it was about had moved, such as its window; ``None`` where it had not.
        path: The pointer's way, for a drag.
        before: The moment before.
        after: The moment after.
    """

    number: Annotated[int, msgspec.Meta(ge=1, le=MAX_STEPS)]
    action: Annotated[str, msgspec.Meta(max_length=40)]
    words: Words
    doing: Doing | None = None
    verdict: Verdict
    recorded_ns: Ns
    planned_ns: Ns | None = None
    began_ns: Ns | None = None
    done_ns: Ns | None = None
    waited_ns: Ns = 0
    gate: GateOutcome = GateOutcome.NOT_ASKED
    target: Point | None = None
    acted_at: Point | None = None
    moved: Point | None = None
    path: Annotated[tuple[Point, ...], msgspec.Meta(max_length=10_000)] = ()
    before: Comparison | None = None
    after: Comparison | None = None

    @property
    def lateness_ns(self) -> int | None:
        """How long after its time it began, negative if before; ``None`` if it had none or never began."""
        return None if self.planned_ns is None or self.began_ns is None else self.began_ns - self.planned_ns


class LeftOut(_Part, frozen=True, kw_only=True):
    """A part of the screen that somebody marked by hand, and that was not compared.

    Attributes:
        rect: Where.
        step: The step that it was left out of; ``None`` for all.
    """

    rect: Rect
    step: Annotated[int, msgspec.Meta(ge=1, le=MAX_STEPS)] | None = None

    def __post_init__(self) -> None:
        _check_near(self.rect)


class RunRecord(_Part, frozen=True, kw_only=True):
    """One run.

    Attributes:
        format: Of this record.
        run_id: Its own name: letters, digits and dashes.
        source: What was replayed.
        episode_id: Of what was replayed.
        study: The study's title.
        task: The task's title.
        started_at: Wall time, with its zone.
        took_ns: From the start to the end.
        ending: How it ended.
        ending_reasons: Why, where it did not finish.
        verdict: Of the whole.
        desktop: What was replayed on; its pictures lie in it.
        speed: As a factor; ``None`` for as fast as the screen allows.
        isolation: What kept the replay apart from the person's own things, in words.
        programs: The names of programs that the task found before the system's own; empty where none.
        programs_sha256: Of all that lay with them; empty as above.
        repeat: Which of several runs of the same episode this is, from 1.
        repeats: How many there are.
        left_out: What of the screen was not compared, since somebody marked it by hand.
        made_by: The program and its version.
        platform: The system it ran on, such as ``Linux, X11``.
        steps: In order, reached or not.
        pictures: Those that the steps name; empty in a record that was written without them.
    """

    run_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,99}\Z")]
    source: Source
    episode_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,100}\Z")]
    study: Words
    task: Words
    started_at: Annotated[datetime, msgspec.Meta(tz=True)]
    took_ns: Ns
    ending: Ending
    verdict: Verdict
    desktop: Rect
    steps: Annotated[tuple[StepRecord, ...], msgspec.Meta(max_length=MAX_STEPS)]
    pictures: Annotated[tuple[Picture, ...], msgspec.Meta(max_length=4 * MAX_STEPS)] = ()
    ending_reasons: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=100)] = ()
    speed: Annotated[float, msgspec.Meta(gt=0, le=1_000)] | None = 1.0
    isolation: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=100)] = ()
    programs: Annotated[tuple[Words, ...], msgspec.Meta(max_length=MAX_PROGRAMS)] = ()
    programs_sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""
    repeat: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    repeats: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    left_out: Annotated[tuple[LeftOut, ...], msgspec.Meta(max_length=MAX_LEFT_OUT)] = ()
    made_by: Words = "Assent"
    platform: Words = ""
    format: Annotated[int, msgspec.Meta(ge=FORMAT, le=FORMAT)] = FORMAT

    @property
    def kind(self) -> VerdictKind:
        """What it came to as a whole: what broke off is no pass, however alike its pictures are."""
        if self.ending is Ending.FINISHED or self.verdict.is_failure:
            return self.verdict.kind
        return VerdictKind.NOT_REACHED

    @property
    def is_pass(self) -> bool:
        """Whether it came to its end, and did again what it did."""
        return self.kind in PASSES

    @property
    def is_failure(self) -> bool:
        """Whether it did not. What nobody may compare is neither a pass nor a failure."""
        return not self.is_pass and self.kind is not VerdictKind.NOT_COMPARABLE

    @property
    def first_failure(self) -> StepRecord | None:
        """The step at which it went another way."""
        return next((step for step in self.steps if step.verdict.is_failure), None)


def _check_near(rect: Rect) -> None:
    if any(abs(edge) > FAR for edge in (rect.x, rect.y, rect.right, rect.bottom)):
        raise ValueError("a region lies outside of any desktop")


def sentences_of(phrases: Iterable[Phrase]) -> tuple[Sentence, ...]:
    """Phrases as sentences of a record; dates are said in English, since a record has none."""
    return tuple(sentence_of(phrase) for phrase in phrases)


def sentence_of(said: Phrase) -> Sentence:
    """A phrase as a sentence of a record.

    Raises:
        ValueError: It has a place that nothing stands in.
    """
    values = {name: value if isinstance(value, int) else _text(value) for name, value in said.values.items()}
    return Sentence(text=said.text, values=values, one=said.one)


def _text(value: str | date) -> str:
    return value[:MAX_WORDS] if isinstance(value, str) else f"{value:%d %B %Y}"
