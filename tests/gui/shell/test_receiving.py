"""Real bundles in a folder that is their store: looked for, opened, refused and taken back in the app."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from recorder.bundle.layout import bundle_folder, grant_name, manifest_name
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.submission.identities import identity_of
from studio.submission.studies_to_open import add_study
from studio.submission.withdrawing import begin_withdrawal, carry_out, finish_withdrawal
from studio.ui.models.received_model import ReceivedColumn
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.tasks_page import TasksPage
from studio.ui.pages.viewing.page import ViewingPage
from tests.rigs.sharing import TYPED, a_vault, contributor, quiet, study_for, submitted
from tests.rigs.shell_rig import CHEAP, PASSPHRASE, ShellRig

_LONG_MS = 20_000


@dataclass(frozen=True)
class Sent:
    """A reader who knows a study, and somebody who sent a recording for it; each test has its own copies."""

    reader: Path
    sender: Path
    store: Path
    kept_store: Path
    bundle_id: str


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("sent")
    reader, sender, store = folder / "reader", folder / "sender", folder / "store"
    store.mkdir()
    with Vault.create(reader, Passphrase(PASSPHRASE), cost=CHEAP)[0] as vault:
        key = identity_of(vault, name="Noor").card.age_key
        file = study_for({"Noor": key}, store_url=store.as_uri())
        add_study(vault, file.content)
    now = datetime.now(UTC)
    with contributor(sender, file, now=now) as shared:
        bundle_id = submitted(shared, now=now)
    kept_store = store.rename(folder / "kept-store")
    return Sent(reader, sender, store, kept_store, bundle_id)


@pytest.fixture
def bundle_id(sent: Sent) -> str:
    """What was sent."""
    return sent.bundle_id


@pytest.fixture
def store(sent: Sent) -> Iterator[Path]:
    """The folder in which it lies."""
    yield Path(shutil.copytree(sent.kept_store, sent.store))
    shutil.rmtree(sent.store, ignore_errors=True)


@pytest.fixture
def take_back(sent: Sent, tmp_path: Path) -> Callable[[], None]:
    """What its sender does to take it back."""

    def do() -> None:
        now = datetime.now(UTC)
        with a_vault(Path(shutil.copytree(sent.sender, tmp_path / "sender"))) as vault:
            order = begin_withdrawal(vault, sent.bundle_id, reason="withdrawn", now=now)
            assert order is not None
            finish_withdrawal(vault, carry_out(order, quiet), now=now)

    return do


@pytest.fixture
def reader(sent: Sent, store: Path, home: Path, make_rig: Callable[[], ShellRig]) -> ShellRig:
    """The reader's app, at the place of what was received; nothing was looked for yet."""
    assert store.is_dir()
    shutil.copytree(sent.reader, home)
    rig = make_rig()
    rig.unlock(TasksPage)
    rig.settle()
    rig.shell.settings.change(receives=True)
    rig.press("Received")
    rig.settle()
    return rig


def standings(rig: ShellRig) -> list[str]:
    page = rig.page
    assert isinstance(page, ReceivedPage)
    model = page.model
    return [str(model.index(row, ReceivedColumn.STANDING).data()) for row in range(model.rowCount())]


def look(rig: ShellRig) -> None:
    rig.press("Look for new ones")
    settled(rig)


def settled(rig: ShellRig) -> None:
    """Nothing is under way any more, and the page shows what came of it."""
    rig.qtbot.waitUntil(lambda: rig.shell.receiving.desk.running is None, timeout=_LONG_MS)
    rig.settle()
    rig.settle()


def open_it(rig: ShellRig) -> ViewingPage:
    rig.press("Open")
    rig.qtbot.waitUntil(lambda: isinstance(rig.page, ViewingPage), timeout=_LONG_MS)
    page = rig.page
    assert isinstance(page, ViewingPage)
    rig.qtbot.waitUntil(lambda: page.session.content is not None and page.session.content.is_complete)
    rig.qtbot.waitUntil(lambda: page.bench is not None)
    return page


def test_nothing_is_looked_for_by_itself(reader: ShellRig) -> None:
    assert standings(reader) == []
    assert "Nothing here yet" in reader.said


