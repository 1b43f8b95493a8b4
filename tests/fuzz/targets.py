"""What the fuzzer feeds: every reader of a bundle that takes a stranger's bytes, and what it must never do.

The first byte of an input chooses the reader. Where a signature, a hash or age would keep changed bytes from
a reader, they are put around the bytes after the change: what is attacked is what comes behind them. Each may
refuse with the errors that it names; anything else is a finding. What is taken is looked at, too.
"""

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import pyrage
from pyrage import x25519

from recorder.bundle import judging
from recorder.bundle.age_streams import NotAgeError, decrypt_stream, public_key, unwrap_secret
from recorder.bundle.consent_proof import check_consent
from recorder.bundle.envelope import NotSignedError
from recorder.bundle.judging import judge, received_header
from recorder.bundle.layout import REVIEW_BYTES, grant_name, manifest_name, part_name, withdrawal_name
from recorder.bundle.mcap_writing import McapWriter
from recorder.bundle.payload_parts import PartReader
from recorder.bundle.payload_pictures import (
    PictureCheck,
    SentPicture,
    UnfitPictureError,
    picture_message,
    read_picture,
)
from recorder.bundle.payload_reading import PayloadReader
from recorder.bundle.payload_topics import PROFILE, schema_of
from recorder.bundle.reviews import PADDED_BYTES, NoReviewError, open_review, seal_review
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Part,
    UnknownFormatError,
    Withdrawal,
    read_statement,
    recipient_tag,
)
from recorder.bundle.unsealing import Unsealed, unseal
from recorder.episode.frames import Packet
from recorder.episode.study import Stream
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.vault.session_header import header_from_json, header_to_json
from recorder.vault.session_writer import SessionWriter
from recorder.vault.sharing_rows import ReviewRow, ReviewState
from recorder.video.sequence_parameters import UnknownParametersError, read_sequence_parameters
from recorder.wording import clean
from studio.submission.reviewed import Reviewed
from studio.submission.reviews import shown_review
from tests.rigs.hostile_bundle import Message, Store, Written, body_of, messages_of, store_of
from tests.rigs.sealed_bundle import TODAY, BundleRig

_KINDS: Final = ((Manifest, "manifest"), (KeyGrant, "grant"), (Withdrawal, "withdrawal"))
_FEW: Final = 16
_PICTURE_BYTES: Final = 200
_WORDS: Final = (
    b"\0\0\1",
    b"\0\0\1\x65",
    b"\0\0\1\x67",
    b"\0\0\1\x68",
    b"\0\0\1\x41",
    b"\0\0\3",
    b"next one",
    b"null",
    b"true",
    b"NaN",
    b"1e999",
    b"-1",
    b"[[[[[[[[",
    b'{"a":',
    b"\\ud800",
    b"\xff",
    b'"format":2',
    b'"more":1',
    b'"""',
    b"a.a.a.a.a.a.a.a",
    b"[[",
    b"]]",
    b"= {",
    b"0x",
    b"9" * 40,
    b"\x06",
    b"\x05",
    b"\x0f",
    b"\x02",
    (1 << 40).to_bytes(8, "little"),
    (1 << 63).to_bytes(8, "little"),
    b"\xff" * 8,
    b"-> X25519 ",
    b"-> scrypt ",
    b"\n---",
)
_SMALL: Final = """format = 1
id = "small"
version = "1"
title = "Small"
language = "en"
purpose = "To test."
retention_days = 1
[controller]
name = "A"
email = "a@b.example"
address = "C"
jurisdiction = "D"
[consent]
text = "Yes?"
valid_days = 1
[streams.pointer]
required = true
shows = "Moves."
[capture]
frames_per_second = 5
[store]
url = "file:///srv/x"
location = "Here"
[[recipients]]
name = "R"
role = "qa"
age_key = "age1pxln2xe9u2676da4p6c7kymxq0dfkn4m4mpw969v6lvcr9fctpas35m2ns"
[[tasks]]
id = "t"
title = "T"
instructions = "Do."
[tasks.start]
command = ["true"]
"""


