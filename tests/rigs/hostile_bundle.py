"""Bundles as nobody should send them: a store that changes what it holds, a contributor who signs anything.

What lies in the store is held in memory, so that a test can change one byte and open it again. The hostile
contributor has real keys, the real secret and real signatures: nothing is forged but what is said.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

import msgspec
import pyrage
import pytest
from mcap.opcode import Opcode
from pyrage import x25519

from recorder.bundle import payload_parts
from recorder.bundle.age_streams import public_key, wrap_secret
from recorder.bundle.errors import MissingObjectError, TooLargeError
from recorder.bundle.identity import Identity
from recorder.bundle.layout import grant_name, manifest_name, part_name
from recorder.bundle.mcap_reading import McapReader, Topic
from recorder.bundle.mcap_writing import MAGIC, McapWriter
from recorder.bundle.opening import OpenedBundle, open_bundle
from recorder.bundle.payload_reading import PayloadReader
from recorder.bundle.payload_records import EpisodeRecord
from recorder.bundle.payload_topics import EPISODE, PROFILE, RECORDS, monitor_of, schema_of
from recorder.bundle.payload_writing import payload_pieces
from recorder.bundle.sealing import payload_content
from recorder.bundle.statements import commitment, recipient_tag
from recorder.episode.frames import Packet
from recorder.errors import UserFacingError
from recorder.vault.codec import EventRow, row_to_event
from recorder.vault.session_writer import SessionWriter
from tests.rigs.sealed_bundle import BundleRig, nothing_told, sealed_bundle

PART: Final = 4096
Said = dict[str, Any]


@dataclass
class Store:
    """What a store holds, as a ``BundleSource``.

    Attributes:
        objects: By name.
        asked: The names of all that was read, in order.
    """

    objects: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def read(self, name: str, most: int) -> bytes:
        self.asked.append(name)
        held = self.objects.get(name)
        if held is None:
            raise MissingObjectError(name)
        if len(held) > most:
            raise TooLargeError(name)
        return held

    def copy(self) -> "Store":
        """Another one that holds the same."""
        return Store(dict(self.objects))

    def but(self, name: str, data: bytes | None) -> "Store":
        """Another one in which that object is another, or gone."""
        made = self.copy()
        if data is None:
            del made.objects[name]
        else:
            made.objects[name] = data
        return made

    def write_to(self, folder: Path) -> None:
        """Lay it all down as a store that is a folder."""
        for name, data in self.objects.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


@dataclass
class Written:
    """Takes what would be written to the received file, and holds it against what readers of it rely on."""

    episode: EpisodeRecord
    last_seq: int = 0
    last_ns: int = 0
    events: int = 0
    pictures: int = 0

    def append_rows(self, rows: Sequence[EventRow], packets: Sequence[Packet]) -> None:
        for row in rows:
            assert row[0] > self.last_seq, "the numbers rise"
            assert self.last_ns <= row[1] <= self.episode.ended_ns, "the times never fall, and end in time"
            assert row_to_event(row).seq == row[0], "the row is an event's"
            self.last_seq, self.last_ns = row[0], row[1]
        for packet in packets:
            assert 0 <= packet.at_ns <= self.episode.ended_ns
            assert packet.data
        self.events += len(rows)
        self.pictures += len(packets)


def read_payload(payload: bytes) -> Written:
    """Read a payload to its end, into nothing.

    Raises:
        UserFacingError: As ``PayloadReader``.
    """
    pieces = iter([payload[at : at + PART] for at in range(0, len(payload), PART)])
    reader = PayloadReader(lambda: next(pieces, b""))
    episode = reader.beginning().episode
    written = Written(episode)
    reader.pour(episode, cast("SessionWriter", written))
    return written


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a payload."""

    topic: str
    at_ns: int
    data: bytes

    @property
    def said(self) -> Said:
        """What it says, in JSON."""
        held: Said = json.loads(self.data)
        return held

    def saying(self, **changes: object) -> "Message":
        """The same with other values; what is ``...`` is left out."""
        values = {key: value for key, value in (self.said | changes).items() if value is not ...}
        return replace(self, data=json.dumps(values).encode())


