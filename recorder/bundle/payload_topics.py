"""The topics of a payload: which there are, in what order they come, and the schemas that describe them.

A payload is an MCAP file (https://mcap.dev/spec) with the profile ``assent``: chunks of about a megabyte with
indexes, so that any reader of MCAP files can open and seek it once it is decrypted; not compressed, so that
nothing in it grows. Times are nanoseconds since the episode began.

Order, which streaming and a small memory need:

- ``/episode``, ``/study`` and ``/consent`` come first, one of each, in this order.
- Events come in blocks of ``BLOCK_EVENTS`` numbers: nothing of a block comes after anything of a later one.
  In a block the moves of the pointer come last, all of them in one message. Times never fall as numbers rise.
- A monitor's pictures come in order of time, each after the event that names its monitor.
- ``/actions`` is what the sender's program saw in the events, for other tools. Nobody needs to trust it: our
  own reader passes over it and works it out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

import msgspec
from foxglove_schemas_protobuf.CompressedVideo_pb2 import CompressedVideo
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from recorder.bundle.payload_records import (
    ConsentRecord,
    ContextChangedRecord,
    EpisodeRecord,
    EventRecord,
    InputRecord,
    MarkRecord,
    MonitorsChangedRecord,
    MovesRecord,
    StudyRecord,
)

PAYLOAD_FORMAT: Final = 1
PROFILE: Final = "assent"

EPISODE: Final = "/episode"
STUDY: Final = "/study"
CONSENT: Final = "/consent"
POINTER: Final = "/pointer"
INPUT: Final = "/input"
CONTEXT: Final = "/context"
SCREENS: Final = "/screens"
MARKS: Final = "/marks"
ACTIONS: Final = "/actions"
_SCREEN: Final = "/screen/"

JSON: Final = "json"
PROTOBUF: Final = "protobuf"


@dataclass(frozen=True, slots=True)
class Schema:
    """How the messages of a topic look, as MCAP says it.

    Attributes:
        name: Of the schema.
        encoding: ``jsonschema`` or ``protobuf``.
        data: The schema itself.
        messages: The encoding of the messages.
    """

    name: str
    encoding: str
    data: bytes
    messages: str


def screen_topic(monitor_id: int) -> str:
    """The topic of a monitor's pictures."""
    return f"{_SCREEN}{monitor_id}"


def monitor_of(topic: str) -> int | None:
    """The monitor whose pictures a topic has, or ``None`` if it is no such topic."""
    digits = topic.removeprefix(_SCREEN)
    if digits == topic or not (digits.isascii() and digits.isdigit()) or str(int(digits[:9])) != digits:
        return None
    return int(digits)


def schema_of(topic: str) -> Schema:
    """The schema of a topic.

    Raises:
        KeyError: There is no such topic.
    """
    return PICTURE if monitor_of(topic) is not None else RECORDS[topic]


def _json_schema(name: str, *records: Any) -> Schema:  # noqa: ANN401 - struct types, or a union of them
    """One flat schema, since not every reader follows references; of several kinds it names all fields."""
    properties: dict[str, Any] = {}
    required: set[str] | None = None
    kinds: list[str] = []
    for record in records:
        described = msgspec.json.schema(record)
        flat = _inlined(described, described.get("$defs", {}))
        kinds += flat["properties"].pop("kind", {"enum": []})["enum"]
        properties |= flat["properties"]
        required = set(flat["required"]) if required is None else required & set(flat["required"])
    if kinds:
        properties = {"kind": {"type": "string", "enum": kinds}, **properties}
    schema = {
        "title": name,
        "type": "object",
        "properties": properties,
        "required": [each for each in properties if each in (required or ())],
    }
    return Schema(name, "jsonschema", msgspec.json.encode(schema), JSON)


def _inlined(schema: Any, named: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(schema, list):
        return [_inlined(each, named) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(named[schema["$ref"].rpartition("/")[2]], named)
    return {key: _inlined(value, named) for key, value in schema.items() if key != "$defs"}


def _picture_schema() -> Schema:
    files = FileDescriptorSet()
    _add_file(files, CompressedVideo.DESCRIPTOR.file)
    return Schema(CompressedVideo.DESCRIPTOR.full_name, PROTOBUF, files.SerializeToString(), PROTOBUF)


def _add_file(files: FileDescriptorSet, file: FileDescriptor) -> None:
    if any(each.name == file.name for each in files.file):
        return
    for needed in cast("list[FileDescriptor]", file.dependencies):
        _add_file(files, needed)
    file.CopyToProto(files.file.add())


_ACTION: Final = Schema(
    "assent.Action",
    "jsonschema",
    msgspec.json.encode(
        {
            "title": "assent.Action",
            "type": "object",
            "properties": {
                "kind": {"type": "string"},
                "start_ns": {"type": "integer"},
                "end_ns": {"type": "integer"},
                "sources": {"type": "array", "items": {"type": "integer"}},
            },
            "required": ["kind", "start_ns", "end_ns", "sources"],
        }
    ),
    JSON,
)

RECORDS: Final[Mapping[str, Schema]] = {
    EPISODE: _json_schema("assent.Episode", EpisodeRecord),
    STUDY: _json_schema("assent.Study", StudyRecord),
    CONSENT: _json_schema("assent.Consent", ConsentRecord),
    POINTER: _json_schema("assent.PointerMoves", MovesRecord),
    INPUT: _json_schema("assent.Input", *get_args(InputRecord)),
    CONTEXT: _json_schema("assent.Context", ContextChangedRecord),
    SCREENS: _json_schema("assent.Screens", MonitorsChangedRecord),
    MARKS: _json_schema("assent.Mark", MarkRecord),
    ACTIONS: _ACTION,
}
"""All topics but the pictures', in the order in which they are declared."""

PICTURE: Final = _picture_schema()

TOPIC_OF: Final[Mapping[type[EventRecord], str]] = {
    **dict.fromkeys(get_args(InputRecord), INPUT),
    ContextChangedRecord: CONTEXT,
    MonitorsChangedRecord: SCREENS,
    MarkRecord: MARKS,
}
"""Where an event's record goes."""
