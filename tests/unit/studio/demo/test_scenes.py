import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder.study_file import read_study
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from studio.demo.person import Person
from studio.demo.scenes import SCENES, Scene, lay_out_private_note, words_of
from studio.demo.search import SHORTEST_WORD

ROOT = Path(__file__).parents[4]
STUDY_FILE = ROOT / "assets" / "studies" / "office-tasks.toml"
STUDY = read_study(STUDY_FILE.read_bytes())
PUBLIC = STUDY_FILE.read_text()


@pytest.fixture(scope="module")
def small_desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(ScreenFormat(1280, 800)) as desktop:
        yield desktop


def scene(task_id: str) -> Scene:
    return next(scene for scene in SCENES if scene.task_id == task_id)


def perform(desktop: PrivateDesktop, folder: Path, scene: Scene) -> None:
    task = next(task for task in STUDY.tasks if task.id == scene.task_id)
    for file in task.start.files:
        (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_bytes(file.content)
    person = Person(desktop.environment(), pace=6 if "replace" in scene.task_id else 15)
    desktop.start(task.start.command, folder=folder)
    scene.perform(person, desktop)


@pytest.fixture(autouse=True)
def _close_programs(small_desktop: PrivateDesktop) -> Iterator[None]:
    yield
    small_desktop.close_programs()


def test_there_is_a_scene_for_each_task_of_the_sample_study() -> None:
    assert [scene.task_id for scene in SCENES] == [task.id for task in STUDY.tasks]


def test_the_letter_is_written_and_the_password_is_not_in_it(
    small_desktop: PrivateDesktop, tmp_path: Path
) -> None:
    perform(small_desktop, tmp_path, scene("write-letter"))
    letter = (tmp_path / "letter.txt").read_text()
    assert letter.startswith("Garden Friends, Elm Road")
    assert "".join(scene("write-letter").typed) in letter
    assert not [word for word in words_of(scene("write-letter").secret) if word in letter]


def test_the_note_is_written_in_the_terminal(small_desktop: PrivateDesktop, tmp_path: Path) -> None:
    perform(small_desktop, tmp_path, scene("list-and-note"))
    assert (tmp_path / "note.txt").read_text() == "6 lines, counted by Velvetronk\n"


def test_the_name_is_replaced_everywhere(small_desktop: PrivateDesktop, tmp_path: Path) -> None:
    perform(small_desktop, tmp_path, scene("replace-in-minutes"))
    minutes = (tmp_path / "minutes.txt").read_text()
    assert "Smyth" not in minutes
    assert minutes.count("Smith") == 5
    assert minutes.endswith("Signed: Pemberquist Wolderby\n")


def test_the_private_note_stays_in_view_beside_the_task(
    small_desktop: PrivateDesktop, tmp_path: Path
) -> None:
    person = Person(small_desktop.environment(), pace=15)
    lay_out_private_note(person, small_desktop)
    small_desktop.start(["mousepad"])
    editor = person.wait_for_window("Mousepad").rect
    note = person.wait_for_window("^Hollowquince").rect
    assert note.right <= 1280
    assert note.bottom <= 800
    assert not all(piece.is_empty for piece in note.minus(editor))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.task_id)
def test_what_may_not_be_known_stands_in_nothing_that_may(scene: Scene) -> None:
    known = " ".join((*scene.typed, *scene.shown)).lower()
    assert not [word for word in words_of(scene.secret) if word.lower() in known]


def test_every_secret_and_every_shown_word_stands_nowhere_but_in_the_script() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    telling = {
        word.lower() for scene in SCENES for word in words_of((*scene.secret, *scene.shown), public=PUBLIC)
    }
    assert telling
    for name in listed.stdout.split("\0"):
        file = ROOT / name
        # Tests may hide the same words: none of them runs in a demo.
        if file.is_file() and file.name != "scenes.py" and not name.startswith("tests/"):
            text = file.read_bytes().lower()
            assert not [word for word in telling if word.encode() in text], name


def test_a_word_of_the_study_is_no_sign_of_a_leak() -> None:
    assert words_of(["Quabblefinch and shopping.txt"], public="wc -l shopping.txt") == {
        "Quabblefinch",
        "Quabblefinch and shopping.txt",
    }


def test_every_scene_has_words_to_search_for() -> None:
    for scene in SCENES:
        assert len(words_of(scene.typed, public=PUBLIC)) >= 2
        assert len(words_of(scene.secret, public=PUBLIC)) >= 2


def test_short_words_are_left_to_the_line_that_they_stand_in() -> None:
    words = words_of(["ls -l\n", "a word of Quabblefinch\n"])
    assert words == {"Quabblefinch", "a word of Quabblefinch"}
    assert all(len(word) >= SHORTEST_WORD for word in words)
