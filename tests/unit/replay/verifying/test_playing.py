from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from recorder.commands.kept import find_kept
from recorder.episode.screen import Monitor, Rect
from recorder.vault.keys import Argon2Cost, Passphrase
from recorder.vault.vault import Vault
from replay.plan.mapping import NotMappableError
from replay.plan.steps import Point
from replay.running.options import RunOptions
from replay.seeing.expecting import StepPictures
from replay.seeing.picture import ScreenPicture
from replay.verifying import playing
from replay.verifying.playing import (
    Looking,
    NotUnderWaylandError,
    PicturesHere,
    ToPlay,
    play,
    to_play,
    to_play_here,
)
from replay.verifying.subjects import NotReplayableError, Subject, subject_of
from tests.rigs.replayable import a_letter, keep_replayable, on_a_screen

PASSPHRASE = Passphrase("correct horse battery")
CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
THERE = Monitor(0, "there", Rect(0, 0, 1280, 800), 1.0, is_primary=True)


@pytest.fixture
def vault(assent_home: Path) -> Iterator[Vault]:
    made, _ = Vault.create(assent_home, PASSPHRASE, cost=CHEAP)
    with made:
        yield made


def subject(vault: Vault, *, keeps_study: bool = True) -> Subject:
    return subject_of(vault, find_kept(vault, keep_replayable(vault, a_letter(), keeps_study=keeps_study)))


@pytest.fixture(autouse=True)
def _on_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)


def here(monkeypatch: pytest.MonkeyPatch, *monitors: Monitor) -> None:
    monkeypatch.setattr(playing, "monitors_here", lambda: monitors)


def test_the_same_monitor_needs_no_moving(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, THERE)
    wanted = to_play_here(subject(vault))
    assert wanted.plan.steps == wanted.recorded.steps
    assert wanted.shift == (0, 0)


def test_a_monitor_elsewhere_moves_every_place_with_it(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    left = Monitor(0, "left", Rect(0, 0, 1920, 1080), 1.0, is_primary=True)
    here(monkeypatch, left, replace(THERE, id=1, rect=Rect(1920, 100, 1280, 800)))
    wanted = to_play_here(subject(vault))
    assert wanted.shift == (1920, 100)
    assert wanted.plan.steps[0].target == Point(1920 + 640, 100 + 400)
    assert [monitor.rect for monitor in wanted.plan.monitors] == [Rect(1920, 100, 1280, 800)]
    assert wanted.monitors == wanted.recorded.monitors


def test_the_way_leads_past_corners_where_a_replay_would_end_itself(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, THERE)
    done = on_a_screen(1280, 800).after(100).move(0, 0).after(50).move(1279, 799).after(50).move(0, 400)
    done.after(100).move(300, 300).click(300, 300).after(100).move(1279, 0).after(50).move(640, 0)
    named = keep_replayable(vault, done)
    plan = to_play_here(subject_of(vault, find_kept(vault, named))).plan
    (step,) = plan.steps
    assert [(each.x, each.y) for each in step.approach][:1] == [(0, 400)]
    assert [(each.x, each.y) for each in plan.last_moves] == [(640, 0)]
    assert step.target == Point(300, 300)


@pytest.mark.parametrize(
    ("monitor", "why"),
    [
        (replace(THERE, rect=Rect(0, 0, 1920, 1080)), "1920 × 1080"),  # noqa: RUF001 - a sign
        (replace(THERE, rect=Rect(0, 0, 2560, 1600), scale=2.0), "drawn larger or smaller"),
    ],
)
def test_what_cannot_be_laid_over_what_is_seen_is_refused(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, monitor: Monitor, why: str
) -> None:
    here(monkeypatch, monitor)
    with pytest.raises(NotMappableError, match=why):
        to_play_here(subject(vault))


def test_wayland_is_refused_before_anything_is_opened(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    with pytest.raises(NotUnderWaylandError, match="Wayland"):
        to_play_here(subject(vault))


def test_on_ones_own_desktop_the_task_may_be_open_already(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, THERE)
    untold = subject(vault, keeps_study=False)
    assert to_play_here(untold).plan.start is None
    with pytest.raises(NotReplayableError, match="how its task starts"):
        to_play(untold)


def test_where_something_of_ones_own_lies_nothing_is_compared() -> None:
    covered = Rect(5, 5, 10, 10)
    picture = ScreenPicture(Rect(0, 0, 60, 40), np.zeros((40, 60, 4), np.uint8), (covered,))

    class Pictures(StepPictures):
        def __init__(self) -> None:
            pass

        def before(self, number: int, /) -> ScreenPicture | None:
            return picture if number == 1 else None

    bars = {1: (Rect(1900, 100, 100, 20), Rect(0, 0, 30, 10))}
    shown = PicturesHere(Pictures(), (1920, 100), lambda number: bars.get(number, ()))
    moved = shown.before(1)
    assert moved is not None
    assert moved.place == Rect(1920, 100, 60, 40)
    # What lies beside the picture is no part of it.
    assert moved.covered == (covered.moved(1920, 100), Rect(1920, 100, 60, 20))
    assert moved.pixels is picture.pixels
    assert shown.before(2) is None


@pytest.mark.parametrize("plans", [to_play, to_play_here])
def test_what_differs_by_itself_is_learned_before_anybody_is_asked(
    plans: Callable[[Subject, Looking], ToPlay], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, replace(THERE, rect=THERE.rect.moved(100, 0)))
    clock = Rect(1_200, 0, 80, 20)
    told: list[tuple[int, int]] = []

    def learned(
        _plan: object, _pictures: object, *, on_compared: Callable[[int, int], object]
    ) -> tuple[Rect, ...]:
        on_compared(0, 1)
        return (clock,)

    def never(*_: object, **__: object) -> tuple[Rect, ...]:
        raise AssertionError("it is looked through while the person waits")

    covering: list[tuple[Rect, ...]] = []

    def pictures_of(*_: object, volatile: tuple[Rect, ...]) -> None:
        covering.append(volatile)

    monkeypatch.setattr(playing, "volatile_in", learned)
    wanted = plans(subject(vault), Looking(on_compared=lambda *done: told.append(done)))
    assert told == [(0, 1)]
    monkeypatch.setattr(playing, "volatile_in", never)
    monkeypatch.setattr(playing, "StepPictures", pictures_of)
    monkeypatch.setattr(playing, "run_replay", lambda *_, **__: None)
    play(wanted, RunOptions(), on_event=lambda _: None, cancel=Event())
    assert covering == [(clock,)]