class Targets:
    """All readers, and good inputs of each.

    Args:
        rig: A bundle.
    """

    def __init__(self, rig: BundleRig) -> None:
        self._rig = rig
        self._store = store_of(rig)
        self._study = read_study(rig.study_toml)
        # It is read anew with every payload, and has a target of its own.
        vars(judging)["read_study"] = lru_cache(read_study)
        self._messages = _few(messages_of(rig))
        manifest, signed = read_statement(Manifest, self._store.objects[manifest_name(rig.bundle_id)])
        self._manifest_sha256 = hashlib.sha256(self._store.objects[manifest_name(rig.bundle_id)]).hexdigest()
        self._unsealed = Unsealed(manifest, "00" * 32, signed.signer, rig.order.secret)
        self._all: tuple[Callable[[bytes], None], ...] = (
            self._statement,
            self._envelope,
            self._payload,
            self._message,
            self._study_file,
            self._consent,
            self._pictures,
            self._picture,
            self._parameters,
            self._wrapped,
            self._age,
            self._objects,
            self._review,
        )

    @property
    def count(self) -> int:
        """How many readers there are."""
        return len(self._all)

    def run(self, data: bytes) -> None:
        """Feed one input to the reader that its first byte names.

        Raises:
            Exception: A finding.
        """
        if data:
            self._all[data[0] % len(self._all)](data[1:])

    def samples(self) -> Iterator[bytes]:
        """Good inputs, some for each reader."""
        objects = self._store.objects
        tag = recipient_tag(self._rig.bundle_id, self._rig.reader.card.age_key)
        envelopes = [
            objects[manifest_name(self._rig.bundle_id)],
            objects[grant_name(self._rig.bundle_id, tag)],
        ]
        for number, envelope in enumerate(envelopes):
            yield self._named(self._statement, bytes([number]) + json.dumps(body_of(envelope)).encode())
            yield self._named(self._envelope, bytes([number]) + envelope)
        withdrawal = {
            "format": 1,
            "bundle": self._rig.bundle_id,
            "reason": "withdrawn",
            "withdrawn_on": "2026-06-02",
        }
        yield self._named(self._statement, b"\2" + json.dumps(withdrawal).encode())
        yield self._named(self._payload, _plain_file(self._messages))
        for number, message in enumerate(self._messages):
            yield self._named(self._message, bytes([number]) + message.data)
            if message.topic.startswith("/screen/"):
                yield self._named(self._pictures, message.data)
                picture = read_picture(message.data).data
                yield self._named(self._picture, picture)
                yield self._named(self._parameters, picture[picture.index(b"\x67") :][:64])
        yield self._named(self._study_file, _SMALL.encode())
        yield self._named(self._consent, self._rig.order.receipt_json.encode())
        yield self._named(self._wrapped, str(body_of(envelopes[1])["wrapped"]).encode())
        sealed = pyrage.encrypt(b"anything", [x25519.Recipient.from_str(public_key(self._rig.order.secret))])
        yield self._named(self._age, sealed)
        yield self._named(self._objects, b"\0\0\0\1")
        review = {
            "format": 1,
            "bundle": self._rig.bundle_id,
            "payload": self._unsealed.manifest.payload_sha256,
            "decision": "accepted",
            "comment": "",
            "found": {"kind": "same", "step": None, "runs": 3},
            "reviewed_on": "2026-06-02",
            "number": 1,
        }
        said = json.dumps(review).encode()
        yield self._named(self._review, b"\0" + said)
        yield self._named(self._review, b"\1" + self._rig.reader.sign("review", said))
        yield self._named(self._review, b"\2" + seal_review(b"", self._rig.order.secret))

    def write_samples(self, folder: Path) -> None:
        """Write them as the files of a corpus."""
        for number, sample in enumerate(self.samples()):
            (folder / f"sample-{number:03}").write_bytes(sample)

    def write_words(self, file: Path) -> None:
        """Write what is worth to be tried anywhere, as libFuzzer reads it."""
        escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in _WORDS)
        file.write_text("".join(f'"{word}"\n' for word in escaped))

    def _named(self, target: Callable[[bytes], None], data: bytes) -> bytes:
        return bytes([self._all.index(target)]) + data

    def _statement(self, data: bytes) -> None:
        """Anything, properly signed."""
        kind, name = _KINDS[data[0] % len(_KINDS)] if data else _KINDS[0]
        envelope = self._rig.contributor.sign(name, data[1:])
        with contextlib.suppress(NotSignedError, UnknownFormatError):
            read_statement(kind, envelope)

    def _envelope(self, data: bytes) -> None:
        """Anything, as it lies in the store. Only the very bytes that were signed are taken."""
        kind, _ = _KINDS[data[0] % len(_KINDS)] if data else _KINDS[0]
        with contextlib.suppress(NotSignedError, UnknownFormatError):
            read_statement(kind, data[1:])
            assert data[1:] in self._store.objects.values(), "someone else's bytes bear a signature"

    def _payload(self, data: bytes) -> None:
        """Anything, as the payload of a bundle that was sealed for it."""
        pieces = iter([data[at : at + 4096] for at in range(0, len(data), 4096)])
        reader = PayloadReader(lambda: next(pieces, b""))
        with contextlib.suppress(UserFacingError):
            beginning = reader.beginning()
            judge(beginning, self._unsealed, owners={}, known_studies=frozenset({self._study.sha256}))
            header = received_header(beginning.episode)
            assert header_from_json(header_to_json(header)) == header
            written = Written(beginning.episode)
            reader.pour(beginning.episode, cast("SessionWriter", written))
            assert (written.events, written.pictures) == (
                beginning.episode.events,
                beginning.episode.pictures,
            )

    def _message(self, data: bytes) -> None:
        """A payload of which one message says anything."""
        number = data[0] % len(self._messages) if data else 0
        changed = list(self._messages)
        changed[number] = replace(changed[number], data=data[1:])
        self._payload(_plain_file(changed))

    def _study_file(self, data: bytes) -> None:
        with contextlib.suppress(UserFacingError):
            read_study(data)

    def _consent(self, data: bytes) -> None:
        with contextlib.suppress(UserFacingError, UnicodeDecodeError):
            check_consent(data.decode(), self._study, recorded=frozenset(Stream), sealed_on=TODAY)

    def _pictures(self, data: bytes) -> None:
        """Some messages of one monitor, one after the other."""
        check = PictureCheck(0)
        with contextlib.suppress(UnfitPictureError):
            for message in data.split(b"next one"):
                packet = check.packet(read_picture(message))
                assert packet.gop >= 0

    def _picture(self, data: bytes) -> None:
        """H.264, as far as anyone looks who decodes nothing."""
        with contextlib.suppress(UnfitPictureError):
            PictureCheck(0).packet(SentPicture(0, data))

    def _parameters(self, data: bytes) -> None:
        with contextlib.suppress(UnknownParametersError):
            asked = read_sequence_parameters(data)
            assert asked.width > 0 < asked.height

    def _wrapped(self, data: bytes) -> None:
        with contextlib.suppress(NotAgeError, UnicodeDecodeError):
            unwrap_secret(data.decode(), self._rig.reader.age_identity)

    def _age(self, data: bytes) -> None:
        """Anything as the parts of a payload that were signed as they are."""
        if not data:
            return
        part = Part(len(data), hashlib.sha256(data).hexdigest())
        store = Store({part_name(self._rig.bundle_id, 0): data})
        reader = PartReader(store, self._rig.bundle_id, [part], arrived=lambda _size: None)
        with contextlib.suppress(NotAgeError, UserFacingError):
            decrypt_stream(reader, io.BytesIO(), self._rig.order.secret)

    def _review(self, data: bytes) -> None:
        """Anything, signed and sealed as a review; or only sealed; or as it lies in the store."""
        how, said = data[0] % 3 if data else 0, data[1:]
        bundle_id, payload = self._rig.bundle_id, self._unsealed.manifest.payload_sha256
        signed = self._rig.reader.sign("review", said) if how == 0 else said
        if how != 2 and len(signed) > PADDED_BYTES:
            return
        sealed = said.ljust(REVIEW_BYTES) if how == 2 else seal_review(signed, self._rig.order.secret)
        with contextlib.suppress(NoReviewError):
            found = open_review(
                sealed, bundle_id=bundle_id, payload_sha256=payload, secret=self._rig.order.secret
            )
            assert (found.review.bundle, found.review.payload) == (bundle_id, payload)
            assert found.signer == self._rig.reader.card.signing_key
            row = ReviewRow(
                bundle_id,
                found.signer,
                found.envelope,
                is_own=False,
                state=ReviewState.SEEN,
                state_since=datetime.now(UTC),
            )
            shown = shown_review(
                row, Reviewed(bundle_id, "", "", self._study, payload, self._rig.order.secret)
            )
            assert shown is not None
            assert clean(shown.comment, breaks=True) == shown.comment

    def _objects(self, data: bytes) -> None:
        """The store with some bytes of its statements changed, or one of them under the name of another."""
        names = [
            manifest_name(self._rig.bundle_id),
            *_grants(self._store),
            withdrawal_name(self._rig.bundle_id),
        ]
        store = self._store.copy()
        for at in range(0, len(data) - 3, 4):
            name, place, value = names[data[at] % len(names)], data[at + 1] << 8 | data[at + 2], data[at + 3]
            held = bytearray(store.objects.get(name, b""))
            if held and value:
                held[place % len(held)] ^= value
            elif not value:
                held = bytearray(store.objects.get(names[place % len(names)], b""))
            store.objects[name] = bytes(held)
        with contextlib.suppress(UserFacingError):
            unsealed = unseal(self._rig.bundle_id, store, identity=self._rig.reader, signer=None, today=TODAY)
            assert unsealed.manifest_sha256 == self._manifest_sha256, "a changed bundle was believed"


