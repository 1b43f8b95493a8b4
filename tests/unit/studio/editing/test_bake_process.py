"""A bake is whole or it is not there, in this process and in another one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.errors import UserFacingError
from recorder.vault.errors import DamagedFileError, DiskFullError
from recorder.vault.session_header import SessionSummary
from recorder.vault.session_reader import SessionAccess
from studio.editing.bake import BakeOrder, Progress, bake, episode_header
from studio.editing.bake_messages import begin_of, line_of, order_of, read_begin
from studio.editing.bake_process import BakeCrashedError, BakeFailedError, bake_apart
from studio.editing.reach import NothingLeftError
from tests.rigs.baking import EPISODE_KEY
from tests.rigs.stamped_session import StampedSession, stamped_session
from tests.rigs.synthetic import HEADER

Bake = Callable[[BakeOrder, Progress], SessionSummary]
EDITS = Edits().with_cut(TimeRange(NS_PER_SECOND, 3 * NS_PER_SECOND)).with_redaction(
    Subject.TEXT,
    (Part(TimeRange(0, 20 * NS_PER_SECOND), Cover(0, (BoxStep(0, Rect(0, 40, 60, 30)),)), takes_keys=True),),
    "a secret of a person",
)  # fmt: skip


class _NoMoreWantedError(Exception):
    pass


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> StampedSession:
    return stamped_session(tmp_path_factory.mktemp("bake") / "session.db", 2)


@pytest.fixture(params=[bake, bake_apart], ids=["here", "apart"])
def how(request: pytest.FixtureRequest) -> Bake:
    found: Bake = request.param
    return found


def order_for(session: StampedSession, path: Path, edits: Edits = EDITS) -> BakeOrder:
    return BakeOrder(
        session.access, edits, episode_header(HEADER, edits, episode_id="episode"), path, EPISODE_KEY
    )


def nothing(_done: int, _total: int) -> None:
    pass


def test_both_ways_give_the_same_episode(session: StampedSession, tmp_path: Path) -> None:
    contents = []
    for number, way in enumerate((bake, bake_apart)):
        order = order_for(session, tmp_path / f"{number}.db")
        access = SessionAccess(order.path, EPISODE_KEY, way(order, nothing))
        with access.open() as episode:
            packets = [list(episode.packets(monitor)) for monitor in episode.monitor_ids()]
            contents.append((list(episode.events()), packets, episode.ended_ns, episode.header))
    assert contents[0] == contents[1]


def test_progress_grows_to_all_of_it(session: StampedSession, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    bake(order_for(session, tmp_path / "e.db"), lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len(told) > 10
    assert told[-1][0] == told[-1][1]


def test_calling_it_off_leaves_nothing(how: Bake, session: StampedSession, tmp_path: Path) -> None:
    def call_off(_done: int, _total: int) -> None:
        raise _NoMoreWantedError

    with pytest.raises(_NoMoreWantedError):
        how(order_for(session, tmp_path / "e.db"), call_off)
    assert list(tmp_path.iterdir()) == []


def test_cuts_of_everything_are_refused_before_anything_is_written(
    how: Bake, session: StampedSession, tmp_path: Path
) -> None:
    everything = Edits().with_cut(TimeRange(0, session.ended_ns))
    with pytest.raises((NothingLeftError, BakeFailedError), match="Nothing of this recording is left"):
        how(order_for(session, tmp_path / "e.db", everything), nothing)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_session_is_told_and_leaves_nothing(
    how: Bake, session: StampedSession, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    content = bytearray(session.access.path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = os.urandom(4096)
    broken.write_bytes(content)
    access = SessionAccess(broken, session.access.key, session.access.summary)
    order = order_for(session, tmp_path / "e.db")
    with pytest.raises((DamagedFileError, BakeFailedError), match="not as Assent wrote it"):
        how(BakeOrder(access, order.edits, order.header, order.path, order.key), nothing)
    assert list(tmp_path.iterdir()) == [broken]


def test_a_full_disk_is_told_and_leaves_nothing(how: Bake, session: StampedSession, small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises((DiskFullError, BakeFailedError), match="disk is full") as caught:
        how(order_for(session, small_disk / "e.db"), nothing)
    assert isinstance(caught.value, UserFacingError)
    assert [left.name for left in small_disk.iterdir()] == ["ballast"]


def test_a_disk_that_fills_up_midway_leaves_nothing(
    how: Bake, session: StampedSession, small_disk: Path
) -> None:
    with pytest.raises((DiskFullError, BakeFailedError), match="disk is full"):
        how(order_for(session, small_disk / "e.db"), lambda _done, _total: fill(small_disk))
    assert [left.name for left in small_disk.iterdir()] == ["ballast"]


def test_a_baking_process_that_dies_is_told(
    session: StampedSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BakeCrashedError):
        bake_apart(order_for(session, tmp_path / "e.db"), nothing)


def test_an_order_survives_the_pipe_and_shows_nothing(session: StampedSession, tmp_path: Path) -> None:
    order = order_for(session, tmp_path / "e.db")
    message = begin_of(order)
    assert order_of(read_begin(line_of(message))) == order
    for shown in (repr(message), repr(order)):
        assert "secret" not in shown
        assert str(EPISODE_KEY) not in shown


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory, that can be filled."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "assent-test", str(disk)]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount one: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Take all the space that is left."""
    with (disk / "ballast").open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):  # that is the aim: no space is left
                while file.write(b"x" * size) == size:
                    pass
