"""Promise 4: nothing that a contributor seals makes its reader hang, or hold more than a part and a little.

Opened in a process that may not grow: what would take all memory there takes it from nobody else.
"""

import base64
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyrage
import pytest
from pyrage import x25519

from recorder.bundle.age_streams import new_secret, public_key
from recorder.bundle.payload_limits import MOST_PICTURE_BYTES, MOST_RECORD_BYTES
from recorder.bundle.payload_topics import ACTIONS, CONTEXT, INPUT
from tests.rigs.hostile_bundle import (
    Message,
    Store,
    channel_of,
    declarations_of,
    file_of,
    first_records,
    forged,
    mcap_chunk,
    mcap_message,
    messages_of,
    record,
    signed_around,
    store_of,
    text,
)
from tests.rigs.hostile_payload import SLICE, carrying, with_picture, with_raw_event
from tests.rigs.sealed_bundle import BundleRig

Messages = list[Message]
Bomb = Callable[[BundleRig, Messages], Store]
PART_BYTES: Final = 1 << 20
MOST_MEMORY: Final = 192 << 20
"""A part, and the largest picture four times: as it came, as a message, as its data, as a row."""
LONGEST_S: Final = 20.0
MANY: Final = 100_000


def payload(made: Callable[[Messages], bytes]) -> Bomb:
    return lambda rig, messages: forged(rig, made(messages), part_bytes=PART_BYTES)


def honest(rig: BundleRig, _messages: Messages) -> Store:
    return store_of(rig)


def study(toml: bytes) -> Bomb:
    return lambda rig, messages: forged(
        rig, file_of(carrying(messages, study_toml=toml)), study_toml=toml, part_bytes=PART_BYTES
    )


def consent(written: str) -> Bomb:
    return lambda rig, messages: forged(rig, file_of(carrying(messages, receipt=written)), receipt=written)


def started(messages: Messages, more: bytes) -> bytes:
    return declarations_of(messages) + mcap_chunk(first_records(messages)) + more


def passphrase_header(work: int) -> bytes:
    """An age file that asks for a passphrase, and 2 to the power of ``work`` rounds for it."""
    salt = b"A" * 22
    return b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n--- %s\n" % (salt, work, b"A" * 43, b"A" * 43)


def encrypted_to_another(data: bytes) -> bytes:
    sealed: bytes = pyrage.encrypt(data, [x25519.Recipient.from_str(public_key(new_secret()))])
    return sealed


def armoured(body: bytes) -> str:
    lines = base64.encodebytes(body).decode().replace("\n", "")
    cut = "\n".join(lines[at : at + 64] for at in range(0, len(lines), 64))
    return f"-----BEGIN AGE ENCRYPTED FILE-----\n{cut}\n-----END AGE ENCRYPTED FILE-----\n"


