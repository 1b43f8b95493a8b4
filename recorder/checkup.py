"""What recording needs beyond the desktop: libraries, vault, keyring, disk, clock.

Looks and asks, unlocks nothing, changes nothing.
"""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

import av
import psutil

from recorder.devices.doctor import Check, Health
from recorder.episode.phrase import later
from recorder.errors import UserFacingError
from recorder.vault.engine import ENGINE
from recorder.vault.home import VaultPaths, assent_home
from recorder.vault.keys import WrapKind
from recorder.vault.system_keyring import find_keyring
from recorder.vault.vault_header import VaultHeader, read_vault_header
from recorder.wording import clean, moment_text, size_text

# An hour of a busy 1080p desktop; under the second figure a recording could end within minutes.
_ROOMY_BYTES: Final = 2_000_000_000
_LEAST_BYTES: Final = 200_000_000
_COPY_ON_WRITE: Final = frozenset({"bcachefs", "btrfs", "nilfs2", "zfs"})
_OF_ELSEWHERE: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3", "smbfs"}
)
_IN_MEMORY: Final = frozenset({"ramfs", "tmpfs"})
# No version of this program is older.
_EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
_CLOCK_SLACK: Final = timedelta(minutes=5)
_WAYS: Final = {
    WrapKind.KEYRING: later("the system's keyring"),
    WrapKind.PASSPHRASE: later("a passphrase"),
    WrapKind.RECOVERY_CODE: later("its recovery code"),
}
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def examine_libraries() -> Iterator[Check]:
    """The libraries that the promises stand on, tried rather than believed."""
    yield _sqlcipher()
    yield _x264()


def examine_vault() -> Iterator[Check]:
    """The vault's folder and what opens it, the keyring, the disk below it, the clock."""
    try:
        home = assent_home()
    except (OSError, RuntimeError):
        yield Check(
            "Vault",
            Health.MISSING,
            "Nobody could tell where your data lies: no home folder is known.",
            "Set ASSENT_HOME to a folder of yours.",
        )
        yield _keyring(is_needed=False)
        return
    header, check = _vault(home)
    yield check
    if header is not None:
        yield from _access(home)
    yield _keyring(
        is_needed=header is not None and set(header.wraps) <= {WrapKind.KEYRING, WrapKind.RECOVERY_CODE}
    )
    yield from _disk(home)
    yield _clock(VaultPaths(home).header)


def _sqlcipher() -> Check:
    connection = ENGINE.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    if row is None:
        return Check(
            "SQLCipher",
            Health.MISSING,
            "The SQLite that was loaded cannot encrypt.",
            "Run: make install. Nothing may be installed beside the package sqlcipher3.",
        )
    return Check("SQLCipher", Health.OK, f"{row[0]}: every page on the disk is encrypted.")


def _x264() -> Check:
    release = version("av")
    try:
        av.Codec("libx264", "w")
    except (av.FFmpegError, ValueError):
        return Check(
            "x264",
            Health.MISSING,
            f"PyAV {release} brings no x264, which makes the video.",
            "Run: make install",
        )
    return Check("x264", Health.OK, f"PyAV {release} brings it.")


def _vault(home: Path) -> tuple[VaultHeader | None, Check]:
    try:
        if not VaultPaths(home).header.exists():
            return None, Check(
                "Vault",
                Health.WARNING,
                f"There is none yet in {clean(str(home))}.",
                "Make one before you record: assent vault init",
            )
        header = read_vault_header(VaultPaths(home).header)
    except UserFacingError as error:
        return None, Check("Vault", Health.MISSING, clean(error.happened), error.mend)
    except OSError as error:
        reason = (error.strerror or later("the system did not say why")).lower()
        return None, Check(
            "Vault",
            Health.MISSING,
            f"{clean(str(home))} cannot be read: {reason}.",
            "Give yourself access to it, or set ASSENT_HOME to the folder of your vault.",
        )
    ways = " or ".join(_WAYS[kind] for kind in WrapKind if kind in header.wraps)
    return header, Check("Vault", Health.OK, f"In {clean(str(home))}, opened by {ways}.")


