"""Which stores a person needs keys for, where those come from, and signing in.

The vault tells the addresses; the rest asks the keyring and the network, and belongs on another thread.
"""

from dataclasses import dataclass

from recorder.study_file import StudyFileError, read_study
from recorder.vault.system_keyring import KeyStore
from recorder.vault.vault import Vault
from studio.submission.credentials import find_credentials
from studio.submission.store_errors import NotSignedInError, StoreUrlError, UnusableProfileError
from studio.submission.store_key import KeySource, StoreKey
from studio.submission.store_logins import forget_login, keep_login
from studio.submission.store_places import S3Place, read_place
from studio.submission.stores import open_store


@dataclass(frozen=True, slots=True)
class SignIn:
    """A store, and whether there is a key for it.

    Attributes:
        url: Its address, as the study has it.
        shown: As a person reads it.
        source: Where the key comes from; ``None`` where there is none.
    """

    url: str
    shown: str
    source: KeySource | None


def stores_with_keys(vault: Vault) -> tuple[str, ...]:
    """The addresses of those stores of the known studies that need a key, each once; a folder needs none."""
    found: dict[str, None] = {}
    for _, content in vault.studies():
        try:
            url = read_study(content).store.url
            if isinstance(read_place(url), S3Place):
                found[url] = None
        except (StudyFileError, StoreUrlError):
            continue
    return tuple(found)


def sign_in_of(url: str, keyring: KeyStore | None = None) -> SignIn:
    """Whether there is a key for a store. Asks the keyring.

    Raises:
        StoreUrlError: The address names no store that needs one.
    """
    place = _bucket(url)
    try:
        return SignIn(url, place.shown, find_credentials(place, keyring=keyring).source)
    except (NotSignedInError, UnusableProfileError):
        return SignIn(url, place.shown, None)


def sign_in(url: str, key: StoreKey, keyring: KeyStore | None = None) -> None:
    """Keep a key for a store in the keyring, once the store accepts it.

    Raises:
        StoreError: It does not, or there is no keyring.
    """
    place = _bucket(url)
    open_store(url, credentials=key).ask()
    keep_login(place, key, keyring)


def sign_out(url: str, keyring: KeyStore | None = None) -> None:
    """Forget the key that is kept for a store, if there is one.

    Raises:
        StoreError: There is no keyring.
    """
    forget_login(_bucket(url), keyring)


def _bucket(url: str) -> S3Place:
    place = read_place(url)
    if not isinstance(place, S3Place):
        raise StoreUrlError("names a folder, which needs no signing in")
    return place
