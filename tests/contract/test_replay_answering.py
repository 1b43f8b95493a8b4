"""A replay waits for programs that are behind, and knows the little windows that a resting pointer brings."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Final

import psutil
import pytest
from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage
from Xlib.xobject.drawable import Window

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.displays.programs import Process
from replay.running.answering import Answering
from replay.running.eyes import FocusEyes, HintEyes
from tests.rigs.recording import wait_for

_LONG_NS: Final = 60 * NS_PER_SECOND
_GTK: Final = ["mousepad", "--disable-server"]
_MODAL: Final = """
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

app, window = QApplication([]), QMainWindow()
window.show()
dialog = QDialog(window)
dialog.setWindowTitle("Asked")
dialog.exec()
"""
_QT: Final = [sys.executable, "-c", _MODAL]


@dataclass
class _CountedClock:
    """Counts its waits: none where nobody was asked."""

    waits: int = 0
    on_wait: Callable[[], None] = field(default=lambda: None)
    _clock: MonotonicClock = field(default_factory=MonotonicClock)

    def now_ns(self) -> int:
        return self._clock.now_ns()

    def sleep_until_ns(self, at_ns: int, wake: Event) -> bool:
        self.waits += 1
        self.on_wait()
        return self._clock.sleep_until_ns(at_ns, wake)


def _is_answered(answering: Answering, clock: _CountedClock) -> bool:
    """Whether the focused window was asked and has answered, sooner than one is given up."""
    waits = clock.waits
    return answering.wait(Event(), limit_ns=_LONG_NS) < NS_PER_SECOND and clock.waits > waits


def _wait_for_answer(answering: Answering, clock: _CountedClock) -> None:
    wait_for("an answer", lambda: _is_answered(answering, clock), seconds=30)


@contextmanager
def _stopped(program: Process) -> Iterator[None]:
    os.kill(program.pid, signal.SIGSTOP)
    try:
        # A signal is on its way for a moment, in which there is time to answer.
        process = psutil.Process(program.pid)
        wait_for("the stop", lambda: process.status() == psutil.STATUS_STOPPED, seconds=30)
        yield
    finally:
        os.kill(program.pid, signal.SIGCONT)


def _promising(screen: Display) -> Window:
    """A window, with the focus, that promises to answer, and does not."""
    root = screen.screen().root
    window: Window = root.create_window(200, 200, 300, 200, 0, X.CopyFromParent)
    window.set_wm_class("promises", "Promises")
    protocols = [screen.intern_atom(name) for name in ("WM_DELETE_WINDOW", "_NET_WM_PING")]
    window.change_property(screen.intern_atom("WM_PROTOCOLS"), Xatom.ATOM, 32, protocols)
    window.map()
    screen.sync()
    active = screen.intern_atom("_NET_ACTIVE_WINDOW")

    def has_focus() -> bool:
        found = root.get_full_property(active, X.AnyPropertyType)
        return found is not None and list(found.value) == [window.id]

    wait_for("the focus", has_focus, seconds=30)
    return window


def _answer_to_an_older_question(screen: Display, window: Window) -> None:
    ping = screen.intern_atom("_NET_WM_PING")
    root = screen.screen().root
    answer = ClientMessage(
        window=root, client_type=screen.intern_atom("WM_PROTOCOLS"), data=(32, [ping, 0, window.id, 0, 0])
    )
    root.send_event(answer, event_mask=X.SubstructureNotifyMask | X.SubstructureRedirectMask)
    screen.sync()


@pytest.fixture
def screen(desktop: PrivateDesktop) -> Iterator[Display]:
    display = Display(desktop.display)
    yield display
    display.close()


@pytest.fixture(params=[_GTK, _QT], ids=["gtk", "qt"])
def program(desktop: PrivateDesktop, request: pytest.FixtureRequest) -> Process:
    """A program whose last window, a dialog where it has one, has the focus."""
    started = desktop.start(request.param)
    with FocusEyes() as focus:
        wait_for(
            "the window",
            lambda: (window := focus.window()) and (request.param is _GTK or window.title == "Asked"),
            seconds=30,
        )
    return started


@pytest.mark.usefixtures("program")
def test_a_program_that_is_there_answers() -> None:
    clock = _CountedClock()
    with Answering(clock) as answering:
        for _ in range(3):
            _wait_for_answer(answering, clock)


def test_a_program_that_has_answered_is_waited_for_once_and_asked_again_when_it_is_back(
    program: Process,
) -> None:
    clock = _CountedClock()
    with Answering(clock) as answering:
        _wait_for_answer(answering, clock)
        with _stopped(program):
            # More than one that has never answered is given.
            assert answering.wait(Event(), limit_ns=1_500 * NS_PER_MS) >= 1_500 * NS_PER_MS
            waits = clock.waits
            answering.wait(Event(), limit_ns=_LONG_NS)
            assert clock.waits == waits
        _wait_for_answer(answering, clock)


def test_a_program_that_has_never_answered_is_soon_given_up_and_asked_again_when_it_is_back(
    program: Process,
) -> None:
    clock = _CountedClock()
    with Answering(clock) as answering:
        with _stopped(program):
            # Asked as soon as it has the focus for the window manager as well.
            took_ns = wait_for("a question", lambda: answering.wait(Event(), limit_ns=_LONG_NS), seconds=60)
            assert NS_PER_SECOND <= took_ns < _LONG_NS // 2
            waits = clock.waits
            answering.wait(Event(), limit_ns=_LONG_NS)
            assert clock.waits == waits
        _wait_for_answer(answering, clock)


def test_a_window_whose_promise_is_empty_is_asked_once(screen: Display) -> None:
    _promising(screen)
    clock = _CountedClock()
    with Answering(clock) as answering:
        assert NS_PER_SECOND <= answering.wait(Event(), limit_ns=_LONG_NS) < _LONG_NS // 2
        waits = clock.waits
        for _ in range(3):
            answering.wait(Event(), limit_ns=_LONG_NS)
        assert clock.waits == waits


def test_no_window_is_waited_for_longer_than_the_limit(screen: Display) -> None:
    _promising(screen)
    with Answering(MonotonicClock()) as answering:
        assert 100 * NS_PER_MS <= answering.wait(Event(), limit_ns=100 * NS_PER_MS) < _LONG_NS // 2


@pytest.mark.usefixtures("program")
def test_a_window_that_goes_while_it_is_asked_is_not_waited_for(screen: Display) -> None:
    window = _promising(screen)
    clock = _CountedClock()

    def close() -> None:
        if clock.waits == 1:
            window.destroy()
            screen.sync()

    clock.on_wait = close
    with Answering(clock) as answering:
        _answer_to_an_older_question(screen, window)
        assert answering.wait(Event(), limit_ns=_LONG_NS) < _LONG_NS // 2
        assert clock.waits


def test_whoever_asks_for_an_end_is_heard_while_a_program_hangs(program: Process) -> None:
    wake = Event()
    wake.set()
    clock = _CountedClock()
    with Answering(clock) as answering:
        _wait_for_answer(answering, clock)
        with _stopped(program):
            assert answering.wait(wake, limit_ns=_LONG_NS) < _LONG_NS // 2


def test_where_no_window_has_the_focus_nobody_is_asked(desktop: PrivateDesktop) -> None:
    with Answering(MonotonicClock()) as answering:
        assert answering.wait(Event(), limit_ns=_LONG_NS) == 0


def test_only_hints_of_a_hints_size_are_hints(screen: Display) -> None:
    kind = screen.intern_atom("_NET_WM_WINDOW_TYPE")
    hint, menu = (screen.intern_atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in ("TOOLTIP", "POPUP_MENU"))
    with HintEyes() as eyes:
        for said, place in (
            (hint, Rect(100, 90, 120, 30)),
            (menu, Rect(300, 90, 120, 30)),
            (hint, Rect(10, 200, 700, 500)),
        ):
            root = screen.screen().root
            shape = (place.x, place.y, place.width, place.height)
            window = root.create_window(*shape, 0, X.CopyFromParent, override_redirect=True)
            window.change_property(kind, Xatom.ATOM, 32, [said])
            window.map()
        screen.sync()
        assert eyes.places() == (Rect(100, 90, 120, 30),)
