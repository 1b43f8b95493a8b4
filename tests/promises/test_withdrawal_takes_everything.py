"""What is taken back is gone: from the store, for every reader, from readers' disks; however it is cut off.

The same for what is kept no longer. Against a real S3 server, with a key that may only put and with one that
may delete, and against a folder; recordings of several parts.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from recorder.bundle.errors import ExpiredBundleError, WithdrawnBundleError
from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, manifest_name, withdrawal_name
from recorder.commands.exit_codes import ExitCode
from recorder.errors import UserFacingError
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.sharing_rows import GoneBecause, ReceivedState, SubmissionState
from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Key, S3Server
from studio.submission import pending
from studio.submission.receiving import abandon_opening, begin_opening, finish_opening, open_received
from studio.submission.store_errors import TryAgainLaterError
from studio.submission.submitting import begin_submission, begin_upload, seal_approved, send
from studio.submission.syncing import begin_sync, finish_sync, sync
from studio.submission.withdrawing import begin_withdrawal, carry_out, finish_withdrawal
from tests.rigs.at_the_command_line import AtTheCommandLine
from tests.rigs.sealed_pages import clear_database, clear_log
from tests.rigs.sharing import (
    NOW,
    Shared,
    a_vault,
    approve_now,
    bake,
    contributor,
    give_keys,
    objects,
    quiet,
    record,
    study_for,
)
from tests.rigs.tcp_proxy import TcpProxy, tcp_proxy

READER: Final = Identity.generate("Quinn")
_PART_BYTES: Final = 10_000


@dataclass
class Place:
    """A store, and how to look into it past all keys.

    Attributes:
        url: As a study names it.
        root: The folder, or nothing.
        server: The server, or nothing.
        name: The bucket and prefix there.
    """

    url: str
    root: Path | None = None
    server: S3Server | None = None
    name: str = ""

    def objects(self) -> dict[str, bytes]:
        """All that is there, emptied objects too."""
        if self.server is not None:
            return self.server.objects(self.name)
        assert self.root is not None
        return objects(self.root)

    def put_back(self, held: dict[str, bytes]) -> None:
        """As whoever runs the place can: lay something there, past all keys."""
        assert self.root is not None
        for name, data in held.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


@pytest.fixture
def several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that even a short recording has several; in this process only."""
    for module in ("recorder.bundle.payload_parts", "studio.submission.removing"):
        monkeypatch.setattr(f"{module}.PART_BYTES", _PART_BYTES)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shared]:
    """A vault with a recording that is baked, and one of a reader who knows the study; made once."""
    folder = tmp_path_factory.mktemp("recorded")
    file = study_for({"Quinn": READER.card.age_key}, store_url=(folder / "elsewhere").as_uri())
    with a_vault(folder / "reader") as vault:
        give_keys(vault, READER)
        vault.keep_study(file.study.sha256, file.content)
    with contributor(folder / "vault", file) as made:
        return folder, made


@pytest.fixture
def folder_place(tmp_path: Path) -> Place:
    root = tmp_path / "store"
    root.mkdir()
    return Place(root.as_uri(), root=root)


def use(patch: pytest.MonkeyPatch, key: S3Key) -> None:
    for name, value in key.environment().items():
        patch.setenv(name, value)


class People:
    """Copies of the vaults, to share from and to receive in.

    Args:
        folder: Where they go.
        recorded: Of what.
    """

    def __init__(self, folder: Path, recorded: tuple[Path, Shared]) -> None:
        self._folder = folder
        self._made, self._shared = recorded

    @contextmanager
    def sharing(self) -> Iterator[Shared]:
        """The contributor."""
        with self._vault("vault", "vault") as vault:
            yield replace(self._shared, vault=vault)

    @contextmanager
    def reading(self, name: str = "reader") -> Iterator[Vault]:
        """The reader; by another name one who saw nothing yet."""
        with self._vault("reader", name) as vault:
            yield vault

    @contextmanager
    def _vault(self, of: str, name: str) -> Iterator[Vault]:
        if not (self._folder / name).exists():
            shutil.copytree(self._made / of, self._folder / name)
        with a_vault(self._folder / name) as vault:
            yield vault


