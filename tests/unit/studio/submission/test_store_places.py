"""Addresses of stores: what they name, and what is refused."""

from pathlib import Path

import pytest

from studio.submission.store_errors import StoreUrlError
from studio.submission.store_places import FolderPlace, S3Place, StoreKind, read_place


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/media/anna/usb/studies", "/media/anna/usb/studies"),
        ("file:///srv/studies", "/srv/studies"),
        ("file://localhost/srv/studies", "/srv/studies"),
        ("file:///srv/my%20studies", "/srv/my studies"),
    ],
)
def test_folders(url: str, path: str) -> None:
    place = read_place(url)
    assert place == FolderPlace(Path(path))
    assert place.kind is StoreKind.FOLDER
    assert place.shown == path


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("s3://studies", S3Place("studies", "", None, None)),
        ("s3://studies/", S3Place("studies", "", None, None)),
        ("s3://studies/a/b%20c/", S3Place("studies", "a/b c", None, None)),
        ("s3://st.u-d_ies/a?region=eu-central-1", S3Place("st.u-d_ies", "a", None, "eu-central-1")),
        (
            "s3://studies?endpoint=https://s3.example:9000",
            S3Place("studies", "", "https://s3.example:9000", None),
        ),
        ("s3://studies?endpoint=s3.example", S3Place("studies", "", "https://s3.example", None)),
        ("s3://studies?endpoint=http://127.0.0.1:1/", S3Place("studies", "", "http://127.0.0.1:1", None)),
        ("https://s3.example/studies/a?region=x", S3Place("studies", "a", "https://s3.example", "x")),
        ("http://localhost:8333/studies", S3Place("studies", "", "http://localhost:8333", None)),
    ],
)
def test_buckets(url: str, place: S3Place) -> None:
    assert read_place(url) == place
    assert place.kind is StoreKind.S3


def test_shown_names_bucket_and_server_only() -> None:
    place = read_place("s3://studies/a?endpoint=https://s3.example:9000&region=eu")
    assert place.shown == "s3://studies/a (s3.example:9000)"
    assert read_place("s3://studies/a").shown == "s3://studies/a"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "studies",
        "./studies",
        "~/studies",
        "ftp://host/x",
        "gs://bucket",
        "file://server/share",
        "file:",
        "file:///srv?x=1",
        "s3://",
        "s3:///prefix",
        "s3://bucket/a//b",
        "s3://bucket/../other",
        "s3://bucket/a%2Fb",
        "s3://bucket/%00",
        "s3://bucket#part",
        "s3://bucket?endpoint=ftp://host",
        "s3://bucket?endpoint=https://host/path",
        "s3://bucket?endpoint=https://me:word@host",
        "s3://bucket?region=EU Central",
        "s3://bucket?region=a&region=b",
        "s3://bucket:1",
        "https://host",
        "https://host/",
        "https://host:x/bucket",
        "https://host/bucket?endpoint=other",
        "/srv/stu\ndies",
        "/" + "x" * 3000,
    ],
)
def test_refused(url: str) -> None:
    with pytest.raises(StoreUrlError):
        read_place(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://me:hunter2hunter2@host/bucket",
        "s3://AKIA:hunter2hunter2@bucket",
        "s3://bucket?secret_access_key=hunter2hunter2",
        "s3://bucket?endpoint=https://me:hunter2hunter2@host",
    ],
)
def test_secrets_in_an_address_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(StoreUrlError) as raised:
        read_place(url)
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in repr(raised.value)
    assert raised.value.__cause__ is None
