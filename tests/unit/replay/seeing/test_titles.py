"""A window is known by its application and its title, folders aside."""

import pytest

from replay.seeing.titles import reads_same_but_folder, without_folders


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("/tmp/assent-desktop-0wntmp_d/home/letter.txt - Mousepad", "letter.txt - Mousepad"),  # noqa: S108
        ("*/home/anna/My letters/letter.txt - Mousepad", "*letter.txt - Mousepad"),
        ("letter.txt (~/Documents) - gedit", "letter.txt () - gedit"),
        (r"C:\Users\anna\letter.txt - Notepad", "letter.txt - Notepad"),
        ("letter.txt - Mousepad", "letter.txt - Mousepad"),
        ("Inbox (3) - Mail", "Inbox (3) - Mail"),
        ("and/or - Notes", "and/or - Notes"),
        ("assent-task-ie7pw32t", "assent-task-"),
        ("/tmp/assent-task-replayed", "assent-task-"),  # noqa: S108
        ("assent-task-force-meeting.txt", "assent-task-force-meeting.txt"),
    ],
)
def test_only_folders_are_left_out(title: str, left: str) -> None:
    assert without_folders(title) == left


def test_a_path_reads_the_same_whatever_its_letters_of_chance_are_read_as() -> None:
    shown = "[/tmp/assent-task-replayed/letter.txt es) |"
    assert reads_same_but_folder("i) [/tmp/assent-task-oOx1y2k/letter.txt irs) |", shown)
    assert reads_same_but_folder("[/tmp/assent-task-o x1 y2k", "[/tmp/assent-task-replayed")
    assert not reads_same_but_folder("[/tmp/assent-task-o_x1y2kj/better.txt es) |", shown)
    assert not reads_same_but_folder("[/tmp/other-folder/letter.txt", shown)
