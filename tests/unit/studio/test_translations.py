"""Every text of the app is in every language, says the same values, and is compiled."""

import ast
import re
import runpy
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from PySide6.QtCore import QLocale

from recorder.errors import UserFacingError
from recorder.vault.errors import DamagedFileError, KeyringUnavailableError, VaultBusyError
from studio.ui.models.failure_words import failure_words
from studio.ui.models.key_words import cap_words, key_words
from studio.ui.words import (
    DOMAIN,
    FOLDER,
    choose_language,
    languages,
    later,
    one_of,
    tr,
    tr_said,
    trn,
)

SCRIPT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[3] / "assets/setup/translate.py"))
FILES = sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
VALUE = re.compile(r"\{(\w+)\}")
MNEMONIC = re.compile(r"&(\w)")
QUOTES = {"de": "„“"}
SAID_BY = {"tr": 1, "later": 1, "phrase": 1, "trn": 2, "counted": 2}
each_language = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parents[1].name)


def catalog_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def texts_of(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said) if isinstance(said, list | tuple) else []


def pairs_of(path: Path) -> list[tuple[list[str], list[str]]]:
    """The texts in English, and what is said for them."""
    return [(texts_of(each.id), texts_of(each.string)) for each in catalog_of(path) if each.id]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = QLocale()
    yield
    choose_language(["en"])
    QLocale.setDefault(before)


def test_there_is_a_second_language() -> None:
    assert "de" in languages()


@each_language
def test_every_text_is_translated_and_no_other(path: Path) -> None:
    wanted = {message.id for message in SCRIPT["template"]() if message.id}
    known = {message.id for message in catalog_of(path) if message.id}
    assert sorted(map(str, wanted ^ known)) == [], "run: make translations"
    assert [one for one, said in pairs_of(path) if not said or not all(said)] == []
    assert [message.id for message in catalog_of(path) if message.fuzzy and message.id] == []


@each_language
def test_a_translation_says_the_same_values(path: Path) -> None:
    for english, said in pairs_of(path):
        wanted = {value for text in english for value in VALUE.findall(text)}
        # One thing may be said without its number, or with it in figures.
        may_lack = {"count", "number"} if len(said) > 1 else set()
        for text in said:
            found = Counter(VALUE.findall(text))
            assert wanted - may_lack <= set(found) <= wanted, english
            assert max(found.values(), default=1) == 1, english


@each_language
def test_a_translation_has_all_forms_of_its_numbers(path: Path) -> None:
    catalog = catalog_of(path)
    for message in catalog:
        if isinstance(message.id, tuple):
            assert len(texts_of(message.string)) == catalog.num_plurals, message.id


@each_language
def test_a_translation_is_written_as_its_original(path: Path) -> None:
    for english, said in pairs_of(path):
        for text in said:
            assert text == text.strip(), english
            assert english[-1][-1:] not in ".?:…" or text[-1:] == english[-1][-1:], english
            assert text.count("\n") == english[-1].count("\n"), english
            assert "!" not in text, english
            commands = re.findall(r"`[^`]+`", english[-1])
            assert [each for each in commands if each not in text] == [], english
            if opening := QUOTES.get(path.parents[1].name):
                assert not set("”\"'") & set(text.replace("`", "")), english
                assert text.count(opening[0]) == text.count(opening[1]), english


@each_language
def test_what_has_a_key_to_choose_it_has_one_in_every_language(path: Path) -> None:
    for english, said in pairs_of(path):
        for text in said:
            assert len(MNEMONIC.findall(text)) == len(MNEMONIC.findall(english[-1])), english


@each_language
def test_keys_that_choose_are_no_less_distinct_than_in_english(path: Path) -> None:
    said = {english[0]: texts[0] for english, texts in pairs_of(path)}
    by_module: dict[str, set[str]] = defaultdict(set)
    for message in SCRIPT["template"]():
        for place, _ in message.locations:
            # One that is not collected or translated yet is told by the tests above.
            if (
                isinstance(message.id, str)
                and MNEMONIC.search(message.id)
                and key_of(said.get(message.id, ""))
            ):
                by_module[place].add(message.id)
    for place, texts in by_module.items():
        for one in texts:
            for other in texts - {one}:
                if key_of(one) != key_of(other):
                    assert key_of(said[one]) != key_of(said[other]), f"{place}: {one}, {other}"


def key_of(text: str) -> str:
    return "".join(MNEMONIC.findall(text)[:1]).casefold()


@each_language
def test_what_is_spoken_is_what_was_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == SCRIPT["compiled"](catalog_of(path))


