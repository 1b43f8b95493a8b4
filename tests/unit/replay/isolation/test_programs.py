"""A folder of other programs: what of it is taken, and what is refused before anything starts."""

import os
import socket
from pathlib import Path

import pytest

from recorder.episode.phrase import phrase
from replay.isolation import programs
from replay.isolation.in_force import Isolation, NoWallError
from replay.isolation.programs import OtherPrograms, ProgramsRefusedError, read_programs
from replay.running import run as run_module
from replay.running.happenings import RunEvent
from replay.running.options import RunOptions
from replay.running.own_desktop import OwnDesktopYes
from replay.running.run import run_replay
from tests.rigs.replay_plans import in_a_terminal, plan_of, step


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "build"
    own.mkdir()
    add_program(own, "mousepad")
    (own / "readme.txt").write_text("how it was built")
    (own / "data").mkdir()
    add_program(own / "data", "below")
    return own


def add_program(folder: Path, name: str, text: str = "exit 0") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)


def refused(folder: Path) -> str:
    with pytest.raises(ProgramsRefusedError) as caught:
        read_programs(folder)
    assert caught.value.mend
    assert caught.value.kept == "Nothing was started."
    return caught.value.happened


def test_what_can_be_run_there_is_named(folder: Path) -> None:
    add_program(folder, "aside")
    (folder / "link").symlink_to("mousepad")
    found = read_programs(folder)
    assert found.names == ("aside", "link", "mousepad")
    assert found.folder == folder.resolve()
    # Where it lies is the person's own business.
    assert str(folder) not in repr(found)


def test_a_link_to_the_folder_stands_for_it(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "newest"
    link.symlink_to(folder)
    assert read_programs(link) == read_programs(folder)


def test_its_hash_tells_another_build_whatever_else_is_the_same(folder: Path) -> None:
    hashes = {read_programs(folder).sha256}

    def grows(count: int) -> None:
        hashes.add(read_programs(folder).sha256)
        assert len(hashes) == count

    (folder / "mousepad").touch()
    grows(1)
    add_program(folder, "mousepad", "exit 1")
    grows(2)
    (folder / "readme.txt").write_text("how it was built anew")
    grows(3)
    (folder / "readme.txt").chmod(0o755)
    grows(4)
    (folder / "data" / "more").mkdir()
    grows(5)
    (folder / "link").symlink_to("mousepad")
    grows(6)
    (folder / "readme.txt").rename(folder / "read.txt")
    grows(7)


def test_a_folder_that_was_changed_meanwhile_is_refused(folder: Path) -> None:
    found = read_programs(folder)
    found.check()
    add_program(folder, "mousepad", "exit 1")
    with pytest.raises(ProgramsRefusedError, match="changed meanwhile"):
        found.check()


def test_what_is_no_folder_of_programs_is_refused_in_words(folder: Path, tmp_path: Path) -> None:
    assert "not there" in refused(tmp_path / "nowhere")
    assert "no folder" in refused(folder / "mousepad")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "nothing in it can be run" in refused(empty)
    (empty / "text").write_text("x")
    (empty / "below").mkdir()
    add_program(empty / "below", "program")
    assert "nothing in it can be run" in refused(empty)


@pytest.mark.parametrize(
    "target", ["../../letter.txt", "/usr/bin/true", "../data/../../letter.txt", "{folder}/mousepad"]
)
def test_a_link_that_leads_out_is_refused(folder: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    (folder / "data" / "link").symlink_to(target.format(folder=folder))
    assert "the link data/link leads out of it" in refused(folder)


def test_what_can_be_spoken_to_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert "pipe is neither a file nor a folder" in refused(folder)
    (folder / "pipe").unlink()
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)
        try:
            server.bind("bus")
        finally:
            os.chdir(here)
        assert "bus is neither a file nor a folder" in refused(folder)


def test_a_folder_that_holds_home_or_vault_is_refused(
    folder: Path, assent_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assent_home.mkdir(exist_ok=True)
    add_program(assent_home, "program")
    assert "the vault" in refused(assent_home)
    assert "would be seen" in refused(Path("/"))
    inside = folder / "data" / "person"
    inside.mkdir()
    add_program(inside, "program")
    read_programs(folder)
    monkeypatch.setenv("HOME", str(inside))
    assert "your home" in refused(folder)
    assert "your home" in refused(inside)


def test_more_than_anybody_looks_through_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MOST_ENTRIES", 2)
    assert "more than 2 files" in refused(folder)
    monkeypatch.undo()
    monkeypatch.setattr(programs, "MOST_BYTES", 20)
    assert "holds more than" in refused(folder)


def test_a_name_cannot_command_a_terminal(folder: Path) -> None:
    (folder / "a\x1b[2Jb").symlink_to("/etc")
    assert "\x1b" not in refused(folder)


def test_other_programs_need_a_wall(folder: Path) -> None:
    found = read_programs(folder)
    with pytest.raises(ValueError, match="private desktop only"):
        RunOptions(programs=found, own_desktop=OwnDesktopYes.__new__(OwnDesktopYes))


def test_without_a_wall_nothing_is_tried_whatever_is_allowed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "isolation_in_force", lambda: Isolation(why_not=phrase("There is none.")))
    plan = plan_of(step(1, 100), start=in_a_terminal("true"))
    with pytest.raises(NoWallError):
        run_replay(plan, None, RunOptions(programs=read_programs(folder), needs_wall=False))


def test_a_run_with_a_folder_that_was_changed_is_refused_before_it_starts(folder: Path) -> None:
    options = RunOptions(programs=OtherPrograms(folder, ("mousepad",), "0" * 64))
    heard: list[RunEvent] = []
    with pytest.raises(ProgramsRefusedError):
        run_replay(plan_of(step(1, 100), start=in_a_terminal("true")), None, options, on_event=heard.append)
    assert heard == []
