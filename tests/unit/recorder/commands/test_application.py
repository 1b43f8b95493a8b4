"""The program as a whole: help, exit codes, and how errors read."""

import click
import pytest

from recorder.commands import exit_codes
from recorder.commands.application import RECORDER_COMMANDS, run
from recorder.commands.exit_codes import MEANINGS, ExitCode, exit_code_of
from recorder.errors import UserFacingError
from recorder.vault import errors as vault_errors
from tests.unit.recorder.commands.conftest import Cli


@click.command()
def broken() -> None:
    secret = "canary-local"  # noqa: S105 - what must not be shown
    raise ValueError(f"canary-message {secret}")


@click.command()
def mendable() -> None:
    raise UserFacingError("It \x1b[2Jrained.", kept="You are dry.", mend="Take an umbrella.")


def test_help_lists_every_exit_code_and_every_command(cli: Cli) -> None:
    helped = cli("--help")

    assert helped.code == ExitCode.DONE
    for code in ExitCode:
        assert f"{code.value:>3}  {MEANINGS[code]}" in helped.out
    for command in RECORDER_COMMANDS:
        assert f"\n  {command.name}" in helped.out


def test_every_command_explains_itself(cli: Cli) -> None:
    for command in RECORDER_COMMANDS:
        inner = list(command.commands.values()) if isinstance(command, click.Group) else []
        for path in [[command.name], *([command.name, each.name] for each in inner)]:
            helped = cli(*path, "-h")
            assert helped.code == ExitCode.DONE
            assert len(helped.out.splitlines()) > 4


def test_every_error_of_the_vault_has_a_code_of_its_own_kind() -> None:
    plain = {"VaultExistsError", "WeakPassphraseError", "NewerFormatError", "SessionUnfinishedError"}
    plain |= {"SessionNeverBegunError", "SubmissionEndedError", "TakenBackError"}
    for name, kind in vars(vault_errors).items():
        if isinstance(kind, type) and issubclass(kind, UserFacingError) and kind is not UserFacingError:
            coded = any(parent in exit_codes._CODES for parent in kind.__mro__)  # noqa: SLF001 - complete?
            assert coded or name in plain, name


def test_an_unknown_error_of_the_person_is_a_failure() -> None:
    assert exit_code_of(UserFacingError("a", mend="b")) is ExitCode.FAILED


def test_what_a_person_can_mend_is_three_lines(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("assent", [mendable], ["mendable"])

    said = capsys.readouterr()
    assert code == ExitCode.FAILED
    assert said.out == ""
    assert said.err == "It \ufffd[2Jrained.\nYou are dry.\nTake an umbrella.\n"


def test_a_fault_is_one_calm_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSENT_DEBUG", raising=False)

    code = run("assent", [broken], ["broken"])

    said = capsys.readouterr()
    assert code == ExitCode.BUG
    assert len(said.err.splitlines()) == 1
    assert "canary" not in said.err + said.out


def test_a_developer_sees_where_and_still_no_content(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSENT_DEBUG", "1")

    run("assent", [broken], ["broken"])

    said = capsys.readouterr().err
    assert "builtins.ValueError" in said
    assert "test_application.py" in said
    assert "canary" not in said


def test_an_unknown_command_is_a_wrong_command(cli: Cli) -> None:
    assert cli("frobnicate").code == ExitCode.USAGE
    assert cli().code == ExitCode.USAGE
