import json
from pathlib import Path

import pytest

from studio.demo.command_line import DemoFailedError
from studio.demo.exported import Exported, Typed

MS = 1_000_000


def key(at_ns: int, char: str | None) -> dict[str, object]:
    return {"kind": "key_pressed", "at_ns": at_ns, "name": "x", "char": char}


@pytest.fixture
def exported(tmp_path: Path) -> Exported:
    rows = [
        key(1 * MS, "a"),
        key(2 * MS, "b"),
        key(3 * MS, None),
        key(4 * MS, "B"),
        {"kind": "context_changed", "at_ns": 5 * MS, "window": {"app": "xterm", "title": "a ledger"}},
        key(6 * MS, "\r"),
        key(7 * MS, "c"),
    ]
    (tmp_path / "events.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (tmp_path / "actions.jsonl").write_text('{"text": "abB"}\n{"kind": "wait"}\n{"text": "c"}\n')
    return Exported(tmp_path)


def test_a_line_is_found_with_its_first_last_and_next_key(exported: Exported) -> None:
    assert exported.typed("bB") == Typed(2 * MS, 4 * MS, 6 * MS)
    assert exported.typed("c") == Typed(7 * MS, 7 * MS, 7 * MS)


def test_a_title_is_found_when_it_is_first_borne(exported: Exported) -> None:
    assert exported.titled("ledger") == 5 * MS


def test_what_was_neither_typed_nor_titled_is_not_found(exported: Exported) -> None:
    with pytest.raises(DemoFailedError):
        exported.typed("bc")
    with pytest.raises(DemoFailedError):
        exported.titled("abB")


def test_its_text_is_what_was_typed_in_one_piece_and_every_title(exported: Exported) -> None:
    assert exported.text().startswith("abBc")
    assert "a ledger" in exported.text()
