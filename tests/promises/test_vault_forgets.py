"""Gone is gone: what was wiped or deleted cannot be read again, not even with the key in hand."""

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.ending import EndReason
from recorder.episode.events import (
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeysHidden,
    NumberedEvent,
    PointerMoved,
    WindowContext,
)
from recorder.episode.frames import Packet
from recorder.episode.time import TimeRange
from recorder.vault import cipher, session_wipe
from recorder.vault.catalog import Catalog, SessionState
from recorder.vault.cipher import Access, open_encrypted
from recorder.vault.disk import overwrite
from recorder.vault.edit_steps import EditStep
from recorder.vault.errors import NoSuchSessionError
from recorder.vault.home import log_path
from recorder.vault.keys import Argon2Cost, Passphrase, fresh_key
from recorder.vault.session_header import SessionHeader, SessionSummary, new_session_id
from recorder.vault.session_reader import SessionReader
from recorder.vault.session_writer import SessionWriter
from recorder.vault.sharing_rows import (
    GoneBecause,
    SubmissionRow,
    SubmissionState,
)
from recorder.vault.vault import NewEpisode, Vault
from tests.rigs.received_row import received_row
from tests.rigs.synthetic import HEADER

PAGE = 4096
FRAME_HEADER = 24
LOG_HEADER = 32
PASSPHRASE = Passphrase("correct horse battery")
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


def header() -> SessionHeader:
    return replace(HEADER, session_id=new_session_id())


