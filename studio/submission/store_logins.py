"""Keys for stores in the system's keyring: where ``assent store login`` puts them.

Only keyrings that encrypt are used, as for the vault. Each key is kept for one bucket of one server.
"""

from typing import Final

import keyring.errors
import msgspec

from recorder.vault.errors import KeyringUnavailableError
from recorder.vault.system_keyring import KeyStore, find_keyring, system_keyring
from studio.submission.store_errors import NoKeyringForStoresError
from studio.submission.store_key import KeySource, StoreKey
from studio.submission.store_places import S3Place

_SERVICE: Final = "Assent store"


class _Kept(msgspec.Struct, frozen=True):
    access_key: str
    secret_key: str
    session_token: str = ""


def keep_login(place: S3Place, key: StoreKey, store: KeyStore | None = None) -> None:
    """Keep a key for a store, in place of the one before.

    Args:
        place: Which store.
        key: What it is signed in with.
        store: The keyring; the system's if not given.

    Raises:
        NoKeyringForStoresError: There is no keyring, or it refused.
    """
    text = msgspec.json.encode(_Kept(key.access_key, key.secret_key, key.session_token)).decode()
    try:
        (store or system_keyring()).set_password(_SERVICE, place.sign_in_name, text)
    except (keyring.errors.KeyringError, KeyringUnavailableError):
        raise NoKeyringForStoresError from None


def kept_login(place: S3Place, store: KeyStore | None = None) -> StoreKey | None:
    """The key that is kept for a store, or ``None``; also where no keyring answers."""
    try:
        text = (store or find_keyring()).get_password(_SERVICE, place.sign_in_name)
        kept = msgspec.json.decode(text, type=_Kept) if text else None
    except (keyring.errors.KeyringError, KeyringUnavailableError, msgspec.MsgspecError):
        return None
    if kept is None:
        return None
    return StoreKey(kept.access_key, kept.secret_key, kept.session_token, KeySource.KEYRING)


def forget_login(place: S3Place, store: KeyStore | None = None) -> bool:
    """Remove the key that is kept for a store.

    Returns:
        Whether there was one.

    Raises:
        NoKeyringForStoresError: There is no keyring, or it does not answer.
    """
    try:
        chosen = store or system_keyring()
        if chosen.get_password(_SERVICE, place.sign_in_name) is None:
            return False
        chosen.delete_password(_SERVICE, place.sign_in_name)
    except keyring.errors.PasswordDeleteError:
        # Somebody else was quicker.
        return False
    except (keyring.errors.KeyringError, KeyringUnavailableError):
        raise NoKeyringForStoresError from None
    return True
