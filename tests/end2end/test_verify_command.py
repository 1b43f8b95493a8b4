"""A letter written by hand is replayed by ``verify``: unchanged it passes, changed it fails at its step."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import cast
from xml.etree import ElementTree as ET

import psutil
import pytest

from recorder.commands.exit_codes import ExitCode
from recorder.commands.kept import find_kept
from recorder.episode.study import Study, TaskStart
from recorder.vault.keys import Passphrase
from recorder.vault.vault import Vault
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from replay.plan.steps import ReplayPlan
from replay.report.reading import read_record
from replay.verdict import VerdictKind
from replay.verifying.once import verify_subject
from replay.verifying.subjects import subject_of
from replay.verifying.tasks import Asked, Outcome, Verified
from studio.demo.person import Person
from tests.rigs.processes import is_running
from tests.rigs.recording import wait_for

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "assets" / "studies" / "office-tasks.toml"
PASSPHRASE = "seven unrelated words are easily remembered"  # noqa: S105 - of a vault that holds a test's letter
HEAD = b"Garden Friends, Elm Road\n3 June\n\n"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

# Keys that are typed before it is known what has the focus stay hidden: on a busy machine that takes longer.
_PACES = (1.5, 0.7, 0.4)


@dataclass(frozen=True)
class Recorded:
    """A vault with a session in it, and the episode that was made of it."""

    folder: Path
    session: str
    episode: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ASSENT_HOME": str(self.folder / "vault"),
            "ASSENT_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "PYTHONPATH": str(ROOT),
        }

    def begin(self, *arguments: object, python: Path | None = None) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [python or sys.executable, "-m", "replay", "verify", *map(str, arguments)],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def verify(self, *arguments: object, python: Path | None = None) -> tuple[int, dict[str, object], str]:
        with self.begin(*arguments, "--json", python=python) as process:
            out, err = process.communicate(timeout=100)
        return process.returncode, json.loads(out) if out else {}, err


@pytest.fixture(scope="module")
def python_without_qt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with all that this one has but Qt, as on a machine that only replays."""
    folder = tmp_path_factory.mktemp("without-qt")
    packages = Path(sysconfig.get_path("purelib"))
    own = folder / packages.relative_to(sys.prefix)
    shutil.copytree(
        packages,
        own,
        symlinks=True,
        copy_function=_link,
        ignore=shutil.ignore_patterns("PySide6*", "pyside6*", "shiboken6*", "pytestqt", "pytest_qt*"),
    )
    (folder / "pyvenv.cfg").write_text((Path(sys.prefix) / "pyvenv.cfg").read_text())
    python = folder / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(Path(sys.executable).resolve())
    return python


