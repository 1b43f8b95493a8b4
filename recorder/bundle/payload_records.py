"""The records of a payload, as they are written and as they are read: strictly, with limits on all.

One struct a kind. What it says of itself is also the schema that other programs find in the file. The values
of enumerations are those of ``recorder.episode``: renaming one, or a field, changes the format.
"""

from datetime import date
from typing import Annotated, Final

from msgspec import Meta, Struct

from recorder.bundle.payload_limits import (
    BLOCK_EVENTS,
    HIGHEST_SEQ,
    LONGEST_NS,
    MOST_CHARACTERS,
    MOST_EVENTS,
    MOST_MONITORS,
    MOST_NAME,
    MOST_NOTCHES,
    MOST_PICTURES,
    MOST_PIXELS_AWAY,
    MOST_TEXT,
)
from recorder.bundle.statements import Id, Sha256
from recorder.episode.ending import EndReason
from recorder.episode.events import Button, HiddenReason, MarkKind
from recorder.episode.language import LANGUAGE
from recorder.episode.study import Stream
from recorder.vault.session_header import TASK_FOLDER

_MOST_STUDY: Final = 1_000_000
_MOST_RECEIPT: Final = 1_000_000
_MOST_VOUCHER: Final = 4096

Nanoseconds = Annotated[int, Meta(ge=0, le=LONGEST_NS, description="nanoseconds since the beginning")]
Seq = Annotated[int, Meta(ge=1, le=HIGHEST_SEQ, description="unique and rising over all events")]
Pixels = Annotated[int, Meta(ge=-MOST_PIXELS_AWAY, le=MOST_PIXELS_AWAY, description="in the virtual desktop")]
Side = Annotated[int, Meta(ge=0, le=MOST_PIXELS_AWAY, description="pixels")]
Notches = Annotated[int, Meta(ge=-MOST_NOTCHES, le=MOST_NOTCHES, description="right and up positive")]
Text = Annotated[str, Meta(max_length=MOST_TEXT)]
Name = Annotated[str, Meta(max_length=MOST_NAME)]
Language = Annotated[str, Meta(pattern=rf"^({LANGUAGE})?\Z", max_length=MOST_NAME)]
Folder = Annotated[str, Meta(pattern=f"^({TASK_FOLDER})?$", max_length=MOST_NAME)]
VirtualKey = Annotated[int, Meta(ge=-HIGHEST_SEQ, le=HIGHEST_SEQ)]


