"""Edits from the command line: the same as in the app, and never a word of what they take."""

import json
from pathlib import Path
from typing import Any

import click
import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.episode.edits import Edits, Subject
from recorder.episode.time import NS_PER_MS, TimeRange
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from tests.unit.recorder.commands.filled_vault import CANARY, LENGTH_NS, PASSPHRASE, TITLE
from tests.unit.studio.commands.conftest import Answer, Cli

MS = NS_PER_MS


def document(answer: Answer) -> dict[str, Any]:
    assert answer.code == ExitCode.DONE, answer.err
    parsed: dict[str, Any] = json.loads(answer.out)
    return parsed


def kept(home: Path, session: str) -> Edits:
    with Vault.unlock(home, Passphrase(PASSPHRASE)) as vault:
        return vault.edits(session)


def test_a_trim_keeps_a_range_and_a_cut_takes_one(cli: Cli, assent_home: Path, session: str) -> None:
    trimmed = cli("trim", "a1", "--from", "10", "--to", "1:40")
    assert "Others would get 01:30.000 of 02:10.250." in trimmed.out
    cut = cli("trim", "a1", "--cut", "--from", "20", "--to", "30")
    assert "Edit 3, cut, 00:20.000 to 00:30.000: all of 00:10.000" in cut.out
    assert "01:20.000 of" in cut.out
    assert [each.range for each in kept(assent_home, session).cuts] == [
        TimeRange(0, 10_000 * MS),
        TimeRange(100_000 * MS, LENGTH_NS),
        TimeRange(20_000 * MS, 30_000 * MS),
    ]


def test_a_text_is_taken_wherever_it_is_and_never_said(
    cli: Cli, assent_home: Path, session: str, tmp_path: Path
) -> None:
    (tmp_path / "words").write_text(f"{CANARY.upper()}\n")
    typed = cli("redact", session, "--text-file", tmp_path / "words")
    titled = cli("redact", session, "--text-file", "-", typed="letter.txt")
    assert "Typed 1 time, in titles 0 times." in typed.err
    assert "in titles 1 time." in titled.err
    listed = cli("edits", session)
    as_json = cli("edits", session, "--json")
    for answer in (typed, titled, listed, as_json):
        assert answer.code == ExitCode.DONE
        said = (answer.out + answer.err).casefold()
        assert not any(word.casefold() in said for word in (CANARY, TITLE, "letter.txt"))
    first, second = kept(assent_home, session).redactions
    assert (first.subject, first.parts[0].takes_keys) == (Subject.TEXT, True)
    assert second.text == "letter.txt"


