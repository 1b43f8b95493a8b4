"""`show`, `frame` and `export` read what was received, for as long as it is there."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.card import signing_key_fingerprint
from recorder.vault.keys import Passphrase
from recorder.vault.sharing_rows import GoneBecause
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.conftest import Cli
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, keep_received

BUNDLE = "b1" * 16
WHO = signing_key_fingerprint(b"c" * 32)


@pytest.fixture
def received(vault_home: Path) -> str:
    return keep_received(vault_home, BUNDLE)


def test_show_says_who_shared_it_and_until_when_it_is_kept(cli: Cli, received: str) -> None:
    words = cli("show", "b1").out
    assert words.startswith("Recording")
    assert WHO in words
    assert "2999-01-01" in words
    document = json.loads(cli("show", "b1b1", "--json").out)
    assert (document["received"], document["contributor_fingerprint"]) == (BUNDLE, WHO)
    assert (document["expires_on"], document["pictures"]) == ("2999-01-01", 1)
    assert not {"session", "episode", "episodes"} & document.keys()


def test_its_pictures_can_be_seen(cli: Cli, received: str, tmp_path: Path) -> None:
    answer = cli("frame", "b1", "--at", "0.5", "--out", tmp_path / "f.png")
    assert "of the recording" in answer.out


def test_whoever_exports_it_is_told_that_it_can_be_taken_back(
    cli: Cli, received: str, tmp_path: Path
) -> None:
    answer = cli("export", "b1", "--out", tmp_path / "x", typed="y\n")
    assert "can still take it back" in answer.err
    names = {file.name for file in (tmp_path / "x").iterdir()}
    assert names == {"recording.json", "events.jsonl", "actions.jsonl", "monitor-0.mp4"}


def test_what_is_gone_is_named_no_more(cli: Cli, received: str, vault_home: Path) -> None:
    with Vault.unlock(vault_home, Passphrase(PASSPHRASE)) as vault:
        vault.destroy_received(BUNDLE, GoneBecause.WITHDRAWN)
    assert cli("show", "b1").code == ExitCode.NOT_FOUND


def test_what_is_past_its_day_is_destroyed_when_the_vault_opens_and_that_is_said(
    cli: Cli, vault_home: Path
) -> None:
    keep_received(vault_home, BUNDLE, expires_on=datetime.now(UTC).date())
    keep_received(vault_home, "b2" * 16, expires_on=datetime.now(UTC).date() + timedelta(days=2))
    answer = cli("vault", "unlock")
    assert "1 received recording past the study's retention destroyed: b1b1b1b1." in answer.err
    assert [file.name for file in (vault_home / "received").iterdir()] == [f"{'b2' * 16}.db"]
    assert "destroyed" not in cli("vault", "unlock").err


def test_a_copy_of_which_a_page_was_changed_is_found(cli: Cli, received: str, vault_home: Path) -> None:
    file = vault_home / "received" / f"{BUNDLE}.db"
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    answer = cli("vault", "check")
    assert answer.code == ExitCode.DAMAGED
    assert file.name in answer.out
