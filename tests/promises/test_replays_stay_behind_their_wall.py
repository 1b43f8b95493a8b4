"""A whole replay, with a task whose program does what it likes: nothing of it gets out, and nothing stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer

import numpy as np
import psutil
import pytest

from recorder.episode.events import Button
from recorder.episode.phrase import english, phrase
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.errors import UserFacingError
from replay.isolation.in_force import Isolation, NoWallError
from replay.isolation.programs import read_programs
from replay.plan.inputs import ButtonDown, KeyDown
from replay.running import run as run_module
from replay.running.happenings import DesktopReady, RunEvent, StepAnswered, StepDone, TaskReady
from replay.running.options import RunOptions
from replay.running.result import RunEnding
from replay.running.run import run_replay
from replay.seeing.picture import ScreenPicture
from tests.rigs.replay_plans import SCREEN, click, in_a_terminal, plan_of, step, task, typing

# It measures how soon an end comes, and looks for what is new in the machine's temporary folder.
pytestmark = pytest.mark.alone

_FAST = RunOptions(speed=None)


def test_what_a_task_writes_comes_back_and_reaches_no_disk(tmp_path: Path) -> None:
    before = set(Path("/tmp").iterdir())  # noqa: S108 - what is looked for is there if anywhere
    start = task("mousepad", "letter.txt", files={"letter.txt": "Dear 漢,\n".encode()})
    plan = plan_of(
        click(1, 300, 500, 350),
        typing(2, 600, "Grüße 😀\n"),
        step(
            3,
            900,
            KeyDown(at_ns=900 * NS_PER_MS, name="ctrl_l"),
            KeyDown(at_ns=901 * NS_PER_MS, name="s"),
        ),
        start=start,
    )
    result = run_replay(plan, None, _FAST)
    assert result.ending is RunEnding.FINISHED
    assert result.files["letter.txt"].content == "Dear 漢,\nGrüße 😀\n".encode()
    assert [each.before is not None and each.after is not None for each in result.steps] == [True] * 3
    assert not [path for path in set(Path("/tmp").iterdir()) - before if "task" in path.name]  # noqa: S108


def test_a_task_that_looks_for_vault_and_home_finds_neither(
    assent_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assent_home.mkdir()
    (assent_home / "vault.json").write_text("the vault")
    (Path.home() / "letter.txt").write_text("dear diary")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the secret")
    names = f"{assent_home}/vault.json {Path.home()}/letter.txt"
    script = (
        f"cat {names} /proc/[0-9]*/root{Path.home()}/letter.txt > files.txt; env > env.txt; "
        "cat /proc/[0-9]*/environ > others.txt; ls /proc/net/tcp /sys > seen.txt; "
        "cat /proc/net/route > routes.txt; ls -d /home/* /root > homes.txt; echo x > /usr/planted.txt; "
        f"echo x > {assent_home}/planted.txt; id -un > name.txt; echo done > done.txt"
    )
    result = run_replay(plan_of(step(1, 700), start=in_a_terminal(script)), None, RunOptions())
    assert result.isolation.is_walled
    assert result.files["done.txt"].content == b"done\n"
    assert result.files["name.txt"].content == b"person\n"
    assert result.files["files.txt"].content == b""
    assert not (assent_home / "planted.txt").exists()
    assert not Path("/usr/planted.txt").exists()
    everything = b"".join(file.content or b"" for file in result.files.values())
    for secret in (b"the vault", b"diary", b"the secret", str(assent_home).encode()):
        assert secret not in everything
    # A line of headings and no route: there is nowhere to go.
    assert len((result.files["routes.txt"].content or b"").splitlines()) <= 1


def test_a_task_cannot_speak_for_the_process_that_acts() -> None:
    # Whoever could write into its pipe could say that all went well.
    script = (
        "for each in /proc/[0-9]*; do "
        "tr '\\0' ' ' < $each/cmdline | grep -q 'running[.]child' || continue; "
        "for fd in 0 1 3 4 5; do "
        "echo x > $each/fd/$fd && echo got $fd >> got.txt; cat < $each/fd/$fd >> got.txt; done; "
        "head -c 1 $each/mem >> got.txt; cat $each/environ >> got.txt; "
        "kill -9 ${each#/proc/}; echo $each >> tried.txt; done"
    )
    result = run_replay(plan_of(step(1, 1_200), start=in_a_terminal(script)), None)
    assert result.ending is RunEnding.FINISHED
    assert (result.files["tried.txt"].content or b"").startswith(b"/proc/")
    assert result.files["got.txt"].content == b""


def test_a_task_that_ends_its_replay_is_no_person_who_stopped_it() -> None:
    # Its verdict would be left out of a night's, as if somebody had wished so.
    plan = plan_of(step(1, 60_000), start=in_a_terminal("sleep 0.3; kill -TERM 1"))
    result = run_replay(plan, None)
    assert result.ending is RunEnding.BROKE
    assert result.reason is not None
    assert "on its own desktop" in english(result.reason)


def test_a_task_finds_other_programs_first_and_can_change_none(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    # The desktop itself is the system's own, whatever is in there.
    for name, text in (
        ("wc", "echo mine"),
        ("Xvfb", "exit 1"),
        ("openbox", "exit 1"),
        ("dbus-daemon", "exit 1"),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    script = (
        "wc > found.txt; cd /programs; echo x > wc; echo x > new; rm wc; chmod 777 . wc; cd -; "
        f"ls {tmp_path} /programs/.. > seen.txt; ls /programs > list.txt; echo done > done.txt"
    )
    plan = plan_of(step(1, 700), start=in_a_terminal(script))
    result = run_replay(plan, None, RunOptions(programs=read_programs(folder)))
    assert result.ending is RunEnding.FINISHED
    assert result.files["done.txt"].content == b"done\n"
    assert result.files["found.txt"].content == b"mine\n"
    assert (result.files["list.txt"].content or b"").split() == [b"Xvfb", b"dbus-daemon", b"openbox", b"wc"]
    assert b"build" not in (result.files["seen.txt"].content or b"")
    assert sorted(path.name for path in folder.iterdir()) == ["Xvfb", "dbus-daemon", "openbox", "wc"]
    assert "mine" in (folder / "wc").read_text()


class _Leftovers:
    """The processes below this one that came up since, wherever they belong now."""

    def __init__(self) -> None:
        # The desktops that other tests share stay up between tests.
        self._before = set(psutil.Process().children(recursive=True))
        self._seen: set[psutil.Process] = set()

    def note(self) -> None:
        self._seen |= set(psutil.Process().children(recursive=True)) - self._before

    def left(self, within_s: float = 5.0) -> set[str]:
        until = time.monotonic() + within_s
        while left := {each for each in self._seen if _is_alive(each)}:
            if time.monotonic() > until:
                return {str(each) for each in left}
            time.sleep(0.02)
        return set()


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def leftovers() -> Iterator[_Leftovers]:
    noted = _Leftovers()
    yield noted
    assert noted.left() == set()


@pytest.mark.parametrize(
    ("moment", "delay_ms"),
    [(None, 0), (None, 250), (DesktopReady, 100), (TaskReady, 0), (TaskReady, 350), (StepAnswered, 700)],
)
def test_an_end_comes_within_200_ms_at_any_moment(
    moment: type[RunEvent] | None, delay_ms: int, leftovers: _Leftovers
) -> None:
    held = ButtonDown(at_ns=300 * NS_PER_MS, button=Button.LEFT)
    # A minute that is full of something to do.
    plan = plan_of(
        step(1, 300, held),
        typing(2, 500, "abcdefgh" * 2_000),
        step(3, 60_000),
        start=in_a_terminal("cat > typed.txt"),
    )
    cancel = Event()
    timers: list[Timer] = []

    def hear(event: RunEvent | None) -> None:
        leftovers.note()
        if not timers and (moment is None or isinstance(event, moment)):
            timers.append(Timer(delay_ms / 1000, cancel.set))
            timers[0].start()

    if moment is None:
        hear(None)
    began = time.monotonic()
    result = run_replay(plan, None, RunOptions(), on_event=hear, cancel=cancel)
    timers[0].join()
    assert result.ending is RunEnding.ABORTED
    assert result.ended_within_ns is not None
    assert result.ended_within_ns < 200 * NS_PER_MS
    assert time.monotonic() - began < 30


def test_an_end_while_the_task_starts_is_an_end_and_no_failure(leftovers: _Leftovers) -> None:
    cancel = Event()

    def hear(event: RunEvent) -> None:
        leftovers.note()
        if isinstance(event, DesktopReady):
            cancel.set()

    # It never shows a window, so the start waits for one.
    plan = plan_of(step(1, 300), start=task("sleep", "60"))
    result = run_replay(plan, None, RunOptions(), on_event=hear, cancel=cancel)
    assert result.ending is RunEnding.ABORTED
    assert result.ended_within_ns is not None
    assert result.ended_within_ns < 200 * NS_PER_MS


def test_nothing_stays_when_the_one_who_runs_it_is_killed() -> None:
    program = (
        "from tests.rigs.replay_plans import *\n"
        "from replay.running.run import run_replay\n"
        "plan = plan_of(step(1, 60_000), start=in_a_terminal('true'))\n"
        "run_replay(plan, None, on_event=lambda event: print(type(event).__name__, flush=True))\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout is not None
        while owner.stdout.readline() != "TaskReady\n":
            assert owner.poll() is None
        below = psutil.Process(owner.pid).children(recursive=True)
        assert {"bwrap", "Xvfb", "xterm"} <= {each.name() for each in below}
    finally:
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
    _, alive = psutil.wait_procs(below, timeout=3)
    assert not alive, [each.name() for each in alive]


def test_the_death_of_the_process_that_acts_is_told_and_ends_all(leftovers: _Leftovers) -> None:
    others = set(psutil.Process().children(recursive=True))

    def kill(event: RunEvent) -> None:
        leftovers.note()
        if isinstance(event, TaskReady):
            for each in set(psutil.Process().children(recursive=True)) - others:
                # What has just ended has no command any more.
                with suppress(psutil.Error):
                    if "replay.running.child" in each.cmdline() and each.name() != "bwrap":
                        each.kill()

    plan = plan_of(step(1, 60_000), start=in_a_terminal("true"))
    result = run_replay(plan, None, on_event=kill)
    assert result.ending is RunEnding.BROKE
    assert result.reason is not None
    assert "without a word" in english(result.reason)


def test_the_death_of_its_screen_is_told_in_words_and_ends_all(leftovers: _Leftovers) -> None:
    # The desktop that tests share is a child of this process, too.
    others = set(psutil.Process().children(recursive=True))

    def kill(event: RunEvent) -> None:
        leftovers.note()
        if isinstance(event, TaskReady):
            for each in set(psutil.Process().children(recursive=True)) - others:
                with suppress(psutil.Error):
                    if each.name() == "Xvfb":
                        each.kill()

    plan = plan_of(click(1, 2_000, 300, 300), start=in_a_terminal("true"))
    with pytest.raises(UserFacingError) as told:
        run_replay(plan, None, on_event=kill)
    assert told.value.happened == "The desktop of the replay is gone.", told.value


def test_a_replay_that_never_ends_is_ended(leftovers: _Leftovers) -> None:
    plan = plan_of(step(1, 600_000))
    options = RunOptions(longest_ns=2 * NS_PER_SECOND)
    result = run_replay(plan, None, options, on_event=lambda _: leftovers.note())
    assert result.ending is RunEnding.TOO_LONG


def test_a_task_cannot_fill_the_machine() -> None:
    # The limit itself is asked for: it holds for nobody who is root on the machine, as tests often are.
    script = "grep processes /proc/self/limits > many.txt; fallocate -l 4G /tmp/full 2> full.txt"
    result = run_replay(plan_of(step(1, 900), start=in_a_terminal(script)), None)
    assert (result.files["many.txt"].content or b"").split()[2:4] == [b"1024", b"1024"]
    assert b"No space left" in (result.files["full.txt"].content or b"")


def test_without_a_wall_nothing_starts_unless_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Isolation(why_not=phrase("The program bwrap, which makes the wall, is not installed."))
    monkeypatch.setattr(run_module, "isolation_in_force", lambda: none)
    events: list[RunEvent] = []
    with pytest.raises(NoWallError, match="bubblewrap"):
        run_replay(plan_of(step(1, 10)), None, on_event=events.append)
    assert events == []


def test_without_a_wall_it_says_so_and_still_has_a_desktop_of_its_own(
    monkeypatch: pytest.MonkeyPatch, assent_home: Path, leftovers: _Leftovers
) -> None:
    none = Isolation(why_not=phrase("The program bwrap, which makes the wall, is not installed."))
    monkeypatch.setattr(run_module, "isolation_in_force", lambda: none)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the secret")
    script = "env > env.txt; echo done > done.txt"
    events: list[RunEvent] = []

    def hear(event: RunEvent) -> None:
        leftovers.note()
        events.append(event)

    options = RunOptions(needs_wall=False)
    result = run_replay(plan_of(step(1, 600), start=in_a_terminal(script)), None, options, on_event=hear)
    assert any("No wall" in english(each) for each in result.isolation.sentences())
    environment = (result.files["env.txt"].content or b"").decode()
    assert "AWS" not in environment
    assert "ASSENT_HOME" not in environment
    assert f"HOME={os.environ['HOME']}\n" not in environment
    assert any(isinstance(event, StepDone) for event in events)


class _NeverThere:
    """A recording of a screen that there is not."""

    def before(self, number: int) -> ScreenPicture:
        chance = np.random.default_rng(number)
        pixels = chance.integers(0, 256, (SCREEN.height, SCREEN.width, 4), np.uint8)
        return ScreenPicture(SCREEN, pixels)


@pytest.mark.parametrize("delay_ms", [300, 900, 1_700])
def test_an_end_comes_within_200_ms_while_it_waits_for_the_screen(
    delay_ms: int, leftovers: _Leftovers
) -> None:
    cancel = Event()
    timers: list[Timer] = []

    def hear(event: RunEvent) -> None:
        leftovers.note()
        # Nothing is answered any more from here on: it looks, searches and waits for what never comes.
        if isinstance(event, TaskReady):
            timers.append(Timer(delay_ms / 1000, cancel.set))
            timers[0].start()

    plan = plan_of(click(1, 100, 300, 200), step(2, 60_000), start=in_a_terminal("true"))
    options = RunOptions(patience_ns=60 * NS_PER_SECOND)
    result = run_replay(plan, _NeverThere(), options, on_event=hear, cancel=cancel)
    timers[0].join()
    assert result.ending is RunEnding.ABORTED
    assert result.steps[0].began_ns is None
    assert result.ended_within_ns is not None
    assert result.ended_within_ns < 200 * NS_PER_MS
