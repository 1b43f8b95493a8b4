"""Promise 7, on the way out: whatever breaks while a bundle is sent, nothing is lost, doubled or half there.

The bundles here are sealed as far as sending is concerned: signed, their parts random.
"""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.layout import withdrawal_name
from studio.demo.s3_server import S3Server, s3_server
from studio.submission.credentials import Credentials
from studio.submission.patience import PATIENCE_SECONDS
from studio.submission.removing import possible_names, remove_bundle, upload_withdrawal
from studio.submission.store_errors import (
    ReadOnlyStoreError,
    StoreFolderMissingError,
    StoreFullError,
    UnreachableStoreError,
)
from studio.submission.uploading import Delivered, upload
from tests.rigs.outbox import Outbox, fill_outbox
from tests.rigs.tcp_proxy import TcpProxy, tcp_proxy

_POINTS: Final = 10


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return fill_outbox(tmp_path / "outbox", parts=6, part_bytes=150_000)


def quiet(done: int, total: int) -> None:
    assert done <= total


def no_wait(seconds: float) -> None:
    """Time passes at once."""


def send(
    outbox: Outbox, url: str, server: S3Server | None = None, wait: Callable[[float], None] = no_wait
) -> Delivered:
    """Send as a contributor, whose key may only put."""
    key = Credentials(server.contributor.access_key, server.contributor.secret_key) if server else None
    return upload(replace(outbox.order(url), credentials=key), quiet, wait=wait)


def seen(server: S3Server, place: str) -> dict[str, bytes]:
    """What a reader finds: what has no byte is not there."""
    return {name: data for name, data in server.objects(place).items() if data}


def assert_nothing_half(there: dict[str, bytes], outbox: Outbox) -> None:
    """No object that is not whole, none that is not the bundle's, and a manifest only beside all of them."""
    assert there.items() <= outbox.objects.items()
    if outbox.manifest_name in there:
        assert there == outbox.objects


