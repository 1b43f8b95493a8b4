# ruff: noqa: S108 - folders that are only named, or lie behind a wall
from pathlib import Path

import pytest

from recorder.commands.passphrase import FILE_VARIABLE
from recorder.task_start.parting import (
    environment_for_programs,
    is_temporary,
    plain_name,
    temporary_folder,
)
from recorder.vault.home import HOME_VARIABLE


def test_a_stranger_s_program_hears_nothing_of_the_vault_or_this_terminal() -> None:
    told = environment_for_programs(
        {HOME_VARIABLE: "a", FILE_VARIABLE: "b", "ASSENT_DEBUG": "1", "WINDOWID": "4", "DISPLAY": ":1"}
    )
    assert told == {"DISPLAY": ":1"}


def test_a_temporary_folder_is_known_again_and_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = temporary_folder()
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0
    assert is_temporary(folder)
    assert not is_temporary(tmp_path / "mine")


@pytest.mark.parametrize(
    ("folder", "is_plain"),
    [
        ("/tmp/assent-task-ab_cd123", True),
        ("/tmp/assent-desktop-8ab_cd12/tmp/assent-task-ab_cd123", True),
        ("/tmp/ada/assent-task-ab_cd123", False),
        ("/home/ada/letters", False),
        ("/tmp/assent-task-ab_cd123/more", False),
    ],
)
def test_only_a_name_of_chance_is_written_down(folder: str, is_plain: bool) -> None:  # noqa: FBT001
    assert plain_name(Path(folder)) == (folder if is_plain else "")
