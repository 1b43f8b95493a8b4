import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.action_json import action_from_json
from recorder.episode.actions import Type
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.conftest import Cli
from tests.unit.recorder.commands.filled_vault import (
    CANARY,
    HEIGHT,
    PASSPHRASE,
    RED,
    TITLE,
    WIDTH,
    keep_session,
)


@pytest.fixture
def session(vault_home: Path) -> str:
    return keep_session(vault_home, session_id="a1" * 16)


def test_sessions_are_listed_for_people_and_for_programs(cli: Cli, vault_home: Path, session: str) -> None:
    listed = cli("sessions")
    document = json.loads(cli("sessions", "--json").out)

    assert listed.out.splitlines()[1].startswith("a1a1a1a1  ")
    assert "02:10.250" in listed.out
    assert [row["session"] for row in document["sessions"]] == [session]
    assert document["sessions"][0]["length_ns"] == 130_250_000_000


def test_an_empty_vault_says_so(cli: Cli, vault_home: Path) -> None:
    assert cli("sessions").out == "There is no session in the vault.\n"
    assert json.loads(cli("sessions", "--json").out) == {"sessions": []}


def test_show_has_figures_and_titles_and_never_what_was_typed(cli: Cli, session: str) -> None:
    shown = cli("show", session, "--actions")
    document = cli("show", session, "--actions", "--json")

    assert "Type 12 characters" in shown.out
    assert TITLE in shown.out
    assert "00:06.270 to 00:46.270  00:40.000  paused" in shown.out
    assert CANARY not in shown.out + document.out
    parsed = json.loads(document.out)
    assert parsed["action_counts"] == dict.fromkeys(
        ["click", "type", "hotkey", "wait", "scroll", "hidden"], 1
    )
    assert parsed["monitors"][0]["first_picture_ns"] == 100_000_000
    assert parsed["windows"][0]["app"] == "xterm"


@pytest.mark.parametrize("prefix", ["a", "a1a1", "A1A1A1A1"])
def test_a_unique_beginning_names_a_session(cli: Cli, session: str, prefix: str) -> None:
    assert cli("show", prefix).code == ExitCode.DONE


def test_an_unclear_or_unknown_beginning_names_none(cli: Cli, vault_home: Path, session: str) -> None:
    keep_session(vault_home, session_id="a2" * 16)

    assert "2 sessions begin with a" in cli("show", "a").err
    for name in ("a", "b", "", " "):
        assert cli("show", name).code == ExitCode.NOT_FOUND
    assert cli("show", "a2").code == ExitCode.DONE


def test_a_crashed_session_is_closed_and_an_expired_one_destroyed_first_and_both_are_said(
    cli: Cli, vault_home: Path
) -> None:
    keep_session(vault_home, session_id="c1" * 16, is_finished=False)
    keep_session(vault_home, session_id="d1" * 16, started_at=datetime.now(UTC) - timedelta(days=181))

    listed = cli("sessions")

    assert "Session c1c1c1c1: Its recording ended abruptly." in listed.err
    assert "destroyed: d1d1d1d1" in listed.err
    assert "c1c1c1c1" in listed.out
    assert "d1d1d1d1" not in listed.out
    assert cli("sessions").err == ""


@pytest.mark.parametrize(
    ("at", "color"), [("1.5", RED), ("0:01", RED), ("0.5", (0, 0, 0)), ("99:00.000", (0, 0, 0))]
)
def test_a_frame_is_the_picture_of_its_time(
    cli: Cli, session: str, tmp_path: Path, at: str, color: tuple[int, int, int]
) -> None:
    out = tmp_path / "f.png"

    assert cli("frame", session, "--at", at, "--out", out).code == ExitCode.DONE

    with av.open(out) as image:
        picture = next(image.decode(video=0)).to_ndarray(format="rgb24")
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(picture.astype(int) - color).max() < 12
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("options", [("--at", "0.05"), ("--at", "1", "--monitor", "7")])
def test_no_picture_is_no_file(cli: Cli, session: str, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert cli("frame", session, *options, "--out", tmp_path / "f.png").code == ExitCode.NOT_FOUND
    assert not (tmp_path / "f.png").exists()


def test_a_time_that_is_none_is_a_wrong_command(cli: Cli, session: str, tmp_path: Path) -> None:
    assert cli("frame", session, "--at", "noon", "--out", tmp_path / "f.png").code == ExitCode.USAGE


def test_an_export_holds_everything_and_is_for_its_owner_alone(
    cli: Cli, session: str, tmp_path: Path
) -> None:
    out = tmp_path / "x"

    exported = json.loads(cli("export", session, "--out", out, "--yes", "--json").out)

    assert sorted(exported["files"]) == sorted(file.name for file in out.iterdir())
    events = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    actions = [json.loads(line) for line in (out / "actions.jsonl").read_text().splitlines()]
    assert len(events) == json.loads((out / "session.json").read_text())["events"]
    texts = [action for action in map(action_from_json, actions) if isinstance(action, Type)]
    assert [text.text for text in texts] == [CANARY]
    assert {seq for action in actions for seq in action["sources"]} <= {event["seq"] for event in events}
    with av.open(out / "monitor-0.mp4") as video:
        times = [float(frame.time) for frame in video.decode(video=0)]
    assert times == pytest.approx([0.1, 1.0, 2.0], abs=1e-4)
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_an_export_asks_first_and_no_leaves_nothing(cli: Cli, session: str, tmp_path: Path) -> None:
    refused = cli("export", session, "--out", tmp_path / "x", typed="n\n")

    assert refused.code == ExitCode.STOPPED
    assert "in clear" in refused.err
    assert not (tmp_path / "x").exists()


def test_an_export_never_writes_over_anything(cli: Cli, session: str, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine").touch()

    assert cli("export", session, "--out", tmp_path / "x", "--yes").code == ExitCode.FAILED
    assert [file.name for file in (tmp_path / "x").iterdir()] == ["mine"]


def test_delete_asks_says_what_is_destroyed_and_destroys_it(cli: Cli, vault_home: Path, session: str) -> None:
    file = vault_home / "sessions" / f"{session}.db"

    kept = cli("delete", session, typed="n\n")
    assert (kept.code, file.exists()) == (ExitCode.STOPPED, True)
    assert "write-letter" in kept.err
    assert "37 events, 3 pictures" in kept.err
    gone = cli("delete", session, typed="y\n")

    assert (gone.code, file.exists()) == (ExitCode.DONE, False)
    assert cli("show", session).code == ExitCode.NOT_FOUND
    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)) as vault:
        assert [row.state for row in vault.sessions()] == ["deleted"]


def test_a_title_cannot_command_the_terminal(
    cli: Cli, vault_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.unit.recorder.commands.filled_vault.TITLE", "\x1b]0;owned\x07 \u202etxt")
    session = keep_session(vault_home)

    shown = cli("show", session).out

    assert "owned" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
