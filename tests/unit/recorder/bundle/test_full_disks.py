"""A disk that fills up ends the work with a clear word, and nothing is left of it."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recorder.bundle.sealing import seal
from recorder.vault.errors import DiskFullError
from tests.rigs.sealed_bundle import BundleRig, nothing_told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "assent-test", str(disk)]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_nothing_received(rig: BundleRig, small_disk: Path) -> None:
    with pytest.raises(DiskFullError):
        rig.open(replace(rig.open_order(), path=small_disk / "received.db"))
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_leaves_nothing_sealed(rig: BundleRig, small_disk: Path) -> None:
    with pytest.raises(DiskFullError):
        seal(replace(rig.order, folder=small_disk), nothing_told)
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    assert not (small_disk / "bundles" / rig.bundle_id).exists()
