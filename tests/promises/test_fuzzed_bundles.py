"""Promise 4: whatever bytes come, a bundle's readers take an episode, or refuse in a word.

``make fuzz`` looks for minutes; here are some seconds of it, and changes that look like records.
"""

import contextlib
import importlib.util
import json
import math
import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.errors import UserFacingError
from tests.rigs.hostile_bundle import Message, file_of, messages_of, read_payload
from tests.rigs.hostile_payload import key_picture, with_moves, with_picture
from tests.rigs.sealed_bundle import BundleRig

_SECONDS: Final = 5

_VALUES: Final[tuple[object, ...]] = (
    ..., None, True, False, 0, 1, -1, 2, 1023, 1024, 1 << 31, 1 << 53, 1 << 63, 1 << 64, -(1 << 64), 0.5,
    1e300, math.nan, math.inf, "", "x", "left", "mark", "0" * 64, "\ud800", "\0", [], [[]], [0], [1, 2, 3],
    {}, {"x": 1},
)  # fmt: skip


@pytest.fixture(scope="module")
def messages(sent: BundleRig) -> list[Message]:
    return with_picture(with_moves(messages_of(sent)), key_picture())


@settings(max_examples=400)
@given(st.integers(0, 1 << 32))
def test_records_that_say_anything_are_taken_or_refused(messages: list[Message], seed: int) -> None:
    chance = random.Random(seed)
    changed = list(messages)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(changed))
        changed[at : at + 1] = _others(changed[at], chance)
    with contextlib.suppress(UserFacingError):
        written = read_payload(file_of(changed))
        said = changed[0].said
        assert (written.events, written.pictures) == (said["events"], said["pictures"])


@settings(max_examples=150)
@given(st.data())
def test_files_with_any_bytes_changed_are_taken_or_refused(
    messages: list[Message], data: st.DataObject
) -> None:
    whole = file_of(messages)
    at = data.draw(st.integers(0, len(whole) - 1))
    taken = data.draw(st.integers(0, 12))
    changed = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + taken :]
    with contextlib.suppress(UserFacingError):
        read_payload(changed)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="there is no atheris for this Python")
@pytest.mark.timeout(120)
def test_the_fuzzer_finds_nothing_in_some_seconds(tmp_path: Path) -> None:
    # Through a shell: a process counts as its own the most memory that the one had which started it.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh",
         sys.executable, "-m", "tests.fuzz.bundle", "--seconds", str(_SECONDS), "--seed", "4",
         "--findings", str(tmp_path)],
        cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert not [*tmp_path.iterdir()]
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert runs is not None
    assert int(runs.group(1)) > 100


def _others(message: Message, chance: random.Random) -> list[Message]:
    """What comes instead of a message."""
    what = chance.choice(["gone", "twice", "time", "bytes", "splice", "value", "value", "value", "column"])
    at = chance.randrange(max(1, len(message.data)))
    put = chance.randbytes(chance.randint(0, 4))
    if what == "gone":
        return []
    if what == "twice":
        return [message, message]
    if what == "time":
        return [replace(message, at_ns=chance.choice([0, 1, message.at_ns + 1, 1 << 62, (1 << 64) - 1]))]
    if what == "bytes":
        return [replace(message, data=chance.randbytes(chance.randint(0, 40)))]
    said = None if message.topic.startswith("/screen/") or what == "splice" else _said(message)
    if said is None:
        return [replace(message, data=message.data[:at] + put + message.data[at + len(put) :])]
    field = chance.choice([*said, "more"])
    value = chance.choice(_VALUES)
    if what == "column":
        value = [value] * chance.randint(0, 4)
    return [_saying(message, said, field, value)]


def _said(message: Message) -> dict[str, Any] | None:
    try:
        said = json.loads(message.data)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said else None


def _saying(message: Message, said: dict[str, Any], field: str, value: object) -> Message:
    held = {name: each for name, each in (said | {field: value}).items() if each is not ...}
    return replace(message, data=json.dumps(held, default=str).encode())
