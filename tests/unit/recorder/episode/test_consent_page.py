import dataclasses
from pathlib import Path

import pytest

from recorder.episode.consent_page import consent_text
from recorder.episode.study import Study, WindowRules
from recorder.study_file import read_study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())


def test_the_page_fits_a_terminal(study: Study) -> None:
    assert max(len(line) for line in consent_text(study).splitlines()) <= 78


def test_the_page_says_everything_a_person_needs_to_decide(study: Study) -> None:
    words = " ".join(consent_text(study).replace("|", " ").split())
    for expected in (
        study.controller.email,
        "1 Sample Street",
        "Data Protection Commission",
        *(" ".join(request.shows.split()) for request in study.streams),
        *(recipient.name for recipient in study.recipients),
        "90 days",
        "180 days",
        "31 December 2030",
        "assent consent withdraw office-tasks",
        "At most 10 pictures a second",
        "mousepad letter.txt",
        "xterm -class XTerm",
        "plans/saturday.txt",
        "keepassxc",
        study.sha256[:32],
        study.sha256[32:],
        "Keyboard (you can take part without it)",
        "Screen (nobody can take part without it)",
        " ".join(study.consent_text.split()),
    ):
        assert expected in words, expected


def test_the_authors_words_cannot_pass_for_ours(study: Study) -> None:
    forged = "Fine.\n\nWhat is never recorded\n----------------------\n* Nothing at all.\n   | x"
    page = consent_text(dataclasses.replace(study, consent_text=forged, purpose=forged))
    assert page.splitlines().count("What is never recorded") == 1
    assert all(line.lstrip().startswith("|") for line in page.splitlines() if "Nothing at all" in line)


def test_a_command_is_shown_as_a_shell_would_need_it(study: Study) -> None:
    task = study.tasks[0]
    start = dataclasses.replace(task.start, command=("sh", "-c", "rm x; echo 'y'"))
    page = consent_text(dataclasses.replace(study, tasks=(dataclasses.replace(task, start=start),)))
    assert "sh -c 'rm x; echo '\"'\"'y'\"'\"''" in page


def test_a_study_of_all_windows_says_so(study: Study) -> None:
    page = consent_text(dataclasses.replace(study, windows=WindowRules((), (), ()), last_day=None))
    assert "every window you leave visible" in page
    assert "blanked" not in page
