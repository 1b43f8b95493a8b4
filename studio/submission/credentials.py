"""Where the key for a store is found, and what else the environment says of it.

In this order: what ``assent store login`` put into the keyring for this very store; ``AWS_ACCESS_KEY_ID``
and its companions; the profile that ``AWS_PROFILE`` names, or the default one. Never the study, an argument,
or the network: no server is asked for a key that nobody put here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recorder.vault.system_keyring import KeyStore
from studio.submission.aws_profiles import aws_profile
from studio.submission.store_errors import NotSignedInError, UnusableProfileError
from studio.submission.store_key import KeySource, StoreKey
from studio.submission.store_logins import kept_login
from studio.submission.store_places import S3Place, endpoint_of

__all__ = ["Credentials", "KeySource", "StoreSettings", "find_credentials", "store_settings"]

Credentials = StoreKey
_DEFAULT_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What a client needs beside a key.

    Attributes:
        endpoint: The server's address, or ``None`` for Amazon's own.
        region: What requests are signed for; servers of other makers mostly take any.
        authorities: A file of certificates to trust beside the system's, or ``None``.
    """

    endpoint: str | None
    region: str
    authorities: Path | None = None


def find_credentials(
    place: S3Place, *, environment: Mapping[str, str] | None = None, keyring: KeyStore | None = None
) -> Credentials:
    """The key for a store.

    Args:
        place: Which.
        environment: The variables; this process's if not given.
        keyring: The keyring; the system's if not given.

    Raises:
        NotSignedInError: There is none.
        UnusableProfileError: The profile would get its key from somebody else.
    """
    variables = os.environ if environment is None else environment
    kept = kept_login(place, keyring)
    if kept is not None:
        return kept
    if variables.get("AWS_ACCESS_KEY_ID") and variables.get("AWS_SECRET_ACCESS_KEY"):
        return StoreKey(
            variables["AWS_ACCESS_KEY_ID"],
            variables["AWS_SECRET_ACCESS_KEY"],
            variables.get("AWS_SESSION_TOKEN", ""),
            KeySource.ENVIRONMENT,
        )
    profile = aws_profile(variables)
    if profile.access_key and profile.secret_key:
        return StoreKey(profile.access_key, profile.secret_key, profile.session_token, KeySource.PROFILE)
    if profile.key_from_others:
        raise UnusableProfileError(profile.name)
    raise NotSignedInError(place.shown)


def store_settings(place: S3Place, *, environment: Mapping[str, str] | None = None) -> StoreSettings:
    """Server and region: as the address says, else the environment, else the profile.

    Whom to trust, ``AWS_CA_BUNDLE`` and the profile say alone: an address comes from a stranger.

    Raises:
        StoreUrlError: The environment or the profile names a server that cannot be one.
    """
    variables = os.environ if environment is None else environment
    profile = aws_profile(variables)
    named = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL") or profile.endpoint
    region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or profile.region
    authorities = variables.get("AWS_CA_BUNDLE") or profile.authorities
    return StoreSettings(
        place.endpoint or (endpoint_of(named) if named else None),
        place.region or region or _DEFAULT_REGION,
        Path(authorities).expanduser() if authorities else None,
    )