def store_of(rig: BundleRig) -> Store:
    """What the rig's folder holds."""
    root = rig.order.folder
    files = (path for path in root.rglob("*") if path.is_file())
    return Store({path.relative_to(root).as_posix(): path.read_bytes() for path in files})


def bundle_in_small_parts(folder: Path, *, seconds: float = 3) -> BundleRig:
    """A bundle whose payload is cut into parts of a few kilobytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload_parts, "PART_BYTES", PART)
        return sealed_bundle(folder, seconds=seconds)


def opened(rig: BundleRig, store: Store, **changes: Any) -> OpenedBundle:  # noqa: ANN401 - of the order
    """What the rig's reader gets from a store; the file is destroyed again."""
    order = replace(rig.open_order(), **changes)
    found = open_bundle(order, store, nothing_told)
    order.path.unlink()
    assert not rig.left()
    return found


def refusal(rig: BundleRig, store: Store, **changes: Any) -> UserFacingError:  # noqa: ANN401 - of the order
    """Why the rig's reader does not get what is in a store, after which nothing is left of it."""
    with pytest.raises(UserFacingError) as error:
        opened(rig, store, **changes)
    assert not rig.left(), "something was left on the disk"
    assert error.value.mend
    assert error.value.kept
    return error.value


def messages_of(rig: BundleRig) -> list[Message]:
    """What the payload of the rig's episode consists of."""
    order = rig.order
    content = payload_content(order)
    pieces = payload_pieces(content)
    reader = McapReader(lambda: next(pieces, b""), profile=PROFILE, most=_any_length)
    return [Message(each.topic, each.at_ns, each.data) for each in reader.messages()]


def _any_length(_topic: Topic) -> int:
    return 1 << 30


def file_of(messages: Iterable[Message], *, also: Sequence[str] = (), profile: str = PROFILE) -> bytes:
    """The messages as an MCAP file like ours; every topic of them is declared, and those named."""
    messages = list(messages)
    topics = dict.fromkeys([*RECORDS, *also, *(message.topic for message in messages)])
    writer = McapWriter(profile)
    for topic in topics:
        schema = schema_of(topic) if topic in RECORDS or monitor_of(topic) is not None else RECORDS[EPISODE]
        writer.add_channel(
            topic, messages=schema.messages, schema=(schema.name, schema.encoding, schema.data)
        )
    pieces = [writer.start()]
    for message in messages:
        writer.add(message.topic, message.at_ns, message.data)
        pieces += writer.take_full()
    return b"".join((*pieces, *writer.finish()))


def record(opcode: int, body: bytes, *, length: int | None = None) -> bytes:
    """One record of an MCAP file, which may lie about its length."""
    return bytes([opcode]) + (len(body) if length is None else length).to_bytes(8, "little") + body


def text(value: bytes | str) -> bytes:
    """A text of an MCAP record."""
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(4, "little") + data


def mcap_message(channel: int, at_ns: int, data: bytes, *, length: int | None = None) -> bytes:
    """One message record."""
    head = channel.to_bytes(2, "little") + bytes(4) + at_ns.to_bytes(8, "little") * 2
    return record(Opcode.MESSAGE, head + data, length=length)


def mcap_chunk(
    records: bytes, *, compression: str = "", size: int | None = None, length: int | None = None
) -> bytes:
    """A chunk, which may lie about its size."""
    said = len(records) if size is None else size
    head = bytes(16) + said.to_bytes(8, "little") + bytes(4) + text(compression) + said.to_bytes(8, "little")
    return record(Opcode.CHUNK, head + records, length=length)


def declarations_of(messages: Iterable[Message]) -> bytes:
    """A good file of those messages up to its first chunk: all topics are declared in it."""
    whole = file_of(messages)
    at = len(MAGIC)
    while whole[at] != Opcode.CHUNK:
        at += 9 + int.from_bytes(whole[at + 1 : at + 9], "little")
    return whole[:at]


def channel_of(topic: str) -> int:
    """The number of a topic in ``declarations_of``; of several monitors only that of the first is known."""
    return [*RECORDS, topic].index(topic) + 1


