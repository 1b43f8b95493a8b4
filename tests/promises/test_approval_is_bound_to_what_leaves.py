"""Nothing leaves that was not approved: whatever changes, and whenever, what would leave is not sent.

Each attack changes one thing that an approval is bound to, at every step of the way out at which it can still
be noticed, and then lets everything go on as the app would, with the work under way, the queue and a restart.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import pytest

from recorder.bundle.identity import Identity
from recorder.bundle.layout import bundle_folder, grant_name, manifest_name, part_name
from recorder.bundle.sealing import SealedBundle
from recorder.bundle.sources import FolderSource
from recorder.bundle.statements import (
    KeyGrant,
    Manifest,
    Part,
    read_statement,
    recipient_tag,
    signed_statement,
)
from recorder.episode.edits import Edits
from recorder.episode.events import KeyPressed
from recorder.episode.study import Stream
from recorder.episode.time import TimeRange
from recorder.errors import UserFacingError
from recorder.vault.cipher import Access, is_unsettled, open_encrypted
from recorder.vault.edit_steps import EditStep
from recorder.vault.engine import ENGINE
from recorder.vault.sharing_rows import SubmissionState
from recorder.vault.vault import Vault
from studio.submission import pending
from studio.submission.approval import Watched, approve, hash_episode, prepare_approval
from studio.submission.binding import StaleReason
from studio.submission.errors import ApprovalStaleError, NotApprovedError
from studio.submission.receiving import begin_opening, finish_opening, open_received
from studio.submission.store_errors import BrokenOutboxError
from studio.submission.submitting import SealingOrder, begin_submission, begin_upload, seal_approved, send
from studio.submission.withdrawing import begin_withdrawal
from studio.taking_part import give_consent, withdraw_consent
from tests.rigs.sharing import (
    ALL,
    NOW,
    TYPED,
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
    waiting,
)

READER: Final = Identity.generate("Quinn")
SAME_STUDY_LATER: Final = NOW + timedelta(minutes=5)
AFTER_CONSENT: Final = NOW + timedelta(days=91)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shared]:
    """A vault with a recording that is baked, made once."""
    folder = tmp_path_factory.mktemp("recorded")
    file = study_for({"Quinn": READER.card.age_key}, store_url=(folder / "store").as_uri())
    with contributor(folder / "vault", file) as made:
        return folder, made


@pytest.fixture
def store(recorded: tuple[Path, Shared]) -> Path:
    """The study's store, an empty folder."""
    folder = recorded[0] / "store"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture
def shared(tmp_path: Path, store: Path, recorded: tuple[Path, Shared]) -> Iterator[Shared]:
    """A recording that is baked, and not approved yet."""
    assert not objects(store)
    folder, made = recorded
    shutil.copytree(folder / "vault", tmp_path / "vault")
    with a_vault(tmp_path / "vault") as vault:
        yield replace(made, vault=vault)


# What an attack does to a vault; it returns the time at which all goes on.
Attack = Callable[[Shared], datetime]


def edit(shared: Shared) -> datetime:
    step = EditStep("cut", Edits().with_cut(TimeRange(0, 100_000_000)))
    shared.vault.keep_edit_steps(shared.session_id, after=0, steps=[step], position=1)
    return NOW


def bake_other_edits(shared: Shared) -> datetime:
    edit(shared)
    bake(shared.vault, shared.session_id)
    return NOW


def bake_anew(shared: Shared) -> datetime:
    bake(shared.vault, shared.session_id)
    return NOW


def delete_episode(shared: Shared) -> datetime:
    shared.vault.delete_episode(shared.episode_id)
    return NOW


def delete_session(shared: Shared) -> datetime:
    shared.vault.delete_session(shared.session_id)
    return NOW


def agree_to_other_readers(shared: Shared) -> datetime:
    readers = {"Quinn": READER.card.age_key, "Eve": Identity.generate("Eve").card.age_key}
    url = shared.file.study.store.url
    file = study_for(readers, store_url=url, version="2.0")
    give_consent(shared.vault, file, contributor="Robin", answers=ALL, now=SAME_STUDY_LATER)
    return SAME_STUDY_LATER


