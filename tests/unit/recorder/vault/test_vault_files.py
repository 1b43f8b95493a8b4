"""The small rooms under the vault: its folder, its lock, its files on the disk."""

import os
from pathlib import Path

import platformdirs
import pytest

from recorder.vault.disk import (
    create_private_file,
    make_private_folder,
    overwrite,
    reserve_space,
    shred,
    write_atomically,
)
from recorder.vault.errors import VaultBusyError
from recorder.vault.home import assent_home
from recorder.vault.lock import VaultLock


def test_the_home_is_the_variable_or_the_platforms_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSENT_HOME", str(tmp_path))
    assert assent_home() == tmp_path
    monkeypatch.setenv("ASSENT_HOME", "~/vault")
    assert assent_home() == Path.home() / "vault"
    for empty in ("", None):
        if empty is None:
            monkeypatch.delenv("ASSENT_HOME")
        else:
            monkeypatch.setenv("ASSENT_HOME", empty)
        assert assent_home() == Path(platformdirs.user_data_dir("assent", appauthor=False))


def test_a_lock_tells_its_holder_and_can_be_taken_again(tmp_path: Path) -> None:
    path = tmp_path / "vault.lock"
    path.write_text("99999999999\n")
    with VaultLock(path) as lock:
        with pytest.raises(VaultBusyError) as caught:
            VaultLock(path)
        assert caught.value.pid == os.getpid()
        lock.release()
        VaultLock(path).release()
    assert path.exists()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600

    def fail(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"newer")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, (1 << 20) + 4099])
def test_every_byte_is_overwritten_in_place(tmp_path: Path, size: int) -> None:
    path, link = tmp_path / "a", tmp_path / "link"
    path.write_bytes(b"\xaa" * size)
    os.link(path, link)
    overwrite(path)
    content = link.read_bytes()
    assert len(content) == size
    for start in range(0, size - 64, 64):
        assert content[start : start + 64] != b"\xaa" * 64
    shred(path)
    shred(path)
    assert not path.exists()


def test_files_and_folders_are_their_owners(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b")
    create_private_file(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b" / "c").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_private_file(tmp_path / "a" / "b" / "c")


def test_reserved_space_is_really_taken(tmp_path: Path) -> None:
    reserve_space(tmp_path / "r", 1 << 20)
    taken = (tmp_path / "r").stat()
    assert taken.st_size == 1 << 20
    assert taken.st_blocks * 512 >= 1 << 20
