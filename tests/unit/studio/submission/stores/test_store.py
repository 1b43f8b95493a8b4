"""Objects in a folder and behind S3: the same tests for both."""

import hashlib
import os
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path

import obstore
import pytest

from recorder.bundle.errors import MissingObjectError, TooLargeError
from studio.demo.s3_server import S3Key, S3Server
from studio.submission import store_errors as errors
from studio.submission.credentials import Credentials
from studio.submission.stores import BundleStore, Removal, StoredObject, Verified, open_store
from tests.rigs.tcp_proxy import tcp_proxy
from tests.rigs.tls_listener import tls_listener

NAME = "bundles/0123/payload/000000"


def key_of(key: S3Key) -> Credentials:
    return Credentials(key.access_key, key.secret_key)


class CalledOffError(Exception):
    """Somebody pressed Cancel."""


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server) -> BundleStore:
    """An empty store whose owner may do everything."""
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    return open_store(s3.url(s3.fresh_place()), credentials=key_of(s3.admin))


@pytest.fixture
def aws_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that means something else."""
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_SESSION_TOKEN": "of another",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_UNSIGNED_PAYLOAD": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        "AWS_REGION": "mars-north-1",
        "AWS_BUCKET": "other",
    }.items():
        monkeypatch.setenv(name, value)


def test_put_and_read(store: BundleStore) -> None:
    data = random.Random(1).randbytes(8 << 20)
    put = store.put(NAME, data)
    assert (put.name, put.size, put.sha256) == (NAME, len(data), hashlib.sha256(data).hexdigest())
    assert put.verified is Verified.READ_BACK
    assert store.read(NAME, len(data)) == data
    assert store.size(NAME) == len(data)


def test_putting_again_replaces(store: BundleStore) -> None:
    store.put(NAME, b"first, longer")
    store.put(NAME, b"second")
    assert store.read(NAME, 100) == b"second"
    assert list(store.names("bundles")) == [StoredObject(NAME, 6)]


def test_reading_is_bounded(store: BundleStore) -> None:
    store.put(NAME, b"123456")
    assert store.read(NAME, 6) == b"123456"
    with pytest.raises(TooLargeError):
        store.read(NAME, 5)


def test_missing(store: BundleStore) -> None:
    store.put(NAME, b"x")
    with pytest.raises(MissingObjectError):
        store.read("bundles/0123/manifest.json", 10)
    with pytest.raises(MissingObjectError):
        store.read("bundles/0123", 10)
    assert store.size("bundles/0123/manifest.json") == 0


def test_listing(store: BundleStore) -> None:
    names = {f"bundles/{bundle}/payload/{part:06d}" for bundle in ("aa", "ab") for part in range(3)}
    for name in names:
        store.put(name, name.encode())
    assert set(store.names("bundles")) == {StoredObject(name, len(name)) for name in names}
    # A folder's name, not the beginning of one.
    assert {found.name for found in store.names("bundles/aa")} == {n for n in names if "/aa/" in n}
    assert list(store.names("bundles/a")) == []
    assert store.folders("bundles") == ("aa", "ab")
    assert store.folders("elsewhere") == ()


def test_listing_of_more_than_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store/bundles/aa/payload"
    folder.mkdir(parents=True)
    for number in range(2100):
        (folder / f"{number:06d}").write_bytes(b"x")
    found = [each.name for each in open_store(str(tmp_path / "store")).names("bundles")]
    assert len(found) == len(set(found)) == 2100
    # A store that never stops listing is not listened to for ever.
    monkeypatch.setattr("studio.submission.stores.store._MOST_LISTED", 2000)
    with pytest.raises(errors.OverfullStoreError):
        list(open_store(str(tmp_path / "store")).names("bundles"))


def test_removing(store: BundleStore) -> None:
    store.put(NAME, b"x")
    assert store.remove(NAME) is Removal.DELETED
    with pytest.raises(MissingObjectError):
        store.read(NAME, 10)
    assert store.remove(NAME) in {Removal.ABSENT, Removal.DELETED}
    assert list(store.names("bundles")) == []


def test_key_that_may_only_put(s3: S3Server, aws_of_another: None) -> None:
    place = s3.fresh_place()
    store = open_store(s3.url(place), credentials=key_of(s3.contributor))
    assert store.put(NAME, b"bytes").verified is Verified.CHECKED_BY_STORE
    assert s3.objects(place) == {NAME: b"bytes"}
    for refused in (lambda: store.read(NAME, 10), lambda: list(store.names("bundles"))):
        with pytest.raises(errors.StoreRefusedError):
            refused()
    assert store.remove(NAME) is Removal.OVERWRITTEN
    assert s3.objects(place) == {NAME: b""}
    reader = open_store(s3.url(place), credentials=key_of(s3.reader))
    assert list(reader.names("bundles")) == []
    assert reader.size(NAME) == 0
    with pytest.raises(MissingObjectError):
        reader.read(NAME, 10)


def test_key_that_may_only_read(s3: S3Server) -> None:
    store = open_store(s3.url(s3.fresh_place()), credentials=key_of(s3.reader))
    for refused in (lambda: store.put(NAME, b"x"), lambda: store.remove(NAME)):
        with pytest.raises(errors.StoreRefusedError):
            refused()


def test_keys_that_the_store_does_not_accept(s3: S3Server) -> None:
    url = s3.url(s3.fresh_place())
    open_store(url, credentials=key_of(s3.contributor)).ask()
    open_store(url, credentials=key_of(s3.reader)).ask()
    for wrong in (Credentials("NOBODY", "x"), Credentials(s3.reader.access_key, "not the secret")):
        store = open_store(url, credentials=wrong)
        asks: tuple[Callable[[], object], ...] = (
            store.ask,
            lambda store=store: store.put(NAME, b"x"),  # type: ignore[misc]
            lambda store=store: store.read(NAME, 9),  # type: ignore[misc]
            lambda store=store: list(store.names("bundles")),  # type: ignore[misc]
        )
        for refused in asks:
            with pytest.raises(errors.WrongStoreKeyError):
                refused()


def test_places_that_are_none(s3: S3Server) -> None:
    with pytest.raises(errors.NoSuchBucketError):
        open_store(s3.url("no-such-bucket"), credentials=key_of(s3.reader)).read(NAME, 10)
    nobody = s3.url(s3.fresh_place(), endpoint="http://127.0.0.1:1")
    with pytest.raises(errors.UnreachableStoreError):
        open_store(nobody, credentials=key_of(s3.reader)).read(NAME, 10)
    # It does not speak TLS; and nothing falls back to doing without.
    plain = s3.url(s3.fresh_place(), endpoint=s3.endpoint.replace("http:", "https:"))
    with pytest.raises(errors.UntrustedStoreError):
        open_store(plain, credentials=key_of(s3.reader)).put(NAME, b"x")


def test_store_that_nobody_vouches_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_listener(tmp_path) as (endpoint, certificate):
        url, key = f"{endpoint}/studies", Credentials("A", "b")
        with pytest.raises(errors.UntrustedStoreError):
            open_store(url, credentials=key).read(NAME, 10)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        with pytest.raises(MissingObjectError):
            open_store(url, credentials=key).read(NAME, 10)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "gone.pem"))
        with pytest.raises(errors.UntrustedStoreError):
            open_store(url, credentials=key)


def test_no_key_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(errors.NotSignedInError):
        open_store("s3://studies?endpoint=http://127.0.0.1:1")


def test_bent_on_the_way_is_noticed(s3: S3Server) -> None:
    place = s3.fresh_place()
    with tcp_proxy(s3.port) as proxy:
        proxy.bend(b"what was meant", b"what was bent!")
        store = open_store(s3.url(place, endpoint=proxy.endpoint), credentials=key_of(s3.contributor))
        with pytest.raises(errors.NotVerifiedError):
            store.put(NAME, b"this is what was meant, and signed")
    assert s3.objects(place) == {}


def test_bent_by_the_store_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = obstore.put_async

    async def bent(client: object, name: str, data: bytes, **rest: object) -> object:
        return await real(client, name, data[:-1] + b"?", **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(obstore, "put_async", bent)
    with pytest.raises(errors.NotVerifiedError):
        open_store(str(tmp_path / "store")).put(NAME, b"bytes")


@pytest.mark.parametrize("is_hash", [True, False])
def test_tag_that_is_not_the_hash(s3: S3Server, monkeypatch: pytest.MonkeyPatch, *, is_hash: bool) -> None:
    """The same wrong tag each time means other bytes; a new one each time, that it is no hash of them."""
    real = obstore.put_async
    made = iter(range(100))

    async def tagged(*given: object, **rest: object) -> dict[str, str | None]:
        await real(*given, **rest)  # type: ignore[arg-type]
        return {"e_tag": f'"{0 if is_hash else next(made):032x}"', "version": None}

    monkeypatch.setattr(obstore, "put_async", tagged)
    store = open_store(s3.url(s3.fresh_place()), credentials=key_of(s3.contributor))
    if is_hash:
        with pytest.raises(errors.NotVerifiedError):
            store.put(NAME, b"bytes")
    else:
        assert store.put(NAME, b"bytes").verified is Verified.CHECKED_BY_STORE


def test_called_off_while_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pressed = [0.0]

        def watch() -> None:
            if time.monotonic() >= pressed[0]:
                raise CalledOffError

        url = f"http://127.0.0.1:{silent.getsockname()[1]}/studies"
        store = open_store(url, credentials=Credentials("A", "b"), watch=watch)
        calls: tuple[Callable[[], object], ...] = (
            lambda: store.put(NAME, random.Random(1).randbytes(8 << 20)),
            lambda: store.read(NAME, 10),
            lambda: list(store.names("bundles")),
            lambda: store.remove(NAME),
        )
        for call in calls:
            pressed[0] = time.monotonic() + 0.1
            with pytest.raises(CalledOffError):
                call()
            assert time.monotonic() - pressed[0] < 0.2


def test_what_watch_raises_is_no_fault_of_the_store(tmp_path: Path) -> None:
    def watch() -> None:
        raise OSError(28, "as if the disk were full")

    store = open_store(str(tmp_path / "store"), watch=watch)
    with pytest.raises(OSError, match="as if"):
        store.put(NAME, b"x")


def test_folder_is_made_below_one_that_is_there(tmp_path: Path) -> None:
    open_store(str(tmp_path / "new")).put(NAME, b"x")
    assert (tmp_path / "new" / NAME).read_bytes() == b"x"


def test_folder_of_a_drive_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "drive/studies"
    store = open_store(missing.as_uri())
    asks: tuple[Callable[[], object], ...] = (
        lambda: store.put(NAME, b"x"),
        lambda: store.read(NAME, 9),
        lambda: list(store.names("bundles")),
        lambda: store.remove(NAME),
    )
    for ask in asks:
        with pytest.raises(errors.StoreFolderMissingError, match="not there"):
            ask()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["/mnt/usb", "/media/usb", "/media/anna/usb", "/run/media/anna/usb"])
def test_folder_where_drives_appear_is_not_made(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.is_dir
    monkeypatch.setattr(
        Path, "is_dir", lambda self: str(self) != folder and (real(self) or self.parts[1:2] != ())
    )
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: pytest.fail("it was made"))
    with pytest.raises(errors.StoreFolderMissingError):
        open_store(folder).put(NAME, b"x")


def test_write_that_was_cut_off_is_not_seen_and_is_tidied(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.put(NAME, b"x")
    left = tmp_path / "store" / f"{NAME}#1"
    left.write_bytes(b"half")
    assert list(store.names("bundles")) == [StoredObject(NAME, 1)]
    store.tidy("bundles/0123")
    assert not left.exists()
    assert store.read(NAME, 1) == b"x"


def test_tidying_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine#1").write_bytes(b"x")
    (tmp_path / "store/bundles/aa").mkdir(parents=True)
    (tmp_path / "store/bundles/aa/payload").symlink_to(outside)
    (tmp_path / "store/bundles/bb").symlink_to(outside)
    store = open_store(str(tmp_path / "store"))
    store.tidy("bundles/aa")
    store.tidy("bundles/bb")
    assert (outside / "mine#1").exists()


def test_nothing_shows_the_key(s3: S3Server) -> None:
    key = s3.contributor
    store = open_store(s3.url(s3.fresh_place()), credentials=key_of(key))
    with pytest.raises(errors.StoreRefusedError) as raised:
        store.read(NAME, 10)
    client = store._client()  # noqa: SLF001 - a debugger would find it too
    shown = [repr(store), repr(client), str(client.config), str(raised.value), repr(raised.value)]  # type: ignore[union-attr]
    for text in shown:
        assert key.secret_key not in text
        assert key.access_key not in text
    assert raised.value.__cause__ is None


def test_secret_is_never_sent(s3: S3Server) -> None:
    with tcp_proxy(s3.port, listens=True) as proxy:
        url = s3.url(s3.fresh_place(), endpoint=proxy.endpoint)
        store = open_store(url, credentials=key_of(s3.contributor))
        store.put(NAME, os.urandom(1000))
        store.remove(NAME)
    assert s3.contributor.access_key.encode() in proxy.sent
    assert s3.contributor.secret_key.encode() not in proxy.sent
    # What the store has to check.
    assert b"x-amz-checksum-sha256" in proxy.sent.lower()
    assert b"UNSIGNED-PAYLOAD" not in proxy.sent
