"""The S3 server that the tests talk to really keeps its identities apart: else they would prove nothing."""

from pathlib import Path

import obstore
import pytest
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError

from studio.demo.s3_server import S3Server, s3_server


def test_contributor_can_put_and_nothing_else(s3: S3Server) -> None:
    place = s3.fresh_place()
    obstore.put(s3.store(place, s3.admin), "of-another", b"theirs")
    store = s3.store(place, s3.contributor)
    obstore.put(store, "mine", b"first")
    obstore.put(store, "mine", b"second")
    for name in ("mine", "of-another"):
        with pytest.raises(PermissionDeniedError):
            obstore.get(store, name)
        with pytest.raises(PermissionDeniedError):
            obstore.head(store, name)
        with pytest.raises(BaseError, match="AccessDenied"):
            obstore.delete(store, name)
    with pytest.raises(BaseError, match="AccessDenied"):
        list(obstore.list(store))
    with pytest.raises(PermissionDeniedError):
        obstore.copy(store, "of-another", "mine")
    assert s3.objects(place) == {"mine": b"second", "of-another": b"theirs"}


def test_contributor_can_put_only_where_nothing_is(s3: S3Server) -> None:
    store = s3.store(s3.fresh_place(), s3.contributor)
    obstore.put(store, "mine", b"first", mode="create")
    with pytest.raises(AlreadyExistsError):
        obstore.put(store, "mine", b"second", mode="create")


def test_reader_can_list_and_read_and_nothing_else(s3: S3Server) -> None:
    place = s3.fresh_place()
    obstore.put(s3.store(place, s3.admin), "it", b"bytes")
    store = s3.store(place, s3.reader)
    assert bytes(obstore.get(store, "it").bytes()) == b"bytes"
    assert [found["path"] for page in obstore.list(store) for found in page] == ["it"]
    with pytest.raises(PermissionDeniedError):
        obstore.put(store, "it", b"other")
    with pytest.raises(BaseError, match="AccessDenied"):
        obstore.delete(store, "it")


def test_stranger_and_nobody_get_nothing(s3: S3Server) -> None:
    place = s3.fresh_place()
    obstore.put(s3.store(place, s3.admin), "it", b"bytes")
    store = s3.store(place, s3.stranger)
    with pytest.raises(PermissionDeniedError):
        obstore.get(store, "it")
    with pytest.raises(PermissionDeniedError):
        obstore.put(store, "it", b"other")
    with pytest.raises(BaseError, match="AccessDenied"):
        list(obstore.list(store))


def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    with s3_server(tmp_path) as server:
        place = server.fresh_place()
        obstore.put(server.store(place, server.contributor), "kept", b"bytes" * 1000)
        server.kill()
        server.start()
        assert server.objects(place) == {"kept": b"bytes" * 1000}
