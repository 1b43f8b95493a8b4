import json
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.screen import Rect
from replay.verifying import many
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked, IgnoredRegion, Outcome, Verified
from studio.cli import COMMANDS
from tests.unit.recorder.commands.filled_vault import CANARY, keep_episode, keep_received, keep_session
from tests.unit.replay.commands.conftest import Cli


@pytest.fixture
def session(vault_home: Path) -> str:
    return keep_session(vault_home, session_id="a1" * 16)


def test_what_cannot_be_replayed_is_refused_and_stands_in_the_report(
    cli: Cli, session: str, tmp_path: Path
) -> None:
    answer = cli("verify", session, "--report", tmp_path / "report", "--json")
    assert answer.code == ExitCode.FAILED
    (verified,) = json.loads(answer.out)["verified"]
    assert verified["outcome"] == "not_replayed"
    assert "study" in verified["error"]
    assert (tmp_path / "report" / "index.html").is_file()
    assert (tmp_path / "report" / f"{session}-1-of-1" / "report.html").is_file()
    written = "".join(path.read_text() for path in (tmp_path / "report").rglob("*") if path.is_file())
    assert CANARY not in answer.out + answer.err + written


def test_episodes_and_received_recordings_are_refused_one_by_one(
    cli: Cli, vault_home: Path, session: str, tmp_path: Path
) -> None:
    keep_episode(vault_home, session, episode_id="e1" * 16)
    keep_received(vault_home, "f1" * 16)
    # These hold no event, not even of what their screen was: there is no plan at all.
    answer = cli(
        "verify", "e1", "f1", "a1", "none", "--workers", 2, "--report", tmp_path / "report", "--json"
    )
    assert answer.code == ExitCode.FAILED
    document = json.loads(answer.out)
    assert [each["outcome"] for each in document["verified"]] == ["not_replayed"] * 4
    assert "what its screen was" in answer.err


def test_a_folder_of_other_programs_is_looked_at_before_anything_is_replayed(
    cli: Cli, session: str, tmp_path: Path
) -> None:
    (tmp_path / "build").mkdir()
    answer = cli("verify", session, "--programs", tmp_path / "build", "--report", tmp_path / "report")
    assert answer.code == ExitCode.FAILED
    assert "nothing in it can be run" in answer.err
    assert "make it executable" in answer.err
    assert not (tmp_path / "report").exists()
    answer = cli("verify", session, "--programs", tmp_path / "nowhere")
    assert answer.code == ExitCode.FAILED
    assert "it is not there" in answer.err


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.PASSED, ExitCode.DONE),
        (Outcome.FAILED, ExitCode.DIFFERENT),
        (Outcome.NOT_COMPARABLE, ExitCode.DIFFERENT),
        (Outcome.NOT_REPLAYED, ExitCode.FAILED),
        (Outcome.FAULT, ExitCode.BUG),
        (Outcome.STOPPED, ExitCode.STOPPED),
    ],
)
def test_a_script_can_tell_how_it_went(
    cli: Cli, session: str, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, code: ExitCode
) -> None:
    def verify(subject: Subject, *_: object, **__: object) -> Verified:
        return Verified(named=subject.id, outcome=outcome)

    monkeypatch.setattr(many, "verify_subject", verify)
    assert cli("verify", session).code == code


def test_nothing_that_was_named_is_there(cli: Cli, vault_home: Path) -> None:
    assert vault_home
    assert cli("verify", "none").code == ExitCode.NOT_FOUND


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("a1", "--speed", "9"),
        ("a1", "--speed", "nan"),
        ("a1", "--runs", "0"),
        ("a1", "--ignore", "10,10"),
        ("a1", "--ignore", "1,1,0x5"),
        ("a1", "--watch", "--workers", "2"),
    ],
)
def test_what_is_not_understood_is_said(cli: Cli, session: str, options: tuple[str, ...]) -> None:
    assert session
    answer = cli("verify", *options)
    assert answer.code == ExitCode.USAGE
    assert not answer.out


def test_both_programs_know_the_command() -> None:
    assert "verify" in {command.name for command in COMMANDS}


def test_a_report_that_cannot_be_written_is_told_before_anything_is_replayed(
    cli: Cli, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(*_: object, **__: object) -> Verified:
        raise AssertionError

    monkeypatch.setattr(many, "verify_subject", verify)
    (tmp_path / "file").touch()
    answer = cli("verify", session, "--report", tmp_path / "file" / "report")
    assert answer.code == ExitCode.FAILED
    assert "cannot be written" in answer.err
    assert "replaying" not in answer.err


def test_what_is_left_out_by_hand_is_asked_for(
    cli: Cli, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[Asked] = []

    def verify(subject: Subject, asked: Asked, **__: object) -> Verified:
        wanted.append(asked)
        return Verified(named=subject.id, outcome=Outcome.PASSED)

    monkeypatch.setattr(many, "verify_subject", verify)
    assert cli("verify", session, "--ignore", "10,20,30x40", "--ignore", "-5,0,1x2@3").code == ExitCode.DONE
    assert wanted[0].ignored == (IgnoredRegion(Rect(10, 20, 30, 40)), IgnoredRegion(Rect(-5, 0, 1, 2), 3))
