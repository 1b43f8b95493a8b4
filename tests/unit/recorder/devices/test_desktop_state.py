import pytest

from recorder.devices.desktop_watch import DesktopState
from recorder.devices.lock_buses import Topic, Word
from recorder.ports import DesktopSignal

LOCKED, UNLOCKED = DesktopSignal.LOCKED, DesktopSignal.UNLOCKED
SUSPENDING, RESUMED = DesktopSignal.SUSPENDING, DesktopSignal.RESUMED


@pytest.fixture
def signals() -> list[DesktopSignal]:
    return []


@pytest.fixture
def state(signals: list[DesktopSignal]) -> DesktopState:
    return DesktopState(signals.append, slept_ns=5)


def lock(source: str, *, is_on: bool) -> Word:
    return Word(Topic.LOCK, source, is_on=is_on)


def test_the_screen_stays_locked_until_every_source_took_back_its_word(
    state: DesktopState, signals: list[DesktopSignal]
) -> None:
    state.take(lock("a", is_on=True))
    state.take(lock("b", is_on=True))
    state.see_screens(frozenset({"window 1"}))
    state.take(lock("a", is_on=False))
    state.take(lock("b", is_on=False))
    assert signals == [LOCKED]
    state.see_screens(frozenset())
    assert signals == [LOCKED, UNLOCKED]


def test_sleep_is_told_once_whoever_notices_first(state: DesktopState, signals: list[DesktopSignal]) -> None:
    state.take(Word(Topic.SLEEP, "logind", is_on=True))
    state.see_clocks(60 * 10**9)
    state.take(Word(Topic.SLEEP, "logind", is_on=False))
    assert signals == [SUSPENDING, RESUMED]
    state.see_clocks(60 * 10**9 + 1000)
    assert signals == [SUSPENDING, RESUMED]
    state.see_clocks(120 * 10**9)
    assert signals == [SUSPENDING, RESUMED] * 2
