"""Sending a sealed bundle, and taking it out again: in a folder and behind S3."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from recorder.bundle.errors import MissingObjectError, WithdrawnBundleError
from recorder.bundle.layout import part_name, withdrawal_name
from studio.demo.s3_server import S3Server
from studio.submission.credentials import Credentials
from studio.submission.fetching import Fetching
from studio.submission.removing import possible_names, remove_bundle, upload_withdrawal
from studio.submission.store_errors import BrokenOutboxError, StoreFolderMissingError, UnreachableStoreError
from studio.submission.stores import Verified, open_store
from studio.submission.uploading import Delivered, upload
from tests.rigs.outbox import Outbox, fill_outbox
from tests.rigs.tcp_proxy import tcp_proxy


class Place(NamedTuple):
    """A store, the key of whoever sends, and how to look at all of it."""

    url: str
    key: Credentials | None
    objects: Callable[[], dict[str, bytes]]
    may_read: bool = True


def folder_place(root: Path) -> Place:
    return Place(
        root.as_uri(),
        None,
        lambda: {
            str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()
        },
    )


@pytest.fixture(params=["folder", "s3", "s3, put only"])
def place(request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server) -> Place:
    if request.param == "folder":
        return folder_place(tmp_path / "store")
    where = s3.fresh_place()
    who = s3.admin if request.param == "s3" else s3.contributor
    key = Credentials(who.access_key, who.secret_key)
    # Without what was emptied, as for every reader.
    look = lambda: {name: data for name, data in s3.objects(where).items() if data}  # noqa: E731
    return Place(s3.url(where), key, look, who is s3.admin)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return fill_outbox(tmp_path / "outbox")


def quiet(done: int, total: int) -> None:
    assert done <= total


def send(outbox: Outbox, place: Place, progress: Callable[[int, int], None] = quiet) -> Delivered:
    return upload(replace(outbox.order(place.url), credentials=place.key), progress, wait=lambda _: None)


def take_out(outbox: Outbox, place: Place, names: tuple[str, ...] = ()) -> dict[str, int]:
    upload_withdrawal(
        place.url, outbox.bundle_id, outbox.withdrawal, credentials=place.key, wait=lambda _: None
    )
    return dict(
        remove_bundle(
            place.url, outbox.bundle_id, quiet, names=names, credentials=place.key, wait=lambda _: None
        )
    )


def test_all_of_it_arrives(outbox: Outbox, place: Place) -> None:
    told: list[tuple[int, int]] = []
    sent = send(outbox, place, lambda done, total: told.append((done, total)))
    assert place.objects() == outbox.objects
    assert (sent.bundle_id, sent.store_url, sent.total_bytes) == (
        outbox.bundle_id,
        place.url,
        outbox.total_bytes,
    )
    assert set(sent.names) == set(outbox.objects)
    assert sent.sent == len(outbox.objects)
    assert told[0] == (0, outbox.total_bytes)
    assert told[-1] == (outbox.total_bytes, outbox.total_bytes)
    assert told == sorted(told)


def test_says_how_it_was_verified(outbox: Outbox, place: Place) -> None:
    expected = Verified.READ_BACK if place.may_read else Verified.CHECKED_BY_STORE
    assert send(outbox, place).verified is expected


def test_twice_is_once(outbox: Outbox, place: Place) -> None:
    first = send(outbox, place)
    again = send(outbox, place)
    assert place.objects() == outbox.objects
    assert again.sent == 1
    assert again == replace(first, sent=1)


def test_manifest_is_last(outbox: Outbox, place: Place) -> None:
    sizes: list[int] = []

    def look(done: int, total: int) -> None:
        there = place.objects() if sizes or done else {}
        sizes.append(len(there))
        if outbox.manifest_name in there:
            assert there == outbox.objects

    send(outbox, place, look)
    assert max(sizes) == len(outbox.objects)


def test_goes_on_where_it_stopped(outbox: Outbox, place: Place) -> None:
    def stop(done: int, total: int) -> None:
        if done > 40_000 - 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        send(outbox, place, stop)
    there = place.objects()
    assert outbox.manifest_name not in there
    assert set(there) == {part_name(outbox.bundle_id, 0), part_name(outbox.bundle_id, 1)}
    assert send(outbox, place).sent == len(outbox.objects) - 2
    assert place.objects() == outbox.objects


def test_what_the_store_lost_meanwhile_is_sent_again(outbox: Outbox, tmp_path: Path) -> None:
    place = folder_place(tmp_path / "store")
    send(outbox, place)
    open_store(place.url).remove(part_name(outbox.bundle_id, 1))
    assert send(outbox, place).sent == 2
    assert place.objects() == outbox.objects


def test_another_store_gets_all_of_it(outbox: Outbox, place: Place, tmp_path: Path) -> None:
    send(outbox, place)
    assert send(outbox, folder_place(tmp_path / "other")).sent == len(outbox.objects)


def test_sealed_anew_replaces_and_never_mixes(outbox: Outbox, place: Place, tmp_path: Path) -> None:
    send(outbox, place)
    anew = fill_outbox(tmp_path / "anew", bundle_id=outbox.bundle_id, seed=1)
    before = outbox.objects[outbox.manifest_name]

    def look(done: int, total: int) -> None:
        if done:
            assert place.objects().get(outbox.manifest_name) != before

    send(anew, place, look)
    there = place.objects()
    assert {name: there[name] for name in anew.objects} == anew.objects


@pytest.mark.parametrize("harm", ["changed", "missing", "longer", "manifest", "grant"])
def test_damaged_outbox_is_never_sent(outbox: Outbox, tmp_path: Path, harm: str) -> None:
    part = outbox.folder / part_name(outbox.bundle_id, 1)
    match harm:
        case "changed":
            part.write_bytes(b"?" + part.read_bytes()[1:])
        case "missing":
            part.unlink()
        case "longer":
            part.write_bytes(part.read_bytes() + b"?")
        case "manifest":
            (outbox.folder / outbox.manifest_name).write_bytes(b"{}")
        case _:
            next((outbox.folder / "bundles" / outbox.bundle_id / "grants").iterdir()).unlink()
    root = tmp_path / "store"
    with pytest.raises(BrokenOutboxError):
        send(outbox, folder_place(root))
    assert not (root / outbox.manifest_name).exists()


def test_journal_cut_off_by_a_crash(outbox: Outbox, tmp_path: Path) -> None:
    place = folder_place(tmp_path / "store")
    send(outbox, place)
    journal = outbox.folder / f"delivered-{outbox.bundle_id}.jsonl"
    text = journal.read_bytes()
    journal.write_bytes(text[: len(text) - 40])
    assert send(outbox, place).sent == 1
    journal.write_bytes(b"\xff\x00{}\n[]\n")
    assert send(outbox, place).sent == len(outbox.objects)


def test_journal_holds_no_address(outbox: Outbox, tmp_path: Path) -> None:
    send(outbox, folder_place(tmp_path / "store"))
    assert b"store/" not in (outbox.folder / f"delivered-{outbox.bundle_id}.jsonl").read_bytes()


def test_folder_that_is_gone_is_not_made(outbox: Outbox, tmp_path: Path) -> None:
    with pytest.raises(StoreFolderMissingError):
        send(outbox, folder_place(tmp_path / "drive/store"))
    assert not (tmp_path / "drive").exists()


def test_taken_out_again(outbox: Outbox, place: Place) -> None:
    send(outbox, place)
    names = possible_names(outbox.bundle_id, outbox.total_bytes, outbox.age_keys)
    # Its parts are smaller than others are made, so their number does not follow from its size.
    names += tuple(part_name(outbox.bundle_id, number) for number in range(3))
    ends = take_out(outbox, place, names)
    left = place.objects()
    assert {name: data for name, data in left.items() if data} == {
        withdrawal_name(outbox.bundle_id): outbox.withdrawal
    }
    assert sum(ends.values()) == len(outbox.objects)
    assert take_out(outbox, place, names).keys() <= {"deleted", "absent", "overwritten"}


def test_taken_out_is_not_sent_again(outbox: Outbox, tmp_path: Path) -> None:
    place = folder_place(tmp_path / "store")
    send(outbox, place)
    take_out(outbox, place)
    with pytest.raises(WithdrawnBundleError):
        send(outbox, place)
    with pytest.raises(MissingObjectError):
        open_store(place.url).read(outbox.manifest_name, 1 << 20)


def test_taking_out_touches_nothing_else(outbox: Outbox, tmp_path: Path) -> None:
    root = tmp_path / "store"
    place = folder_place(root)
    other = fill_outbox(tmp_path / "other")
    send(outbox, place)
    send(other, place)
    strange = root / "bundles" / outbox.bundle_id / "letter.odt"
    strange.write_bytes(b"of somebody")
    take_out(outbox, place, names=(other.manifest_name, "../outbox/x"))
    assert strange.read_bytes() == b"of somebody"
    assert all((root / name).read_bytes() == data for name, data in other.objects.items())


def test_possible_names_cover_a_real_bundle(tmp_path: Path) -> None:
    outbox = fill_outbox(tmp_path / "outbox", parts=2, part_bytes=8 << 20)
    assert set(outbox.objects) <= set(possible_names(outbox.bundle_id, outbox.total_bytes, outbox.age_keys))


def test_fetching_tries_again(outbox: Outbox, s3: S3Server) -> None:
    place = s3.fresh_place()
    key = Credentials(s3.admin.access_key, s3.admin.secret_key)
    upload(replace(outbox.order(s3.url(place)), credentials=key), quiet)
    with tcp_proxy(s3.port) as proxy:
        waits: list[float] = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                proxy.plug_in()

        fetching = Fetching(s3.url(place, endpoint=proxy.endpoint), quiet, credentials=key, wait=wait)
        assert fetching.bundle_ids() == (outbox.bundle_id,)
        proxy.unplug()
        name = part_name(outbox.bundle_id, 2)
        assert fetching.read(name, 1 << 20) == outbox.objects[name]
        assert len(waits) == 3
        proxy.unplug()
        waits[:] = [0.0] * 3
        with pytest.raises(UnreachableStoreError):
            fetching.read(name, 1 << 20)
