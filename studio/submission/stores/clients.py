"""Obstore's client for a place, with nothing left to what the environment may say of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from studio.submission.credentials import Credentials, store_settings
from studio.submission.store_errors import StoreFolderMissingError, UntrustedStoreError
from studio.submission.store_places import FolderPlace, S3Place
from studio.submission.stores.faults import fault_of

_CONNECT_SECONDS: Final = 10
# Below these, folders appear when something is connected: nothing is created in their place.
_MOUNTS: Final = ("/media", "/mnt", "/run/media", "/Volumes")


def s3_client(place: S3Place, credentials: Credentials) -> S3Store:
    """A client for a bucket. No request is made.

    Raises:
        StoreUrlError: The environment names a server that cannot be one.
        UntrustedStoreError: The certificates that it names cannot be read.
    """
    settings = store_settings(place)

    def provide() -> Any:  # noqa: ANN401 - obstore names the type for type checkers only
        # Handed over at each use, so that neither the client's settings nor a variable hold the secret.
        return {
            "access_key_id": credentials.access_key,
            "secret_access_key": credentials.secret_key,
            "token": credentials.session_token or None,
            "expires_at": None,
        }

    endpoint = settings.endpoint or f"https://s3.{settings.region}.amazonaws.com"
    # All that the environment could change is said here, since obstore reads it too.
    return S3Store(
        place.bucket,
        prefix=place.prefix or None,
        credential_provider=provide,
        endpoint=endpoint,
        aws_endpoint_url_s3=endpoint,
        region=settings.region,
        virtual_hosted_style_request=False,
        skip_signature=False,
        unsigned_payload=False,
        checksum_algorithm="SHA256",
        disable_bulk_delete=True,
        client_options=_options(place, endpoint, settings.authorities),
        retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=1)},
    )


def _options(place: S3Place, endpoint: str, authorities: Path | None) -> Any:  # noqa: ANN401 - as above
    options: dict[str, object] = {
        "allow_http": endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
        # How long an answer may take is judged by the size of what is sent, elsewhere.
        "timeout": "1h",
        "user_agent": "assent",
    }
    if authorities is not None:
        try:
            options["root_certificate"] = authorities.read_bytes()
        except OSError:
            raise UntrustedStoreError(place.shown) from None
    return options


def folder_client(place: FolderPlace) -> LocalStore:
    """A client for a folder.

    Raises:
        StoreFolderMissingError: It is not there.
    """
    try:
        return LocalStore(place.path, automatic_cleanup=True)
    except (BaseError, OSError):
        raise StoreFolderMissingError(place.shown) from None


def make_folder(place: FolderPlace) -> None:
    """Create the last folder of the path where the one above it is there, and is no place for drives.

    Raises:
        StoreFolderMissingError: It is not there, and neither is the one above it.
        ReadOnlyStoreError, StoreFullError: It cannot be created.
    """
    if place.path.is_dir():
        return
    if not place.path.parent.is_dir() or _is_for_drives(place.path.parent):
        raise StoreFolderMissingError(place.shown)
    try:
        place.path.mkdir(exist_ok=True)
    except OSError as error:
        raise fault_of(error, place) from None


def _is_for_drives(folder: Path) -> bool:
    text = folder.as_posix()
    return text in _MOUNTS or folder.parent.as_posix() in {"/media", "/run/media"}
