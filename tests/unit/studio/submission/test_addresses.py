"""How people name stores and bundles."""

from pathlib import Path

import pytest

from studio.submission.addresses import (
    BundlePlace,
    PlaceUnclearError,
    bundle_place,
    bundle_url,
    store_place,
)

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/srv/store", "file:///srv/store"),
        ("/srv/my store/", "file:///srv/my%20store"),
        ("file:///srv/store/", "file:///srv/store"),
        ("s3://bucket", "s3://bucket"),
        ("s3://bucket/", "s3://bucket"),
        ("s3://bucket/a/b/?region=eu", "s3://bucket/a/b?region=eu"),
        ("https://host:9000/bucket", "https://host:9000/bucket"),
    ],
)
def test_a_store_has_one_name(text: str, url: str) -> None:
    assert store_place(text) == url
    assert store_place(url) == url


def test_a_folder_is_meant_from_where_the_person_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert store_place("store") == (tmp_path / "store").as_uri()


@pytest.mark.parametrize(
    "store", ["file:///srv/my%20store", "s3://bucket", "s3://bucket/a?region=eu", "file:///"]
)
@pytest.mark.parametrize("ending", ["", "/", "/manifest.json"])
def test_a_bundle_is_named_by_its_folder_or_its_manifest(store: str, ending: str) -> None:
    place = BundlePlace(store, ID)
    path, mark, query = bundle_url(place).partition("?")
    assert bundle_place(f"{path}{ending}{mark}{query}") == place


def test_a_bundle_is_named_by_a_path() -> None:
    assert bundle_place(f"/srv/store/bundles/{ID}/manifest.json") == BundlePlace("file:///srv/store", ID)


@pytest.mark.parametrize(
    "text",
    [
        "/srv/store",
        f"/srv/store/{ID}",
        "/srv/store/bundles/short",
        f"/srv/store/bundles/{ID.upper()}",
        f"s3://bucket/bundles/{ID}/payload/000000",
        "",
        "s3://[bucket",
    ],
)
def test_anything_else_is_no_bundle(text: str) -> None:
    with pytest.raises(PlaceUnclearError):
        bundle_place(text)
