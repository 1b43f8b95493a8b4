"""The end of a check is said once to who hears the page instead of seeing it."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from recorder.vault.vault import Vault
from studio.checking.carrying_out import Checked, CheckOrder
from studio.checking.findings import finding_of
from studio.checking.packing import packed
from studio.ui import announcing
from studio.ui.models import check_run
from studio.ui.models.check_items import CheckState
from studio.ui.pages.checking import page as checking_page
from tests.gui.checking.conftest import CheckRig
from tests.rigs.received import know_study, receive
from tests.rigs.replay_record import drawn_run


def carry_out_at_once(order: CheckOrder, *_: object, **__: object) -> Checked:
    record = drawn_run()
    order.new.access.write(packed(record))
    return Checked(finding_of([record]), is_kept=True)


def test_the_end_of_the_check_that_is_shown_is_told_once(
    vault: Vault, begin: Callable[[], CheckRig], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(checking_page, "announce", lambda _, said: told.append(said))
    monkeypatch.setattr(check_run, "carry_out", carry_out_at_once)
    study = know_study(vault)
    shown, other = receive(vault, study), receive(vault, study)
    rig = begin()
    rig.desk.add((shown, other), start=False)
    rig.checking(shown)
    assert told == []
    rig.desk.start()
    rig.until_state(other, CheckState.DONE)
    rig.until_state(shown, CheckState.DONE)
    rig.choose(other)
    rig.choose(shown)
    assert told == ["Different at step 4"]


def test_an_announcement_is_sent_where_somebody_listens(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[object, str]] = []

    class Listening:
        is_active = True

        @classmethod
        def isActive(cls) -> bool:  # noqa: N802 - Qt's name
            return cls.is_active

        @staticmethod
        def updateAccessibility(event: QAccessibleAnnouncementEvent) -> None:  # noqa: N802 - as above
            sent.append((event.object(), event.message()))

    monkeypatch.setattr(announcing, "QAccessible", Listening)
    place = QWidget()
    qtbot.addWidget(place)
    announcing.announce(place, "Same")
    Listening.is_active = False
    announcing.announce(place, "Nobody hears this")
    assert sent == [(place, "Same")]
