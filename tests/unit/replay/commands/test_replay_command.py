import ast
import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.study_file import read_study
from recorder.vault.keys import Passphrase
from recorder.vault.session_header import SessionHeader
from recorder.vault.vault import Vault
from studio.cli import COMMANDS
from tests.unit.recorder.commands import filled_vault
from tests.unit.recorder.commands.filled_vault import (
    CANARY,
    PASSPHRASE,
    STUDY_FILE,
    keep_episode,
    keep_received,
    keep_session,
)
from tests.unit.replay.commands.conftest import Cli


@pytest.fixture
def session(vault_home: Path) -> str:
    return keep_session(vault_home, session_id="a1" * 16)


def test_a_dry_run_tells_the_plan_and_never_what_was_typed(cli: Cli, session: str) -> None:
    told = cli("replay", "a1", "--dry-run")
    document = cli("replay", session, "--dry-run", "--json")

    assert told.code == document.code == ExitCode.DONE
    assert "Click the left button at 20, 30" in told.out
    assert "Keys were hidden here" in told.out
    assert CANARY not in told.out + told.err + document.out
    assert json.loads(document.out)["may_be_replayed"] is True
    assert json.loads(document.out)["episode"] == session


def test_what_was_typed_is_told_on_purpose(cli: Cli, session: str) -> None:
    assert CANARY in cli("replay", session, "--dry-run", "--show-text").out


def test_the_start_is_told_of_a_study_that_the_vault_keeps(
    cli: Cli, vault_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = STUDY_FILE.read_bytes()
    study = read_study(content)

    def of_the_study(**fields: object) -> object:
        return SessionHeader(**fields | {"study_sha256": study.sha256, "task_id": study.tasks[0].id})  # type: ignore[arg-type]

    monkeypatch.setattr(filled_vault, "SessionHeader", of_the_study)
    session = keep_session(vault_home)
    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)) as vault:
        vault.keep_study(study.sha256, content)

    document = json.loads(cli("replay", session, "--dry-run", "--json").out)
    assert document["start"]["command"] == list(study.tasks[0].start.command)


def test_a_script_is_written_for_its_owner_alone_after_asking(cli: Cli, session: str, tmp_path: Path) -> None:
    file = tmp_path / "again.py"
    refused = cli("replay", session, "--script", file, typed="n\n")
    assert refused.code == ExitCode.STOPPED
    assert not file.exists()
    assert "in clear" in refused.err

    written = cli("replay", session, "--script", file, typed="y\n")
    assert written.code == ExitCode.DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CANARY in file.read_text()
    assert CANARY not in written.out + written.err
    ast.parse(file.read_text())

    again = cli("replay", session, "--script", file, "--yes")
    assert again.code == ExitCode.FAILED
    assert "is there already" in again.err


def test_a_program_is_told_where_the_script_is(cli: Cli, session: str, tmp_path: Path) -> None:
    file = tmp_path / "again.py"
    answer = cli("replay", session, "--script", file, "--yes", "--json")
    assert json.loads(answer.out)["file"] == str(file)


@pytest.mark.parametrize(
    "options", [(), ("--dry-run", "--script", "x.py"), ("--dry-run", "--allow", "hyper+a")]
)
def test_what_is_not_understood_is_said(cli: Cli, session: str, options: tuple[str, ...]) -> None:
    answer = cli("replay", session, *options)
    assert answer.code in {ExitCode.USAGE, ExitCode.FAILED}
    assert answer.err
    assert not answer.out


def test_a_chord_is_allowed_by_its_name(cli: Cli, session: str) -> None:
    assert cli("replay", session, "--dry-run", "--allow", "ctrl+alt+t").code == ExitCode.DONE


def test_episodes_and_received_recordings_are_found(cli: Cli, vault_home: Path, session: str) -> None:
    keep_episode(vault_home, session, episode_id="e1" * 16)
    keep_received(vault_home, "f1" * 16)
    for named in ("e1", "f1"):
        answer = cli("replay", named, "--dry-run")
        # These hold a picture and no event, not even of what their screen was.
        assert answer.code == ExitCode.FAILED
        assert "what its screen was" in answer.err


def test_nothing_outside_of_the_vault_is_replayed(cli: Cli, session: str, tmp_path: Path) -> None:
    file = tmp_path / "stranger.assent"
    file.write_bytes(b"x")
    assert cli("replay", file, "--dry-run").code == ExitCode.NOT_FOUND


def test_both_programs_know_the_command() -> None:
    assert "replay" in {command.name for command in COMMANDS}
    helped = subprocess.run(
        [sys.executable, "-m", "replay", "--help"], check=True, capture_output=True, text=True
    )
    for name in ("replay", "sessions", "doctor"):
        assert f"  {name} " in helped.stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--here", "--yes"),
        ("--yes",),
        ("--here", "--watch"),
        ("--here", "--dry-run"),
        ("--watch", "--dry-run"),
        ("--watch", "--without-wall"),
        ("--speed", "9"),
    ],
)
def test_what_does_not_go_together_is_said(cli: Cli, session: str, options: tuple[str, ...]) -> None:
    answer = cli("replay", session, *options)
    assert answer.code == ExitCode.USAGE
    assert not answer.out


def test_nobody_to_ask_is_no_yes(cli: Cli, session: str) -> None:
    answer = cli("replay", session, "--here", typed="replay\n")
    assert answer.code == ExitCode.FAILED
    assert "asks you first" in answer.err


def test_what_cannot_start_is_not_played(cli: Cli, session: str) -> None:
    answer = cli("replay", session)
    assert answer.code == ExitCode.FAILED
    assert "how its task starts is not known" in answer.err