def withdraw_the_consent(shared: Shared) -> datetime:
    withdraw_consent(shared.vault, shared.file.study.id, SAME_STUDY_LATER)
    return SAME_STUDY_LATER


def narrow_the_consent(shared: Shared) -> datetime:
    answers = {**ALL, Stream.KEYBOARD: False}
    give_consent(shared.vault, shared.file, contributor="Robin", answers=answers, now=SAME_STUDY_LATER)
    return SAME_STUDY_LATER


def let_the_consent_end(shared: Shared) -> datetime:
    assert shared.file.study.retention_days > (AFTER_CONSENT - NOW).days
    return AFTER_CONSENT


def approve_for_another_store(shared: Shared) -> datetime:
    approve_now(shared.vault, shared.session_id, store_url=str(shared.vault.paths.home.parent / "other"))
    return NOW


def approve_and_think_again(shared: Shared) -> datetime:
    shared.vault.forget_approvals(shared.session_id)
    return NOW


def write_into_the_episode(shared: Shared) -> datetime:
    """As somebody can who has its key: a good file, as long as before, that says something else."""
    access = shared.vault.episode_access(shared.episode_id)
    before = access.path.stat().st_size
    with open_encrypted(access.path, access.key, access=Access.READ) as reading:
        page_bytes = reading.execute("PRAGMA page_size").fetchone()[0]
    # With SQLCipher's own means: no part of the product opens an episode to write into it.
    database = ENGINE.connect(access.path)
    database.set_key(f"x'{access.key.hex()}'")
    database.execute(f"PRAGMA cipher_page_size={page_bytes}")
    assert "Linux" in database.execute("SELECT body FROM header").fetchone()[0]
    database.execute("UPDATE header SET body = replace(body, 'Linux', 'Other')")
    database.commit()
    database.close()
    assert access.path.stat().st_size == before
    assert not is_unsettled(access.path)
    with access.open() as reader:
        assert reader.header.platform == "Other"
    return NOW


ATTACKS: Final[dict[Attack, StaleReason | None]] = {
    edit: StaleReason.EDITED,
    bake_other_edits: StaleReason.EDITED,
    bake_anew: StaleReason.BAKED_ANEW,
    delete_episode: StaleReason.BAKED_ANEW,
    delete_session: None,
    agree_to_other_readers: StaleReason.STUDY_CHANGED,
    withdraw_the_consent: StaleReason.CONSENT_OVER,
    narrow_the_consent: StaleReason.CONSENT_OVER,
    let_the_consent_end: StaleReason.CONSENT_OVER,
    approve_for_another_store: StaleReason.STORE_CHANGED,
    approve_and_think_again: None,
}
"""What each makes of an approval; of some nothing is left."""


@dataclass
class Way:
    """One submission on its way out, as the app drives it: a worker carries what the vault's thread began."""

    shared: Shared
    order: SealingOrder | None = None
    sealed: SealedBundle | None = None

    def to_begun(self) -> None:
        approve_now(self.shared.vault, self.shared.session_id)
        self.order = begin_submission(self.shared.vault, self.shared.session_id, now=NOW)

    def to_sealed(self) -> None:
        self.to_begun()
        assert self.order is not None
        self.sealed = seal_approved(self.order, quiet)

    def to_waiting(self) -> None:
        self.to_sealed()
        assert self.sealed is not None
        pending.finish(self.shared.vault, self.sealed, now=NOW)
        self.order = self.sealed = None

    def to_sent_in_part(self) -> None:
        self.to_waiting()
        (row,) = self.shared.vault.submissions()
        store = Path(self.shared.file.study.store.url.removeprefix("file://"))
        with pytest.raises(InterruptedError):
            send(begin_upload(self.shared.vault, row.bundle_id, now=NOW), _off_once_there(store))
        assert objects(store)

    def go_on(self, now: datetime) -> list[UserFacingError]:
        """All that the app would still do: end what is under way, then work off the queue, several times."""
        refused: list[UserFacingError] = []
        vault = self.shared.vault
        bundles = [row.bundle_id for row in vault.submissions()]
        if self.order is not None:
            try:
                pending.finish(vault, self.sealed or seal_approved(self.order, quiet), now=now)
            except UserFacingError as error:
                refused.append(error)
                pending.fail(vault, bundles[-1], error, now=now)
        work_off(vault, now, refused)
        return refused


