"""Keys and settings in the files of the AWS programs: ``~/.aws/credentials`` and ``~/.aws/config``.

Only what lies in them in plain words is used. Ways of getting a key that ask others for it (single sign-on,
roles, programs) are not followed.
"""

from collections.abc import Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_DEFAULT: Final = "default"
_FROM_OTHERS: Final = ("credential_process", "credential_source", "role_arn", "sso_session", "sso_start_url")


@dataclass(frozen=True, slots=True)
class AwsProfile:
    """One profile, of both files.

    Attributes:
        name: Its name.
        access_key: Or empty.
        secret_key: Or empty.
        session_token: Or empty.
        region: Or empty.
        endpoint: Or empty.
        authorities: A file of certificates to trust beside the system's; or empty.
        key_from_others: Whether it has no key, and says where another program would get one.
    """

    name: str
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    region: str = ""
    endpoint: str = ""
    authorities: str = ""
    key_from_others: bool = False


def aws_profile(environment: Mapping[str, str]) -> AwsProfile:
    """The profile that ``AWS_PROFILE`` names, or the default one; an empty one where there is none.

    Args:
        environment: The variables of this process.
    """
    name = environment.get("AWS_PROFILE") or _DEFAULT
    keys = _section(_file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), name)
    section = name if name == _DEFAULT else f"profile {name}"
    settings = _section(_file(environment, "AWS_CONFIG_FILE", "config"), section)
    # Both values of a key are of one file: half of one and half of another is no key.
    holder = keys if keys.get("aws_access_key_id") else settings
    access_key = holder.get("aws_access_key_id", "")
    secret_key = holder.get("aws_secret_access_key", "")
    return AwsProfile(
        name=name,
        access_key=access_key,
        secret_key=secret_key,
        session_token=holder.get("aws_session_token", ""),
        region=settings.get("region", "") or keys.get("region", ""),
        endpoint=settings.get("endpoint_url", ""),
        authorities=settings.get("ca_bundle", ""),
        key_from_others=not (access_key and secret_key)
        and any(key in holder for key in _FROM_OTHERS for holder in (keys, settings)),
    )


def _file(environment: Mapping[str, str], variable: str, name: str) -> Path:
    named = environment.get(variable)
    return Path(named).expanduser() if named else Path.home() / ".aws" / name


def _section(file: Path, name: str) -> Mapping[str, str]:
    # A secret may hold a percent sign, and no section is a default for the others.
    parser = ConfigParser(interpolation=None, default_section="\0", strict=False)
    try:
        parser.read_string(file.read_text("utf-8"))
    except (OSError, ValueError, Error):
        return {}
    return dict(parser[name]) if parser.has_section(name) else {}