@pytest.fixture
def people(tmp_path: Path, recorded: tuple[Path, Shared]) -> People:
    return People(tmp_path, recorded)


def share(shared: Shared, place: Place, *, session: str | None = None, now: datetime = NOW) -> str:
    """Share it into that place; the bundle's id."""
    session_id = session or shared.session_id
    approve_now(shared.vault, session_id, store_url=place.url, now=now)
    order = begin_submission(shared.vault, session_id, now=now)
    pending.finish(shared.vault, seal_approved(order, quiet), now=now)
    pending.finish(shared.vault, send(begin_upload(shared.vault, order.bundle_id, now=now), quiet), now=now)
    return order.bundle_id


def open_it(vault: Vault, url: str, *, now: datetime = NOW) -> None:
    order = begin_opening(vault, url, now=now)
    try:
        finish_opening(vault, order, open_received(order, quiet))
    except BaseException as error:
        abandon_opening(vault, order, error)
        raise


def look(vault: Vault, place: Place, *, now: datetime = NOW) -> tuple[str, ...]:
    """Sync; the copies that were destroyed."""
    report = finish_sync(vault, sync(begin_sync(vault, now=now, also=(place.url,)), quiet), now=now)
    return tuple(row.bundle_id for row in (*report.withdrawn, *report.expired))


def take_back(shared: Shared, bundle_id: str, *, now: datetime = NOW) -> None:
    order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=now)
    assert order is not None
    finish_withdrawal(shared.vault, carry_out(order, quiet), now=now)


def assert_no_byte_left(before: dict[str, bytes], after: dict[str, bytes], bundle_id: str) -> None:
    """The withdrawal is all that holds a byte, and none of it is of what was there."""
    assert sum("/payload/" in name for name in before) > 1
    assert {name for name, data in after.items() if data} == {withdrawal_name(bundle_id)}
    left = b"".join(after.values())
    parts = [data for name, data in before.items() if "/payload/" in name]
    # Whole pieces only: the last may be a single byte, which is in everything.
    assert not any(data[at : at + 32] in left for data in parts for at in range(0, len(data) - 31, 32))