def test_no_text_is_said_that_is_not_collected() -> None:
    """Whoever calls ``tr`` gives it a literal or one that was marked, never a text that is put together."""
    put_together = [
        f"{path}:{call.lineno}"
        for path in SCRIPT["sources"]()
        for call in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(call, ast.Call)
        for text in call.args[: SAID_BY.get(ast.unparse(call.func).rpartition(".")[2], 0)]
        if isinstance(text, ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    assert put_together == []


def test_texts_within_texts_and_reasons_of_errors_are_collected() -> None:
    module = ast.parse(
        """
WHY = "It is late."
class LateError(UserFacingError):
    def __init__(self, name, reason):
        super().__init__(f"{name} is late: {reason}.", kept=WHY, mend="Go." if name else "Stay.")
def say(x):
    if x:
        raise LateError(x, "it rained")
    raise UserFacingError(words(x), mend=f"Read. {WHY}")
def words(x):
    return f"{x} of them"
def show(said):
    return f"{said}, {tr('never')}" + trn("one", "many", 2)
Check("Name", Health.OK, f"{x} is well.", WHY)
"""
    )
    told = set(SCRIPT["_Told"](module, {"LateError"}).texts())
    assert told >= {
        "It is late.",
        "{0} is late: {1}.",
        "Go.",
        "Stay.",
        "it rained",
        "{0} of them",
        "Read. {0}",
    }
    assert told >= {"Name", "{0} is well."}
    assert set(SCRIPT["marked_texts"](module)) == {"never", ("one", "many")}


def test_german_is_spoken() -> None:
    assert choose_language(["de-AT", "en"]) == "de"
    assert tr("Cut {length}", length="4 s") == "Schnitt, 4 s"
    assert trn("{count} place", "{count} places", 1) == "1 Stelle"
    assert trn("{count} place", "{count} places", 3) == "3 Stellen"
    assert one_of(["A"]) == "A"
    assert one_of(["A", "B", "C"]) == "A oder B oder C"
    assert one_of([]) == ""


def test_errors_of_other_rooms_are_spoken_with_their_values() -> None:
    choose_language(["de"])
    assert tr_said("The vault is in use by process 123.") == "Der Tresor wird von Prozess 123 benutzt."
    assert tr_said("Nobody ever wrote this.") == "Nobody ever wrote this."
    assert tr_said("") == ""


def test_a_reason_within_an_error_is_spoken_too() -> None:
    choose_language(["de"])
    said = " ".join(failure_words(KeyringUnavailableError("it is locked or does not answer")))
    assert "er ist gesperrt oder antwortet nicht" in said
    assert tr_said("In /home/a, opened by a passphrase or its recovery code.") == (
        "In /home/a, zu öffnen mit einer Passphrase oder seinem Wiederherstellungscode."
    )


def test_sizes_within_a_text_are_written_as_the_language_writes_numbers() -> None:
    choose_language(["de"])
    QLocale.setDefault(QLocale("de_DE"))
    assert tr_said("12.3 GB free for recordings.") == "12,3 GB frei für Aufnahmen."


def test_what_strangers_wrote_is_never_translated() -> None:
    choose_language(["de"])
    assert tr_said("You have not consented to “Settings”.") == "Sie haben nicht in „Settings“ eingewilligt."


@pytest.mark.parametrize("error", [VaultBusyError(1), DamagedFileError(Path("x"), "it is missing")], ids=repr)
def test_no_english_is_left_in_an_error(error: UserFacingError) -> None:
    english = failure_words(error)
    choose_language(["de"])
    assert not set(english) & set(failure_words(error))
    assert "it is missing" not in " ".join(failure_words(error))


def test_keys_are_called_as_they_are_on_the_keyboards_of_the_language() -> None:
    assert key_words("page_up") == "Page Up"
    assert cap_words("Ctrl+Enter ×2") == "Ctrl+Enter ×2"  # noqa: RUF001 - the sign for times
    choose_language(["de"])
    assert key_words("page_up") == "Bild auf"
    assert key_words("a") == "A"
    assert cap_words("Ctrl+Enter ×2") == "Strg+Eingabe ×2"  # noqa: RUF001 - the sign for times
    assert cap_words("Ctrl++") == "Strg++"


def test_an_unknown_language_is_english() -> None:
    assert choose_language(["tlh"]) == "en"
    assert tr("Undo") == later("Undo")


def test_the_languages_of_the_texts_are_known_to_the_toolkit() -> None:
    assert all(QLocale(tag).language() is not QLocale.Language.C for tag in languages())
