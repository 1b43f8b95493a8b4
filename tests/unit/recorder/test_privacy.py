from pathlib import Path

import pytest

from recorder.episode.events import HiddenReason
from recorder.episode.study import WindowRules
from recorder.privacy import WindowPolicy
from recorder.study_file import read_study

HIDDEN = HiddenReason.EXCLUDED_WINDOW
OPEN = WindowPolicy(WindowRules((), ("KeePassXC", "org.keepassxc.*"), ("*private*",)))
CLOSED = WindowPolicy(WindowRules(("mousepad", "XTerm"), ("evil",), ("*private*",)))


@pytest.mark.parametrize(
    ("app", "instance", "title", "expected"),
    [
        ("Mousepad", "mousepad", "letter.txt", None),
        ("Mousepad", "", "", None),
        ("keepassxc", "x", "letter.txt", HIDDEN),
        ("x", "KEEPASSXC", "letter.txt", HIDDEN),
        ("Org.KeePassXC.KeePassXC", "", "", HIDDEN),
        ("Mousepad", "mousepad", "Private notes", HIDDEN),
        ("", "", "letter.txt", HIDDEN),
        ("  ", " ", "letter.txt", HIDDEN),
        ("Assent", "python3", "Recording", HiddenReason.OWN_WINDOW),
    ],
)
def test_all_but_the_excluded_are_seen_where_nothing_is_allowed(
    app: str, instance: str, title: str, expected: HiddenReason | None
) -> None:
    assert OPEN.verdict(app, title, instance=instance) is expected


@pytest.mark.parametrize(
    ("app", "instance", "title", "expected"),
    [
        ("Mousepad", "other", "letter.txt", None),
        ("Other", "mousepad", "letter.txt", None),
        ("XTerm", "", "~", None),
        ("Firefox", "Navigator", "letter.txt", HIDDEN),
        ("Mousepad2", "", "letter.txt", HIDDEN),
        ("Mousepad", "evil", "letter.txt", HIDDEN),
        ("Mousepad", "", "x PRIVATE y", HIDDEN),
        ("", "", "mousepad", HIDDEN),
    ],
)
def test_only_the_allowed_are_seen_and_exclusion_beats_allowance(
    app: str, instance: str, title: str, expected: HiddenReason | None
) -> None:
    assert CLOSED.verdict(app, title, instance=instance) is expected


def test_a_study_makes_its_policy() -> None:
    study = read_study((Path(__file__).parents[3] / "assets/studies/office-tasks.toml").read_bytes())
    policy = WindowPolicy.of(study)
    assert policy.verdict("Mousepad", "letter.txt - Mousepad", instance="mousepad") is None
    assert policy.verdict("Firefox", "x") is HIDDEN
    assert policy.verdict("Mousepad", "my bank.txt") is HIDDEN
