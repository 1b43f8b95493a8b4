"""A check that is ended while the vault is about to keep what came of it."""

from collections.abc import Callable
from threading import Event

import pytest

from recorder.vault.check_rows import CheckRow
from recorder.vault.vault import Vault
from studio.checking.carrying_out import Checked, CheckOrder, finish_check
from studio.checking.findings import finding_of
from studio.checking.packing import packed
from studio.ui.models import check_run, checking_desk
from studio.ui.models.check_items import CheckState
from studio.ui.models.checking_desk import CheckingDesk
from tests.gui.checking.conftest import CheckRig
from tests.rigs.received import know_study, receive
from tests.rigs.replay_record import drawn_run

LONG_S = 30


@pytest.mark.parametrize("end", [CheckingDesk.stop, CheckingDesk.remove])
def test_what_is_ended_while_it_is_being_kept_is_not_kept(
    vault: Vault,
    begin: Callable[[], CheckRig],
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[CheckingDesk, str], None],
) -> None:
    is_about_to_keep, may_keep = Event(), Event()
    kept: list[CheckRow | None] = []

    def carry_out_at_once(order: CheckOrder, *_: object, **__: object) -> Checked:
        record = drawn_run()
        order.new.access.write(packed(record))
        return Checked(finding_of([record]), is_kept=True)

    def keep_when_told(opened: Vault, order: CheckOrder, checked: Checked) -> CheckRow | None:
        is_about_to_keep.set()
        assert may_keep.wait(LONG_S)
        kept.append(finish_check(opened, order, checked))
        return kept[-1]

    monkeypatch.setattr(check_run, "carry_out", carry_out_at_once)
    monkeypatch.setattr(checking_desk, "finish_check", keep_when_told)
    subject_id = receive(vault, know_study(vault))
    rig = begin()
    rig.desk.add((subject_id,), start=True)
    rig.until(is_about_to_keep.is_set)
    end(rig.desk, subject_id)
    may_keep.set()
    rig.until(lambda: kept)
    assert kept[0] is not None, "the vault could not know"
    rig.until(lambda: not rig.shell.ask(lambda opened: opened.checks()))
    rig.until(lambda: not list(vault.paths.checks.iterdir()))
    item = rig.desk.item(subject_id)
    assert item is None or item.state is CheckState.STOPPED
