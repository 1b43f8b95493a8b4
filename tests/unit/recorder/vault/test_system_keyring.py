from collections.abc import Callable, Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends import chainer, fail, null

from recorder.vault.errors import KeyringUnavailableError
from recorder.vault.system_keyring import forget_key, keep_new_key, kept_key, system_keyring


class Kept(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.PasswordSetError
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[service, username]


class Trusted(Kept):
    pass


Trusted.__module__ = "keyring.backends.SecretService"


@pytest.fixture(autouse=True)
def _restored_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Kept])
def test_a_backend_that_does_not_encrypt_is_refused(
    backend: Callable[[], keyring.backend.KeyringBackend],
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(KeyringUnavailableError) as caught:
        system_keyring()
    assert "passphrase" in caught.value.mend


def test_a_trusted_backend_is_taken() -> None:
    trusted = Trusted()
    keyring.set_keyring(trusted)
    assert system_keyring() is trusted


def test_of_a_chain_only_a_trusted_backend_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = Trusted()
    keyring.set_keyring(chainer.ChainerBackend())  # type: ignore[no-untyped-call]
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [Kept(), trusted])
    assert system_keyring() is trusted
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [Kept()])
    with pytest.raises(KeyringUnavailableError, match="not known to encrypt"):
        system_keyring()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [])
    with pytest.raises(KeyringUnavailableError, match="there is none"):
        system_keyring()


def test_a_locked_backend_is_refused() -> None:
    trusted = Trusted()
    trusted.locked = True
    keyring.set_keyring(trusted)
    with pytest.raises(KeyringUnavailableError, match="locked"):
        system_keyring()


def test_a_key_is_kept_and_forgotten() -> None:
    store = Trusted()
    key = keep_new_key(store, "vault")
    assert len(key) == 32
    assert kept_key(store, "vault") == key
    forget_key(store, "vault")
    with pytest.raises(KeyringUnavailableError):
        kept_key(store, "vault")
    with pytest.raises(KeyringUnavailableError):
        forget_key(store, "vault")


def test_a_keyring_that_forgets_at_once_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Trusted()
    monkeypatch.setattr(store, "set_password", lambda *_: None)
    with pytest.raises(KeyringUnavailableError):
        keep_new_key(store, "vault")


def test_a_refusal_is_told() -> None:
    store = Trusted()
    store.locked = True
    with pytest.raises(KeyringUnavailableError, match="refused"):
        keep_new_key(store, "vault")


def test_what_is_no_key_is_told() -> None:
    store = Trusted()
    keep_new_key(store, "vault")
    (name,) = store.kept
    store.kept[name] = "not base64!"
    with pytest.raises(KeyringUnavailableError):
        kept_key(store, "vault")
