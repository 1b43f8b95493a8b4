"""Which language an episode says that programs spoke."""

import os
import subprocess

import pytest

from recorder.episode.language import language_of, language_settings


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, ""),
        ({"LANG": ""}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "de_DE.UTF-8"}, "de_DE"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr_FR"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C", "LANGUAGE": "fr"}, ""),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:en"}, "de"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "pt_BR.UTF-8:pt"}, "pt_BR"),
        ({"LANG": "sr_RS.UTF-8@latin"}, "sr_RS@latin"),
        ({"LANG": "sr_RS.utf8@latin"}, "sr_RS@latin"),
        # Nothing of what else may stand there.
        ({"LANG": "../../home/ada"}, ""),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "Ada Sample's"}, "de_DE"),
        ({"LANG": "de_DE\n.UTF-8"}, ""),
    ],
)
def test_the_first_wish_counts_and_nothing_but_a_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_locale_that_is_not_installed_is_not_named() -> None:
    assert language_settings("", ()) == {"LANG": "C.UTF-8"}
    assert language_settings("de_DE", ("C.utf8",)) == {"LANG": "C.UTF-8", "LANGUAGE": "de_DE"}
    assert language_settings("de_DE", ("de_DE.utf8",)) == {"LANG": "de_DE.UTF-8", "LANGUAGE": "de_DE"}
    assert language_settings("sr_RS@latin", ("sr_RS.utf8@latin",))["LANG"] == "sr_RS.UTF-8@latin"
    with pytest.raises(ValueError, match="language"):
        language_settings("de\nLD_PRELOAD=x", ())


@pytest.mark.parametrize("language", ["", "de", "pt_BR", "sr_RS@latin"])
def test_a_program_that_is_told_a_language_says_the_same_of_it(language: str) -> None:
    told = language_settings(language, ())
    assert language_of(told) == language
    shown = subprocess.run(
        ["locale"], env={"PATH": os.environ["PATH"]} | told, check=True, capture_output=True, text=True
    )
    assert shown.stderr == ""
