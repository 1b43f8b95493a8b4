import pytest

from recorder.episode.study import PlacedFile, Size, TaskStart
from recorder.task_start.plan import UnsafeStartError, plan_start


def start(*names: str, command: tuple[str, ...] = ("mousepad", "a letter.txt")) -> TaskStart:
    return TaskStart(command, tuple(PlacedFile(name, b"x") for name in names), Size(900, 640), None)


def test_a_start_is_taken_over_as_it_is() -> None:
    plan = plan_start(start("letter.txt", "notes/todo.txt"))
    assert [file.parts for file in plan.files] == [("letter.txt",), ("notes", "todo.txt")]
    assert plan.command_text == "mousepad 'a letter.txt'"
    assert plan.window == Size(900, 640)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/x",
        "../x",
        "a/../../x",
        "./x",
        "a//b",
        "a/",
        "~/x",
        "~root",
        "a\\b",
        "C:x",
        "a\0b",
        "a\nb",
        "\x1b[2J",
    ],
)
def test_a_name_that_could_leave_the_folder_or_the_line_is_refused(name: str) -> None:
    with pytest.raises(UnsafeStartError):
        plan_start(start(name))


@pytest.mark.parametrize("names", [("a", "a"), ("a", "a/b"), ("a/b", "a")])
def test_two_files_in_one_place_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(UnsafeStartError):
        plan_start(start(*names))


@pytest.mark.parametrize("command", [(), ("",), ("./letter.txt",), ("bin/x",), ("x", "a\0b")])
def test_a_program_that_could_be_a_file_of_the_study_is_refused(command: tuple[str, ...]) -> None:
    with pytest.raises(UnsafeStartError):
        plan_start(start("letter.txt", command=command))
