"""Signing in to a store and out again, with a keyring in memory and a real S3 server."""

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from studio.demo.s3_server import S3Key, S3Server
from tests.unit.studio.commands.conftest import Cli


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class TrustedRing(Ring):
    """One that is known to encrypt, by the name of its module."""


TrustedRing.__module__ = "keyring.backends.SecretService"


@pytest.fixture
def ring() -> Iterator[TrustedRing]:
    before = keyring.get_keyring()
    used = TrustedRing()
    keyring.set_keyring(used)
    yield used
    keyring.set_keyring(before)


@pytest.fixture
def url(s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store for which nothing on this computer has a key."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return s3.url(s3.fresh_place())


def key_file(folder: Path, key: S3Key) -> Path:
    file = folder / "key"
    file.write_text(f"{key.access_key}\n{key.secret_key}\n")
    return file


def test_login_check_and_logout(cli: Cli, ring: TrustedRing, url: str, s3: S3Server, tmp_path: Path) -> None:
    assert "no key" in cli("store", "check", url).err
    answer = cli("store", "login", url, "--key-file", key_file(tmp_path, s3.contributor))
    assert answer.code == 0, answer.err
    assert "Signed in" in answer.out
    assert s3.contributor.secret_key not in answer.out + answer.err
    (kept,) = ring.kept.values()
    assert json.loads(kept)["secret_key"] == s3.contributor.secret_key
    assert "answers" in cli("store", "check", url).out
    assert json.loads(cli("store", "check", url, "--json").out)["answers"]
    assert "Signed out" in cli("store", "logout", url).out
    assert ring.kept == {}
    assert "no key" in cli("store", "logout", url).out


def test_key_that_is_typed(
    cli: Cli, ring: TrustedRing, url: str, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is typed unseen is read from the terminal itself, which tests have none of.
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: s3.reader.secret_key)
    answer = cli("store", "login", url, "--json", typed=f"{s3.reader.access_key}\n", at_terminal=True)
    assert json.loads(answer.out)["signed_in"]
    assert len(ring.kept) == 1


def test_key_that_the_store_does_not_accept_is_not_kept(
    cli: Cli, ring: TrustedRing, url: str, tmp_path: Path
) -> None:
    wrong = S3Key.fresh("wrong")
    answer = cli("store", "login", url, "--key-file", key_file(tmp_path, wrong))
    assert answer.code != 0
    assert "does not accept" in answer.err
    assert wrong.secret_key not in answer.err
    assert ring.kept == {}
    assert cli("store", "login", url, "--key-file", tmp_path / "key", "--unchecked").code == 0
    assert len(ring.kept) == 1


def test_keyring_that_does_not_encrypt_is_not_used(cli: Cli, url: str, s3: S3Server, tmp_path: Path) -> None:
    before = keyring.get_keyring()
    plain = Ring()
    keyring.set_keyring(plain)
    try:
        answer = cli("store", "login", url, "--key-file", key_file(tmp_path, s3.reader))
    finally:
        keyring.set_keyring(before)
    assert answer.code != 0
    assert "keyring" in answer.err
    assert plain.kept == {}


@pytest.mark.parametrize("text", ["", "one line\n", "a\nb\nc\nd\n"])
def test_file_that_holds_no_key(cli: Cli, ring: TrustedRing, url: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    answer = cli("store", "login", url, "--key-file", tmp_path / "key")
    assert "holds no key" in answer.err
    assert "one line" not in answer.err


def test_nobody_to_ask(cli: Cli, ring: TrustedRing, url: str) -> None:
    assert "no terminal" in cli("store", "login", url).err


def test_folder_needs_no_signing_in(cli: Cli, tmp_path: Path) -> None:
    assert "needs no signing in" in cli("store", "login", tmp_path).err
    assert "answers" in cli("store", "check", tmp_path).out
    assert "not there" in cli("store", "check", tmp_path / "gone").err