def work_off(vault: Vault, now: datetime, refused: list[UserFacingError]) -> None:
    for _ in range(8):
        works = pending.due_work(vault, now, stuck_too=True)
        if not works:
            return
        try:
            order = pending.begin(vault, works[0], now=now)
            if order is not None:
                pending.finish(vault, pending.carry(order, quiet), now=now)
        except UserFacingError as error:
            refused.append(error)
            pending.fail(vault, works[0].bundle_id, error, now=now)


def _off_once_there(store: Path) -> Callable[[int, int], None]:
    def off(_done: int, _total: int) -> None:
        if objects(store):
            raise InterruptedError

    return off


STEPS: Final = (Way.to_begun, Way.to_sealed, Way.to_waiting, Way.to_sent_in_part)
# Every attack at the first and at the last step; between them stands the same check, so some are enough.
ON_THE_WAY: Final = [
    (attack, step)
    for attack in ATTACKS
    for step in STEPS
    if step in {Way.to_begun, Way.to_sent_in_part} or attack in {edit, withdraw_the_consent, delete_session}
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__)
def test_what_is_no_longer_what_was_approved_stays_here(shared: Shared, store: Path, attack: Attack) -> None:
    approve_now(shared.vault, shared.session_id)
    now = attack(shared)
    with pytest.raises((ApprovalStaleError, NotApprovedError)) as raised:
        begin_submission(shared.vault, shared.session_id, now=now, store_url=store.as_uri())
    assert getattr(raised.value, "reason", None) is ATTACKS[attack]
    assert objects(store) == {}
    assert shared.vault.submissions() == ()


@pytest.mark.parametrize(("attack", "step"), ON_THE_WAY, ids=lambda each: each.__name__)
def test_what_changes_on_the_way_out_is_stopped(
    shared: Shared, store: Path, attack: Attack, step: Callable[[Way], None]
) -> None:
    way = Way(shared)
    step(way)
    assert way.go_on(attack(shared))
    left = objects(store)
    assert not [name for name in left if not name.endswith("withdrawal.json")]
    assert bool(left) is (step is Way.to_sent_in_part), "what had left is taken back, nothing else is told"
    (row,) = shared.vault.submissions()
    assert row.state is SubmissionState.WITHDRAWN
    assert not list(shared.vault.paths.outbox.iterdir())
    assert shared.vault.submission_receipt(row.bundle_id, "submitted") is None


def test_without_an_attack_the_same_way_leads_out(shared: Shared, store: Path, tmp_path: Path) -> None:
    """Else the tests above could pass because nothing ever leaves."""
    way = Way(shared)
    way.to_sent_in_part()
    assert way.go_on(NOW) == []
    assert_whole_and_readable(shared, store, tmp_path)


def test_an_episode_that_its_own_key_wrote_into_is_not_sealed(shared: Shared, store: Path) -> None:
    approve_now(shared.vault, shared.session_id)
    write_into_the_episode(shared)
    way = Way(shared, begin_submission(shared.vault, shared.session_id, now=NOW))
    refused = way.go_on(NOW)
    assert isinstance(refused[0], ApprovalStaleError)
    assert refused[0].reason is StaleReason.BYTES_CHANGED
    assert objects(store) == {}


def test_an_episode_that_changes_while_it_is_sealed_is_not_sent(shared: Shared, store: Path) -> None:
    """The first hash was right; what was read after it may not be."""
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    changed: list[datetime] = []

    def change(done: int, total: int) -> None:
        if not changed and done > total // 12:
            changed.append(write_into_the_episode(shared))

    with pytest.raises(ApprovalStaleError) as raised:
        seal_approved(order, change)
    assert changed
    assert raised.value.reason is StaleReason.BYTES_CHANGED
    pending.fail(shared.vault, order.bundle_id, raised.value, now=NOW)
    work_off(shared.vault, NOW, [])
    assert objects(store) == {}
    assert not list(shared.vault.paths.outbox.iterdir())


