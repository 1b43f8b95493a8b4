"""A vault's desk over people who shared and received something."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.ui.models.vault_desk import VaultDesk
from tests.rigs.reviewing import QUINN, Reviewing, make_reviewing
from tests.rigs.sharing import SECRET


@pytest.fixture(scope="session")
def reviewing(tmp_path_factory: pytest.TempPathFactory) -> Reviewing:
    return make_reviewing(tmp_path_factory.mktemp("reviewing"), now=datetime.now(UTC))


@pytest.fixture
def rig(reviewing: Reviewing) -> Reviewing:
    return reviewing.reset()


@pytest.fixture
def reader_desk(rig: Reviewing, qtbot: QtBot) -> Iterator[VaultDesk]:
    """A reader's vault, open."""
    desk = VaultDesk(rig.world / QUINN.identity.name)
    open_vault(desk, qtbot)
    yield desk
    desk.close()
    desk.deleteLater()


def open_vault(desk: VaultDesk, qtbot: QtBot) -> None:
    opened: list[bool] = []
    desk.open(
        lambda: Vault.unlock(desk.home, Passphrase(SECRET)),
        on_done=lambda: opened.append(True),
        on_failed=lambda error: pytest.fail(type(error).__name__),
    )
    qtbot.waitUntil(lambda: bool(opened), timeout=30_000)
