"""Reviewing as people type it: a reader accepts or sends back, the contributor hears of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recorder.commands.exit_codes import ExitCode
from tests.rigs.reviewing import CHARLIE, CONTRIBUTOR, NOOR, QUINN, SAM, Reader, Reviewing, make_reviewing
from tests.rigs.sharing import SECRET
from tests.unit.studio.commands.conftest import Answer, Cli


@dataclass(frozen=True)
class People:
    rig: Reviewing
    cli: Cli
    patch: pytest.MonkeyPatch

    def call(self, who: Reader | None, *arguments: object, **typed: Any) -> Answer:  # noqa: ANN401
        name = CONTRIBUTOR if who is None else who.identity.name
        self.patch.setenv("ASSENT_HOME", str(self.rig.world / name))
        return self.cli(*arguments, **typed)

    def done(self, who: Reader | None, *arguments: object) -> dict[str, Any]:
        answer = self.call(who, *arguments, "--json")
        assert answer.code == ExitCode.DONE, answer.err
        found: dict[str, Any] = json.loads(answer.out)
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reviewing:
    return make_reviewing(tmp_path_factory.mktemp("reviewing"), now=datetime.now(UTC))


@pytest.fixture
def people(made: Reviewing, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> People:
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_text(f"{SECRET}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(secret))
    return People(made.reset(), cli, monkeypatch)


def test_who_sends_it_back_is_asked_after_being_told_who_can_read_it(people: People) -> None:
    short = people.rig.bundle_id[:8]
    answer = people.call(QUINN, "review", short, "--reject", "--comment", "the button is gone", typed="y\n")
    assert answer.code == ExitCode.DONE, answer.err
    for said in ("Signed with your key", "the contributor, Charlie, Noor, Sam", "Say so?"):
        assert said in answer.err
    assert "sent back" in answer.out
    heard = people.call(None, "sync")
    assert heard.code == ExitCode.DONE
    assert "sent back by Quinn" in heard.out
    assert "| the button is gone" in heard.out
    assert "Nothing is new." in people.call(None, "sync").out
    for named in (people.rig.session_id[:8], people.rig.bundle_id, ""):
        listed = people.call(None, "reviews", *([named] if named else []))
        assert "the button is gone" in listed.out
    (review,) = people.done(None, "reviews")["reviews"]
    assert (review["by"], review["decision"], review["counts"]) == ("Quinn", "rejected", True)
    (own,) = people.done(QUINN, "reviews", short)["reviews"]
    assert (own["is_own"], own["state"]) == (True, "sent")


def test_who_says_no_has_said_nothing(people: People) -> None:
    answer = people.call(QUINN, "review", people.rig.bundle_id, "--accept", typed="n\n")
    assert answer.code != ExitCode.DONE
    assert people.done(QUINN, "reviews")["reviews"] == []
    assert people.rig.reviews == []


def test_a_comment_is_read_from_the_input(people: People) -> None:
    arguments = ("review", people.rig.bundle_id, "--accept", "--yes", "--comment", "-", "--json")
    answer = people.call(QUINN, *arguments, typed="two\nlines\u202e\n")
    assert json.loads(answer.out)["comment"] == "two\nlines"
    assert "Signed" not in answer.err


@pytest.mark.parametrize(
    ("who", "arguments", "said"),
    [
        (QUINN, ("--reject",), "with a word of why"),
        (QUINN, ("--accept", "--comment", "x" * 2001), "2001 letters"),
        (NOOR, ("--accept",), "does not name you as someone who accepts"),
    ],
    ids=["no word", "too long", "another role"],
)
def test_what_cannot_be_said_is_refused(
    people: People, who: Reader, arguments: tuple[str, ...], said: str
) -> None:
    answer = people.call(who, "review", people.rig.bundle_id, *arguments, "--yes")
    assert answer.code == ExitCode.FAILED
    assert said in answer.err
    assert people.done(who, "reviews")["reviews"] == []


def test_neither_or_nothing_is_a_question_of_usage(people: People) -> None:
    assert people.call(QUINN, "review", people.rig.bundle_id).code == ExitCode.USAGE
    assert people.call(QUINN, "review", "ffff", "--accept", "--yes").code == ExitCode.NOT_FOUND
    assert people.call(QUINN, "reviews", "ffff").code == ExitCode.FAILED
    assert "Nobody has said anything" in people.call(QUINN, "reviews").out


def test_one_whose_key_the_study_does_not_name_is_told_so(people: People) -> None:
    answer = people.call(SAM, "review", people.rig.bundle_id, "--accept", typed="y\n")
    assert "does not count" in answer.err
    heard = people.call(None, "sync").out
    assert "somebody whom the study does not name" in heard
    assert people.done(None, "reviews")["reviews"][0]["counts"] is False


def test_what_could_not_be_sent_is_sent_by_the_next_sync(people: People) -> None:
    away = people.rig.world / "away"
    people.rig.store.rename(away)
    people.rig.store.write_bytes(b"no folder")
    answer = people.call(QUINN, "review", people.rig.bundle_id, "--accept", "--yes")
    assert answer.code == ExitCode.FAILED
    assert "stays in your vault" in answer.err
    assert "Not sent yet." in people.call(QUINN, "reviews").out
    failed = people.call(QUINN, "sync")
    assert failed.code == ExitCode.FAILED
    people.rig.store.unlink()
    away.rename(people.rig.store)
    answer = people.call(QUINN, "sync")
    assert answer.code == ExitCode.DONE, answer.err
    assert "1 review sent." in answer.out
    assert people.done(CHARLIE, "sync")["reviews"][0]["by"] == "Quinn"


def test_what_is_no_review_is_told_of_quietly(people: People) -> None:
    people.rig.put("0" * 64, b"x")
    people.rig.say()
    answer = people.call(None, "sync")
    assert answer.code == ExitCode.DONE
    assert "1 file lies where reviews do" in answer.err
    assert people.done(None, "sync")["no_reviews"][0]["bundle"] == people.rig.bundle_id
