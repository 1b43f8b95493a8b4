"""What the two sides of a replay's pipe say to each other: one message a frame, each with its kind.

No message shows its fields when printed: they hold what was on a screen and what is to be typed. Each field
of what the child says has a limit, since it may speak for a program that took it over.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from recorder.episode.events import WindowContext
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import TaskStart
from recorder.task_start.plan import WindowPlace
from replay.displays.xserver import RunningServer
from replay.listening.typed import MOST_HEARD
from replay.plan.inputs import Move, TimedInput
from replay.plan.steps import Point, Refusal
from replay.progress import How
from replay.running.film import Change

MOST_STEPS: Final = 1_000_000
MOST_FILES: Final = 200
MOST_HINTS: Final = 20
MOST_ASKED: Final = 2
"""How many pictures may be asked for and not be read yet: that of a step, and that of the next one."""
_Ns = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_STEPS)]
_Word = Annotated[str, msgspec.Meta(max_length=500)]
_Line = Annotated[str, msgspec.Meta(max_length=2_000)]
_Pixel = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)]


class _Message(msgspec.Struct, frozen=True, tag=True, tag_field="kind", kw_only=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Place(StrEnum):
    """Whose desktop is acted on."""

    PRIVATE = "private"
    OWN = "own"


class Told(_Message, frozen=True, kw_only=True):
    """A step of the plan, as it crosses the pipe. Its fields are those of ``PlanStep``."""

    number: int
    action: str
    at_ns: int
    target: Point | None
    approach: tuple[Move, ...]
    inputs: tuple[TimedInput, ...]
    refusal: Refusal | None
    window: WindowContext | None


class Begin(_Message, frozen=True, kw_only=True):
    """Replay this.

    Attributes:
        place: Where.
        is_walled: Whether nothing but this run is behind the wall with it.
        server: The X server of the private desktop, where one runs already; ``None`` to start one.
        monitors: Those that the plan was made for.
        desktop: The pixels that the plan's places lie in.
        start: How the task starts; ``None`` where nothing is started.
        first_window: Where its first window is put; ``None`` to leave it where it opens.
        folder: Where its files lay when it was recorded; empty where nobody knows.
        language: The language that its programs spoke; empty for the one they are written in.
        programs: A folder whose programs the task finds before the system's own; empty for none.
        steps: The plan's.
        last_moves: The pointer's way after the last step.
        ended_ns: The episode's length.
        speed: As a factor; ``None`` for as fast as the screen allows.
        patience_ns: How long to wait for the screen before a step.
        view_every_ns: How often to send a picture to look at; ``None`` for never.
        is_compared: Whether the recording's pictures can be asked for.
        is_paused: Whether to wait before the first step.
        files_bytes: How many bytes of the task's files to hand back at the end.
        abort_chord: What ends it on the person's own desktop, such as ``ctrl+shift+f12``.
    """

    place: Place
    is_walled: bool
    server: RunningServer | None
    monitors: tuple[Monitor, ...]
    desktop: Rect
    start: TaskStart | None
    first_window: WindowPlace | None = None
    folder: str = ""
    language: str = ""
    programs: str
    steps: tuple[Told, ...]
    last_moves: tuple[Move, ...]
    ended_ns: int
    speed: float | None
    patience_ns: int
    view_every_ns: int | None
    is_compared: bool
    is_paused: bool
    files_bytes: int
    abort_chord: str


class Wish(StrEnum):
    """What a person can ask for while it runs."""

    ABORT = "abort"
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"


class Order(_Message, frozen=True, kw_only=True):
    """A person's wish."""

    wish: Wish


class ShownPicture(_Message, frozen=True, kw_only=True):
    """One picture of the recording.

    Attributes:
        place: What it shows.
        change: What is new since the picture before, or all of it where that showed another place.
        covered: What of it was painted over.
    """

    place: Rect
    change: Change
    covered: tuple[Rect, ...]


class Shown(_Message, frozen=True, kw_only=True):
    """The answer to ``Asked``; each question has one, in the order of the questions.

    Attributes:
        number: As asked.
        picture: ``None`` where nothing was recorded.
    """

    number: int
    picture: ShownPicture | None


class Up(_Message, frozen=True, kw_only=True):
    """The desktop is there.

    Attributes:
        warnings: What the person should know, in whole sentences.
    """

    warnings: Annotated[tuple[_Line, ...], msgspec.Meta(max_length=10)] = ()


class TaskUp(_Message, frozen=True, kw_only=True):
    """The task's first window is there.

    Attributes:
        window: Where, without its frame.
        differences: What is not as the study asks, in whole sentences.
    """

    window: Rect
    differences: Annotated[tuple[_Line, ...], msgspec.Meta(max_length=10)]


class Asked(_Message, frozen=True, kw_only=True):
    """What did the recording show before that step? Answered by ``Shown``; asked once, in the steps' order.

    Attributes:
        number: The step's; the number past the last one's for the end.
    """

    number: _Number


