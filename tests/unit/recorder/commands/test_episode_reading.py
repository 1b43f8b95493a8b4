"""`show`, `frame` and `export` read an episode as they read a session, and say which of the two it is."""

import json
from pathlib import Path

import av
import pytest

from recorder.commands.exit_codes import ExitCode
from tests.unit.recorder.commands.conftest import Cli
from tests.unit.recorder.commands.filled_vault import CANARY, keep_episode, keep_session

SESSION = "a1" * 16
EPISODE = "e1" * 16


@pytest.fixture
def episode(vault_home: Path) -> str:
    keep_session(vault_home, session_id=SESSION)
    return keep_episode(vault_home, SESSION, episode_id=EPISODE)


def test_show_tells_an_episode_from_its_session(cli: Cli, episode: str) -> None:
    of_session, of_episode = cli("show", "a1"), cli("show", "e1")
    assert of_session.out.startswith("Session")
    assert any(line.split() == ["Episodes", "e1e1e1e1"] for line in of_session.out.splitlines())
    assert of_episode.out.startswith("Episode")
    assert f"session {SESSION}" in of_episode.out
    assert "2026-03-01, 00:01.000 long" in of_episode.out
    assert json.loads(cli("show", "a1", "--json").out)["episodes"] == [EPISODE]
    document = json.loads(cli("show", "E1E1", "--json").out)
    assert (document["episode"], document["session"]) == (EPISODE, SESSION)
    assert (document["events"], document["pictures"], document["length_ns"]) == (0, 1, 1_000_000_000)


def test_a_frame_of_an_episode_is_its_own(cli: Cli, episode: str, tmp_path: Path) -> None:
    out = tmp_path / "f.png"
    answer = cli("frame", "e1", "--at", "1.5", "--out", out)
    assert "of the episode" in answer.out
    with av.open(out) as image:
        # The session is red by then; the episode holds its first picture alone.
        assert next(image.decode(video=0)).to_ndarray(format="rgb24").max() < 12


def test_an_exported_episode_tells_nothing_of_its_session(cli: Cli, episode: str, tmp_path: Path) -> None:
    out = tmp_path / "x"
    exported = cli("export", "e1", "--out", out, typed="y\n")
    assert "Export the episode?" in exported.err
    assert "Deleting the episode later" in exported.err
    assert exported.out.startswith("The episode is in ")
    files = {file.name: file.read_bytes() for file in out.iterdir()}
    assert set(files) == {"episode.json", "events.jsonl", "actions.jsonl", "monitor-0.mp4"}
    assert json.loads(files["episode.json"])["episode"] == EPISODE
    for content in files.values():
        assert SESSION.encode() not in content
        assert CANARY.encode() not in content


def test_an_episode_that_is_deleted_with_its_session_is_named_no_more(cli: Cli, episode: str) -> None:
    assert cli("delete", "a1", "--yes").code == ExitCode.DONE
    answer = cli("show", "e1")
    assert answer.code == ExitCode.NOT_FOUND
    assert "There is no session or episode e1" in answer.err


def test_an_episode_whose_bake_was_cut_off_is_never_named(cli: Cli, vault_home: Path) -> None:
    keep_session(vault_home, session_id=SESSION)
    keep_episode(vault_home, SESSION, episode_id=EPISODE, is_finished=False)
    assert cli("show", "e1").code == ExitCode.NOT_FOUND
    assert json.loads(cli("show", "a1", "--json").out)["episodes"] == []


def test_a_beginning_that_a_session_and_an_episode_share_names_neither(cli: Cli, vault_home: Path) -> None:
    keep_session(vault_home, session_id=SESSION)
    keep_episode(vault_home, SESSION, episode_id="a2" * 16)
    assert "2 sessions and episodes begin with a." in cli("show", "a").err
    assert cli("show", "a2").code == ExitCode.DONE


def test_an_episode_is_no_session_to_edit_or_delete(cli: Cli, episode: str) -> None:
    assert cli("delete", "e1", "--yes").code == ExitCode.NOT_FOUND
    assert cli("show", "e1").code == ExitCode.DONE
