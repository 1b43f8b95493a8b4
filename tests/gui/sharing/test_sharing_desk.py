"""What is shared goes on where it stopped: past a lock, a lost network, and a change of mind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from recorder.bundle.identity import Identity
from recorder.vault.keys import Passphrase
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.pending import Done, Order, carry
from studio.submission.store_errors import UnreachableStoreError
from studio.submission.submitting import SealingOrder, SendingOrder
from studio.ui.jobs import CancelledError
from studio.ui.models.sharing_desk import Going, SharingDesk, Trouble
from studio.ui.models.vault_desk import VaultDesk
from tests.gui.sharing.conftest import MakeRig
from tests.rigs.sharing import SECRET, approve_now, contributor, study_for


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Hand:
    """Carries work out, unless it is told to do something else first."""

    instead: Callable[[Order, Progress], None] = lambda _order, _progress: None
    orders: list[type[Order]] = field(default_factory=list)

    def __call__(self, order: Order, progress: Progress) -> Done:
        self.orders.append(type(order))
        self.instead(order, progress)
        return carry(order, progress)


@dataclass
class Desk:
    """A sharing desk over a vault with an approved session."""

    qtbot: QtBot
    vault_desk: VaultDesk
    desk: SharingDesk
    clock: Clock
    hand: Hand
    store: Path
    session_id: str
    troubles: list[Trouble] = field(default_factory=list)
    going: list[Going] = field(default_factory=list)

    def rows(self) -> tuple[SubmissionRow, ...]:
        heard: list[tuple[SubmissionRow, ...]] = []
        self.vault_desk.ask(lambda vault: vault.submissions(), on_done=heard.append)
        self.qtbot.waitUntil(lambda: bool(heard))
        return heard[0]

    def wait_for(self, state: SubmissionState) -> SubmissionRow:
        self.qtbot.waitUntil(lambda: [row.state for row in self.rows()] == [state], timeout=20_000)
        return self.rows()[0]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.store.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.fixture
def sharing(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    home, store = tmp_path / "vault", tmp_path / "store"
    file = study_for({"Quinn": Identity.generate("Quinn").card.age_key}, store_url=store.as_uri())
    clock, hand = Clock(), Hand()
    with contributor(home, file, now=clock.now) as shared:
        approve_now(shared.vault, shared.session_id, now=clock.now)
    vault_desk = VaultDesk(home)
    desk = SharingDesk(vault_desk, now=clock, carry_work=hand)
    made = Desk(qtbot, vault_desk, desk, clock, hand, store, shared.session_id)
    desk.troubled.connect(made.troubles.append)
    desk.going.connect(made.going.append)
    open_vault(made)
    yield made
    vault_desk.close()
    desk.close()
    for part in (desk, vault_desk):
        part.deleteLater()


def open_vault(made: Desk) -> None:
    opened: list[bool] = []
    made.vault_desk.open(
        lambda: Vault.unlock(made.vault_desk.home, Passphrase(SECRET)),
        on_done=lambda: opened.append(True),
        on_failed=lambda error: pytest.fail(type(error).__name__),
    )
    made.qtbot.waitUntil(lambda: bool(opened))
    made.desk.start()


def wait_to_be_called_off(_: Order, progress: Progress) -> None:
    while True:
        progress(1, 2)


def test_what_is_submitted_is_sealed_and_sent(sharing: Desk) -> None:
    sharing.desk.submit(sharing.session_id)
    row = sharing.wait_for(SubmissionState.SENT)
    assert sharing.hand.orders == [SealingOrder, SendingOrder]
    assert (row.attempts, row.problem) == (1, "")
    assert "manifest.json" in sharing.files()
    assert sharing.going[-1].done == sharing.going[-1].total
    assert sharing.desk.work is None


def test_submitting_twice_is_once(sharing: Desk, qtbot: QtBot) -> None:
    sharing.desk.submit(sharing.session_id)
    with qtbot.waitSignal(sharing.desk.refused):
        sharing.desk.submit(sharing.session_id)
    sharing.wait_for(SubmissionState.SENT)
    with qtbot.waitSignal(sharing.desk.refused):
        sharing.desk.submit(sharing.session_id)
    assert sharing.files().count("manifest.json") == 1


def test_a_lock_ends_it_and_the_next_unlocking_goes_on(sharing: Desk, qtbot: QtBot) -> None:
    sharing.hand.instead = wait_to_be_called_off
    sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: bool(sharing.hand.orders))
    with qtbot.waitSignal(sharing.vault_desk.locked):
        sharing.vault_desk.lock()
    assert sharing.desk.work is None
    assert sharing.files() == []
    sharing.hand.instead = lambda _order, _progress: None
    open_vault(sharing)
    sharing.wait_for(SubmissionState.SENT)
    assert sharing.files().count("manifest.json") == 1


def test_a_lost_network_is_tried_again_when_its_time_comes(sharing: Desk, qtbot: QtBot) -> None:
    def gone(order: Order, _: Progress) -> None:
        if isinstance(order, SendingOrder):
            raise UnreachableStoreError("the store")

    sharing.hand.instead = gone
    sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: bool(sharing.troubles))
    (row,) = sharing.rows()
    assert row.state is SubmissionState.WAITING
    assert row.problem
    assert row.next_try_at is not None
    sharing.hand.instead = lambda _order, _progress: None
    with qtbot.waitSignal(sharing.desk.rested):
        sharing.desk.wake()
    assert len(sharing.troubles) == 1
    sharing.clock.now = row.next_try_at + timedelta(seconds=1)
    sharing.desk.wake()
    sharing.wait_for(SubmissionState.SENT)
    # What was sealed is not sealed twice.
    assert sharing.hand.orders == [SealingOrder, SendingOrder, SendingOrder]


def test_what_cannot_be_done_now_is_tried_once_and_not_for_ever(sharing: Desk, qtbot: QtBot) -> None:
    def gone(_: Order, __: Progress) -> None:
        raise UnreachableStoreError("the store")

    sharing.hand.instead = gone
    with qtbot.waitSignal(sharing.desk.rested):
        sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: bool(sharing.troubles))
    # Whoever keeps the error keeps no key with it.
    assert sharing.troubles[0].error.__traceback__ is None
    with qtbot.waitSignal(sharing.desk.rested):
        sharing.desk.try_again()
    assert len(sharing.hand.orders) <= 3
    assert sharing.rows()[0].state is SubmissionState.SEALING


def test_called_off_while_it_is_sealed_nothing_is_left(sharing: Desk, qtbot: QtBot) -> None:
    sharing.hand.instead = wait_to_be_called_off
    sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: bool(sharing.hand.orders))
    sharing.desk.cancel()
    row = sharing.wait_for(SubmissionState.WITHDRAWN)
    assert row.submitted_on is None
    outbox = sharing.vault_desk.home / "outbox"
    assert not outbox.exists() or list(outbox.iterdir()) == []
    assert not sharing.store.exists()
    qtbot.waitUntil(lambda: sharing.desk.work is None)


def test_called_off_while_it_is_sent_it_is_taken_back(sharing: Desk, qtbot: QtBot) -> None:
    def send_all_and_wait(order: Order, progress: Progress) -> None:
        if isinstance(order, SendingOrder):
            carry(order, progress)
            wait_to_be_called_off(order, progress)

    sharing.hand.instead = send_all_and_wait
    sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: "manifest.json" in sharing.files(), timeout=20_000)
    sharing.desk.cancel()
    sharing.wait_for(SubmissionState.WITHDRAWN)
    assert sharing.files() == ["withdrawal.json"]


def test_what_is_taken_back_cannot_be_called_off(sharing: Desk, qtbot: QtBot) -> None:
    sharing.desk.submit(sharing.session_id)
    row = sharing.wait_for(SubmissionState.SENT)
    sharing.hand.instead = wait_to_be_called_off
    sharing.desk.take_back((row.bundle_id,))
    qtbot.waitUntil(lambda: len(sharing.hand.orders) == 3)
    sharing.desk.cancel()
    assert sharing.desk.work is not None
    sharing.desk.stop()
    sharing.hand.instead = lambda _order, _progress: None
    sharing.desk.start()
    sharing.wait_for(SubmissionState.WITHDRAWN)


def test_a_fault_of_our_own_is_told_and_stops_nothing_else(sharing: Desk, qtbot: QtBot) -> None:
    def fail(_: Order, __: Progress) -> None:
        raise ZeroDivisionError

    sharing.hand.instead = fail
    with qtbot.captureExceptions() as told:
        sharing.desk.submit(sharing.session_id)
        qtbot.waitUntil(lambda: bool(told))
    kind, error, _ = told.pop()
    assert kind is ZeroDivisionError
    # Others look whether keys are left in memory: these frames hold one.
    error.__traceback__ = None
    sharing.hand.instead = lambda _order, _progress: None
    sharing.desk.wake()
    sharing.wait_for(SubmissionState.SENT)


def test_the_work_is_called_off_at_once(sharing: Desk, qtbot: QtBot) -> None:
    ended: list[type[BaseException]] = []

    def hear(order: Order, progress: Progress) -> None:
        try:
            wait_to_be_called_off(order, progress)
        except CancelledError as error:
            ended.append(type(error))
            raise

    sharing.hand.instead = hear
    sharing.desk.submit(sharing.session_id)
    qtbot.waitUntil(lambda: bool(sharing.hand.orders))
    sharing.desk.stop()
    qtbot.waitUntil(lambda: ended == [CancelledError], timeout=500)


def test_what_somebody_has_to_mend_waits_for_them_and_says_so(make_rig: MakeRig) -> None:
    rig = make_rig(store="drive/shared")
    rig.approve()
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Try again"), timeout=20_000)
    row = rig.wait_for_state(SubmissionState.WAITING)
    assert row.next_try_at is None
    rig.store.parent.mkdir()
    rig.shell.press("Try again")
    rig.wait_for_state(SubmissionState.SENT)
    rig.wait_for_words("Shared.")