def points(outbox: Outbox) -> list[int]:
    """Places in the stream of bytes, from the first to the last request."""
    return [outbox.total_bytes * number // _POINTS + 200 for number in range(_POINTS)]


@pytest.fixture
def wire(s3: S3Server) -> Iterator[TcpProxy]:
    with tcp_proxy(s3.port) as proxy:
        yield proxy


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_server_that_is_killed_at_ten_points(tmp_path: Path) -> None:
    with s3_server(tmp_path) as server, tcp_proxy(server.port) as proxy:
        where = server.fresh_place()
        url = server.url(where, endpoint=proxy.endpoint)
        outbox = fill_outbox(tmp_path / "outbox", parts=10, part_bytes=60_000)
        killed: list[int] = []
        killing = threading.Lock()

        def kill() -> None:
            with killing:
                killed.append(proxy.passed)
                server.kill()

        def start_again(seconds: float) -> None:
            with killing:
                if server.is_running:
                    return
                server.start()
            assert_nothing_half(seen(server, where), outbox)
            if len(killed) < _POINTS:
                # Past what is sent again, and each time further into the object after it.
                proxy.after(61_000 + 6_000 * len(killed), kill)

        proxy.after(200, kill)
        delivered = send(outbox, url, server, wait=start_again)
        assert len(killed) == _POINTS
        assert seen(server, where) == outbox.objects
        assert delivered.sent == len(outbox.objects)
        # Nor did the kills undo what is delivered.
        server.kill()
        server.start()
        assert seen(server, where) == outbox.objects


def test_connection_that_breaks_at_every_point(outbox: Outbox, s3: S3Server, wire: TcpProxy) -> None:
    for point in points(outbox):
        where = s3.fresh_place()
        waits: list[float] = []
        wire.after(point)
        delivered = send(outbox, s3.url(where, endpoint=wire.endpoint), s3, wait=waits.append)
        assert len(waits) == 1
        assert seen(s3, where) == outbox.objects
        assert delivered.sent == len(outbox.objects)
        forget(outbox)


def test_program_that_ends_at_every_point(outbox: Outbox, s3: S3Server, wire: TcpProxy) -> None:
    """As after a power cut of the contributor's machine: only the outbox is left."""
    for point in points(outbox):
        where = s3.fresh_place()
        url = s3.url(where, endpoint=wire.endpoint)
        wire.after(point)
        with pytest.raises(InterruptedError):
            send(outbox, url, s3, wait=end)
        before = seen(s3, where)
        assert_nothing_half(before, outbox)
        assert send(outbox, url, s3).sent <= len(outbox.objects) - len(before) + 1
        assert seen(s3, where) == outbox.objects
        forget(outbox)


def test_network_that_is_gone_for_a_minute(outbox: Outbox, s3: S3Server, wire: TcpProxy) -> None:
    where = s3.fresh_place()
    gone: list[float] = []

    def wait(seconds: float) -> None:
        gone.append(seconds)
        if sum(gone) >= 60:
            wire.plug_in()

    wire.after(outbox.total_bytes // 2, wire.unplug)
    delivered = send(outbox, s3.url(where, endpoint=wire.endpoint), s3, wait=wait)
    # It asked again some times, not all the time.
    assert 60 <= sum(gone) < 60 + 30
    assert len(gone) < 15
    assert seen(s3, where) == outbox.objects
    assert delivered.sent == len(outbox.objects)


def test_network_that_stays_gone(outbox: Outbox, s3: S3Server, wire: TcpProxy) -> None:
    where = s3.fresh_place()
    url = s3.url(where, endpoint=wire.endpoint)
    gone: list[float] = []
    wire.after(outbox.total_bytes // 2, wire.unplug)
    with pytest.raises(UnreachableStoreError):
        send(outbox, url, s3, wait=gone.append)
    assert sum(gone) <= PATIENCE_SECONDS
    there = seen(s3, where)
    assert there
    assert_nothing_half(there, outbox)
    wire.plug_in()
    assert send(outbox, url, s3).sent < len(outbox.objects)
    assert seen(s3, where) == outbox.objects


def test_two_uploads_at_once_end_as_one(outbox: Outbox, s3: S3Server) -> None:
    where = s3.fresh_place()
    both = threading.Barrier(2)

    def one() -> Delivered:
        both.wait()
        return send(outbox, s3.url(where), s3)

    with ThreadPoolExecutor(2) as pool:
        delivered = [future.result() for future in [pool.submit(one), pool.submit(one)]]
    assert seen(s3, where) == outbox.objects
    assert delivered[0].manifest_sha256 == delivered[1].manifest_sha256
    assert delivered[0].names == delivered[1].names


def test_two_uploads_at_once_into_a_folder_end_as_one(outbox: Outbox, tmp_path: Path) -> None:
    both = threading.Barrier(2)
    root = tmp_path / "store"

    def one() -> Delivered:
        both.wait()
        return send(outbox, root.as_uri())

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(one), pool.submit(one)]:
            future.result()
    assert in_folder(root) == outbox.objects


def test_withdrawal_that_breaks_at_every_point(outbox: Outbox, s3: S3Server, wire: TcpProxy) -> None:
    """The withdrawal is there before anything goes, and the manifest goes first."""
    key = Credentials(s3.contributor.access_key, s3.contributor.secret_key)
    names = possible_names(outbox.bundle_id, 0, outbox.age_keys) + tuple(
        name for name in outbox.objects if "/payload/" in name
    )

    def take_out(url: str, wait: Callable[[float], None]) -> None:
        upload_withdrawal(url, outbox.bundle_id, outbox.withdrawal, credentials=key, wait=wait)
        remove_bundle(url, outbox.bundle_id, quiet, names=names, credentials=key, wait=wait)

    before = wire.passed
    take_out(s3.url(s3.fresh_place(), endpoint=wire.endpoint), no_wait)
    in_all = wire.passed - before
    for point in range(50, in_all, in_all // _POINTS):
        where = s3.fresh_place()
        url = s3.url(where, endpoint=wire.endpoint)
        send(outbox, url, s3)
        wire.after(point)
        with pytest.raises(InterruptedError):
            take_out(url, end)
        there = seen(s3, where)
        gone = outbox.objects.keys() - there.keys()
        if gone:
            assert there[withdrawal_name(outbox.bundle_id)] == outbox.withdrawal
            assert outbox.manifest_name in gone
        take_out(url, no_wait)
        assert seen(s3, where) == {withdrawal_name(outbox.bundle_id): outbox.withdrawal}
        forget(outbox)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte, in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=512k,mode=700", "assent-test", str(disk))
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_disk_that_is_full(outbox: Outbox, small_disk: Path) -> None:
    root = small_disk / "store"
    with pytest.raises(StoreFullError):
        send(outbox, root.as_uri())
    there = {name: data for name, data in in_folder(root).items() if "#" not in name}
    assert there
    assert_nothing_half(there, outbox)
    mount("-o", "remount,size=4m", str(small_disk))
    assert send(outbox, root.as_uri()).sent < len(outbox.objects)
    assert {n: d for n, d in in_folder(root).items() if "#" not in n} == outbox.objects


def test_disk_that_takes_no_more_writing(outbox: Outbox, small_disk: Path) -> None:
    root = small_disk / "store"
    mount("-o", "remount,size=4m", str(small_disk))

    def protect(done: int, total: int) -> None:
        if done >= 300_000:
            mount("-o", "remount,ro", str(small_disk))

    with pytest.raises(ReadOnlyStoreError):
        upload(outbox.order(root.as_uri()), protect, wait=no_wait)
    assert_nothing_half(in_folder(root), outbox)
    mount("-o", "remount,rw", str(small_disk))
    assert send(outbox, root.as_uri()).sent < len(outbox.objects)
    assert in_folder(root) == outbox.objects


def test_drive_that_is_pulled_out_and_put_back(outbox: Outbox, tmp_path: Path) -> None:
    drive, pocket = tmp_path / "drive", tmp_path / "pocket"
    drive.mkdir()
    root = drive / "store"

    def pull(done: int, total: int) -> None:
        if done >= 300_000 and drive.exists():
            drive.rename(pocket)

    with pytest.raises(StoreFolderMissingError):
        upload(outbox.order(root.as_uri()), pull, wait=no_wait)
    # Nothing took its place on the disk of this computer.
    assert not drive.exists()
    pocket.rename(drive)
    assert_nothing_half(in_folder(root), outbox)
    assert send(outbox, root.as_uri()).sent < len(outbox.objects)
    assert in_folder(root) == outbox.objects


def in_folder(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def forget(outbox: Outbox) -> None:
    """As if nothing of it had been sent yet."""
    (outbox.folder / f"delivered-{outbox.bundle_id}.jsonl").unlink()


def end(seconds: float) -> None:
    """The program ends instead of trying again."""
    raise InterruptedError


def mount(*arguments: str) -> None:
    mounted = subprocess.run(
        [shutil.which("mount") or "mount", *arguments], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"this needs the right to mount: {mounted.stderr.strip()}")