BOMBS: Final[Mapping[str, Bomb]] = {
    "a study with a key of very many parts": study(b".".join([b"a"] * 2 * MANY) + b" = 1"),
    "a study with a header of very many parts": study(b"[" + b".".join([b"a"] * 2 * MANY) + b"]"),
    "a study with such a key in a table": study(b"x = {" + b".".join([b"'a'"] * MANY) + b" = 1}"),
    "a study of deep lists": study(b"x = " + b"[" * 5 * MANY),
    "a study of deep tables": study(b"x = " + b"{a = " * MANY),
    "a study with a very long number": study(b"x = " + b"9" * 2 * MANY),
    "a study that writes one number large": study(b"format = 0x" + b"f" * 2 * MANY),
    "a study of very many statements": study(b"".join(b"k%d=1\n" % at for at in range(MANY // 5))),
    "a study of very many mistakes": study(b"x = 1\n" * MANY),
    "a study of texts that never close": study(b'x = """\n' * MANY),
    "a study of nothing but lines": study(b"\n" * 9 * MANY),
    "a consent of deep lists": consent("[" * 9 * MANY),
    "a consent of very many events": consent('{"event":[' + '{"a":[]},' * MANY + "1]}"),
    "a list without end": payload(lambda these: started(these, record(7, b"", length=(1 << 63) - 1))),
    "a message without end": payload(
        lambda these: started(these, mcap_chunk(mcap_message(1, 0, b"", length=1 << 40), size=1 << 39))
    ),
    "chunks without end": payload(lambda these: started(these, mcap_chunk(b"") * MANY)),
    "indexes without end": payload(lambda these: started(these, record(7, b"") * MANY)),
    "actions without end": payload(
        lambda these: started(these, mcap_chunk(mcap_message(channel_of(ACTIONS), 0, b"") * MANY))
    ),
    "channels without end": payload(
        lambda these: (
            declarations_of(these) + record(4, bytes(4) + text("/marks") + text("") + text("")) * MANY
        )
    ),
    "the largest record of deep lists": payload(
        lambda these: file_of(with_raw_event(these, CONTEXT, b"[" * (MOST_RECORD_BYTES - 1)))
    ),
    "the largest record of one text": payload(
        lambda these: file_of(
            with_raw_event(these, INPUT, b'{"name":"' + b"\\u0041" * (MOST_RECORD_BYTES // 6 - 9) + b'"}')
        )
    ),
    "the largest record of one number": payload(
        lambda these: file_of(with_raw_event(these, INPUT, b'{"vk":' + b"9" * (MOST_RECORD_BYTES - 9) + b"}"))
    ),
    "the largest picture of start codes": payload(
        lambda these: file_of(with_picture(these, b"\0\0\1" * (MOST_PICTURE_BYTES // 3 - 3)))
    ),
    "the largest picture of fields": payload(
        lambda these: file_of(with_picture(these, b"", raw=b"\x1a\0" * (MOST_PICTURE_BYTES // 2 - 9)))
    ),
    "the largest picture of groups": payload(
        lambda these: file_of(with_picture(these, b"", raw=b"\x0b" * (MOST_PICTURE_BYTES - 9)))
    ),
    "the largest picture that is one": payload(
        lambda these: file_of(with_picture(these, SLICE + b"\x01" * (MOST_PICTURE_BYTES - 9)))
    ),
    "an age header without end": lambda rig, _: signed_around(
        rig, b"age-encryption.org/v1\n" + b"-> X25519 aaaa\nbbbb\n" * MANY, part_bytes=PART_BYTES
    ),
    "no age file": lambda rig, _: signed_around(rig, bytes(PART_BYTES)),
    "an age file of another key": lambda rig, _: signed_around(rig, encrypted_to_another(bytes(PART_BYTES))),
    "a payload for a passphrase": lambda rig, _: signed_around(rig, passphrase_header(30) + bytes(99)),
    "a key for a passphrase": lambda rig, these: signed_around(
        rig, file_of(these), wrapped=armoured(passphrase_header(30) + bytes(99))
    ),
    "a key that is none": lambda rig, these: signed_around(rig, file_of(these), wrapped="x" * 8192),
    "parts of one byte": lambda rig, _: signed_around(rig, b"age-" * 4000, part_bytes=1),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    word: str
    seconds: float
    more_bytes: int
    left: list[str]


@pytest.fixture(scope="module")
def outcomes(sent: BundleRig, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What came of each, one after the other in one process."""
    folder = tmp_path_factory.mktemp("bombs")
    received = folder / "received"
    received.mkdir()
    order = replace(sent.open_order(), path=received / "received.db")
    messages = messages_of(sent)
    tries = []
    for number, (name, bomb) in enumerate([("none", honest), *BOMBS.items()]):
        bomb(sent, messages).write_to(folder / str(number))
        tries.append((name, order, folder / str(number)))
    (folder / "orders").write_bytes(pickle.dumps(tries))
    done = subprocess.run(
        [sys.executable, "-m", "tests.rigs.limited_opening", str(folder / "orders")],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, timeout=200, check=False,
    )  # fmt: skip
    found = {}
    for line in done.stdout.splitlines():
        name, *rest = json.loads(line)
        found[name] = Outcome(*rest)
    return found


def test_an_honest_bundle_takes_little(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["none"].word == "opened"
    assert outcomes["none"].more_bytes < MOST_MEMORY


@pytest.mark.timeout(240)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_time_within_memory_and_leaves_nothing(
    outcomes: dict[str, Outcome], bomb: str
) -> None:
    assert bomb in outcomes, "the process that opened it has died of it, or of one before"
    outcome = outcomes[bomb]
    opens = {"the largest picture that is one"}
    assert outcome.word == ("opened" if bomb in opens else "BrokenBundleError")
    assert outcome.more_bytes < MOST_MEMORY
    assert outcome.seconds < LONGEST_S
    assert outcome.left == []
