"""Promises 2, 3 and 5: what a replay showed is sealed like the recording that it shows, and goes with it."""

import os
import random
import signal
from pathlib import Path
from typing import Final

import pytest

from recorder.episode.ending import EndReason
from recorder.vault.check_file import CheckAccess, new_check_secret
from recorder.vault.check_rows import SubjectKind
from recorder.vault.errors import DamagedFileError
from recorder.vault.home import log_path
from recorder.vault.keys import Passphrase
from recorder.vault.session_header import SessionSummary
from recorder.vault.sharing_rows import GoneBecause
from recorder.vault.vault import Vault
from replay.report.record import RunRecord
from studio.checking.packing import packed
from tests.promises.test_taken_back_stays_taken_back import Reader
from tests.rigs.kept_check import keep_check
from tests.rigs.received_row import received_row
from tests.rigs.replay_record import drawn_run
from tests.rigs.sealed_bundle import BundleRig
from tests.rigs.sealed_pages import clear_database, clear_log
from tests.rigs.shell_rig import CHEAP, PASSPHRASE
from tests.rigs.synthetic import HEADER

RECEIVED: Final = SubjectKind.RECEIVED
CANARY: Final = "canary-4711"


@pytest.fixture
def reader(sent: BundleRig, tmp_path: Path) -> Reader:
    return Reader(sent, tmp_path)


def all_pages(vault: Vault) -> bytes:
    """All that the catalog's key can still show, whatever SQLite thinks of it."""
    path, key = vault.paths.catalog, vault._unlocked.key  # noqa: SLF001 - the attacker has it
    return clear_database(path.read_bytes(), key) + clear_log(log_path(path).read_bytes(), key)


def bytes_below(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def told_pieces(record: RunRecord) -> list[bytes]:
    """What must be nowhere in clear: pieces of its pictures, and its words."""
    return [CANARY.encode(), b"\x89PNG", *(picture.png[33:65] for picture in record.pictures)]


def test_a_withdrawal_that_is_seen_takes_the_check_from_the_disk(reader: Reader) -> None:
    record = drawn_run(words=CANARY)
    with reader.vault() as vault:
        reader.open(vault)
        keep_check(vault, RECEIVED, reader.rig.bundle_id, record)
        access = vault.check_access(reader.rig.bundle_id)
        copied = access.path.read_bytes()
        assert access.read() == packed(record)
        assert not any(piece in bytes_below(reader.home) for piece in told_pieces(record))
        reader.take_back()
        assert reader.look(vault).withdrawn
        assert vault.checks() == ()
        assert [*vault.paths.checks.iterdir()] == []
        assert access.secret.encode() not in all_pages(vault)
    # A copy of the file, from a backup of the disk, is of no use: its key is nowhere any more.
    (reader.root / "copied.age").write_bytes(copied)
    with pytest.raises(DamagedFileError):
        CheckAccess(reader.root / "copied.age", new_check_secret()).read()


def test_many_checks_that_are_destroyed_leave_no_secret_in_any_page_or_log(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "home", Passphrase(PASSPHRASE), cost=CHEAP)
    rng = random.Random(4)
    ids = [f"{number:032x}" for number in range(30)]
    with vault:
        held: dict[str, bytes] = {}
        secrets: list[bytes] = []
        for bundle_id in ids:
            summary = SessionSummary(bundle_id, 1, EndReason.STOPPED, 1, 1, 1, 1, 1, "00")
            vault._catalog.received.add(received_row(bundle_id, HEADER, summary), bytes(32), HEADER, summary)  # noqa: SLF001
            for _ in range(2):
                new = vault.new_check()
                new.access.write(b"what it showed")
                vault.finish_check(new, RECEIVED, bundle_id, "{}")
                secrets.append(new.access.secret.encode())
            held[bundle_id] = secrets[-1]
        gone = rng.sample(ids, 15)
        for bundle_id in gone:
            vault.destroy_received(bundle_id, GoneBecause.WITHDRAWN)
        pages = all_pages(vault)
        assert len([*vault.paths.checks.iterdir()]) == 15
    assert [each for each in gone if held[each] in pages] == []
    assert [each for each in secrets[::2] if each in pages] == [], "another took its place"
    assert all(held[each] in pages for each in set(ids) - set(gone))


@pytest.mark.parametrize("moment", ["written", "half"])
def test_a_process_that_is_killed_while_it_keeps_a_check_leaves_nothing_to_read(
    tmp_path: Path, moment: str
) -> None:
    home = tmp_path / "home"
    Vault.create(home, Passphrase(PASSPHRASE), cost=CHEAP)[0].close()
    record = drawn_run(words=CANARY)
    child = os.fork()
    if child == 0:
        vault = Vault.unlock(home, Passphrase(PASSPHRASE))
        new = vault.new_check()
        new.access.write(packed(record))
        if moment == "half":
            new.access.path.rename(new.access.path.with_suffix(".age.1.part"))
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert len([*(home / "checks").iterdir()]) == 1
    assert not any(piece in bytes_below(home) for piece in told_pieces(record))
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        vault.recover_sessions()
        assert [*vault.paths.checks.iterdir()] == []
