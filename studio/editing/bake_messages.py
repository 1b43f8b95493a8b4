"""What the two sides of the baking pipe say to each other: one JSON text a line, each with its kind.

The pipe is private to the two processes. ``BeginBake`` carries both files' keys and the texts that a person
asked to have removed: it is written to the pipe and nowhere else, and no message shows its fields when
printed.
The end of the pipe calls the bake off.
"""

from pathlib import Path
from typing import Final

import msgspec

from recorder.episode.edits_json import edits_from_json, edits_to_json
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess
from studio.editing.bake import BakeOrder


class _Message(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class BeginBake(_Message, frozen=True):
    """Bake this.

    Attributes:
        session_path: The session's file.
        session_key: Its key.
        session: What the file must be.
        edits: What goes, as ``edits_json`` writes it.
        header: Of the episode.
        episode_path: The file to create.
        episode_key: Its key.
        log_level: For the baking process's log, on its standard error.
    """

    session_path: str
    session_key: bytes
    session: SessionSummary
    edits: str
    header: SessionHeader
    episode_path: str
    episode_key: bytes
    log_level: str = "WARNING"


class BakeProgress(_Message, frozen=True):
    """How much of how much is done."""

    done: int
    total: int


class Baked(_Message, frozen=True):
    """The episode is whole."""

    summary: SessionSummary


class CalledOff(_Message, frozen=True):
    """It was called off; nothing of it is left."""


class BakeFailed(_Message, frozen=True):
    """It could not be done, and nothing of it is left: the three parts of a ``UserFacingError``."""

    happened: str
    kept: str
    mend: str


FromBaker = BakeProgress | Baked | CalledOff | BakeFailed

_ENCODER: Final = msgspec.json.Encoder()
_BEGIN: Final[msgspec.json.Decoder[BeginBake]] = msgspec.json.Decoder(BeginBake)
_FROM_BAKER: Final[msgspec.json.Decoder[FromBaker]] = msgspec.json.Decoder(FromBaker)


def line_of(message: BeginBake | FromBaker) -> bytes:
    """The line to write for a message."""
    return _ENCODER.encode(message) + b"\n"


def read_begin(line: bytes) -> BeginBake:
    """Read the first line, that of who wants the bake.

    Raises:
        msgspec.MsgspecError: It is something else.
    """
    return _BEGIN.decode(line)


def read_from_baker(line: bytes) -> FromBaker:
    """Read a line that the baking process wrote.

    Raises:
        msgspec.MsgspecError: It is no message.
    """
    return _FROM_BAKER.decode(line)


def begin_of(order: BakeOrder) -> BeginBake:
    """An order as a message."""
    return BeginBake(
        session_path=str(order.source.path),
        session_key=order.source.key,
        session=order.source.summary,
        edits=edits_to_json(order.edits),
        header=order.header,
        episode_path=str(order.path),
        episode_key=order.key,
    )


def order_of(begin: BeginBake) -> BakeOrder:
    """The order that a message is.

    Raises:
        ValueError: Its edits are none.
    """
    return BakeOrder(
        SessionAccess(Path(begin.session_path), begin.session_key, begin.session),
        edits_from_json(begin.edits),
        begin.header,
        Path(begin.episode_path),
        begin.episode_key,
    )
