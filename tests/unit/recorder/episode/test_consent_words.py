from pathlib import Path

import pytest

from recorder.episode.consent_words import (
    SectionName,
    Theirs,
    WithdrawalWay,
    consent_sections,
)
from recorder.episode.phrase import counted, english, phrase
from recorder.episode.study import Study
from recorder.study_file import read_study


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study((Path(__file__).parents[4] / "assets/studies/office-tasks.toml").read_bytes())


def test_every_section_is_there_once_and_has_words(study: Study) -> None:
    sections = consent_sections(study, withdrawal=WithdrawalWay.APP)
    assert [section.name for section in sections] == list(SectionName)
    assert all(section.paragraphs for section in sections)


def test_the_authors_words_stand_apart(study: Study) -> None:
    ours = [
        english(paragraph.words)
        for section in consent_sections(study, withdrawal=WithdrawalWay.APP)
        for paragraph in section.paragraphs
        if not isinstance(paragraph, Theirs) and hasattr(paragraph, "words")
    ]
    for theirs in (study.purpose, study.consent_text, *(request.shows for request in study.streams)):
        assert not any(theirs.strip() in words for words in ours)


def test_how_to_withdraw_is_said_where_the_person_is(study: Study) -> None:
    def words(way: WithdrawalWay) -> str:
        (section,) = (
            each for each in consent_sections(study, withdrawal=way) if each.name is SectionName.WITHDRAWAL
        )
        return repr(section)

    assert "assent consent withdraw" in words(WithdrawalWay.COMMAND_LINE)
    assert "assent consent" not in words(WithdrawalWay.APP)


def test_one_is_said_apart_from_many() -> None:
    assert english(counted("one day", "{count} days", 1)) == "one day"
    assert english(counted("one day", "{count} days", 90)) == "90 days"


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert english(phrase("by {name}", name="{name} {0}")) == "by {name} {0}"