def test_a_text_is_asked_for_without_showing_it(
    cli: Cli, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("redact", session, "--text").code == ExitCode.FAILED
    asked: list[bool] = []

    def prompt(_: str, *, hide_input: bool, err: bool) -> str:
        asked.append(hide_input and err)
        return CANARY

    monkeypatch.setattr(click, "prompt", prompt)
    assert cli("redact", session, "--text", at_terminal=True).code == ExitCode.DONE
    assert asked == [True]


def test_a_text_that_is_nowhere_or_missing_changes_nothing(
    cli: Cli, assent_home: Path, session: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for file in ("empty", "bytes", "none"):
        assert cli("redact", session, "--text-file", tmp_path / file).code != ExitCode.DONE
    nowhere = cli("redact", session, "--text-file", "-", typed="zebra")
    assert nowhere.code == ExitCode.FAILED
    assert "zebra" not in nowhere.out + nowhere.err
    assert kept(assent_home, session) == Edits()


def test_a_window_a_box_and_a_range_are_taken(cli: Cli, assent_home: Path, session: str) -> None:
    cli("redact", session, "--window", "mousepad")
    cli("redact", session, "--box", "10,10,20,20", "--from", "1", "--to", "5", "--keep-keys")
    made = document(cli("redact", session, "--from", "3", "--json"))
    assert [edit["kind"] for edit in made["edits"]] == ["window", "box", "range"]
    assert [edit["kind"] for edit in made["made"]] == ["range"]
    window, box, range_ = kept(assent_home, session).redactions
    assert any(part.takes_context for part in window.parts)
    assert (box.range, box.parts[0].takes_keys) == (TimeRange(1000 * MS, 5000 * MS), False)
    assert (range_.range, range_.parts[0].takes_keys) == (TimeRange(3000 * MS, LENGTH_NS), True)


def test_what_cannot_be_taken_is_said(cli: Cli, assent_home: Path, session: str) -> None:
    for options in (
        ("--window", "nobody"),
        ("--box", "500,500,10,10"),
        ("--box", "1,1,5,5", "--monitor", "4"),
        ("--box", "1,1,5,5", "--from", "9:00"),
        ("--box", "1,1,5,5", "--from", "9:00"),
        ("--from", "20", "--to", "10"),
    ):
        answer = cli("redact", session, *options)
        assert (answer.code, "Traceback" in answer.err) == (ExitCode.FAILED, False)
        assert "No edit was changed." in answer.err
    assert kept(assent_home, session) == Edits()


@pytest.mark.parametrize(
    "options",
    [
        ("redact",),
        ("redact", "--window", "x", "--box", "1,1,5,5"),
        ("redact", "--text", "--text-file", "x"),
        ("redact", "--window", "x", "--from", "1"),
        ("redact", "--follow", "--from", "1"),
        ("redact", "--box", "1,1,5"),
        ("redact", "--box", "1,1,-5,5"),
        ("trim",),
        ("trim", "--cut"),
        ("trim", "--from", "noon"),
    ],
)
def test_an_unclear_wish_is_a_wrong_command(cli: Cli, session: str, options: tuple[str, ...]) -> None:
    command, *rest = options
    assert cli(command, session, *rest).code == ExitCode.USAGE


def test_everything_is_undone_and_done_again_by_name(cli: Cli, assent_home: Path, session: str) -> None:
    cli("trim", session, "--to", "60")
    cli("redact", session, "--from", "3")
    all_edits = kept(assent_home, session)
    assert "Undone: redact a range." in cli("undo", session).out
    assert "redact a range" in cli("edits", session).out
    undone = document(cli("undo", session, "--json"))
    assert (undone["edits"], undone["undo"], undone["redo"]) == ([], None, "trim")
    assert undone["left_ns"] == LENGTH_NS
    nothing = cli("undo", session)
    assert (nothing.code, nothing.err) == (
        ExitCode.FAILED,
        "There is nothing to undo.\n`assent edits` lists what is in force.\n",
    )
    assert "Done again: trim." in cli("redo", session).out
    cli("redo", session)
    assert kept(assent_home, session) == all_edits
    assert cli("redo", session).code == ExitCode.FAILED


def test_one_edit_is_removed_and_that_is_undone(cli: Cli, assent_home: Path, session: str) -> None:
    cli("trim", session, "--from", "10", "--to", "60")
    before = kept(assent_home, session)
    assert "cut from the start" not in cli("edits", session, "--remove", "1").out
    assert [edit.id for edit in kept(assent_home, session)] == [2]
    assert cli("edits", session, "--remove", "9").code == ExitCode.FAILED
    assert "Undone: remove an edit." in cli("undo", session).out
    assert kept(assent_home, session) == before


def test_a_dry_run_changes_nothing(cli: Cli, assent_home: Path, session: str) -> None:
    answer = cli("trim", session, "--to", "60", "--dry-run")
    assert "cut to the end" in answer.out
    assert "Nothing was changed" in answer.err
    assert document(cli("redact", session, "--from", "3", "--dry-run", "--json"))["kept"] is False
    assert kept(assent_home, session) == Edits()


def test_a_trim_to_everything_says_that_nothing_changes(cli: Cli, session: str) -> None:
    assert cli("trim", session, "--from", "0").out == "This changes nothing.\n"
    assert "No edit is in force." in cli("edits", session).out


def test_the_list_of_sessions_tells_programs_of_edits(cli: Cli, session: str) -> None:
    cli("trim", session, "--to", "60")
    (row,) = document(cli("sessions", "--json"))["sessions"]
    assert (row["edits"], row["baked"]) == (1, "never")
