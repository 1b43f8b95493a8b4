"""``identity``, and what a study's owner and its readers type."""

import json
from pathlib import Path

import pytest

from recorder.episode.card import signing_key_fingerprint
from recorder.study_file import read_study
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, STUDY_FILE, make_vault
from tests.unit.studio.commands.conftest import Cli

pytestmark = pytest.mark.usefixtures("session")
ANSWERS = ("--as", "Robin", "--screen", "--pointer", "--keyboard", "--context", "--agree")


@pytest.fixture
def study_file(tmp_path: Path) -> Path:
    file = tmp_path / "study.toml"
    file.write_bytes(STUDY_FILE.read_bytes())
    file.chmod(0o644)
    return file


def shown(cli: Cli, *arguments: object) -> dict[str, object]:
    answer = cli(*arguments, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, object] = json.loads(answer.out)
    return found


def another_person(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    make_vault(home)
    monkeypatch.setenv("ASSENT_HOME", str(home))


def test_the_same_keys_are_shown_every_time_and_never_a_secret(cli: Cli, assent_home: Path) -> None:
    first = shown(cli, "identity", "show", "--name", "Robin")
    assert first["name"] == "Robin"
    assert shown(cli, "identity", "show") == first
    words = cli("identity", "show").out
    assert str(first["age_fingerprint"]) in words
    assert str(first["signing_fingerprint"]) in words
    with Vault.unlock(assent_home, Passphrase(PASSPHRASE)) as vault:
        own = vault.identity()
    assert own is not None
    everything = json.dumps(first) + words + cli("identity", "export").out
    assert own.age_secret not in everything
    assert own.signing_seed.hex() not in everything


def test_a_name_that_nobody_could_be_shown_is_refused(cli: Cli) -> None:
    answer = cli("identity", "show", "--name", "two\nlines")
    assert answer.code == 3
    assert "You cannot be called so: the name holds a line break." in answer.err


def test_a_card_is_written_once_and_checked_by_others(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "robin.toml"
    exported = shown(cli, "identity", "export", file)
    assert exported["file"] == str(file)
    assert file.read_text() == cli("identity", "export").out
    assert cli("identity", "export", file).code == 3
    checked = shown(cli, "identity", "check", file)
    assert {**checked, "file": str(file)} == exported
    file.write_text(file.read_text().replace("name = ", "name = 'Eve' #", 1))
    answer = cli("identity", "check", file)
    assert answer.code == 8
    assert "changed after it was made" in answer.err


def test_an_owner_signs_a_study_and_everyone_can_see_who(cli: Cli, study_file: Path) -> None:
    assert "Nobody signed it." in cli("study", "check", study_file).out
    signed = shown(cli, "study", "sign", study_file)
    assert signed["owner_fingerprint"] == shown(cli, "identity", "show")["signing_fingerprint"]
    content = study_file.read_bytes()
    owner = read_study(content).owner
    assert owner is not None
    assert signing_key_fingerprint(owner) in cli("study", "check", study_file).out
    assert shown(cli, "study", "show", study_file)["owner"] == owner.hex()
    assert study_file.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in study_file.parent.glob("*.toml*")] == ["study.toml"]
    study_file.write_bytes(content.replace(b'version = "1.0"', b'version = "1.1"'))
    assert cli("study", "check", study_file).code == 8
    assert shown(cli, "study", "sign", study_file)["owner"] == owner.hex()
    assert cli("study", "check", study_file).code == 0


def test_what_is_no_study_is_not_signed(cli: Cli, study_file: Path) -> None:
    study_file.write_bytes(b"format = 1\n")
    assert cli("study", "sign", study_file).code == 8
    assert study_file.read_bytes() == b"format = 1\n"


def test_a_reader_trusts_a_study_after_looking_at_its_owner(
    cli: Cli, study_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = shown(cli, "study", "sign", study_file)
    another_person(monkeypatch, tmp_path / "reader")
    refused = cli("study", "trust", study_file, typed="n\n", at_terminal=True)
    assert refused.code == 130
    assert str(signed["owner_fingerprint"]) in refused.err
    with Vault.unlock(tmp_path / "reader", Passphrase(PASSPHRASE)) as vault:
        assert (vault.owners(), vault.studies()) == ({}, ())
    assert cli("study", "trust", study_file, typed="y\n", at_terminal=True).code == 0
    with Vault.unlock(tmp_path / "reader", Passphrase(PASSPHRASE)) as vault:
        assert vault.owners() == {"office-tasks": bytes.fromhex(str(signed["owner"]))}
        assert vault.study(str(signed["sha256"])) == study_file.read_bytes()


@pytest.mark.parametrize("command", ["consent", "study"])
def test_another_owner_is_refused_loudly_until_it_is_named(
    cli: Cli,
    study_file: Path,
    assent_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    def use(receipt: str, *more: str) -> tuple[object, ...]:
        if command == "study":
            return ("study", "trust", study_file, "--yes", *more)
        return ("consent", "grant", study_file, *ANSWERS, "--receipt", tmp_path / receipt, *more)

    first = shown(cli, "study", "sign", study_file)
    assert cli(*use("a.json")).code == 0
    another_person(monkeypatch, tmp_path / "another")
    second = shown(cli, "study", "sign", study_file)
    monkeypatch.setenv("ASSENT_HOME", str(assent_home))

    refused = cli(*use("b.json"))
    assert refused.code == 7
    assert "THIS STUDY HAS ANOTHER OWNER." in refused.err
    assert str(first["owner_fingerprint"]) in refused.err
    assert str(second["owner_fingerprint"]) in refused.err
    assert cli(*use("b.json", "--accept-owner", str(first["owner_fingerprint"]))).code == 7
    assert not (tmp_path / "b.json").exists()
    with Vault.unlock(assent_home, Passphrase(PASSPHRASE)) as vault:
        assert vault.owners() == {"office-tasks": bytes.fromhex(str(first["owner"]))}
        assert vault.study(str(second["sha256"])) is None

    assert cli(*use("c.json", "--accept-owner", str(second["owner_fingerprint"]))).code == 0
    assert cli(*use("d.json")).code == 0
