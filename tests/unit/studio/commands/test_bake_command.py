"""``assent bake``: from a session in the vault to an episode beside it."""

import json
from pathlib import Path

import pytest

from recorder.commands.application import run
from recorder.commands.exit_codes import ExitCode
from recorder.episode.edits import Edits
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.edit_steps import EditStep
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.commands.bake_command import bake
from tests.unit.recorder.commands.filled_vault import LENGTH_NS, PASSPHRASE, keep_session, make_vault


@pytest.fixture
def home(assent_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(file))
    make_vault(assent_home)
    return assent_home


def edited(home: Path, cut: TimeRange) -> str:
    """A session with one cut."""
    session_id = keep_session(home)
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        step = EditStep("cut", Edits().with_cut(cut))
        vault.keep_edit_steps(session_id, after=0, steps=[step], position=1)
    return session_id


def test_the_episode_is_in_the_vault_and_shorter_by_what_was_cut(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session_id = edited(home, TimeRange(0, 10 * NS_PER_SECOND))
    assert run("assent", [bake], ["bake", session_id, "--json"]) == ExitCode.DONE
    document = json.loads(capsys.readouterr().out)
    assert document["ended_ns"] == LENGTH_NS - 10 * NS_PER_SECOND
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        (row,) = vault.episodes(session_id)
        assert row.episode_id == document["episode"] != session_id
        with vault.episode_access(row.episode_id).open() as episode:
            assert episode.header.display == ""
            started = episode.header.started_at
            assert (started.hour, started.minute, started.second, started.microsecond) == (0, 0, 0, 0)


def test_a_person_is_told_what_is_left(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_id = edited(home, TimeRange(0, 10 * NS_PER_SECOND))
    assert run("assent", [bake], ["bake", session_id]) == ExitCode.DONE
    said = capsys.readouterr()
    assert "02:00.250 of 02:10.250, 1 edit," in said.out
    assert "nobody else can see it" in said.err


def test_nothing_left_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session_id = edited(home, TimeRange(0, LENGTH_NS))
    assert run("assent", [bake], ["bake", session_id]) != ExitCode.DONE
    assert "Nothing of this recording is left" in capsys.readouterr().err
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        assert vault.episodes(session_id) == ()
