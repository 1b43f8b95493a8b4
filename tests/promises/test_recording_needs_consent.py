"""Without a consent in force for this very study and these streams the command records nothing at all."""

import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recorder.commands.exit_codes import ExitCode
from recorder.episode.consent import ConsentChain
from recorder.episode.events import ButtonPressed, KeyPressed, KeyReleased, KeysHidden
from recorder.episode.study import Stream
from recorder.study_file import read_study
from studio.demo.person import Person
from tests.rigs.recording import TASK, RecordingRig, study_text

STUDY = study_text(allowed_apps=["xterm"])


def refusal(rig: RecordingRig, *options: str, study: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = ("record", "--study", str(study or rig.study), "--task", TASK, "--for", "1", *options)
    done = rig.run(*command)
    assert not list(rig.vault_home.glob("sessions/*"))
    return done


def test_it_refuses_without_a_grant_and_after_withdrawal_and_for_another_version(rig: RecordingRig) -> None:
    rig.study.write_text(STUDY)
    assert refusal(rig).returncode == ExitCode.NO_CONSENT
    rig.consent(STUDY)
    other = rig.folder / "other.toml"
    other.write_text(STUDY.replace('version = "1.0"', 'version = "1.1"'))
    assert refusal(rig, study=other).returncode == ExitCode.NO_CONSENT
    # One letter of the text is another study, whatever it calls itself.
    other.write_text(STUDY.replace("short tasks on your own computer", "short tasks on your own computers"))
    assert other.read_text() != STUDY
    assert refusal(rig, study=other).returncode == ExitCode.NO_CONSENT
    withdrawn = rig.run("consent", "withdraw", "office-tasks", "--yes")
    assert withdrawn.returncode == 0, withdrawn.stderr
    assert refusal(rig).returncode == ExitCode.NO_CONSENT


def test_it_refuses_a_consent_whose_time_is_over(rig: RecordingRig) -> None:
    text = STUDY.replace("valid_days = 90", "valid_days = 1")
    assert text != STUDY
    rig.study.write_text(text)
    study = read_study(text.encode())
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    answers = dict.fromkeys(Stream, True)
    chain = ConsentChain().grant(study, contributor="Robin", answers=answers, now=two_days_ago)
    with rig.unlocked() as vault:
        vault.keep_study(study.sha256, text.encode())
        vault.append_consent_entry(chain.lines[-1], chain.head.sha256)
    assert refusal(rig).returncode == ExitCode.NO_CONSENT


def test_without_the_keyboard_there_is_no_key_no_mark_of_one_and_hotkeys_work(rig: RecordingRig) -> None:
    rig.consent(STUDY, streams=set(Stream) - {Stream.KEYBOARD})
    person = Person(rig.desktop.environment(), pace=15)
    rig.desktop.start(["xterm", "-title", "asked", "-e", "bash", "-c", "cat; read -s x"])
    window = person.wait_for_window("^asked$").rect
    recording = rig.record()
    person.click(window.x + 20, window.y + 20)
    person.look(12)
    person.type("words\n")
    person.press("ctrl+d")
    person.look(5)
    person.type("secret")
    rig.xdotool("key", "ctrl+shift+F9")
    recording.wait_until_told("▮▮")
    rig.xdotool("key", "ctrl+shift+F9")
    recording.wait_until_told("● Recording", times=2)
    rig.xdotool("key", "ctrl+shift+F12")
    events = rig.events(recording.ended()["session"])
    assert [event for event in events if isinstance(event, ButtonPressed)]
    assert not [event for event in events if isinstance(event, KeyPressed | KeyReleased | KeysHidden)]


def test_withdrawing_while_it_records_is_refused_at_once_with_a_word(rig: RecordingRig) -> None:
    rig.consent(STUDY)
    recording = rig.record()
    began = time.monotonic()
    withdrawn = rig.run("consent", "withdraw", "office-tasks", "--yes")
    assert time.monotonic() - began < 5
    assert withdrawn.returncode == ExitCode.BUSY
    assert withdrawn.stderr
    recording.stop()
    assert rig.run("consent", "withdraw", "office-tasks", "--yes").returncode == 0