@pytest.mark.usefixtures("several_parts")
@pytest.mark.parametrize("key", ["contributor", "admin"])
def test_no_byte_is_left_in_a_bucket(
    s3: S3Server, people: People, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """A key that may only put overwrites, all the same without being told what is there."""
    used: S3Key = getattr(s3, key)
    use(monkeypatch, used)
    name = s3.fresh_place()
    place = Place(s3.url(name), server=s3, name=name)
    with people.sharing() as shared, people.reading() as vault:
        bundle_id = share(shared, place)
        url = s3.url(f"{name}/{bundle_folder(bundle_id)}")
        before = place.objects()
        use(monkeypatch, s3.reader)
        open_it(vault, url)
        use(monkeypatch, used)
        take_back(shared, bundle_id)
        assert_no_byte_left(before, place.objects(), bundle_id)
        assert (len(place.objects()) == 1) is (used is s3.admin), "deleted where that is allowed"
        use(monkeypatch, s3.reader)
        assert look(vault, place) == (bundle_id,)
    with people.reading("new") as new, pytest.raises(WithdrawnBundleError):
        open_it(new, url)


@pytest.mark.usefixtures("several_parts")
def test_no_byte_is_left_in_a_folder(folder_place: Place, people: People) -> None:
    with people.sharing() as shared:
        bundle_id = share(shared, folder_place)
        before = folder_place.objects()
        secret = shared.vault.submission_secret(bundle_id).encode()
        assert secret in all_that_the_catalog_ever_was(shared.vault)
        take_back(shared, bundle_id)
        assert_no_byte_left(before, folder_place.objects(), bundle_id)
        assert secret not in all_that_the_catalog_ever_was(shared.vault)


@pytest.mark.parametrize("cut_off", ["keep_submission_receipt", "set_submission", "end_submission_secret"])
def test_secret_is_gone_also_where_the_end_was_cut_off(
    folder_place: Place, people: People, monkeypatch: pytest.MonkeyPatch, cut_off: str
) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with people.sharing() as shared:
        bundle_id = share(shared, folder_place)
        secret = shared.vault.submission_secret(bundle_id).encode()
        order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
        assert order is not None
        done = carry_out(order, quiet)
        with monkeypatch.context() as patch:
            patch.setattr(Vault, cut_off, power_cut)
            with pytest.raises(KeyboardInterrupt):
                finish_withdrawal(shared.vault, done, now=NOW)
    with people.sharing() as shared:
        shared.vault.recover_sessions()
        work_off(shared.vault, NOW)
        assert shared.vault.submission(bundle_id).state is SubmissionState.WITHDRAWN
        assert shared.vault.submission_receipt(bundle_id, "withdrawn")
        assert secret not in all_that_the_catalog_ever_was(shared.vault)


def work_off(vault: Vault, now: datetime) -> None:
    """What the app does after a start."""
    for work in pending.due_work(vault, now):
        order = pending.begin(vault, work, now=now)
        assert order is not None
        pending.finish(vault, pending.carry(order, quiet), now=now)


def all_that_the_catalog_ever_was(vault: Vault) -> bytes:
    """Every page of the catalog and of its log, used or free, as whoever has its key reads it."""
    key = vault._unlocked.key  # noqa: SLF001 - the attacker has it
    log = vault.paths.catalog.with_name(vault.paths.catalog.name + "-wal")
    clear = clear_database(vault.paths.catalog.read_bytes(), key)
    return clear + (clear_log(log.read_bytes(), key) if log.exists() else b"")


def assert_copy_is_destroyed(vault: Vault, bundle_id: str, key: bytes, blocks: set[bytes]) -> None:
    """Neither the file nor its key is anywhere on the reader's disk."""
    (row,) = (row for row in vault.received() if row.bundle_id == bundle_id)
    assert (row.state, row.header, row.summary) == (ReceivedState.GONE, None, None)
    with pytest.raises((NoSuchReceivedError, UserFacingError)):
        vault.received_access(bundle_id)
    assert not list(vault.paths.received.iterdir())
    clear = all_that_the_catalog_ever_was(vault)
    assert key not in clear
    assert key.hex().encode() not in clear
    for file in vault.paths.home.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not any(data[at : at + 4096] in blocks for at in range(0, len(data), 4096)), file


def copy_of(vault: Vault, bundle_id: str) -> tuple[bytes, set[bytes]]:
    """The key of a copy and the blocks of its file, and that both can be found now."""
    access = vault.received_access(bundle_id)
    data = access.path.read_bytes()
    assert access.key in all_that_the_catalog_ever_was(vault)
    return access.key, {data[at : at + 4096] for at in range(0, len(data), 4096)}


def test_readers_copy_is_destroyed_from_their_disk(
    folder_place: Place, people: People, tmp_path: Path
) -> None:
    with people.sharing() as shared, people.reading() as vault:
        bundle_id = share(shared, folder_place)
        open_it(vault, f"{folder_place.url}/{bundle_folder(bundle_id)}")
        link = tmp_path / "link"
        os.link(vault.paths.received_file(bundle_id), link)
        whole = link.read_bytes()
        key, blocks = copy_of(vault, bundle_id)
        take_back(shared, bundle_id)
        assert vault.received_access(bundle_id), "nobody told them yet"
        assert look(vault, folder_place) == (bundle_id,)
        assert_copy_is_destroyed(vault, bundle_id, key, blocks)
        assert next(row.gone_because for row in vault.received()) is GoneBecause.WITHDRAWN
        assert link.read_bytes()[:4096] != whole[:4096], "the file was overwritten before it was removed"


def test_whatever_a_reader_or_a_store_kept_opens_no_more(
    folder_place: Place, people: People, tmp_path: Path
) -> None:
    """The old grant, a copy of all objects, the store as it was before: each is met with the withdrawal."""
    with people.sharing() as shared, people.reading() as vault, people.reading("new") as new:
        bundle_id = share(shared, folder_place)
        url = f"{folder_place.url}/{bundle_folder(bundle_id)}"
        open_it(vault, url)
        kept = folder_place.objects()
        own = Place((tmp_path / "own").as_uri(), root=tmp_path / "own")
        own.put_back(kept)
        take_back(shared, bundle_id)
        # The old manifest, grants and parts are back, and the withdrawal is still there. One finds it by
        # looking, the other by opening.
        folder_place.put_back(kept)
        assert look(vault, folder_place) == (bundle_id,)
        with pytest.raises(WithdrawnBundleError):
            open_it(new, url)
        # The withdrawal is gone, too: who saw it, remembers; here, and wherever else the bundle lies.
        assert folder_place.root is not None
        (folder_place.root / withdrawal_name(bundle_id)).unlink()
        for each in (new, vault):
            assert look(each, folder_place) == ()
            for place in (url, f"{own.url}/{bundle_folder(bundle_id)}"):
                with pytest.raises(WithdrawnBundleError):
                    open_it(each, place)
            assert not list(each.paths.received.glob("*"))


def test_withdrawal_of_somebody_else_takes_nothing_back(
    folder_place: Place, people: People, tmp_path: Path
) -> None:
    """Else whoever can put into the store could take back what others shared."""
    with people.sharing() as shared, people.reading() as vault, a_vault(tmp_path / "eve") as eve:
        bundle_id = share(shared, folder_place)
        open_it(vault, f"{folder_place.url}/{bundle_folder(bundle_id)}")
        eve.begin_submission(shared.vault.submission(bundle_id), "x")
        order = begin_withdrawal(eve, bundle_id, reason="withdrawn", now=NOW)
        assert order is not None
        folder_place.put_back({withdrawal_name(bundle_id): order.statement})
        assert look(vault, folder_place) == ()
        assert vault.received_access(bundle_id)


@pytest.fixture
def wire(s3: S3Server) -> Iterator[TcpProxy]:
    with tcp_proxy(s3.port) as proxy:
        yield proxy


@pytest.mark.usefixtures("several_parts")
def test_without_a_network_it_is_taken_back_later(
    s3: S3Server, wire: TcpProxy, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, s3.contributor)
    monkeypatch.setattr("studio.submission.patience.PATIENCE_SECONDS", 0.0)
    name = s3.fresh_place()
    place = Place(s3.url(name, endpoint=wire.endpoint), server=s3, name=name)
    with people.sharing() as shared:
        bundle_id = share(shared, place)
        before = place.objects()
        wire.unplug()
        order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
        assert order is not None
        with pytest.raises(TryAgainLaterError) as raised:
            carry_out(order, quiet)
        pending.fail(shared.vault, bundle_id, raised.value, now=NOW)
        assert place.objects() == before
    # The machine was switched off meanwhile, and the recording deleted.
    with people.sharing() as shared:
        shared.vault.recover_sessions()
        shared.vault.delete_session(shared.session_id)
        assert pending.due_work(shared.vault, NOW) == ()
        wire.plug_in()
        work_off(shared.vault, NOW + timedelta(minutes=2))
        assert_no_byte_left(before, place.objects(), bundle_id)


def test_program_that_is_killed_while_it_takes_back_goes_on(
    s3: S3Server, wire: TcpProxy, tmp_path: Path
) -> None:
    """From the first object on nobody opens it; and the next start ends what was begun."""
    person = AtTheCommandLine(tmp_path / "person")
    person.sign_in(s3.contributor)
    name = s3.fresh_place()
    place = Place(s3.url(name, endpoint=wire.endpoint), server=s3, name=name)
    file = study_for({"Quinn": READER.card.age_key}, store_url=place.url)
    now = datetime.now(UTC)
    with pytest.MonkeyPatch.context() as patch, contributor(person.vault_home, file, now=now) as shared:
        use(patch, s3.contributor)
        sessions = [shared.session_id, *(record(shared.vault, file.study, now=now) for _ in range(2))]
        for session in sessions[1:]:
            bake(shared.vault, session)
        whole, *others = [share(shared, place, session=session, now=now) for session in sessions]
    passed = wire.passed
    assert person.run("withdraw", whole, "--yes") == ExitCode.DONE, person.said
    in_all = wire.passed - passed
    # Once the withdrawal is there, or is not yet; and while the rest is emptied.
    for bundle_id, at in zip(others, (0.4, 0.8), strict=True):
        program = person.start("withdraw", bundle_id, "--yes")
        wire.after(round(in_all * at), partial(program.send_signal, signal.SIGKILL))
        assert person.end(program) == -signal.SIGKILL
        there = {each for each, data in place.objects().items() if data and bundle_id in each}
        assert len(there) > 1
        if manifest_name(bundle_id) not in there:
            assert withdrawal_name(bundle_id) in there
    # The contributor's key may not look for what is new; what waited is done first.
    assert person.run("sync") in {ExitCode.DONE, ExitCode.FAILED}, person.said
    left = {each for each, data in place.objects().items() if data}
    assert left == {withdrawal_name(bundle_id) for bundle_id in (whole, *others)}
    with person.vault() as vault:
        assert {row.state for row in vault.submissions()} == {SubmissionState.WITHDRAWN}
        assert all(vault.submission_receipt(row.bundle_id, "withdrawn") for row in vault.submissions())


def test_what_is_kept_no_longer_goes_by_itself(folder_place: Place, tmp_path: Path) -> None:
    """At the contributor's when what waits is worked off; at the reader's, offline, at the next start."""
    person, quinn = AtTheCommandLine(tmp_path / "robin"), AtTheCommandLine(tmp_path / "quinn")
    then = datetime.now(UTC) - timedelta(days=181)
    file = study_for({"Quinn": READER.card.age_key}, store_url=folder_place.url)
    with contributor(person.vault_home, file, now=then) as shared, quinn.vault() as vault:
        bundle_id = share(shared, folder_place, now=then)
        give_keys(vault, READER)
        vault.keep_study(file.study.sha256, file.content)
        open_it(vault, f"{folder_place.url}/{bundle_folder(bundle_id)}", now=then)
        key, blocks = copy_of(vault, bundle_id)
    kept = Place((tmp_path / "kept").as_uri(), root=tmp_path / "kept")
    kept.put_back(folder_place.objects())
    # The reader is nowhere near the store, and does something else.
    assert folder_place.root is not None
    away = folder_place.root.rename(tmp_path / "away")
    assert quinn.run("sessions") == ExitCode.DONE, quinn.said
    assert b"past the study's retention destroyed" in quinn.said
    with quinn.vault() as vault:
        assert_copy_is_destroyed(vault, bundle_id, key, blocks)
        assert next(row.gone_because for row in vault.received()) is GoneBecause.EXPIRED
        # A clock that is set back does not bring it back.
        with pytest.raises(ExpiredBundleError):
            open_it(vault, f"{kept.url}/{bundle_folder(bundle_id)}", now=then)
    away.rename(folder_place.root)
    assert person.run("sync") == ExitCode.DONE, person.said
    assert list(folder_place.objects()) == [withdrawal_name(bundle_id)]
    with person.vault() as vault:
        row = vault.submission(bundle_id)
        assert (row.state, row.withdraw_reason) == (SubmissionState.WITHDRAWN, "expired")


def test_what_comes_after_a_withdrawal_is_another_bundle(folder_place: Place, people: People) -> None:
    """Shared again means approved again, and a name that no withdrawal speaks of."""
    with people.sharing() as shared, people.reading() as vault:
        first = share(shared, folder_place)
        take_back(shared, first)
        second = share(shared, folder_place)
        assert second != first
        assert look(vault, folder_place) == ()
        open_it(vault, f"{folder_place.url}/{bundle_folder(second)}")
        assert vault.is_withdrawn(first)
