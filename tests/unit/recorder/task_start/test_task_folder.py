import stat
from pathlib import Path

import pytest

from recorder.task_start.folder import TaskFolderError, is_untouched, place_files, remove_untouched
from recorder.task_start.plan import FileToPlace

FILES = (FileToPlace(("letter.txt",), b"Dear\xff"), FileToPlace(("notes", "deep", "todo.txt"), b""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "task"
    path.mkdir()
    place_files(path, FILES)
    return path


def test_files_hold_the_study_s_bytes_and_are_the_person_s_alone(folder: Path) -> None:
    assert (folder / "letter.txt").read_bytes() == b"Dear\xff"
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_folder_with_something_in_it_is_refused(folder: Path) -> None:
    with pytest.raises(TaskFolderError, match="not empty"):
        place_files(folder, FILES)


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    with pytest.raises(TaskFolderError):
        place_files(tmp_path / "link", FILES)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_that_a_forged_plan_puts_outside_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "task").mkdir()
    (tmp_path / "outside").write_text("mine")
    with pytest.raises(TaskFolderError):
        place_files(tmp_path / "task", [FileToPlace(("..", "outside"), b"theirs")])
    assert (tmp_path / "outside").read_text() == "mine"


def test_what_nobody_touched_is_removed(folder: Path) -> None:
    assert remove_untouched(folder, FILES)
    assert not folder.exists()


@pytest.mark.parametrize("change", ["edit", "add", "remove", "link", "folder"])
def test_what_somebody_touched_stays_whole(folder: Path, change: str) -> None:
    match change:
        case "edit":
            (folder / "letter.txt").write_bytes(b"Dear Ada")
        case "add":
            (folder / "notes" / "more.txt").write_bytes(b"")
        case "remove":
            (folder / "letter.txt").unlink()
        case "link":
            (folder / "letter.txt").rename(folder.parent / "kept")
            (folder / "letter.txt").symlink_to(folder.parent / "kept")
        case _:
            (folder / "new").mkdir()
    before = sorted(folder.rglob("*"))
    if change == "folder":  # an empty folder is nothing that a person made
        assert remove_untouched(folder, FILES)
        return
    assert not is_untouched(folder, FILES)
    assert not remove_untouched(folder, FILES)
    assert sorted(folder.rglob("*")) == before