def first_records(messages: Sequence[Message]) -> bytes:
    """The three records that a payload begins with, for a chunk."""
    return b"".join(
        mcap_message(channel_of(message.topic), message.at_ns, message.data) for message in messages[:3]
    )


def forged(
    rig: BundleRig,
    payload: bytes,
    *,
    study_toml: bytes | None = None,
    receipt: str | None = None,
    readers: Sequence[str] | None = None,
    part_bytes: int = 1 << 20,
    **said: Any,  # noqa: ANN401 - JSON
) -> Store:
    """A bundle with any payload, properly sealed and signed by its contributor, under the rig's name.

    Args:
        rig: Whose people these are.
        payload: What is sealed.
        study_toml: The study that is committed to, if it is another.
        receipt: The consent that is committed to, if it is another.
        readers: The age keys it is sealed to, if they are others.
        part_bytes: How large the parts are.
        said: Fields of the manifest that are others; ``...`` leaves one out.
    """
    recipient = x25519.Recipient.from_str(public_key(rig.order.secret))
    return signed_around(
        rig,
        pyrage.encrypt(payload, [recipient]),
        study_toml=study_toml,
        receipt=receipt,
        readers=readers,
        part_bytes=part_bytes,
        **said,
    )


def signed_around(
    rig: BundleRig,
    sealed: bytes,
    *,
    study_toml: bytes | None = None,
    receipt: str | None = None,
    readers: Sequence[str] | None = None,
    part_bytes: int = 1 << 20,
    wrapped: str | None = None,
    **said: Any,  # noqa: ANN401 - JSON
) -> Store:
    """As ``forged``, around bytes that need not be sealed with age at all."""
    order = rig.order
    signer = order.identity.for_bundle(order.bundle_id)
    cut = [sealed[at : at + part_bytes] for at in range(0, len(sealed), part_bytes)]
    keys = order.recipients if readers is None else readers
    study_toml = order.study_toml if study_toml is None else study_toml
    receipt = order.receipt_json if receipt is None else receipt
    tags = {key: recipient_tag(order.bundle_id, key) for key in keys}
    hashes = [hashlib.sha256(part).hexdigest() for part in cut]
    manifest: Said = {
        "format": 1,
        "bundle": order.bundle_id,
        "parts": [{"bytes": len(part), "sha256": sha256} for part, sha256 in zip(cut, hashes, strict=True)],
        "recipients": sorted(tags.values()),
        "study": commitment(order.secret, "study", hashlib.sha256(study_toml).hexdigest()),
        "consent": commitment(order.secret, "consent", hashlib.sha256(receipt.encode()).hexdigest()),
        "sealed_on": order.sealed_on.isoformat(),
        "expires_on": order.expires_on.isoformat(),
    } | said
    objects = {part_name(order.bundle_id, number): part for number, part in enumerate(cut)}
    whole = hashlib.sha256(b"".join(map(bytes.fromhex, hashes))).hexdigest()
    for key, tag in tags.items():
        grant: Said = {
            "format": 1,
            "bundle": order.bundle_id,
            "recipient": tag,
            "payload": whole,
            "wrapped": wrap_secret(order.secret, key) if wrapped is None else wrapped,
        }
        objects[grant_name(order.bundle_id, tag)] = signed(signer, "grant", grant)
    held = {key: value for key, value in manifest.items() if value is not ...}
    objects[manifest_name(order.bundle_id)] = signed(signer, "manifest", held)
    return Store(objects)


def signed(identity: Identity, kind: str, said: Said | bytes) -> bytes:
    """Anything as a signed statement of a kind."""
    return identity.sign(kind, said if isinstance(said, bytes) else msgspec.json.encode(said))


def body_of(envelope: bytes) -> Said:
    """What a signed statement says."""
    held: Said = json.loads(base64.b64decode(json.loads(envelope)["payload"]))
    return held


def with_first(messages: list[Message], topic: str, change: Callable[[Message], Message]) -> list[Message]:
    """The messages, the first of a topic changed."""
    at = next(number for number, message in enumerate(messages) if message.topic == topic)
    return [*messages[:at], change(messages[at]), *messages[at + 1 :]]
