"""What the two sides of the recording's pipe say to each other: one JSON text a line, each with its kind.

The pipe is private to the two processes. ``Begin`` carries the session's key: it is written to the pipe and
nowhere else, and no message shows its fields when printed.
"""

from typing import Final

import msgspec

from recorder.episode.consent import ChainHead
from recorder.episode.ending import EndReason
from recorder.episode.events import MarkKind
from recorder.episode.study import Stream
from recorder.session import Command, State
from recorder.vault.session_header import SessionHeader, SessionSummary


class _Message(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Hotkeys(_Message, frozen=True):
    """The recorder's chords, as a person writes them: ``ctrl+shift+f9``."""

    toggle_pause: str = "ctrl+shift+f9"
    off_the_record: str = "ctrl+shift+f10"
    stop: str = "ctrl+shift+f12"
    panic: str = "ctrl+alt+shift+f12"


class Begin(_Message, frozen=True):
    """Record this. The recording process derives the permit itself, from the chain and the study's bytes.

    Attributes:
        study_toml: The study's exact bytes.
        consent_entries: The lines of the consent chain.
        consent_head: What the vault keeps apart from them.
        task_id: The task.
        streams: What to record; all of it must be granted.
        session_path: The file to create.
        session_key: Its key, 32 bytes.
        header: What the file says of the session.
        hotkeys: The recorder's chords.
        off_the_record_ns: How far back "off the record" reaches.
        longest_ns: After how much recorded time to end; ``None`` for never.
        own_windows: X11 ids of windows that are Assent's.
        own_pids: Processes whose windows are Assent's.
        log_level: For the recording process's log, on its standard error.
    """

    study_toml: bytes
    consent_entries: tuple[str, ...]
    consent_head: ChainHead
    task_id: str
    streams: tuple[Stream, ...]
    session_path: str
    session_key: bytes
    header: SessionHeader
    hotkeys: Hotkeys
    off_the_record_ns: int
    longest_ns: int | None
    own_windows: tuple[int, ...]
    own_pids: tuple[int, ...]
    log_level: str = "WARNING"


class Order(_Message, frozen=True):
    """A person's wish, from the one who shows the recording."""

    command: Command


class Started(_Message, frozen=True):
    """Recording has begun.

    Attributes:
        warnings: What the person should know, in whole sentences, such as a hotkey held by another program.
    """

    warnings: tuple[str, ...]


class Progress(_Message, frozen=True):
    """How a recording goes.

    Attributes:
        state: Where it stands.
        pause_kind: Why it is paused, if it is.
        recorded_ns: How much time was recorded.
        paused_since_ns: Since when it is paused, if it is.
        now_ns: The session's time of this report.
        events: How many were written.
        frames: As above.
        video_bytes: As above.
        frames_dropped: How many pictures the disk had no room for.
        hides_something: Whether something on the screen is being hidden now, other than Assent's own.
        worst_lag_ms: The longest that an event waited until it was committed.
        front_is_hidden: Whether the window that has the keyboard is one that the study may not see.
        is_off_the_record: Whether it is paused since the last minutes were taken off the record.
    """

    state: State
    pause_kind: MarkKind | None
    recorded_ns: int
    paused_since_ns: int | None
    now_ns: int
    events: int
    frames: int
    video_bytes: int
    frames_dropped: int
    hides_something: bool
    worst_lag_ms: int
    front_is_hidden: bool = False
    is_off_the_record: bool = False


class Ended(_Message, frozen=True):
    """It is over.

    Attributes:
        reason: Why.
        summary: What is in the file; ``None`` where it was destroyed or could not be finished.
        worst_lag_ms: The longest that an event waited until it was committed.
    """

    reason: EndReason
    summary: SessionSummary | None
    worst_lag_ms: int = 0


class Failed(_Message, frozen=True):
    """It could not begin or go on: the three parts of a ``UserFacingError``, and whether a disk was why."""

    happened: str
    kept: str
    mend: str
    is_of_the_disk: bool = False


FromHost = Begin | Order
FromRecorder = Started | Progress | Ended | Failed

_ENCODER: Final = msgspec.json.Encoder()
_FROM_HOST: Final[msgspec.json.Decoder[FromHost]] = msgspec.json.Decoder(FromHost)
_FROM_RECORDER: Final[msgspec.json.Decoder[FromRecorder]] = msgspec.json.Decoder(FromRecorder)


def line_of(message: FromHost | FromRecorder) -> bytes:
    """The line to write for a message."""
    return _ENCODER.encode(message) + b"\n"


def read_from_host(line: bytes) -> FromHost:
    """Read a line that the host wrote.

    Raises:
        msgspec.MsgspecError: It is no message.
    """
    return _FROM_HOST.decode(line)


def read_from_recorder(line: bytes) -> FromRecorder:
    """Read a line that the recording process wrote.

    Raises:
        msgspec.MsgspecError: It is no message.
    """
    return _FROM_RECORDER.decode(line)