def _few(messages: list[Message]) -> list[Message]:
    """Some messages that make a whole payload: the first events and pictures, these cut short."""
    kept = [_cut(message) if message.topic.startswith("/screen/") else message for message in messages[:_FEW]]
    events = sum(message.topic in {"/input", "/context", "/screens", "/marks"} for message in kept)
    pictures = sum(message.topic.startswith("/screen/") for message in kept)
    return [kept[0].saying(events=events, pictures=pictures), *kept[1:]]


def _cut(message: Message) -> Message:
    data = read_picture(message.data).data[:_PICTURE_BYTES]
    pieces = picture_message(Packet(0, message.at_ns, 0, is_key=True, data=data))
    return replace(message, data=b"".join(pieces))


def _plain_file(messages: list[Message]) -> bytes:
    """As ``file_of``, without the schemas' text: nobody reads it, and short inputs are tried more often."""
    writer = McapWriter(PROFILE)
    for topic in dict.fromkeys(message.topic for message in messages):
        schema = schema_of(topic)
        writer.add_channel(topic, messages=schema.messages, schema=(schema.name, schema.encoding, b""))
    pieces = [writer.start()]
    for message in messages:
        writer.add(message.topic, message.at_ns, message.data)
    return b"".join((*pieces, *writer.finish()))


def _grants(store: Store) -> list[str]:
    return sorted(name for name in store.objects if "/grants/" in name)
