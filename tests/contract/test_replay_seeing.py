"""The eyes of a replay on a real editor: recorded through the codec, seen again on a real X server."""

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Final

import pytest
from Xlib.display import Display

from recorder.episode.actions import Click, Type
from recorder.episode.events import Button, WindowContext
from recorder.episode.phrase import english
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.clock import MonotonicClock
from replay.displays.private import PrivateDesktop
from replay.evidence import StepEvidence
from replay.gate import Late, Lost, Moved, Ready
from replay.plan.inputs import ButtonDown, TypeText
from replay.plan.steps import PlanStep, Point
from replay.running.eyes import FocusEyes, X11Eyes
from replay.seeing.gate import ScreenGate
from replay.seeing.picture import ScreenPicture
from replay.seeing.reading import Tesseract
from replay.verdict import TextSource, VerdictKind
from replay.verification import judge_step
from tests.rigs.drawn_screen import Screen, recorded

TEXT: Final = "Dear Anna,\n\nthank you for 1284 apples.\nItem 12\nItem 13\nItem 14\n"
OTHER: Final = TEXT.replace("1284", "1234")
TEXT_LINE: Final = Point(140, 116)
"""On the line with the number, from the window's corner."""


class Editor:
    """Mousepad on the private desktop, and what sees it."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self._desktop: Final = desktop
        self.place: Final = Rect(0, 0, desktop.screen.width, desktop.screen.height)
        self.clock: Final = MonotonicClock()

    def start(self, text: str, folder: str = "one") -> None:
        path = self._desktop.home / folder / "letter.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self._desktop.start(["mousepad", "--disable-server", str(path)])

    def settled(self) -> tuple[ScreenPicture, WindowContext]:
        """The screen once it has been still for a while, and the window with the focus."""
        with X11Eyes(self.place) as eyes, FocusEyes() as focus:
            last, still = None, 0
            until_ns = self.clock.now_ns() + 15 * NS_PER_SECOND
            while self.clock.now_ns() < until_ns:
                pixels, window = eyes.look().copy(), focus.window()
                is_still = last is not None and (last == pixels).all()
                still = still + 1 if is_still and window is not None else 0
                if still >= 6 and window is not None:
                    return ScreenPicture(self.place, pixels), window
                last = pixels
                self.clock.sleep_until_ns(self.clock.now_ns() + 60 * NS_PER_MS, Event())
        raise TimeoutError("the editor never came to rest")

    def move_to(self, x: int, y: int) -> None:
        screen = Display(self._desktop.display)
        try:
            (window,) = self._desktop.windows()
            screen.create_resource_object("window", window).configure(x=x, y=y)
            screen.sync()
        finally:
            screen.close()


class Recorded:
    def __init__(self, picture: ScreenPicture) -> None:
        self._picture = picture

    def before(self, _number: int, /) -> ScreenPicture | None:
        return self._picture


@pytest.fixture
def editor(desktop: PrivateDesktop) -> Iterator[Editor]:
    yield Editor(desktop)
    # Its own settings are kept in memory; the file it had open is not.
    subprocess.run(["rm", "-rf", str(desktop.home / "one"), str(desktop.home / "two")], check=True)


def click_on_text(window: WindowContext) -> PlanStep:
    assert window.rect is not None
    at = Point(window.rect.x + TEXT_LINE.x, window.rect.y + TEXT_LINE.y)
    action = Click(
        start_ns=0,
        end_ns=0,
        context=None,
        sources=(1,),
        button=Button.LEFT,
        count=1,
        x=at.x,
        y=at.y,
        modifiers=(),
    )
    inputs = (ButtonDown(at_ns=0, button=Button.LEFT),)
    return PlanStep(number=1, action=action, at_ns=0, target=at, inputs=inputs, window=window)


def evidence(
    picture: ScreenPicture, window: WindowContext, seen: ScreenPicture, seen_window: WindowContext
) -> StepEvidence:
    return StepEvidence(
        step=click_on_text(window),
        is_reached=True,
        answer=Ready(),
        began_ns=0,
        recorded_before=picture,
        recorded_after=(picture,),
        seen_after=seen,
        recorded_window=window,
        seen_window=seen_window,
    )


def test_an_editor_is_known_again_and_a_planted_digit_is_found(
    desktop: PrivateDesktop, editor: Editor
) -> None:
    editor.start(TEXT)
    shown, window = editor.settled()
    picture = recorded(shown.pixels)
    desktop.close_programs()

    editor.start(TEXT, folder="two")
    again, window_again = editor.settled()
    assert window.title != window_again.title
    assert judge_step(evidence(picture, window, again, window_again)).kind is VerdictKind.SAME
    desktop.close_programs()

    editor.start(OTHER)
    other, other_window = editor.settled()
    verdict = judge_step(evidence(picture, window, other, other_window), reader=Tesseract.if_installed())
    assert verdict.kind is VerdictKind.DIFFERENT
    assert verdict.regions[0].rect.width < 24
    assert "the person acted" in english(verdict.regions[0].place) or "window" in english(
        verdict.regions[0].place
    )
    assert all(text.source is TextSource.READ and "1234" in text.seen for text in verdict.texts)


def test_a_window_that_moved_is_found_and_passes(desktop: PrivateDesktop, editor: Editor) -> None:
    editor.start(TEXT)
    shown, window = editor.settled()
    picture = recorded(shown.pixels)
    assert window.rect is not None
    editor.move_to(window.rect.x + 150, window.rect.y + 90)
    moved, moved_window = editor.settled()
    assert moved_window.rect is not None
    dx, dy = moved_window.rect.x - window.rect.x, moved_window.rect.y - window.rect.y
    assert (dx, dy) != (0, 0)
    with X11Eyes(editor.place) as eyes:
        gate = ScreenGate(eyes, editor.clock, Recorded(picture), still_ns=400 * NS_PER_MS)
        answer = gate.wait(click_on_text(window), Event())
        assert isinstance(answer, Moved)
        assert (answer.dx, answer.dy) == (dx, dy)
        again = gate.wait(click_on_text(window), Event())
        assert isinstance(again, Moved)
        assert again.waited_ns < 300 * NS_PER_MS
    found = judge_step(replace(evidence(picture, window, moved, moved_window), answer=answer))
    assert found.kind is VerdictKind.SAME_AFTER_MOVING


def test_an_editor_that_starts_slowly_is_waited_for_and_another_text_is_not_clicked(
    desktop: PrivateDesktop, editor: Editor
) -> None:
    editor.start(TEXT)
    shown, window = editor.settled()
    picture = recorded(shown.pixels)
    desktop.close_programs()
    with X11Eyes(editor.place) as eyes:
        gate = ScreenGate(eyes, editor.clock, Recorded(picture), limit_ns=20 * NS_PER_SECOND)
        starting = threading.Timer(0.3, editor.start, (TEXT,))
        starting.start()
        action = Type(start_ns=0, end_ns=0, context=None, sources=(1,), text="x")
        keys = PlanStep(
            number=1,
            action=action,
            at_ns=0,
            target=None,
            inputs=(TypeText(at_ns=0, text="x"),),
            window=window,
        )
        answer = gate.wait(keys, Event())
        starting.join()
        assert isinstance(answer, Late)
        assert answer.waited_ns > 300 * NS_PER_MS
        assert gate.wait(click_on_text(window), Event()) == Ready()
        desktop.close_programs()
        editor.start(OTHER)
        editor.settled()
        short = ScreenGate(eyes, editor.clock, Recorded(picture), limit_ns=NS_PER_SECOND)
        assert isinstance(short.wait(click_on_text(window), Event()), Lost)


@pytest.mark.alone
def test_whoever_asks_for_an_end_is_heard_at_once(editor: Editor, desktop: PrivateDesktop) -> None:
    editor.start(TEXT)
    shown, window = editor.settled()
    picture = recorded(shown.pixels)
    desktop.close_programs()
    for after_s in (0.2, 0.9, 1.4):
        with X11Eyes(editor.place) as eyes:
            wake = Event()
            woken: list[int] = []

            def end(wake: Event = wake, woken: list[int] = woken) -> None:
                woken.append(editor.clock.now_ns())
                wake.set()

            asking = threading.Timer(after_s, end)
            asking.start()
            gate = ScreenGate(eyes, editor.clock, Recorded(picture), still_ns=600 * NS_PER_MS)
            assert gate.wait(click_on_text(window), wake) is None
            took_ns = editor.clock.now_ns() - woken[0]
            asking.join()
            assert took_ns < 200 * NS_PER_MS


def test_nothing_of_a_picture_is_left_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Tesseract.if_installed()
    if reader is None:
        pytest.skip("tesseract is not installed")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    text = reader.read(Screen().shown().part(Rect(110, 160, 260, 28)))
    assert text == "thank you for 183 apples"
    assert list(tmp_path.iterdir()) == []
