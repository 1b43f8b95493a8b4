"""What the app says of replays is in the person's language, whatever room it comes from."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence

from recorder.episode.keys import Chord, Modifier
from recorder.episode.phrase import phrase
from recorder.study_file import StudyFileError, read_study
from replay.composing import WHOLE
from replay.plan.chords import why_refused
from replay.plan.steps import Refusal, RefusalKind
from replay.report.doing import Doing
from replay.report.record import StepRecord, sentence_of
from replay.report.words import said
from replay.verifying.subjects import StepRefusedError
from studio.ui.models.action_words import step_words
from studio.ui.models.check_words import speed_words
from studio.ui.models.failure_words import failure_words
from studio.ui.models.key_words import sequence_words
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.words import choose_language, tr_said
from tests.rigs.replay_plans import step
from tests.rigs.replay_record import drawn_run
from tests.unit.replay.report.test_doing import ACTIONS

TERMINAL = Chord("t", frozenset({Modifier.CTRL, Modifier.ALT}))
GERMAN_WORDS = {
    "click": "Klick mit einer anderen Taste bei gedrückter Taste Strg+Umschalt",
    "drag": "Ziehen",
    "scroll": "Nach unten blättern",
    "type": "12 Zeichen tippen",
    "press": "Bild auf drücken, 2-mal",
    "hotkey": "Strg+S drücken",
    "wait": "2,5 s warten",
    "hidden": "Tasten nicht aufgenommen: ein Passwortfeld",
}


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    choose_language(["de"])
    yield
    choose_language(["en"])
    QLocale.setDefault(before)


def recorded(name: str, doing: Doing | None) -> StepRecord:
    return msgspec.structs.replace(drawn_run().steps[1], action=name, doing=doing)


@pytest.mark.parametrize("name", ACTIONS)
def test_what_a_step_did_is_said_in_german(name: str) -> None:
    assert step_words(recorded(name, ACTIONS[name][1])) == GERMAN_WORDS[name]


def test_a_record_of_before_says_it_as_it_was_written() -> None:
    assert step_words(recorded("click", None)) == "Click the left button at 300, 200"


def test_a_stranger_s_record_can_neither_hide_words_nor_break_off() -> None:
    assert step_words(recorded("press", Doing(keys=("\u202ekey",)))) != "\u202ekey drücken"
    assert step_words(recorded("juggle", Doing())) == "juggle"
    assert step_words(recorded("click", Doing(count=7))) == "Klick mit einer anderen Taste"


def test_keys_are_called_the_same_wherever_they_are_named() -> None:
    refused = replace(step(2, 100), refusal=Refusal(RefusalKind.SYSTEM_CHORD, TERMINAL))
    said_of_it = "Strg+Alt+T wird abgelehnt: Das öffnet auf vielen Desktops ein Terminal."
    assert phrase_words(why_refused(TERMINAL)) == said_of_it
    assert failure_words(StepRefusedError(refused)) == (
        f"Schritt 2 lässt sich so nicht nachspielen. {said_of_it}",
        "Prüfen Sie die Aufnahme stattdessen: Dort können Sie solche Tasten einzeln erlauben.",
    )
    assert sequence_words(QKeySequence("Ctrl+Alt+T")) == "Strg+Alt+T"
    assert sequence_words(QKeySequence("Shift+PgUp")) == "Umschalt+Bild auf"
    assert sequence_words(QKeySequence("Ctrl+Return")) == "Strg+Eingabe"
    assert sequence_words(QKeySequence("Ctrl++")) == "Strg++"
    assert sequence_words(QKeySequence("+")) == "+"
    assert sequence_words(QKeySequence()) == ""


def test_a_step_that_nobody_can_allow_is_told_without_a_command() -> None:
    outside = replace(step(2, 100), refusal=Refusal(RefusalKind.OUTSIDE))
    assert "`" not in " ".join(failure_words(StepRefusedError(outside)))


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert speed_words(0.5) == "mit 0,5-fachem Tempo"
    assert (speed_words(2), speed_words(1)) == ("mit 2-fachem Tempo", "im Tempo der Aufnahme")


def test_whole_sentences_that_a_record_holds_are_said_in_german() -> None:
    kept = sentence_of(phrase(WHOLE, said="The window is 640 × 400 pixels; the task asks for 800 × 600."))  # noqa: RUF001 - a sign
    assert said(kept, SPOKEN) == "Das Fenster hat 640 × 400 Pixel; die Aufgabe verlangt 800 × 600."  # noqa: RUF001 - as above
    strange = sentence_of(phrase(WHOLE, said="{x} is \u202eno sentence of ours."))
    assert said(strange, SPOKEN).startswith("{x} is ")


def test_a_sentence_with_named_values_is_known_within_an_error() -> None:
    told = tr_said(
        "A replay runs behind a wall, and none can be put up here. "
        "The program bwrap, which makes the wall, failed: No permissions."
    )
    assert told.startswith("Nachgespielt wird abgeschottet, ")
    assert told.endswith("Das Programm bwrap, das abschottet, scheiterte: No permissions.")


def test_a_study_file_s_mistakes_are_counted_in_german_and_listed_for_who_wrote_it() -> None:
    with pytest.raises(StudyFileError) as wrong:
        read_study(b"format = 1\nretention_days = 0\n", name="office.toml")
    listed, mend = failure_words(wrong.value)
    first, *lines = listed.splitlines()
    assert first == f"office.toml hat {len(wrong.value.mistakes)} Fehler:"
    assert "Zeile 2: retention_days is 0; it can be 1 to 3660" in lines
    assert len(lines) == min(20, len(wrong.value.mistakes)) + (len(wrong.value.mistakes) > 20)
    assert mend.startswith("Berichtigen Sie die Datei")
