"""Where the key for a store is found, and that nothing shows it."""

import logging
from pathlib import Path

import keyring.errors
import pytest

from studio.submission.credentials import (
    Credentials,
    KeySource,
    StoreSettings,
    find_credentials,
    store_settings,
)
from studio.submission.store_errors import (
    NoKeyringForStoresError,
    NotSignedInError,
    StoreUrlError,
    UnusableProfileError,
)
from studio.submission.store_logins import forget_login, keep_login, kept_login
from studio.submission.store_places import S3Place, read_place

PLACE = S3Place("studies", "a", "https://s3.example", None)
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "env secret"}


class Ring:
    """A keyring in memory."""

    def __init__(self, *, broken: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self._broken = broken

    def get_password(self, service: str, username: str) -> str | None:
        if self._broken:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self._broken:
            raise keyring.errors.PasswordSetError
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``~/.aws``."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    return tmp_path / ".aws"


def found(environment: dict[str, str], ring: Ring | None = None) -> tuple[str, str, str, KeySource]:
    key = find_credentials(PLACE, environment=environment, keyring=ring or Ring())
    return key.access_key, key.secret_key, key.session_token, key.source


def test_environment(aws: Path) -> None:
    assert found(ENVIRONMENT) == ("ENV", "env secret", "", KeySource.ENVIRONMENT)
    assert found(ENVIRONMENT | {"AWS_SESSION_TOKEN": "token"})[2] == "token"


def test_profile(aws: Path) -> None:
    (aws / "credentials").write_text(
        "[default]\naws_access_key_id=D\naws_secret_access_key=100%secret\n"
        "[work]\naws_access_key_id=W\naws_secret_access_key=ws\naws_session_token=wt\n"
    )
    assert found({}) == ("D", "100%secret", "", KeySource.PROFILE)
    assert found({"AWS_PROFILE": "work"}) == ("W", "ws", "wt", KeySource.PROFILE)
    # What a session token belongs to comes from one place.
    assert found({"AWS_SESSION_TOKEN": "other"})[2] == ""


def test_profile_in_the_settings_file(aws: Path) -> None:
    (aws / "config").write_text(
        "[profile work]\naws_access_key_id=W\naws_secret_access_key=ws\nregion=eu-central-1\n"
        "endpoint_url=https://other.example\n"
    )
    variables = {"AWS_PROFILE": "work"}
    assert found(variables)[:2] == ("W", "ws")
    place = S3Place("studies", "", None, None)
    assert store_settings(place, environment=variables) == StoreSettings(
        "https://other.example", "eu-central-1"
    )


def test_files_named_by_the_environment(aws: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere"
    file.write_text("[default]\naws_access_key_id=E\naws_secret_access_key=es\n")
    assert found({"AWS_SHARED_CREDENTIALS_FILE": str(file)})[0] == "E"


def test_keyring_wins_for_its_own_store(aws: Path) -> None:
    ring = Ring()
    keep_login(PLACE, Credentials("RING", "ring secret"), ring)
    assert found(ENVIRONMENT, ring) == ("RING", "ring secret", "", KeySource.KEYRING)
    for other in (S3Place("other", "a", PLACE.endpoint, None), S3Place("studies", "a", "https://b", None)):
        assert find_credentials(other, environment=ENVIRONMENT, keyring=ring).access_key == "ENV"


def test_login_is_for_the_bucket_wherever_in_it() -> None:
    ring = Ring()
    keep_login(PLACE, Credentials("RING", "ring secret", "token"), ring)
    kept = kept_login(S3Place("studies", "elsewhere", "https://s3.example", "eu"), ring)
    assert kept == Credentials("RING", "ring secret", "token", KeySource.KEYRING)


def test_logout_forgets() -> None:
    ring = Ring()
    keep_login(PLACE, Credentials("RING", "ring secret"), ring)
    assert forget_login(PLACE, ring)
    assert ring.kept == {}
    assert not forget_login(PLACE, ring)


def test_keyring_that_does_not_answer_is_none(aws: Path) -> None:
    assert found(ENVIRONMENT, Ring(broken=True))[3] is KeySource.ENVIRONMENT
    with pytest.raises(NoKeyringForStoresError):
        keep_login(PLACE, Credentials("A", "b"), Ring(broken=True))
    # The one of the tests is none at all.
    assert find_credentials(PLACE, environment=ENVIRONMENT).access_key == "ENV"
    with pytest.raises(NoKeyringForStoresError):
        keep_login(PLACE, Credentials("A", "b"))


def test_what_a_keyring_holds_and_is_no_key_is_none() -> None:
    ring = Ring()
    ring.set_password("Assent store", PLACE.sign_in_name, "{")
    assert kept_login(PLACE, ring) is None


def test_nothing_found(aws: Path) -> None:
    for variables in ({}, {"AWS_ACCESS_KEY_ID": "half"}, {"AWS_PROFILE": "missing"}):
        with pytest.raises(NotSignedInError):
            found(variables)


def test_half_of_a_profile_is_none(aws: Path) -> None:
    (aws / "credentials").write_text("[default]\naws_access_key_id=D\n")
    (aws / "config").write_text("[default]\naws_secret_access_key=other half\n")
    with pytest.raises(NotSignedInError):
        found({})


@pytest.mark.parametrize(
    "line", ["sso_session=x", "credential_process=/bin/key", "role_arn=arn:aws:iam::1:role/x"]
)
def test_profiles_that_get_their_key_elsewhere_say_so(aws: Path, line: str) -> None:
    (aws / "config").write_text(f"[default]\n{line}\n")
    with pytest.raises(UnusableProfileError):
        found({})


@pytest.mark.parametrize("text", ["[default\nx", "\x00\xff", "aws_access_key_id=A"])
def test_unreadable_files_are_none(aws: Path, text: str) -> None:
    (aws / "credentials").write_bytes(text.encode("latin-1"))
    with pytest.raises(NotSignedInError):
        found({})


def test_settings_by_the_address_first(aws: Path) -> None:
    variables = {"AWS_ENDPOINT_URL": "https://env.example", "AWS_REGION": "env-1"}
    named = read_place("s3://studies?endpoint=https://named.example&region=named-1")
    assert isinstance(named, S3Place)
    assert store_settings(named, environment=variables) == StoreSettings("https://named.example", "named-1")
    plain = S3Place("studies", "", None, None)
    assert store_settings(plain, environment=variables) == StoreSettings("https://env.example", "env-1")
    service = variables | {"AWS_ENDPOINT_URL_S3": "https://s3.env.example"}
    assert store_settings(plain, environment=service).endpoint == "https://s3.env.example"
    assert store_settings(plain, environment={}) == StoreSettings(None, "us-east-1")


def test_authorities_are_not_named_by_an_address(aws: Path) -> None:
    plain = S3Place("studies", "", None, None)
    (aws / "config").write_text("[default]\nca_bundle=/etc/profile.pem\n")
    assert store_settings(plain, environment={}).authorities == Path("/etc/profile.pem")
    variables = {"AWS_CA_BUNDLE": "/etc/named.pem"}
    assert store_settings(plain, environment=variables).authorities == Path("/etc/named.pem")
    with pytest.raises(StoreUrlError):
        read_place("s3://studies?ca_bundle=/tmp/mine.pem")


def test_settings_with_a_secret_in_them_are_refused(aws: Path) -> None:
    with pytest.raises(StoreUrlError) as raised:
        store_settings(
            S3Place("studies", "", None, None), environment={"AWS_ENDPOINT_URL": "https://me:hunter2@host"}
        )
    assert "hunter2" not in str(raised.value)


def test_nothing_shows_a_key(aws: Path, caplog: pytest.LogCaptureFixture) -> None:
    (aws / "credentials").write_text(
        "[default]\naws_access_key_id=AKIDHIDDEN\naws_secret_access_key=hidden\n"
    )
    with caplog.at_level(logging.DEBUG):
        key = find_credentials(PLACE, environment={}, keyring=Ring())
    assert key.secret_key == "hidden"  # noqa: S105 - of a file that this test wrote
    for shown in (repr(key), str(key), f"{key}", caplog.text):
        assert "hidden" not in shown
        assert "AKIDHIDDEN" not in shown
