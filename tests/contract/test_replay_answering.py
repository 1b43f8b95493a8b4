"""A replay waits for programs that are behind, and knows the little windows that a resting pointer brings."""

import os
import signal
from threading import Event

import pytest
from Xlib import X, Xatom
from Xlib.display import Display

from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.displays.programs import Process
from replay.running.answering import Answering
from replay.running.eyes import FocusEyes, HintEyes
from tests.rigs.recording import wait_for


@pytest.fixture
def editor(desktop: PrivateDesktop) -> Process:
    program = desktop.start(["mousepad", "--disable-server"])
    with FocusEyes() as focus:
        wait_for("the editor", focus.window, seconds=30)
    return program


@pytest.mark.usefixtures("editor")
def test_a_program_that_is_there_answers() -> None:
    with Answering(MonotonicClock()) as answering:
        assert answering.wait(Event(), limit_ns=30 * NS_PER_SECOND) < 30 * NS_PER_SECOND


def test_a_program_that_hangs_is_waited_for_once(editor: Process) -> None:
    with Answering(MonotonicClock()) as answering:
        answering.wait(Event(), limit_ns=30 * NS_PER_SECOND)
        os.kill(editor.pid, signal.SIGSTOP)
        try:
            assert answering.wait(Event(), limit_ns=300 * NS_PER_MS) >= 300 * NS_PER_MS
            # It is taken for one that never answers, and costs nothing more.
            assert answering.wait(Event(), limit_ns=30 * NS_PER_SECOND) < 10 * NS_PER_SECOND
        finally:
            os.kill(editor.pid, signal.SIGCONT)


def test_whoever_asks_for_an_end_is_heard_while_a_program_hangs(editor: Process) -> None:
    wake = Event()
    wake.set()
    with Answering(MonotonicClock()) as answering:
        answering.wait(Event(), limit_ns=30 * NS_PER_SECOND)
        os.kill(editor.pid, signal.SIGSTOP)
        try:
            assert answering.wait(wake, limit_ns=30 * NS_PER_SECOND) < 10 * NS_PER_SECOND
        finally:
            os.kill(editor.pid, signal.SIGCONT)


def test_where_no_window_has_the_focus_nobody_is_asked(desktop: PrivateDesktop) -> None:
    with Answering(MonotonicClock()) as answering:
        assert answering.wait(Event(), limit_ns=30 * NS_PER_SECOND) == 0


def test_only_hints_of_a_hints_size_are_hints(desktop: PrivateDesktop) -> None:
    screen = Display(desktop.display)
    kind = screen.intern_atom("_NET_WM_WINDOW_TYPE")
    hint, menu = (screen.intern_atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in ("TOOLTIP", "POPUP_MENU"))
    try:
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
    finally:
        screen.close()