@pytest.mark.parametrize("at", [0.0, 0.5, 0.999])
def test_a_byte_of_the_episode_that_changed_is_noticed(shared: Shared, store: Path, at: float) -> None:
    approve_now(shared.vault, shared.session_id)
    path = shared.vault.episode_access(shared.episode_id).path
    data = bytearray(path.read_bytes())
    data[round(at * len(data))] ^= 1
    path.write_bytes(data)
    assert Way(shared, begin_submission(shared.vault, shared.session_id, now=NOW)).go_on(NOW)
    assert objects(store) == {}


def test_a_log_laid_beside_the_episode_is_not_read(shared: Shared, store: Path) -> None:
    """It would change what the file says, and not its bytes."""
    approve_now(shared.vault, shared.session_id)
    path = shared.vault.episode_access(shared.episode_id).path
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" * 2000)
    assert Way(shared, begin_submission(shared.vault, shared.session_id, now=NOW)).go_on(NOW)
    assert objects(store) == {}


def test_the_approval_of_another_recording_opens_no_door(shared: Shared, store: Path) -> None:
    other = record(shared.vault, shared.file.study, typed="not looked at")
    bake(shared.vault, other)
    approve_now(shared.vault, shared.session_id)
    approved = shared.vault.approval_of(shared.session_id)
    assert approved is not None
    with pytest.raises(NotApprovedError):
        begin_submission(shared.vault, other, now=NOW)
    # As if somebody had moved the row; what it is bound to is of another file.
    shared.vault.add_approval(replace(approved, approval_id="0" * 32, session_id=other))
    with pytest.raises(ApprovalStaleError):
        begin_submission(shared.vault, other, now=NOW)
    assert objects(store) == {}


def test_the_sheet_of_another_file_approves_nothing_else(shared: Shared, store: Path) -> None:
    """What is approved is what was hashed, also if the episode is another one by then."""
    sheet = hash_episode(prepare_approval(shared.vault, shared.session_id, now=NOW), quiet)
    write_into_the_episode(shared)
    approve(shared.vault, sheet, watched=Watched.FULLY, now=NOW)
    assert Way(shared, begin_submission(shared.vault, shared.session_id, now=NOW)).go_on(NOW)
    assert objects(store) == {}


def test_what_was_taken_back_while_it_was_sealed_stays_taken_back(shared: Shared, store: Path) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    sealed = seal_approved(order, quiet)
    assert begin_withdrawal(shared.vault, order.bundle_id, reason="withdrawn", now=NOW) is None
    # The worker's answer was on its way.
    pending.finish(shared.vault, sealed, now=NOW)
    work_off(shared.vault, NOW, [])
    assert shared.vault.submission(order.bundle_id).state is SubmissionState.WITHDRAWN
    assert objects(store) == {}


def test_what_was_taken_back_while_it_was_sent_is_taken_back(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)
    sent = send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    assert begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW) is not None
    # The worker's answer was on its way.
    pending.finish(shared.vault, sent, now=NOW)
    work_off(shared.vault, NOW, [])
    assert shared.vault.submission(bundle_id).state is SubmissionState.WITHDRAWN
    assert [name.rsplit("/", 1)[-1] for name in objects(store)] == ["withdrawal.json"]


def flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def cut_short(data: bytes) -> bytes:
    return data[:-1]


def emptied(_data: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("payload", flip),
        ("payload", cut_short),
        ("grants", flip),
        ("grants", emptied),
        ("manifest", flip),
        ("manifest", emptied),
    ],
)
def test_sealed_bytes_that_changed_on_this_disk_are_not_shown_to_anyone(
    shared: Shared, store: Path, tmp_path: Path, what: str, change: Callable[[bytes], bytes]
) -> None:
    bundle_id = waiting(shared)
    outbox = shared.vault.paths.outbox_of(bundle_id)
    (file,) = (path for path in outbox.rglob("*") if path.is_file() and what in str(path.relative_to(outbox)))
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(BrokenOutboxError):
        send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    assert manifest_name(bundle_id) not in objects(store)
    # It is sealed anew, from what was approved.
    pending.fail(shared.vault, bundle_id, BrokenOutboxError(), now=NOW)
    work_off(shared.vault, NOW, [])
    assert_whole_and_readable(shared, store, tmp_path)