def _access(home: Path) -> Iterator[Check]:
    status = home.stat()
    if os.name == "posix" and status.st_uid != os.getuid():
        yield Check(
            "Vault's folder",
            Health.MISSING,
            "It belongs to another user.",
            "Run assent as the user whose vault it is.",
        )
    elif not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Check(
            "Vault's folder", Health.MISSING, "It cannot be written.", "Mount it so that you may write to it."
        )
    elif os.name == "posix" and status.st_mode & _OTHERS:
        yield Check(
            "Vault's folder",
            Health.WARNING,
            "Others on this computer may look into it; what they find is encrypted.",
            f"Keep it to yourself: chmod 700 {clean(str(home))}",
        )
    else:
        yield Check("Vault's folder", Health.OK, "Only you can enter it.")


def _keyring(*, is_needed: bool) -> Check:
    """Not asked for anything: one that is locked would ask the person for its password."""
    try:
        found = find_keyring()
    except UserFacingError as error:
        return Check(
            "Keyring",
            Health.MISSING if is_needed else Health.WARNING,
            error.happened,
            "Unlock the keyring, or open the vault by its code: assent vault recover"
            if is_needed
            else "Use a passphrase, or install and unlock a keyring such as gnome-keyring.",
        )
    return Check("Keyring", Health.OK, f"{found.name} is there, and encrypts what it keeps.")


def _disk(home: Path) -> Iterator[Check]:
    place = next(path for path in (home, *home.parents) if _is_there(path))
    free = shutil.disk_usage(place).free
    health = Health.OK if free >= _ROOMY_BYTES else Health.WARNING if free >= _LEAST_BYTES else Health.MISSING
    yield Check(
        "Disk space",
        health,
        f"{size_text(free)} free for recordings.",
        "" if health is Health.OK else "Free some space: an hour of a busy screen may take 2 GB.",
    )
    kind = _file_system(place)
    if kind in _COPY_ON_WRITE:
        yield Check(
            "File system",
            Health.WARNING,
            f"{kind} keeps old blocks for a while: what you delete goes only with its key.",
            "Nothing need be done: the key is destroyed first. Keep the vault out of snapshots.",
        )
    elif kind in _OF_ELSEWHERE:
        yield Check(
            "File system",
            Health.WARNING,
            f"The vault lies on another computer ({kind}): it may be slow, and locks may not hold.",
            "Set ASSENT_HOME to a folder on a disk of this computer.",
        )
    elif kind in _IN_MEMORY:
        yield Check(
            "File system",
            Health.WARNING,
            f"The vault lies in memory ({kind}) and is gone when the computer is switched off.",
            "Set ASSENT_HOME to a folder on a disk.",
        )
    elif kind:
        yield Check("File system", Health.OK, f"{kind}, on this computer.")
    else:
        yield Check(
            "File system",
            Health.WARNING,
            "Nobody could tell its kind.",
            "Keep the vault on a disk of this computer.",
        )


def _file_system(place: Path) -> str:
    """The kind of the file system with the longest mount point above a place; empty where nobody can tell."""
    resolved = place.resolve()
    found, depth = "", -1
    try:
        mounts = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return ""
    for mount in mounts:
        # The last of two at one place is the one that is seen.
        if resolved.is_relative_to(mount.mountpoint) and len(Path(mount.mountpoint).parts) >= depth:
            found, depth = mount.fstype, len(Path(mount.mountpoint).parts)
    return found


def _is_there(path: Path) -> bool:
    """Whether a path can be seen; one in a folder that may not be entered cannot, which is no error here."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where the folder may not be entered


def _clock(header: Path) -> Check:
    now = datetime.now(UTC)
    known = _EARLIEST
    if _is_there(header):
        known = max(known, datetime.fromtimestamp(header.stat().st_mtime, UTC))
    if now < known - _CLOCK_SLACK:
        return Check(
            "Clock",
            Health.MISSING,
            f"It says {moment_text(now)}, but the vault was used on {moment_text(known)}."
            if _is_there(header)
            else f"It says {moment_text(now)}, which cannot be.",
            "Set the clock: a consent holds from one time to another.",
        )
    step_ns = time.get_clock_info("monotonic").resolution * 1e9
    return Check("Clock", Health.OK, f"{moment_text(now)}; events are timed to {max(1, round(step_ns))} ns.")
