import json
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.receipt import verify_receipt
from recorder.study_file import read_study
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.conftest import Cli
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, STUDY_FILE

ALL_FLAGS = ("--as", "Robin", "--screen", "--pointer", "--no-keyboard", "--context", "--agree")


def test_consent_by_flags_alone_leaves_a_receipt_and_the_study(
    cli: Cli, vault_home: Path, tmp_path: Path
) -> None:
    given = cli("consent", "grant", STUDY_FILE, *ALL_FLAGS, "--receipt", tmp_path / "r.json", "--json")

    row = json.loads(given.out)
    assert (row["granted"], row["refused"]) == (["context", "pointer", "screen"], ["keyboard"])
    assert row["standing"] == "in_force"
    study = read_study(STUDY_FILE.read_bytes())
    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)) as vault:
        assert vault.study(study.sha256) == STUDY_FILE.read_bytes()
        assert len(vault.consent_entries()) == 1
    assert json.loads((tmp_path / "r.json").read_text())["assent"]["grant_sha256"] == row["grant_sha256"]


def test_consent_in_a_terminal_shows_the_page_and_asks_each_stream(
    cli: Cli, vault_home: Path, tmp_path: Path
) -> None:
    receipt = tmp_path / "mine.json"

    given = cli("consent", "grant", STUDY_FILE, typed=f"y\ny\nn\ny\nRobin\ny\n{receipt}\n")

    assert given.code == ExitCode.DONE
    assert "What is never recorded" in given.err
    assert "May keyboard be recorded?" in given.err
    assert receipt.exists()


def test_saying_no_at_the_end_gives_no_consent(cli: Cli, vault_home: Path) -> None:
    refused = cli("consent", "grant", STUDY_FILE, *ALL_FLAGS[:-1], typed="n\n")

    assert refused.code == ExitCode.STOPPED
    assert json.loads(cli("consent", "list", "--json").out) == {"consents": []}


def test_a_required_stream_refused_is_no_consent(cli: Cli, vault_home: Path, tmp_path: Path) -> None:
    flags = [flag if flag != "--screen" else "--no-screen" for flag in ALL_FLAGS]

    refused = cli("consent", "grant", STUDY_FILE, *flags, "--receipt", tmp_path / "r.json")

    assert refused.code == ExitCode.NO_CONSENT
    assert not (tmp_path / "r.json").exists()


def test_a_receipt_that_cannot_be_kept_is_no_consent(cli: Cli, vault_home: Path, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("mine")

    refused = cli("consent", "grant", STUDY_FILE, *ALL_FLAGS, "--receipt", tmp_path / "r.json")

    assert refused.code == ExitCode.FAILED
    assert (tmp_path / "r.json").read_text() == "mine"
    assert json.loads(cli("consent", "list", "--json").out) == {"consents": []}


def test_a_stream_the_study_does_not_ask_for_cannot_be_answered(
    cli: Cli, vault_home: Path, tmp_path: Path
) -> None:
    text = STUDY_FILE.read_text()
    start = text.index("[streams.keyboard]")
    (tmp_path / "s.toml").write_text(text[:start] + text[text.index("[streams.context]") :])

    assert cli("consent", "grant", tmp_path / "s.toml", *ALL_FLAGS).code == ExitCode.USAGE


def test_a_withdrawn_consent_says_so_and_cannot_be_withdrawn_twice(
    cli: Cli, vault_home: Path, tmp_path: Path
) -> None:
    cli("consent", "grant", STUDY_FILE, *ALL_FLAGS, "--receipt", tmp_path / "r.json")

    kept = cli("consent", "withdraw", "office-tasks", typed="n\n")
    assert kept.code == ExitCode.STOPPED
    assert "in force" in cli("consent", "list").out
    gone = cli("consent", "withdraw", "office-tasks", "--yes", "--receipt", tmp_path / "w.json")

    assert gone.code == ExitCode.DONE
    assert "withdrawn" in cli("consent", "list").out
    assert "consent withdrawn" in (tmp_path / "w.json").read_text()
    assert cli("consent", "withdraw", "office-tasks", "--yes").code == ExitCode.NO_CONSENT


def test_a_newer_consent_replaces_the_one_before(cli: Cli, vault_home: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        cli("consent", "grant", STUDY_FILE, *ALL_FLAGS, "--receipt", tmp_path / f"{number}.json")

    rows = json.loads(cli("consent", "list", "--json").out)["consents"]

    assert [row["standing"] for row in rows] == ["replaced", "in_force"]


def test_the_receipt_is_true(cli: Cli, vault_home: Path, tmp_path: Path) -> None:
    from recorder.vault.consents import consent_chain  # noqa: PLC0415 - only here

    cli("consent", "grant", STUDY_FILE, *ALL_FLAGS, "--receipt", tmp_path / "r.json")

    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)) as vault:
        check = verify_receipt(
            (tmp_path / "r.json").read_text(), consent_chain(vault), study=read_study(STUDY_FILE.read_bytes())
        )
    assert check == "complete"


@pytest.mark.parametrize("form", ["check", "show"])
def test_every_mistake_of_a_study_is_listed_with_its_line(cli: Cli, tmp_path: Path, form: str) -> None:
    (tmp_path / "s.toml").write_text(
        STUDY_FILE.read_text().replace("required = true", "required = 3").replace("format = 1", "format = 7")
    )

    answer = cli("study", form, tmp_path / "s.toml")

    assert answer.code == ExitCode.INVALID
    assert answer.err.count("line ") == 4


def test_the_mistakes_are_there_for_a_program_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("format = 1\n")

    document = json.loads(cli("study", "check", tmp_path / "s.toml", "--json").out)

    assert not document["ok"]
    assert {"line", "key", "text"} == document["mistakes"][0].keys()


def test_a_good_study_is_shown_in_full(cli: Cli) -> None:
    assert "1.0, 3 tasks" in cli("study", "check", STUDY_FILE).out
    assert "Who can open it" in cli("study", "show", STUDY_FILE).out
    assert json.loads(cli("study", "show", STUDY_FILE, "--json").out)["id"] == "office-tasks"
