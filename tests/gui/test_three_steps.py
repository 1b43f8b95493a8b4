"""Long work in three steps: done, failed, called off, each with nothing half left."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from studio.ui.jobs import CancelledError
from studio.ui.models.three_steps import Running, Steps, ThreeSteps
from studio.ui.models.vault_desk import VaultDesk

PASSPHRASE = Passphrase("kumquat lantern oboe frost")
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)


class Log:
    """Work that tells what is done of it, and goes on only when it may."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.may_begin = threading.Event()
        self.may_go_on = threading.Event()
        self.failures: list[BaseException] = []
        self.may_begin.set()
        self.may_go_on.set()

    def steps(self, *, fails: bool = False) -> Steps[str, str, str]:
        return Steps(
            words="Working…",
            begin=self._begin,
            carry_out=self._failing if fails else self._carry_out,
            finish=lambda _, order, done: self._say(f"finish {order} {done}"),
            abandon=lambda _, order, error: self._say(f"abandon {order} {type(error).__name__}"),
            on_done=lambda result: self.said.append(f"done after {result}"),
            on_failed=self.failures.append,
        )

    def _begin(self, _: Vault) -> str:
        assert self.may_begin.wait(10)
        return self._say("order")

    def _carry_out(self, order: str, progress: Callable[[int, int], None]) -> str:
        assert order == "order"
        progress(1, 2)
        assert self.may_go_on.wait(10)
        progress(2, 2)
        return self._say("work")

    def _failing(self, order: str, progress: Callable[[int, int], None]) -> str:
        self._carry_out(order, progress)
        raise OSError("gone")

    def _say(self, what: str) -> str:
        self.said.append(what)
        return what


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[VaultDesk]:
    Vault.create(tmp_path / "vault", PASSPHRASE, cost=CHEAP)[0].close()
    made = VaultDesk(tmp_path / "vault")
    opened: list[bool] = []
    made.open(
        lambda: Vault.unlock(tmp_path / "vault", PASSPHRASE),
        on_done=lambda: opened.append(True),
        on_failed=lambda _: None,
    )
    qtbot.waitUntil(lambda: bool(opened))
    yield made
    made.close()


@pytest.fixture
def three(desk: VaultDesk) -> Iterator[ThreeSteps]:
    made = ThreeSteps(desk, "three-steps")
    yield made
    made.close()


def test_each_step_follows_the_one_before(qtbot: QtBot, three: ThreeSteps) -> None:
    log = Log()
    shown: list[Running | None] = []
    three.running_changed.connect(shown.append)
    assert three.start(log.steps())
    qtbot.waitUntil(lambda: three.running is None)
    assert log.said == ["order", "work", "finish order work", "done after finish order work"]
    assert shown == [Running("Working…"), Running("Working…", 1, 2), Running("Working…", 2, 2), None]


def test_one_at_a_time(qtbot: QtBot, three: ThreeSteps) -> None:
    log = Log()
    assert three.start(log.steps())
    assert not three.start(Log().steps())
    qtbot.waitUntil(lambda: three.running is None)


def test_what_fails_is_given_up_and_told(qtbot: QtBot, three: ThreeSteps) -> None:
    log = Log()
    three.start(log.steps(fails=True))
    qtbot.waitUntil(lambda: "abandon order OSError" in log.said)
    assert three.running is None
    assert [type(error) for error in log.failures] == [OSError]


def test_what_is_called_off_is_given_up_once_it_has_ended(qtbot: QtBot, three: ThreeSteps) -> None:
    log = Log()
    log.may_go_on.clear()
    three.start(log.steps())
    qtbot.waitUntil(lambda: three.running == Running("Working…", 1, 2))
    three.cancel()
    assert three.running is None
    assert log.said == ["order"]
    log.may_go_on.set()
    qtbot.waitUntil(lambda: log.said == ["order", "abandon order CancelledError"])
    assert log.failures == []


def test_what_is_called_off_before_it_was_ordered_is_given_up_too(qtbot: QtBot, three: ThreeSteps) -> None:
    log = Log()
    log.may_begin.clear()
    three.start(log.steps())
    three.cancel()
    log.may_begin.set()
    qtbot.waitUntil(lambda: log.said == ["order", f"abandon order {CancelledError.__name__}"])


def test_another_may_begin_while_one_that_was_called_off_ends(qtbot: QtBot, three: ThreeSteps) -> None:
    first, second = Log(), Log()
    first.may_go_on.clear()
    three.start(first.steps())
    qtbot.waitUntil(lambda: three.running == Running("Working…", 1, 2))
    three.cancel()
    assert three.start(second.steps())
    first.may_go_on.set()
    qtbot.waitUntil(lambda: second.said[-1:] == ["done after finish order work"])
    assert first.said == ["order", "abandon order CancelledError"]


def test_after_the_end_nothing_is_asked_of_anybody(qtbot: QtBot, desk: VaultDesk) -> None:
    three = ThreeSteps(desk, "three-steps")
    log = Log()
    log.may_begin.clear()
    three.start(log.steps())
    three.close()
    log.may_begin.set()
    heard: list[int] = []
    desk.ask(lambda _: 1, on_done=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    desk.ask(lambda _: 2, on_done=heard.append)
    qtbot.waitUntil(lambda: heard == [1, 2])
    assert log.said == ["order"]
    assert three.running is None
