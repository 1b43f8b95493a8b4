"""Backups: a folder with the vault's files as they are, encrypted, and a list of their hashes.

All or nothing in both directions: everything is written beside its place, checked, and then renamed into it.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from recorder.vault.disk import (
    clear_disk_errors,
    create_private_file,
    make_private_folder,
    sync_folder,
    write_atomically,
)
from recorder.vault.errors import BackupIncompleteError, VaultExistsError
from recorder.vault.home import VaultPaths, unfinished_path

_LIST: Final = "backup.json"
_KNOWN_NAME: Final = re.compile(r"vault\.json|catalog\.db|(?:sessions|episodes)/[0-9a-z][0-9a-z-]*\.db")
_CHUNK_BYTES: Final = 1 << 20


def write_backup(
    source: VaultPaths,
    destination: Path,
    *,
    session_ids: tuple[str, ...],
    episode_ids: tuple[str, ...],
    copy_catalog: Callable[[Path], None],
) -> None:
    """Copy a vault into a new folder.

    Args:
        source: The vault's files, none of which may change meanwhile.
        destination: A folder that does not exist yet, or is empty.
        session_ids: The finished sessions.
        episode_ids: The finished episodes.
        copy_catalog: Writes a consistent copy of the catalog.

    Raises:
        VaultExistsError: Something is at the destination.
        DiskFullError: No space is left; nothing is at the destination.
    """
    _refuse_if_used(destination)
    with clear_disk_errors():
        held = [source.session(each) for each in session_ids]
        held += [source.episode(each) for each in episode_ids]
        _write_backup(source, destination, held, copy_catalog)


def _write_backup(
    source: VaultPaths,
    destination: Path,
    held: Sequence[Path],
    copy_catalog: Callable[[Path], None],
) -> None:
    partial = _fresh_partial(destination)
    copy = VaultPaths(partial)
    make_private_folder(copy.sessions)
    make_private_folder(copy.episodes)
    copy_catalog(copy.catalog)
    files = [copy.header, copy.catalog]
    _copy(source.header, copy.header)
    for original in held:
        files.append(partial / original.relative_to(source.home))
        _copy(original, files[-1])
    hashes = {file.relative_to(partial).as_posix(): _sha256(file) for file in files}
    write_atomically(partial / _LIST, json.dumps({"format": 1, "sha256": hashes}, indent=2).encode())
    sync_folder(copy.sessions)
    sync_folder(copy.episodes)
    _put_in_place(partial, destination)


def restore_backup(source: Path, home: Path) -> None:
    """Make a vault of a backup.

    Raises:
        VaultExistsError: Something is at ``home``.
        BackupIncompleteError: The backup lacks something, or something in it was changed.
        DiskFullError: No space is left; nothing is at ``home``.
    """
    _refuse_if_used(home)
    hashes = _read_list(source)
    with clear_disk_errors():
        _restore(source, home, hashes)


def _restore(source: Path, home: Path, hashes: Mapping[str, str]) -> None:
    partial = _fresh_partial(home)
    make_private_folder(VaultPaths(partial).sessions)
    make_private_folder(VaultPaths(partial).episodes)
    for name, expected in hashes.items():
        original = source / name
        if not original.is_file() or original.is_symlink():
            shutil.rmtree(partial)
            raise BackupIncompleteError(source, f"{name} is missing")
        _copy(original, partial / name)
        if _sha256(partial / name) != expected:
            shutil.rmtree(partial)
            raise BackupIncompleteError(source, f"{name} is not what was backed up")
    sync_folder(VaultPaths(partial).sessions)
    sync_folder(VaultPaths(partial).episodes)
    _put_in_place(partial, home)


def _read_list(source: Path) -> Mapping[str, str]:
    try:
        hashes = json.loads((source / _LIST).read_bytes())["sha256"]
        names = {str(name): str(value) for name, value in hashes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupIncompleteError(source, f"{_LIST} cannot be read") from error
    if not {"vault.json", "catalog.db"} <= names.keys():
        raise BackupIncompleteError(source, "it lists no vault")
    if not all(_KNOWN_NAME.fullmatch(name) for name in names):
        raise BackupIncompleteError(source, "it lists files that no vault has")
    return names


def _refuse_if_used(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise VaultExistsError(folder)


def _fresh_partial(folder: Path) -> Path:
    partial = unfinished_path(folder.absolute())
    if partial.exists():
        shutil.rmtree(partial)
    make_private_folder(partial)
    return partial


def _put_in_place(partial: Path, folder: Path) -> None:
    sync_folder(partial)
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)
    sync_folder(folder.absolute().parent)


def _copy(original: Path, copy: Path) -> None:
    create_private_file(copy)
    with original.open("rb") as source, copy.open("r+b") as target:
        shutil.copyfileobj(source, target, _CHUNK_BYTES)
        target.flush()
        os.fsync(target.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