def clear_page(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    """Undo SQLCipher 4's encryption of one page, without checking its authenticity."""
    body = page[16:] if is_first else page
    decryptor = Cipher(algorithms.AES(key), modes.CBC(body[-80:-64])).decryptor()
    return decryptor.update(body[:-80]) + decryptor.finalize()


def clear_pages(database: bytes, key: bytes) -> bytes:
    starts = range(0, len(database) - PAGE + 1, PAGE)
    return b"\n".join(clear_page(database[at : at + PAGE], key, is_first=at == 0) for at in starts)


def clear_log(log: bytes, key: bytes) -> bytes:
    """Every frame that ever lay where the log's blocks are, valid or not; page 1 both ways."""
    clear = []
    for start in range(LOG_HEADER + FRAME_HEADER, len(log) - PAGE + 1, PAGE + FRAME_HEADER):
        page = log[start : start + PAGE]
        clear += [clear_page(page, key, is_first=False), clear_page(page, key, is_first=True)]
    return b"\n".join(clear)


class Typist:
    """Random events and packets that all carry a word, at times that are easy to find again."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seq = 0
        self.at_ns = 1 << 40
        self.times: list[bytes] = []

    def batch(self, word: str, size: int) -> tuple[list[NumberedEvent], list[Packet]]:
        events = [NumberedEvent(self._next(), self._event(word)) for _ in range(size)]
        data = word.encode() * self.random.randrange(1, 2000)
        return events, [Packet(0, self.at_ns, self.seq, is_key=True, data=data)]

    def _next(self) -> int:
        self.seq += 1
        self.at_ns += self.random.randrange(1, 10_000_000)
        self.times.append(self.at_ns.to_bytes(6, "big"))
        return self.seq

    def _event(self, word: str) -> Event:
        match self.random.randrange(5):
            case 0:
                return PointerMoved(self.at_ns, 3, 4)
            case 1:
                return KeysHidden(self.at_ns, self.at_ns + 5, HiddenReason.PASSWORD)
            case 2:
                title = word * self.random.randrange(1, 300)
                return ContextChanged(self.at_ns, WindowContext(word, title, None))
            case _:
                return KeyPressed(self.at_ns, word, word * self.random.randrange(1, 6), 65)


def remains_of_wipe(folder: Path, seed: int) -> bool:
    """Record, wipe, and look for what was wiped through the session's own key."""
    key, path = fresh_key(), folder / f"{seed}.db"
    typist = Typist(seed)
    with SessionWriter.create(path, key, header()) as writer:
        log = os.open(path.with_name(path.name + "-wal"), os.O_RDONLY)
        os.link(path.with_name(path.name + "-wal"), folder / f"{seed}.link")
        for _ in range(typist.random.randrange(1, 40)):
            writer.append(*typist.batch("keepkeep", 50))
        typist.times.clear()
        cut_ns = typist.at_ns + 1
        for _ in range(typist.random.randrange(1, 40)):
            writer.append(*typist.batch("WIPEDWORD", typist.random.randrange(1, 80)))
        before = clear_pages(path.read_bytes(), key) + clear_log((folder / f"{seed}.link").read_bytes(), key)
        assert b"WIPEDWORD" in before, "the search must be able to find"
        writer.wipe_since(cut_ns)
        blocks = os.pread(log, os.fstat(log).st_size, 0) + (folder / f"{seed}.link").read_bytes()
        os.close(log)
        left = clear_pages(path.read_bytes(), key) + clear_log(blocks, key)
        assert b"keepkeep" in left
    return b"WIPEDWORD" in left or any(time in left for time in typist.times)


@pytest.mark.parametrize("seed", range(12))
def test_wiped_words_and_times_are_nowhere_even_for_the_session_key(tmp_path: Path, seed: int) -> None:
    assert not remains_of_wipe(tmp_path, seed)


def remains_beside_the_cut(folder: Path) -> bool:
    """A session, one of 700 random ones, whose wipe makes SQLite copy a row before it deletes it."""
    rng = random.Random(290)
    key, path = fresh_key(), folder / "s.db"
    longest = rng.choice([1, 10, 100, 300])
    seq, at_ns = 0, 1 << 40

    def batch(word: str, packet: bytes, size: int, gop: int) -> tuple[list[NumberedEvent], list[Packet]]:
        nonlocal seq, at_ns
        events = []
        for _ in range(size):
            seq += 1
            at_ns += rng.randrange(1, 1000)
            window = WindowContext("", word * rng.randrange(1, longest + 1), None)
            events.append(NumberedEvent(seq, ContextChanged(at_ns, window)))
        return events, [Packet(0, at_ns, gop, is_key=True, data=packet * rng.randrange(1, 300))]

    with SessionWriter.create(path, key, header()) as writer:
        for gop in range(rng.randrange(1, 30)):
            writer.append(*batch("keepkeep", b"KEEPKEEP", 50, gop))
        at_ns += 1
        cut_ns = at_ns
        for gop in range(rng.randrange(1, 10)):
            writer.append(*batch("canarycanary", b"CANARY12", rng.randrange(1, 80), gop))
        writer.wipe_since(cut_ns)
        return b"canary" in clear_pages(path.read_bytes(), key).lower()


def test_rows_beside_the_cut_leave_no_copies(tmp_path: Path) -> None:
    assert not remains_beside_the_cut(tmp_path)


def test_a_plain_delete_would_leave_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the test above can fail: this is why the rows beside the cut are written anew."""
    monkeypatch.setattr(session_wipe, "_ROWS_BESIDE_THE_CUT", {"event": 0, "packet": 0})
    assert remains_beside_the_cut(tmp_path)


def test_the_old_blocks_of_the_log_are_overwritten_not_only_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looks at the log's blocks in the moment before it is truncated."""
    key, path = fresh_key(), tmp_path / "s.db"
    log = path.with_name(path.name + "-wal")
    with SessionWriter.create(path, key, header()) as writer:
        typist = Typist(1)
        writer.append(*typist.batch("keepkeep", 5))
        cut_ns = typist.at_ns + 1
        writer.append(*typist.batch("WIPEDWORD", 20))
        assert b"WIPEDWORD" in clear_log(log.read_bytes(), key)
        seen: list[bytes] = []

        def watched(file: Path) -> None:
            overwrite(file)
            seen.append(file.read_bytes())

        monkeypatch.setattr(cipher, "overwrite", watched)
        writer.wipe_since(cut_ns)
    assert len(seen[0]) > PAGE
    assert b"WIPEDWORD" not in clear_log(seen[0], key)
    assert b"keepkeep" not in clear_log(seen[0], key)


def record(vault: Vault, word: str) -> str:
    new = vault.new_session(header(), retention_days=30)
    with SessionWriter.create(new.path, new.key, new.row.header or header()) as writer:
        typist = Typist(7)
        for _ in range(5):
            writer.append(*typist.batch(word, 40))
        vault.finish_session(writer.finish(typist.at_ns, EndReason.STOPPED))
    return new.row.session_id


def everything_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_deleted_session_is_gone_even_for_its_key_from_an_old_catalog(tmp_path: Path) -> None:
    home, old = tmp_path / "home", tmp_path / "old"
    vault, _ = Vault.create(home, PASSPHRASE, cost=CHEAP)
    with vault:
        kept, deleted = record(vault, "keepkeep"), record(vault, "DELETEDWORD")
    shutil.copytree(home, old)
    with Vault.unlock(old, PASSPHRASE) as before:
        new_key = before._catalog.session_key(deleted)  # noqa: SLF001 - the attacker has it
    path = home / "sessions" / f"{deleted}.db"
    os.link(path, tmp_path / "link")
    assert b"DELETEDWORD" in clear_pages(path.read_bytes(), new_key)

    with Vault.unlock(home, PASSPHRASE) as vault:
        catalog_key = vault._opened.key if vault._opened else b""  # noqa: SLF001 - as above
        log = home / "catalog.db-wal"
        held = os.open(log, os.O_RDONLY)
        vault.delete_session(deleted)
        old_log = os.pread(held, os.fstat(held).st_size, 0)
        os.close(held)
        while_open = everything_under(home)
        assert vault.check() == ()
        with vault.open_session(kept) as reader:
            assert any(reader.events())
        with pytest.raises(NoSuchSessionError):
            vault.open_session(deleted)

    assert not path.exists()
    blocks = (tmp_path / "link").read_bytes()
    assert b"DELETEDWORD" not in clear_pages(blocks, new_key)
    for left in (while_open, everything_under(home)):
        assert b"DELETEDWORD" not in clear_pages(left + bytes(-len(left) % PAGE), new_key)
    catalog = clear_pages((home / "catalog.db").read_bytes(), catalog_key)
    assert new_key not in catalog
    assert new_key not in clear_log(old_log, catalog_key)
    assert catalog.count(deleted.encode()) > 0, "the id stays: it tells that a session was deleted"


def test_many_deletions_leave_no_key_in_any_page_of_the_catalog(tmp_path: Path) -> None:
    key, path = fresh_key(), tmp_path / "catalog.db"
    catalog = Catalog.create(path, key)
    rng = random.Random(3)
    keys = {}
    for _ in range(120):
        head = header()
        keys[head.session_id] = fresh_key()
        catalog.add_session(head, keys[head.session_id], expires_at=head.started_at)
    gone = rng.sample(sorted(keys), 60)
    for session_id in gone:
        catalog.forget_session(session_id, SessionState.DELETED)
    catalog.close()
    clear = clear_pages(path.read_bytes(), key)
    assert [session_id for session_id in gone if keys[session_id] in clear] == []
    assert all(keys[session_id] in clear for session_id in keys.keys() - set(gone))


def test_many_copies_and_secrets_that_are_destroyed_leave_no_key_in_any_page_or_log(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "home", PASSPHRASE, cost=CHEAP)
    rng = random.Random(4)
    ids = [f"{number:032x}" for number in range(60)]
    with vault:
        catalog_key = vault._unlocked.key  # noqa: SLF001 - the attacker has it
        held: dict[str, tuple[bytes, bytes, bytes]] = {}
        for bundle_id in ids:
            head, key, secret = header(), fresh_key(), fresh_key().hex()
            summary = SessionSummary(head.session_id, 1, EndReason.STOPPED, 1, 1, 1, 1, 1, "00")
            vault._catalog.received.add(received_row(bundle_id, head, summary), key, head, summary)  # noqa: SLF001
            vault.begin_submission(submitted(bundle_id), secret)
            held[bundle_id] = key, secret.encode(), head.session_id.encode()
        gone = rng.sample(ids, 30)
        for bundle_id in gone:
            vault.destroy_received(bundle_id, GoneBecause.WITHDRAWN)
            vault.end_submission_secret(bundle_id)
        clear = clear_pages(vault.paths.catalog.read_bytes(), catalog_key)
        clear += clear_log(log_path(vault.paths.catalog).read_bytes(), catalog_key)
    assert [each for each in gone if any(piece in clear for piece in held[each])] == []
    assert all(piece in clear for each in set(ids) - set(gone) for piece in held[each])


def submitted(bundle_id: str) -> SubmissionRow:
    return SubmissionRow(
        bundle_id=bundle_id,
        session_id="s",
        episode_id="e",
        study_sha256="ab" * 32,
        study_id="study",
        store_url="file:///store",
        state=SubmissionState.SENT,
        state_since=HEADER.started_at,
        submitted_on=HEADER.started_at.date(),
        expires_on=HEADER.started_at.date(),
    )


def edited(word: str, rng: random.Random) -> list[EditStep]:
    """A history that holds a word in its texts and, by its length, in many places of the catalog."""
    edits = Edits()
    steps = []
    for n in range(rng.randrange(1, 30)):
        noise = rng.randbytes(rng.randrange(1, 3000)).hex()  # so that it does not compress to nothing
        parts = (Part(TimeRange(n, n + 1), takes_keys=True),)
        edits = edits.with_redaction(Subject.TEXT, parts, f"{word} {noise}")
        steps.append(EditStep("redact_text", edits))
    return steps


def pieces_of_edits(vault: Vault, session_id: str) -> list[bytes]:
    """Bytes from all over what the catalog holds of a session's edits."""
    rows = vault._catalog._database.execute(  # noqa: SLF001 - the attacker has it
        "SELECT edits FROM edit_step WHERE session_id = ?", (session_id,)
    ).fetchall()
    return [edits[at : at + 24] for (edits,) in rows for at in range(0, len(edits) - 24, 500)]


def share_found(pieces: list[bytes], pages: bytes) -> float:
    """Of pieces that are all there, the few are not found that lie across two pages."""
    return sum(piece in pages for piece in pieces) / len(pieces)


def bake(vault: Vault, session_id: str, word: str) -> NewEpisode:
    head = header()
    new = vault.new_episode(session_id, head, "ab" * 32)
    with SessionWriter.create(new.path, new.key, head) as writer:
        typist = Typist(8)
        writer.append(*typist.batch(word, 40))
        vault.finish_episode(writer.finish(typist.at_ns, EndReason.STOPPED))
    return new


@pytest.mark.parametrize("seed", range(4))
def test_edits_and_episodes_of_a_deleted_session_are_in_no_page_and_no_log(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    home = tmp_path / "home"
    vault, _ = Vault.create(home, PASSPHRASE, cost=CHEAP)
    with vault:
        sessions = [record(vault, "keepkeep") for _ in range(4)]
        steps = {session_id: edited("GEHEIMNIS", rng) for session_id in sessions}
        for place in range(max(map(len, steps.values()))):
            for session_id in sessions:
                step = steps[session_id][place : place + 1]
                if step:
                    vault.keep_edit_steps(session_id, after=place, steps=step, position=place + 1)
        gone = sessions.pop(rng.randrange(4))
        episodes = {session_id: bake(vault, session_id, "BAKEDWORD") for session_id in (gone, sessions[0])}
        os.link(episodes[gone].path, tmp_path / "link")
        pieces = pieces_of_edits(vault, gone)
        catalog_key = vault._unlocked.key  # noqa: SLF001 - as above
        held = os.open(home / "catalog.db-wal", os.O_RDONLY)
        before = clear_pages((home / "catalog.db").read_bytes(), catalog_key)
        before += clear_log((home / "catalog.db-wal").read_bytes(), catalog_key)
        assert share_found(pieces, before) > 0.9, "the search must be able to find"
        assert episodes[gone].key in before

        vault.delete_session(gone)

        log = os.pread(held, os.fstat(held).st_size, 0)
        os.close(held)
        left = clear_pages((home / "catalog.db").read_bytes(), catalog_key) + clear_log(log, catalog_key)
        assert not any(piece in left for piece in pieces)
        assert episodes[gone].key not in left
        assert episodes[gone].row.episode_id.encode() not in left
        assert not episodes[gone].path.exists()
        assert b"BAKEDWORD" not in clear_pages((tmp_path / "link").read_bytes(), episodes[gone].key)
        for session_id in sessions:
            assert vault.edit_steps(session_id).steps == tuple(steps[session_id])
            assert share_found(pieces_of_edits(vault, session_id), left) > 0.9
        with vault.episode_access(episodes[sessions[0]].row.episode_id).open() as reader:
            assert any(reader.events())
        assert vault.check() == ()


def test_a_deleted_episode_is_gone_with_its_key_and_its_session_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    vault, _ = Vault.create(home, PASSPHRASE, cost=CHEAP)
    with vault:
        session_id = record(vault, "keepkeep")
        new = bake(vault, session_id, "BAKEDWORD")
        os.link(new.path, tmp_path / "link")
        assert b"BAKEDWORD" in clear_pages(new.path.read_bytes(), new.key)
        vault.delete_episode(new.row.episode_id)
        catalog_key = vault._unlocked.key  # noqa: SLF001 - as above
        assert new.key not in clear_pages((home / "catalog.db").read_bytes(), catalog_key)
        assert new.key not in clear_log((home / "catalog.db-wal").read_bytes(), catalog_key)
        vault.open_session(session_id).close()
    assert b"BAKEDWORD" not in clear_pages((tmp_path / "link").read_bytes(), new.key)
    assert list((home / "episodes").iterdir()) == []


def test_panic_leaves_nothing_of_the_file_nor_its_log(tmp_path: Path) -> None:
    key, path = fresh_key(), tmp_path / "s.db"
    log = path.with_name(path.name + "-wal")
    with SessionWriter.create(path, key, header()) as writer:
        typist = Typist(2)
        for _ in range(30):
            writer.append(*typist.batch("PANICWORD", 50))
        os.link(path, tmp_path / "link")
        os.link(log, tmp_path / "link-wal")
        both = clear_pages(path.read_bytes(), key) + clear_log(log.read_bytes(), key)
        assert b"PANICWORD" in both
        writer.destroy()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link", "link-wal"]
    left = clear_pages((tmp_path / "link").read_bytes(), key)
    left += clear_log((tmp_path / "link-wal").read_bytes(), key)
    assert b"PANICWORD" not in left


def test_no_statement_can_carry_pages_elsewhere(tmp_path: Path) -> None:
    key, path = fresh_key(), tmp_path / "s.db"
    database = open_encrypted(path, key, access=Access.CREATE)
    for statement in (
        f"ATTACH '{tmp_path}/x.db' AS x",
        f"VACUUM INTO '{tmp_path}/x.db'",
        "VACUUM",
        "PRAGMA rekey = 'x'",
        "PRAGMA key = 'x'",
        f"PRAGMA cipher_log = '{tmp_path}/x.log'",
        f"PRAGMA cipher_profile = '{tmp_path}/x.log'",
        "PRAGMA writable_schema = 1",
        "PRAGMA secure_delete = 0",
        "PRAGMA journal_mode = MEMORY",
        "PRAGMA temp_store_directory = '/tmp'",
        "SELECT load_extension('x')",
        "SELECT sqlcipher_export('main')",
    ):
        with pytest.raises(Exception, match=r"not authorized|prohibited|denied"):
            database.execute(statement).fetchall()
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["s.db"]


def test_what_was_kept_reads_as_before_the_wipe(tmp_path: Path) -> None:
    key, path = fresh_key(), tmp_path / "s.db"
    typist = Typist(5)
    kept: list[NumberedEvent] = []
    packets: list[Packet] = []
    with SessionWriter.create(path, key, header()) as writer:
        for _ in range(120):
            events, new = typist.batch("keepkeep", 60)
            writer.append(events, new)
            kept += events
            packets += new
        cut_ns = typist.at_ns + 10
        typist.at_ns = cut_ns
        for _ in range(20):
            writer.append(*typist.batch("WIPEDWORD", 60))
        writer.wipe_since(cut_ns)
        summary = writer.finish(cut_ns, EndReason.STOPPED)
    with SessionReader.open(path, key) as reader:
        assert list(reader.events()) == kept
        assert list(reader.packets(0)) == packets
        assert reader.problems(summary) == ()
