from pathlib import Path

import pytest

from replay.displays.private import PrivateDesktop
from studio.demo.command import SAMPLE_STUDY
from studio.demo.command_line import CommandLine, DemoFailedError


@pytest.fixture
def assent(desktop: PrivateDesktop, tmp_path: Path) -> CommandLine:
    (tmp_path / "logs").mkdir()
    passphrase = tmp_path / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text("correct horse battery staple\n")
    environment = desktop.environment() | {
        "ASSENT_HOME": str(tmp_path / "vault"),
        "ASSENT_PASSPHRASE_FILE": str(passphrase),
    }
    return CommandLine(environment, tmp_path / "logs")


def test_an_answer_is_read(assent: CommandLine) -> None:
    assert assent.read("study", "check", SAMPLE_STUDY)["ok"] is True


def test_what_it_says_beside_the_answer_is_kept_in_a_log_of_its_own(
    assent: CommandLine, tmp_path: Path
) -> None:
    with pytest.raises(DemoFailedError, match="sessions ended with code 4"):
        assent.run("sessions")
    (log,) = (tmp_path / "logs").iterdir()
    assert log.name == "01-sessions.log"
    assert "vault" in log.read_text()


def test_a_recording_that_does_not_begin_is_told_with_its_code(assent: CommandLine) -> None:
    assent.run("vault", "init", "--key", "passphrase", "--json")
    with pytest.raises(DemoFailedError, match="record ended with code 7"):
        assent.start_recording(SAMPLE_STUDY, "write-letter")