class Outcome(StrEnum):
    """What the gate answered."""

    READY = "ready"
    LATE = "late"
    MOVED = "moved"
    LOST = "lost"


class Looked(_Message, frozen=True, kw_only=True):
    """The gate has answered, and this is what the screen showed then, just before the step.

    Attributes:
        number: The step's; of no meaning at the end.
        is_end: Whether it was taken at the end, when no step comes any more.
        at_ns: When, since the replay began.
        outcome: What it answered.
        waited_ns: How long it waited.
        dx: How far the target had moved.
        dy: As above.
        reason: Why it is lost, with its values.
        change: What is new since the picture before.
        window: The window that has the focus; ``None`` where none has.
        hints: Where little windows say what is under the pointer.
    """

    number: _Number
    is_end: bool
    at_ns: _Ns
    outcome: Outcome
    waited_ns: _Ns
    dx: _Pixel
    dy: _Pixel
    reason: _Line
    values: Annotated[dict[_Word, int | _Word], msgspec.Meta(max_length=16)]
    change: Change
    window: WindowContext | None
    hints: Annotated[tuple[Rect, ...], msgspec.Meta(max_length=MOST_HINTS)] = ()


class Done(_Message, frozen=True, kw_only=True):
    """A step's inputs were given. All times are since the replay began.

    Attributes:
        number: The step's.
        planned_ns: When it was due; ``None`` where only the screen decided.
        began_ns: When its first input was given.
        done_ns: When its last input was given.
    """

    number: _Number
    planned_ns: _Ns | None
    began_ns: _Ns
    done_ns: _Ns


class Heard(_Message, frozen=True, kw_only=True):
    """What an independent listener heard while a step typed, once its record has come to the step's end.

    Attributes:
        number: The step's.
        text: What a person would read.
    """

    number: _Number
    text: Annotated[str, msgspec.Meta(max_length=MOST_HEARD)]


class Skipped(_Message, frozen=True, kw_only=True):
    """A step cannot be done and was left out: keys that nobody may know."""

    number: _Number


class Paused(_Message, frozen=True, kw_only=True):
    """Nothing is done until a wish says so, and nothing is held down.

    Attributes:
        number: The step that comes next, or is in the middle of its inputs; the number past the last one's
            where only the pointer's way is left.
    """

    number: _Number


class Resumed(_Message, frozen=True, kw_only=True):
    """It goes on."""


class View(_Message, frozen=True, kw_only=True):
    """What the desktop shows, for a person to look at; kept by nobody."""

    change: Change


class Released(_Message, frozen=True, kw_only=True):
    """Nothing is done any more, and nothing is held down; what came of it follows."""


class LeftFile(_Message, frozen=True, kw_only=True):
    """A file in the task's folder at the end.

    Attributes:
        name: Its path in that folder.
        size: In bytes.
        sha256: In hexadecimal; empty where it was not read.
        content: Its bytes; empty where there was no room for them.
        is_whole: Whether ``content`` is all of it.
    """

    name: _Line
    size: _Ns
    sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
    content: bytes
    is_whole: bool


class Ended(_Message, frozen=True, kw_only=True):
    """It is over, and nothing is held down.

    Attributes:
        how: Finished; stopped at a step that could not be done; aborted.
        at_ns: When, since the replay began.
        number: The step that it ended at; ``None`` where all was done.
        reason: Why it was stopped or who ended it, with its values; empty where all was done.
        files: What lies in the task's folder.
    """

    how: How
    at_ns: _Ns
    number: _Number | None = None
    reason: _Line = ""
    values: Annotated[dict[_Word, int | _Word], msgspec.Meta(max_length=16)] = {}
    files: Annotated[tuple[LeftFile, ...], msgspec.Meta(max_length=MOST_FILES)] = ()


class Failed(_Message, frozen=True, kw_only=True):
    """It could not begin or go on: the three parts of a ``UserFacingError``."""

    happened: _Line
    kept: _Line
    mend: _Line


FromParent = Begin | Order | Shown
FromChild = (
    Up
    | TaskUp
    | Asked
    | Looked
    | Done
    | Heard
    | Skipped
    | Paused
    | Resumed
    | View
    | Released
    | Ended
    | Failed
)

_ENCODER: Final = msgspec.msgpack.Encoder()
_FROM_PARENT: Final[msgspec.msgpack.Decoder[FromParent]] = msgspec.msgpack.Decoder(FromParent)
_FROM_CHILD: Final[msgspec.msgpack.Decoder[FromChild]] = msgspec.msgpack.Decoder(FromChild)


def encoded(message: FromParent | FromChild) -> bytes:
    """The bytes of a message."""
    return _ENCODER.encode(message)


def read_from_parent(body: bytes) -> FromParent:
    """Read what the parent said.

    Raises:
        msgspec.MsgspecError: It is no message.
    """
    return _FROM_PARENT.decode(body)


def read_from_child(body: bytes) -> FromChild:
    """Read what the child said.

    Raises:
        msgspec.MsgspecError: It is no message, or goes past a limit.
    """
    return _FROM_CHILD.decode(body)