def _link(source: str, target: str) -> None:
    """A second name costs nothing; on another file system it is a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "passphrase").touch(mode=0o600)
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n")
    with PrivateDesktop(ScreenFormat(1280, 800)) as desktop:
        yield Recorded(folder, *record(desktop, Recorded(folder, "", "")))


def record(desktop: PrivateDesktop, at: Recorded) -> tuple[str, str]:
    """Write a letter as a person does; the ids of its session and its episode."""
    environment = desktop.environment() | at.environment
    assent = [str(Path(sys.executable).with_name("assent"))]

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [*assent, *map(str, arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("vault", "init", "--key", "passphrase", "--recovery-code-file", at.folder / "code")
    streams = ("--screen", "--pointer", "--keyboard", "--context")
    run("consent", "grant", STUDY, "--as", "tests", *streams, "--agree", "--receipt", at.folder / "receipt")
    for pace in _PACES:
        session = record_once(assent, environment, at.folder / f"said-{pace}", pace=pace)
        episode: str = json.loads(run("bake", session, "--json"))["episode"]
        if all(step.refusal is None for step in plan_of(at, episode).steps):
            break
    return session, episode


def plan_of(at: Recorded, episode: str) -> ReplayPlan:
    with Vault.unlock(at.folder / "vault", Passphrase(PASSPHRASE)) as vault:
        subject = subject_of(vault, find_kept(vault, episode))
        with subject.access.open() as reader:
            return subject.plan(reader)


def record_once(assent: list[str], environment: Mapping[str, str], said: Path, *, pace: float) -> str:
    """Record the letter; the session's id."""
    with (
        said.open("wb") as err,
        subprocess.Popen(
            [*assent, "record", "--study", str(STUDY), "--task", "write-letter", "--yes", "--json"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
        ) as recording,
    ):
        wait_for("the recording", lambda: "● Recording" in said.read_text(), seconds=40)
        write_letter(Person(environment, pace=pace))
        recording.send_signal(signal.SIGINT)
        out, _ = recording.communicate(timeout=30)
    session: str = json.loads(out)["session"]
    return session


def write_letter(person: Person) -> None:
    window = person.wait_for_window("letter.txt").rect
    person.look(2)
    person.click(window.x + window.width // 2, window.y + window.height // 2)
    person.look(1.5)
    person.press("ctrl+End")
    person.type("Dear Ada Sample,\nplease come to our party.\n")
    person.look(0.5)
    person.press("shift+Up", "ctrl+x")
    person.look(0.4)
    person.press("ctrl+v")
    person.type("Robin\n")
    person.look(0.4)
    person.press("ctrl+s")
    person.look(1.5)


def verified_with(recorded: Recorded, **changes: object) -> Verified:
    """The verdict where another program, or another file, is behind what the task starts with."""
    with Vault.unlock(recorded.folder / "vault", Passphrase(PASSPHRASE)) as vault:
        subject = subject_of(vault, find_kept(vault, recorded.episode))
        assert subject.study is not None
        changed = replace(subject, study=with_start(subject.study, **changes))
        return verify_subject(changed, Asked(), cancel=Event())


def with_start(study: Study, **changes: object) -> Study:
    def start_of(start: TaskStart) -> TaskStart:
        return replace(start, **changes)  # type: ignore[arg-type]

    return replace(study, tasks=tuple(replace(task, start=start_of(task.start)) for task in study.tasks))


def through_a_shell(script: str) -> tuple[str, ...]:
    return ("sh", "-c", f"{script}; exec mousepad letter.txt")


def test_unchanged_it_passes_is_reported_and_not_done_twice(recorded: Recorded, tmp_path: Path) -> None:
    report = tmp_path / "report"
    code, document, err = recorded.verify(recorded.episode[:8], "--report", report)
    (run,) = [path for path in report.iterdir() if path.is_dir()]
    assert code == 0, (
        err,
        [(step.number, step.verdict) for step in read_record((run / "run.json").read_bytes()).steps],
    )
    assert {path.name for path in run.iterdir()} == {"report.html", "junit.xml", "run.json"}
    found = read_record((run / "run.json").read_bytes())
    assert found.verdict.is_pass
    assert all(step.verdict.is_pass for step in found.steps)
    assert {path.name for path in report.iterdir()} == {run.name, "index.html", "junit.xml"}
    # What was typed is in the vault alone.
    assert "Ada Sample" not in (run / "report.html").read_text() + json.dumps(document) + err

    # Another one that does not exist stops nothing, and what is there already is told as it is.
    done = (run / "run.json").stat()
    code, document, err = recorded.verify("nosuch", recorded.episode, "--report", report)
    assert code == 3
    assert (run / "run.json").stat() == done
    assert [each["outcome"] for each in document["verified"]] == ["not_replayed", "passed"]  # type: ignore[attr-defined]
    assert "nosuch" in err


@pytest.mark.parametrize(
    ("script", "steps"),
    [
        # The page's head is another one from the start: the click's picture tells.
        ("sed -i s/Garden/Winter/ letter.txt", {1}),
        # Looks the same until somebody goes to its end: three empty lines too many. The click below the text
        # goes there already; whether its caret is lit in both pictures is chance.
        ("printf '\\n\\n\\n' >> letter.txt", {1, 2, 3}),
    ],
)
def test_a_planted_change_fails_at_its_step(recorded: Recorded, script: str, steps: set[int]) -> None:
    verified = verified_with(recorded, command=through_a_shell(script))
    assert verified.outcome is Outcome.FAILED, verified.error
    (found,) = verified.records
    assert found.verdict.kind is VerdictKind.DIFFERENT
    assert found.first_failure is not None
    assert found.first_failure.number in steps


def test_a_slow_start_alone_passes(recorded: Recorded) -> None:
    assert verified_with(recorded, command=through_a_shell("sleep 3")).outcome is Outcome.PASSED


def test_what_was_killed_leaves_nothing_and_goes_on_where_it_stopped_without_qt_too(
    recorded: Recorded, python_without_qt: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    both = (recorded.session, recorded.episode, "--speed", "screen", "--report", report)
    with recorded.begin(*both) as process:
        assert process.stderr is not None
        said = [process.stderr.readline()]
        while f"{recorded.episode[:8]}: replaying" not in said[-1]:
            said.append(process.stderr.readline())
            assert said[-1], said
        inside = psutil.Process(process.pid).children(recursive=True)
        names = {name_of(each) for each in inside}
        process.kill()
    # How it went as fast as the screen allowed is not the point here: it is done once, and stays as it was.
    first = next(line for line in said if line.startswith(f"[1/2] {recorded.session[:8]}: "))
    outcome = first.split(": ")[1].strip().lower()
    assert outcome in {"passed", "failed"}, said
    assert names >= {"bwrap", "Xvfb", "mousepad"}
    wait_for("the end of all that it ran", lambda: not any(map(is_running, inside)), seconds=30)

    # On another machine, where there is no Qt.
    looked_for = [str(python_without_qt), "-c", "import PySide6"]
    assert b"ModuleNotFoundError" in subprocess.run(looked_for, check=False, capture_output=True).stderr
    code, document, err = recorded.verify(*both, python=python_without_qt)
    assert code in {ExitCode.DONE, ExitCode.DIFFERENT}, (document, err)
    kept, made = cast("list[dict[str, object]]", document["verified"])
    assert (kept["was_kept"], kept["outcome"]) == (True, outcome)
    assert not made["was_kept"]
    assert {path.name for path in report.iterdir() if path.is_dir()} == {
        f"{recorded.session}-1-of-1",
        f"{recorded.episode}-1-of-1",
    }
    assert suites_of(report / "junit.xml") == 2


def suites_of(path: Path) -> int:
    return len(ET.parse(path).findall("testsuite"))  # noqa: S314 - our own file


def name_of(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        return process.name()
    return ""


def test_ctrl_c_ends_all_runs_and_leaves_nothing(recorded: Recorded, tmp_path: Path) -> None:
    with recorded.begin(recorded.episode, "--runs", 3, "--report", tmp_path / "report") as process:
        assert process.stderr is not None
        assert "replaying" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
