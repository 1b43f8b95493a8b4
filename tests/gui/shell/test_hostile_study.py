"""A study's file from a stranger: its words are letters, wherever the app shows them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from recorder.episode.study import Stream
from recorder.study_file import read_study
from recorder.vault.vault import Vault
from studio.taking_part import StudyFile, give_consent
from studio.ui.models.places import Place, Visit
from studio.ui.pages.consent_page import ConsentPage
from studio.ui.pages.tasks_page import TasksPage
from tests.rigs.shell_rig import SAMPLE, ShellRig

MARKUP = "<img src='file:///etc/hostname'><b>Urgent</b>"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    text = SAMPLE.read_text()
    known = read_study(text.encode())
    for theirs in {known.title, known.controller.name, *(task.title for task in known.tasks)}:
        text = text.replace(theirs, f"{MARKUP} {theirs[:20]}")
    path = tmp_path / "hostile.toml"
    path.write_text(text)
    return path


def markup_taken(window: QWidget) -> list[str]:
    """The labels that would render it."""
    return [
        label.text()
        for label in window.findChildren(QLabel)
        if "<b>" in label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ] + [widget.toolTip() for widget in window.findChildren(QWidget) if "<b>" in widget.toolTip()]


def test_a_studys_markup_is_shown_as_letters_everywhere(rig: ShellRig, hostile: Path) -> None:
    rig.unlock(TasksPage)
    rig.shell.open_study(hostile)
    rig.wait_for(ConsentPage)
    assert MARKUP in rig.said
    assert markup_taken(rig.shell.window) == []
    content = hostile.read_bytes()

    def join(vault: Vault) -> None:
        file = StudyFile(read_study(content), content)
        give_consent(
            vault,
            file,
            contributor=MARKUP[:40],
            answers={stream: stream is not Stream.KEYBOARD for stream in Stream},
            now=datetime.now(UTC),
        )

    rig.ask(join)
    rig.shell.window.go(Visit(Place.TASKS))
    rig.shell.refresh()
    rig.settle()
    assert MARKUP in rig.said
    assert markup_taken(rig.shell.window) == []
    assert rig.shell.window.windowTitle() == "Assent"
