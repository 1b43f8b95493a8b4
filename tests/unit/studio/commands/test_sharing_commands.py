"""Sharing as two people type it: approve, submit, open, take back, and what is refused on the way."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recorder.bundle.identity import Identity
from recorder.commands.exit_codes import ExitCode
from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange
from recorder.vault.edit_steps import EditStep
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Key, S3Server
from studio.submission.receipts import read_submission_receipt
from studio.submission.store_errors import NotSignedInError, StoreError, UnreachableStoreError
from studio.taking_part import StudyFile, give_consent
from tests.rigs.sharing import ALL, SECRET, a_vault, give_keys, record, study_for
from tests.unit.studio.commands.conftest import Answer, Cli

QUINN = Identity.generate("Quinn")
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class People:
    """Who types, each in a vault of their own.

    Attributes:
        folder: Holds the vaults ``robin``, ``quinn`` and ``eve``, and ``study.toml``.
        session: What Robin recorded; not baked yet.
    """

    folder: Path
    session: str
    file: StudyFile
    cli: Cli
    patch: pytest.MonkeyPatch

    def call(self, who: str, *arguments: object, key: S3Key | None = None, **typed: Any) -> Answer:  # noqa: ANN401
        self.patch.setenv("ASSENT_HOME", str(self.folder / who))
        for name, value in (key.environment() if key else {}).items():
            self.patch.setenv(name, value)
        answer = self.cli(*arguments, **typed)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            self.patch.delenv(name, raising=False)
        return answer

    def done(self, who: str, *arguments: object, key: S3Key | None = None) -> dict[str, Any]:
        """What a command that went well says to a program."""
        answer = self.call(who, *arguments, "--json", key=key)
        assert answer.code == ExitCode.DONE, answer.err
        found: dict[str, Any] = json.loads(answer.out)
        return found

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def lies_in_store(self) -> list[str]:
        return sorted(file.name for file in self.store.rglob("*") if file.is_file())

    def edit(self) -> None:
        with Vault.unlock(self.folder / "robin", Passphrase(SECRET)) as vault:
            step = EditStep("cut", Edits().with_cut(TimeRange(0, 100_000_000)))
            vault.keep_edit_steps(self.session, after=0, steps=[step], position=1)

    def shared(self) -> str:
        """The id of what Robin shared."""
        self.done("robin", "bake", self.session)
        self.done("robin", "approve", self.session, "--yes")
        return str(self.done("robin", "submit", self.session)["bundle"])


Make = Callable[[str], People]


@pytest.fixture
def make(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Everybody, for a store."""
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_text(f"{SECRET}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(secret))

    def made(store_url: str) -> People:
        file = study_for({"Quinn": QUINN.card.age_key}, store_url=store_url)
        (tmp_path / "study.toml").write_bytes(file.content)
        with a_vault(tmp_path / "robin") as vault:
            give_consent(vault, file, contributor="Robin", answers=ALL, now=NOW)
            session_id = record(vault, file.study, now=NOW)
        with a_vault(tmp_path / "quinn") as vault:
            give_keys(vault, QUINN)
        with a_vault(tmp_path / "eve"):
            pass
        return People(tmp_path, session_id, file, cli, monkeypatch)

    return made


@pytest.fixture
def people(make: Make, tmp_path: Path) -> People:
    (tmp_path / "store").mkdir()
    return make((tmp_path / "store").as_uri())


def journey(people: People, *, contributor: S3Key | None, reader: S3Key | None, admin: S3Key | None) -> None:
    """The whole way, of one recording."""
    people.done("robin", "bake", people.session)
    people.done("robin", "approve", people.session, "--yes", "--skip-watching")
    sent = people.done("robin", "submit", people.session, key=contributor)
    assert sent["state"] == "sent"
    assert people.done("robin", "submit", people.session, key=contributor)["bundle"] == sent["bundle"]

    people.done("quinn", "study", "trust", people.folder / "study.toml", "--yes")
    (new,) = people.done("quinn", "sync", key=reader)["new"]
    assert new["bundle"] == sent["bundle"]
    assert new["size_bytes"] == sent["size_bytes"]

    people.done("eve", "study", "trust", people.folder / "study.toml", "--yes")
    refused = people.call("eve", "open", new["url"], key=admin)
    assert refused.code == ExitCode.FAILED
    assert "not sealed to your key" in refused.err

    assert people.done("quinn", "open", new["url"], key=reader)["state"] == "opened"
    again = people.call("quinn", "open", new["url"], key=reader)
    assert again.code == ExitCode.DONE
    assert "opened this recording before" in again.err
    assert people.done("quinn", "show", sent["bundle"][:8])["event_counts"]["key_pressed"] > 0
    assert people.done("quinn", "sync", key=reader)["new"] == []

    taken = people.done("robin", "withdraw", people.session, "--yes", key=contributor)
    assert taken["submissions"][0]["state"] == "withdrawn"
    assert people.done("quinn", "sync", key=reader)["taken_back"] == [sent["bundle"]]
    assert people.call("quinn", "show", sent["bundle"][:8]).code == ExitCode.NOT_FOUND
    refused = people.call("quinn", "open", new["url"], key=reader)
    assert refused.code == ExitCode.FAILED
    assert "has withdrawn it" in refused.err


def test_from_one_person_to_another_and_back_over_a_folder(people: People) -> None:
    journey(people, contributor=None, reader=None, admin=None)
    assert people.lies_in_store == ["withdrawal.json"]


def test_from_one_person_to_another_and_back_over_s3_with_a_key_that_only_puts(
    make: Make, s3: S3Server
) -> None:
    place = s3.fresh_place()
    people = make(s3.url(place))
    journey(people, contributor=s3.contributor, reader=s3.reader, admin=s3.admin)
    left = {name.rpartition("/")[2]: len(data) for name, data in s3.objects(place).items() if data}
    assert list(left) == ["withdrawal.json"]


def test_approving_shows_what_leaves_and_to_whom_and_asks_once(people: People) -> None:
    people.done("robin", "bake", people.session)
    asked = people.call("robin", "approve", people.session, typed="y\n")
    assert asked.code == ExitCode.DONE
    for shown in (
        "Quinn",
        "qa",
        "Write a short letter",
        str(people.store),
        "180 days",
        "about",
        "kB",
    ):
        assert shown in asked.out
    assert asked.err.count("[y/N]") == 1
    assert "Nothing has left" in asked.out
    assert people.lies_in_store == []


def test_a_no_approves_nothing(people: People) -> None:
    people.done("robin", "bake", people.session)
    assert people.call("robin", "approve", people.session, typed="n\n").code == ExitCode.STOPPED
    refused = people.call("robin", "submit", people.session)
    assert refused.code == ExitCode.FAILED
    assert "You have not approved this recording." in refused.err


def test_what_was_not_baked_is_not_approved(people: People) -> None:
    refused = people.call("robin", "approve", people.session, "--yes")
    assert refused.code == ExitCode.FAILED
    assert "assent bake" in refused.err


def test_what_was_edited_since_is_asked_for_anew(people: People) -> None:
    people.done("robin", "bake", people.session)
    people.done("robin", "approve", people.session, "--yes")
    people.edit()
    refused = people.call("robin", "submit", people.session)
    assert refused.code == ExitCode.FAILED
    assert "edited the recording after you approved it" in refused.err
    people.done("robin", "bake", people.session)
    at_terminal = people.call("robin", "submit", people.session, typed="y\n", at_terminal=True)
    assert at_terminal.code == ExitCode.DONE, at_terminal.err
    assert "May exactly this leave?" in at_terminal.err
    assert people.lies_in_store[-1] == "manifest.json" or "manifest.json" in people.lies_in_store


def test_another_place_is_asked_for_anew(people: People, tmp_path: Path) -> None:
    people.done("robin", "bake", people.session)
    people.done("robin", "approve", people.session, "--yes")
    elsewhere = tmp_path / "elsewhere"
    refused = people.call("robin", "submit", people.session, "--to", elsewhere)
    assert "approved it for another place" in refused.err
    people.done("robin", "approve", people.session, "--yes", "--to", elsewhere)
    sent = people.done("robin", "submit", people.session)
    assert sent["store"] == elsewhere.as_uri()
    assert people.lies_in_store == []
    assert list(elsewhere.rglob("manifest.json"))


def test_a_consent_that_is_withdrawn_ends_sharing_and_points_to_what_is_shared(people: People) -> None:
    bundle_id = people.shared()
    said = people.call("robin", "consent", "withdraw", "office-tasks", "--yes")
    assert said.code == ExitCode.DONE
    assert "1 recording that you shared" in said.err
    assert "assent withdraw --study office-tasks" in said.err
    assert "manifest.json" in people.lies_in_store, "nothing is taken back silently"
    refused = people.call("robin", "approve", people.session, "--yes")
    assert refused.code == ExitCode.FAILED
    assert "You withdrew your consent" in refused.err
    taken = people.done("robin", "withdraw", "--study", "office-tasks", "--yes")
    assert [row["bundle"] for row in taken["submissions"]] == [bundle_id]
    assert people.lies_in_store == ["withdrawal.json"]


def test_what_cannot_be_reached_waits_and_is_sent_by_sync(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.done("robin", "bake", people.session)
    people.done("robin", "approve", people.session, "--yes")

    def unreachable(*_: object) -> None:
        raise UnreachableStoreError("s3://x")

    with monkeypatch.context() as cut:
        cut.setattr("studio.submission.submitting.upload", unreachable)
        failed = people.call("robin", "submit", people.session)
        assert failed.code == ExitCode.FAILED
        assert "cannot be reached" in failed.err
        assert "waits to be sent" in failed.err
        (row,) = people.done("robin", "submissions")["submissions"]
        assert (row["state"], row["problem"]) == ("waiting", "The store s3://x cannot be reached.")
        assert row["next_try_at"] is not None
        assert people.call("robin", "sync").code == ExitCode.FAILED
    (done,) = people.done("robin", "sync")["done"]
    assert done["state"] == "sent"


@pytest.mark.parametrize("error", [UnreachableStoreError, NotSignedInError])
def test_the_same_goes_for_taking_back(
    people: People, monkeypatch: pytest.MonkeyPatch, error: Callable[[str], StoreError]
) -> None:
    bundle_id = people.shared()

    def fails(*_: object, **__: object) -> None:
        raise error("s3://x")

    with monkeypatch.context() as cut:
        cut.setattr("studio.submission.withdrawing.upload_withdrawal", fails)
        failed = people.call("robin", "withdraw", bundle_id[:8], "--yes")
        assert failed.code == ExitCode.FAILED
        assert "as soon as its store can be reached" in failed.out
        assert people.done("robin", "submissions")["submissions"][0]["state"] == "withdrawing"
    assert "manifest.json" in people.lies_in_store
    people.done("robin", "sync")
    assert people.lies_in_store == ["withdrawal.json"]


def test_ctrl_c_while_sealing_gives_it_up(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.done("robin", "bake", people.session)
    people.done("robin", "approve", people.session, "--yes")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("studio.submission.submitting.seal", stopped)
        assert people.call("robin", "submit", people.session).code == ExitCode.STOPPED
    (row,) = people.done("robin", "submissions")["submissions"]
    assert row["state"] == "withdrawn"
    assert list((people.folder / "robin/outbox").iterdir()) == []
    assert people.done("robin", "submit", people.session)["state"] == "sent"


def test_receipts_are_written_into_new_files(people: People, tmp_path: Path) -> None:
    bundle_id = people.shared()
    file = tmp_path / "receipt.json"
    assert people.call("robin", "submissions", "--receipt", people.session, file).code == ExitCode.DONE
    assert read_submission_receipt(file.read_text())["what"] == "submitted"
    assert people.call("robin", "submissions", "--receipt", bundle_id, file).code == ExitCode.FAILED
    people.done("robin", "withdraw", bundle_id, "--yes")
    file.unlink()
    assert people.call("robin", "submissions", "--receipt", bundle_id, file).code == ExitCode.DONE
    assert read_submission_receipt(file.read_text())["what"] == "withdrawn"
    assert people.call("robin", "withdraw", bundle_id, "--yes").code == ExitCode.FAILED


def test_nothing_of_that_name_is_said(people: People) -> None:
    assert people.call("robin", "withdraw", "ab", "--yes").code == ExitCode.NOT_FOUND
    assert people.call("robin", "submissions", "--receipt", "ab", "file").code == ExitCode.NOT_FOUND
    assert people.call("robin", "withdraw", "--study", "office-tasks", "--yes").code == ExitCode.FAILED
    assert people.call("robin", "withdraw").code == ExitCode.USAGE
    assert "Nothing was shared" in people.call("robin", "submissions").out


def test_a_person_reads_where_everything_stands(people: People) -> None:
    bundle_id = people.shared()
    said = people.call("robin", "submissions").out
    assert bundle_id[:8] in said
    assert "shared" in said
    people.done("quinn", "study", "trust", people.folder / "study.toml", "--yes")
    new = people.call("quinn", "sync").out
    assert f"assent open {people.store.as_uri()}/bundles/{bundle_id}" in new
    shutil.rmtree(people.store)
    gone = people.call("quinn", "sync")
    assert gone.code == ExitCode.FAILED
    assert str(people.store) in gone.out