def test_another_bundle_laid_into_the_outbox_is_not_sent(shared: Shared, store: Path, tmp_path: Path) -> None:
    """Sealed well, under the same name, by somebody who can write this disk and has no key of this vault."""
    bundle_id = waiting(shared)
    lay_another_bundle_into(shared.vault.paths.outbox_of(bundle_id), bundle_id, keeps_payload=False)
    with pytest.raises(BrokenOutboxError):
        send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    assert manifest_name(bundle_id) not in objects(store)
    pending.fail(shared.vault, bundle_id, BrokenOutboxError(), now=NOW)
    work_off(shared.vault, NOW, [])
    assert_whole_and_readable(shared, store, tmp_path)


@pytest.mark.parametrize("after", ["payload", "grants"])
def test_another_bundle_laid_there_while_it_is_sent_is_not_sent(
    shared: Shared, store: Path, after: str
) -> None:
    """What was checked is what is sent: the disk may say something else a moment later."""
    bundle_id = waiting(shared)
    outbox = shared.vault.paths.outbox_of(bundle_id)
    changed: list[bool] = []

    def change(_done: int, _total: int) -> None:
        if not changed and any(after in name for name in objects(store)):
            changed.append(True)
            lay_another_bundle_into(outbox, bundle_id, keeps_payload=True)

    with pytest.raises(BrokenOutboxError):
        send(begin_upload(shared.vault, bundle_id, now=NOW), change)
    assert changed
    assert manifest_name(bundle_id) not in objects(store)


def test_the_receipt_speaks_of_what_was_sent(shared: Shared) -> None:
    bundle_id = waiting(shared)
    sent = send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    lay_another_bundle_into(shared.vault.paths.outbox_of(bundle_id), bundle_id, keeps_payload=True)
    with pytest.raises(BrokenOutboxError):
        pending.finish(shared.vault, sent, now=NOW)
    assert shared.vault.submission_receipt(bundle_id, "submitted") is None


def lay_another_bundle_into(outbox: Path, bundle_id: str, *, keeps_payload: bool) -> None:
    """What somebody can make who can write this disk and has no key of this vault."""
    forger = Identity.generate("Mallory")
    envelope = FolderSource(outbox).read(manifest_name(bundle_id), 1 << 20)
    forged, _ = read_statement(Manifest, envelope)
    if not keeps_payload:
        data = b"age-encryption.org/v1\n" + b"x" * 5000
        part = Part(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        forged = msgspec.structs.replace(forged, parts=(part,))
        (outbox / part_name(bundle_id, 0)).write_bytes(data)
    (outbox / manifest_name(bundle_id)).write_bytes(signed_statement(forged, forger))
    tag = recipient_tag(bundle_id, READER.card.age_key)
    grant = KeyGrant(bundle=bundle_id, recipient=tag, payload=forged.payload_sha256, wrapped="x")
    (outbox / grant_name(bundle_id, tag)).write_bytes(signed_statement(grant, forger))


def assert_whole_and_readable(shared: Shared, store: Path, tmp_path: Path) -> None:
    """One bundle is there, and the reader finds in it what was approved."""
    (row,) = shared.vault.submissions()
    assert row.state is SubmissionState.SENT
    assert {name.split("/")[1] for name in objects(store)} == {row.bundle_id}
    with a_vault(tmp_path / "reader") as vault:
        give_keys(vault, READER)
        vault.keep_study(shared.file.study.sha256, shared.file.content)
        order = begin_opening(vault, str(store / bundle_folder(row.bundle_id)), now=NOW)
        finish_opening(vault, order, open_received(order, quiet))
        with vault.received_access(row.bundle_id).open() as reader:
            typed = "".join(
                each.event.char or "" for each in reader.events() if isinstance(each.event, KeyPressed)
            )
        assert TYPED in typed