class _Record(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class RectRecord(_Record, frozen=True):
    """As ``Rect``."""

    x: Pixels
    y: Pixels
    width: Side
    height: Side


class GesturesRecord(_Record, frozen=True):
    """As ``Gestures``."""

    double_click_ns: Nanoseconds
    double_click_px: Side
    drag_px: Side


class EpisodeRecord(_Record, frozen=True, kw_only=True):
    """The first record: which bundle this is the payload of, and what is known of the episode as a whole.

    Attributes:
        format: Of the payload.
        bundle: The bundle's id.
        signer: The key that signed the bundle, in hex: that bundle's alone.
        voucher: The signed word of the person's own key that this one is theirs; see ``statements.Voucher``.
        day: The day on which it was recorded, UTC; no time of the day is told.
        ended_ns: The length.
        events: How many there are, all kinds together.
        pictures: How many there are, on all monitors.
        last_seq: The highest number of an event that was ever used.
    """

    format: Annotated[int, Meta(ge=1, le=1_000_000)]
    bundle: Id
    signer: Sha256
    voucher: Annotated[str, Meta(max_length=_MOST_VOUCHER)]
    study_id: Name
    study_version: Name
    study_sha256: Sha256
    task_id: Name
    grant_sha256: Name
    streams: Annotated[tuple[Stream, ...], Meta(min_length=1, max_length=len(Stream))]
    day: date
    platform: Name
    gestures: GesturesRecord
    frames_per_second: Annotated[float, Meta(gt=0, le=1000)]
    first_window: RectRecord | None
    ended_ns: Nanoseconds
    reason: EndReason
    events: Annotated[int, Meta(ge=0, le=MOST_EVENTS)]
    pictures: Annotated[int, Meta(ge=0, le=MOST_PICTURES)]
    last_seq: Annotated[int, Meta(ge=0, le=HIGHEST_SEQ)]
    task_folder: Folder = ""
    language: Language = ""


class StudyRecord(_Record, frozen=True):
    """The study's file; in UTF-8 this text has its exact bytes."""

    toml: Annotated[str, Meta(max_length=_MOST_STUDY)]


class ConsentRecord(_Record, frozen=True):
    """The consent's receipt, exactly as the contributor keeps it."""

    receipt: Annotated[str, Meta(max_length=_MOST_RECEIPT)]


class MovesRecord(_Record, frozen=True):
    """Moves of the pointer, in columns: the same place in each list is one move."""

    seq: Annotated[list[Seq], Meta(min_length=1, max_length=BLOCK_EVENTS)]
    at_ns: Annotated[list[Nanoseconds], Meta(min_length=1, max_length=BLOCK_EVENTS)]
    x: Annotated[list[Pixels], Meta(min_length=1, max_length=BLOCK_EVENTS)]
    y: Annotated[list[Pixels], Meta(min_length=1, max_length=BLOCK_EVENTS)]


class _EventRecord(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    seq: Seq
    at_ns: Nanoseconds


class ButtonPressedRecord(_EventRecord, frozen=True, tag="button_pressed"):
    """As ``ButtonPressed``."""

    x: Pixels
    y: Pixels
    button: Button


class ButtonReleasedRecord(_EventRecord, frozen=True, tag="button_released"):
    """As ``ButtonReleased``."""

    x: Pixels
    y: Pixels
    button: Button


class ScrolledRecord(_EventRecord, frozen=True, tag="scrolled"):
    """As ``Scrolled``."""

    x: Pixels
    y: Pixels
    dx: Notches
    dy: Notches


class KeyPressedRecord(_EventRecord, frozen=True, tag="key_pressed"):
    """As ``KeyPressed``."""

    name: Name
    char: Annotated[str, Meta(max_length=MOST_CHARACTERS)] | None
    vk: VirtualKey | None


class KeyReleasedRecord(_EventRecord, frozen=True, tag="key_released"):
    """As ``KeyReleased``."""

    name: Name
    char: Annotated[str, Meta(max_length=MOST_CHARACTERS)] | None
    vk: VirtualKey | None


class KeysHiddenRecord(_EventRecord, frozen=True, tag="keys_hidden"):
    """As ``KeysHidden``."""

    end_ns: Nanoseconds
    reason: HiddenReason


class WindowRecord(_Record, frozen=True):
    """As ``WindowContext``."""

    app: Text
    title: Text
    rect: RectRecord | None
    hidden: HiddenReason | None


class ContextChangedRecord(_EventRecord, frozen=True, tag="context_changed"):
    """As ``ContextChanged``."""

    window: WindowRecord | None


class MonitorRecord(_Record, frozen=True):
    """As ``Monitor``."""

    id: Annotated[int, Meta(ge=0, le=1_000_000)]
    name: Name
    rect: RectRecord
    scale: Annotated[float, Meta(gt=0, le=100)]
    is_primary: bool


class MonitorsChangedRecord(_EventRecord, frozen=True, tag="monitors_changed"):
    """As ``MonitorsChanged``."""

    monitors: Annotated[tuple[MonitorRecord, ...], Meta(max_length=MOST_MONITORS)]


class MarkRecord(_EventRecord, frozen=True, tag="mark"):
    """As ``Mark``; its own kind is called ``mark``."""

    end_ns: Nanoseconds
    mark: MarkKind
    count: Annotated[int, Meta(ge=0, le=MOST_PICTURES)]


InputRecord = (
    ButtonPressedRecord
    | ButtonReleasedRecord
    | ScrolledRecord
    | KeyPressedRecord
    | KeyReleasedRecord
    | KeysHiddenRecord
)
EventRecord = InputRecord | ContextChangedRecord | MonitorsChangedRecord | MarkRecord