def test_what_is_for_the_reader_is_found_opened_and_watched(reader: ShellRig, bundle_id: str) -> None:
    look(reader)
    assert standings(reader) == ["Waiting for you"]
    assert "One recording waits for you." in reader.said
    assert "sealed to you" in reader.said
    page = open_it(reader)
    assert page.bench is not None
    rows = page.bench.inspector.done.list.model_of_rows.rows
    assert any(TYPED in row.words for row in rows)
    reader.press("Back to what you received")
    reader.settle()
    assert standings(reader) == ["Opened"]
    received = reader.ask(lambda vault: vault.received())
    assert isinstance(received, tuple)
    assert [row.bundle_id for row in received] == [bundle_id]
    look(reader)
    assert "Nothing new." in reader.said


def test_enter_opens_what_waits(reader: ShellRig) -> None:
    look(reader)
    page = reader.page
    assert isinstance(page, ReceivedPage)
    reader.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    reader.qtbot.waitUntil(lambda: isinstance(reader.page, ViewingPage), timeout=_LONG_MS)


def test_who_goes_elsewhere_meanwhile_stays_there(reader: ShellRig) -> None:
    look(reader)
    reader.press("Open")
    reader.press("Tasks")
    settled(reader)
    assert isinstance(reader.page, TasksPage)
    reader.press("Received")
    reader.settle()
    assert standings(reader) == ["Opened"]


def test_a_recording_in_a_folder_is_opened_by_its_manifest(
    reader: ShellRig, bundle_id: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = store / manifest_name(bundle_id)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(manifest), ""))
    reader.press("Open a file…")
    reader.qtbot.waitUntil(lambda: isinstance(reader.page, ViewingPage), timeout=_LONG_MS)
    reader.press("Back to what you received")
    reader.settle()
    # A second time there is nothing to fetch.
    reader.press("Open a file…")
    assert isinstance(reader.page, ViewingPage)


def test_one_that_was_changed_is_refused_in_words_and_leaves_nothing(
    reader: ShellRig, bundle_id: str, store: Path, home: Path
) -> None:
    look(reader)
    part = next((store / bundle_folder(bundle_id) / "payload").iterdir())
    part.write_bytes(part.read_bytes()[:-1] + b"\0")
    reader.press("Open")
    settled(reader)
    assert standings(reader) == ["Not opened"]
    assert reader.said.count("changed after it was sealed") == 1
    assert not list((home / "received").iterdir())
    assert reader.button("Try again").isEnabled()


def test_one_that_is_for_somebody_else_is_not_found(reader: ShellRig, bundle_id: str, store: Path) -> None:
    for grant in (store / grant_name(bundle_id, "x")).parent.iterdir():
        grant.rename(grant.with_name("0" * 64 + ".json"))
    look(reader)
    assert standings(reader) == []
    assert "Nothing new." in reader.said


def test_what_is_taken_back_is_destroyed_when_the_reader_looks(
    reader: ShellRig, take_back: Callable[[], None], home: Path
) -> None:
    look(reader)
    open_it(reader)
    reader.press("Back to what you received")
    take_back()
    look(reader)
    assert standings(reader) == ["Taken back"]
    assert "taken back by whoever made it" in reader.said
    assert not list((home / "received").iterdir())
    assert not reader.button("Open").isEnabled()


def test_what_is_taken_back_before_it_is_opened_is_not_opened(
    reader: ShellRig, bundle_id: str, take_back: Callable[[], None]
) -> None:
    look(reader)
    take_back()
    reader.press("Open")
    settled(reader)
    assert standings(reader) == ["Taken back"]
    assert "has taken it back" in reader.said
    assert reader.ask(lambda vault: vault.is_withdrawn(bundle_id))


def test_a_store_that_is_not_there_is_said_and_nothing_is_lost(reader: ShellRig, store: Path) -> None:
    look(reader)
    store.rename(store.with_name("elsewhere"))
    look(reader)
    assert "Could not look into" in reader.said
    assert standings(reader) == ["Waiting for you"]


def test_locking_calls_off_what_is_opened_and_leaves_nothing(reader: ShellRig, home: Path) -> None:
    look(reader)
    reader.press("Open")
    reader.shell.lock()
    assert reader.shell.receiving.desk.running is None
    reader.unlock(ReceivedPage)
    reader.settle()
    reader.settle()
    received = home / "received"
    assert not received.exists() or not list(received.iterdir())


def test_cancelling_leaves_what_waits_where_it_is(reader: ShellRig, home: Path) -> None:
    look(reader)
    reader.press("Open")
    reader.press("Cancel")
    assert not reader.button_is_in_sight("Cancel")
    settled(reader)
    reader.qtbot.waitUntil(lambda: not list((home / "received").glob("*")))
    assert standings(reader) == ["Waiting for you"]
    open_it(reader)
