"""Tasks in real applications, recorded once for real and replayed as often as a test likes.

The recording is the command's own, on a private desktop, of a scripted person; what is replayed is the
episode that was baked of it. A planted change is another start of the task, for the replay alone: other
files, or a program that does or shows something else than what was recorded.
"""

import json
import shlex
import shutil
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Final

from recorder.commands.kept import find_kept
from recorder.episode.actions import Action, Hidden
from recorder.episode.phrase import english
from recorder.episode.study import PlacedFile, Study, TaskStart
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.task_start.folder import TASK_FOLDER_PREFIX
from recorder.vault.vault import Vault
from replay.composing import RecordComposer
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from replay.plan.steps import PlanStep, ReplayPlan
from replay.report.writing import write_run
from replay.running.options import RunOptions
from replay.running.result import RunResult
from replay.running.run import run_replay
from replay.seeing.expecting import EpisodePictures, StepPictures
from replay.seeing.reading import Tesseract
from replay.verdict import EpisodeVerdict, StepVerdict, VerdictKind
from replay.verification import judge_episode, judge_step
from replay.verified_run import evidence_of, volatile_in
from replay.verifying.once import about_of
from replay.verifying.subjects import Subject, check_replayable, subject_of
from replay.verifying.tasks import Asked
from studio.demo.person import Person
from tests.rigs.processes import end_programs_in
from tests.rigs.recording import Recording, RecordingRig, study_text

PASSING: Final = frozenset({VerdictKind.SAME, VerdictKind.SAME_AFTER_MOVING, VerdictKind.LATE})

_SLOWER: Final = (1, 2, 4)

Steps = Callable[[ReplayPlan], Collection[int]]
"""The numbers of the steps of a plan at which something must show."""


def step_of(kind: type[Action], place: int, *more: int) -> Steps:
    """The steps of the first action of a kind (0), the second (1), the last (-1), or any of several."""

    def numbers(plan: ReplayPlan) -> Collection[int]:
        found = [step.number for step in plan.steps if isinstance(step.action, kind)]
        return {found[each] for each in (place, *more)}

    return numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A change of the application, planted for the replay alone.

    Attributes:
        name: What is other.
        change: Makes the task's start another one.
        shows_at: The steps of which one must be the first that fails; ``None`` where all must still pass.
        kinds: What the episode may come to then.
        is_quick: Whether every run of the tests looks at it, and not only the long one.
    """

    name: str
    change: Callable[[TaskStart], TaskStart]
    shows_at: Steps | None = None
    kinds: frozenset[VerdictKind] = PASSING
    is_quick: bool = False

    def verdict_is_right(self, replayed: "Replayed") -> bool:
        """Whether the verdict says what was planted, and where."""
        verdict = replayed.verdict
        if self.shows_at is None:
            return verdict.kind in self.kinds and verdict.first_failing is None
        return verdict.kind is VerdictKind.DIFFERENT and verdict.first_failing in self.shows_at(replayed.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTask:
    """A task in an application, and how a person does it.

    Attributes:
        name: Letters, digits and dashes.
        start: How it starts.
        apps: The names of its windows, as a study has them.
        perform: Does it. The first keys are hidden until the recording knows what has the focus: look at it
            for some seconds before typing.
        saved: The files in the task's folder that must have the same bytes after a replay.
        plants: What a replay must notice, or must not mind.
        speed: How fast it is replayed by default; ``None`` for as fast as the screen allows.
        pace: How many times quicker than a practised person the scripted one is.
    """

    name: str
    start: TaskStart
    apps: tuple[str, ...]
    perform: Callable[[Person], None]
    saved: tuple[str, ...] = ()
    plants: tuple[Plant, ...] = ()
    speed: float | None = None
    pace: float = 1.5

    @property
    def screen(self) -> ScreenFormat:
        """The screen that it is recorded on."""
        size = self.start.screen
        return ScreenFormat(1280, 800) if size is None else ScreenFormat(size.width, size.height)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay that is over.

    Attributes:
        plan: What was done.
        run: What came of it.
        verdict: What that is.
        files_differ: The files that should have been saved as in the recording, and were not.
        page: The report, where one was asked for.
    """

    plan: ReplayPlan
    run: RunResult = field(repr=False)
    verdict: EpisodeVerdict
    files_differ: tuple[str, ...]
    page: Path | None = None

    @property
    def passes(self) -> bool:
        """Whether it did again what it did, to the last byte."""
        return self.verdict.passes and not self.files_differ

    def told(self) -> str:
        """What became of it, in a line for each step; with nothing that was captured."""
        head = (
            f"{self.verdict.kind} {self.run.ending} failing={self.verdict.first_failing} "
            f"files={self.files_differ} took={self.run.took_ns / NS_PER_SECOND:.1f}s"
        )
        return "\n".join([head, *map(_told, self.plan.steps, self.verdict.steps)])


@dataclass(frozen=True, slots=True)
class Recorded:
    """A task that was recorded: its episode is in a vault, and may be replayed again and again.

    Attributes:
        task: Which.
        rig: The vault.
        episode: The episode's id.
        files: What the recording left in the task's folder.
    """

    task: RecordedTask
    rig: RecordingRig = field(repr=False)
    episode: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def refused(self) -> tuple[str, ...]:
        """The steps that cannot be replayed, since what was typed is hidden, and why it is."""
        with self.subject() as subject, subject.access.open() as reader:
            refused = [step for step in subject.plan(reader).steps if step.refusal is not None]
        return tuple(f"step {step.number}: {_reason_of(step.action)}" for step in refused)

    @contextmanager
    def subject(self, plant: Plant | None = None) -> Iterator[Subject]:
        """The episode, ready for ``verify_subject``; with a planted change, if one is given."""
        with self.rig.unlocked() as vault:
            yield self._subject(vault, plant)

    def replayed(
        self,
        plant: Plant | None = None,
        *,
        options: RunOptions | None = None,
        report: Path | None = None,
        named: str = "run",
    ) -> Replayed:
        """Replay it once, and judge that.

        Args:
            plant: What is other than in the recording.
            options: How; the task's own speed if not given.
            report: The folder to write a page into.
            named: The page's name.
        """
        options = options or RunOptions(speed=self.task.speed)
        with self.subject(plant) as subject, subject.access.open() as reader:
            plan = subject.plan(reader)
            check_replayable(plan)
            pictures = EpisodePictures(reader, plan.monitors)
            restless = volatile_in(plan, pictures)
            shown = StepPictures(pictures, plan, volatile=restless)
            run = run_replay(plan, shown, options, cancel=Event())
            about = replace(about_of(subject, Asked(options=options), plan, 1), run_id=named)
            composer = RecordComposer(about)
            text_reader = Tesseract.if_installed()
            verdicts: list[StepVerdict] = []
            for step, done in zip(plan.steps, run.steps, strict=True):
                evidence = evidence_of(plan, step, done, run, shown)
                verdicts.append(judge_step(evidence, volatile=restless, reader=text_reader))
                composer.add(evidence, verdicts[-1], done_ns=done.done_ns)
            verdict = judge_episode(verdicts)
            page = None if report is None else write_run(report, composer.record(run, verdict))
        return Replayed(plan, run, verdict, self._differing(run), page)

    def _subject(self, vault: Vault, plant: Plant | None) -> Subject:
        subject = subject_of(vault, find_kept(vault, self.episode))
        if plant is None or subject.study is None:
            return subject
        return replace(subject, study=_with_start(subject.study, plant.change))

    def _differing(self, run: RunResult) -> tuple[str, ...]:
        return tuple(
            name
            for name in self.task.saved
            if name not in run.files or run.files[name].content != self.files[name]
        )


def record_task(task: RecordedTask, folder: Path) -> Recorded:
    """Record a task on a private desktop of its own.

    What is typed before the recording knows what has the focus is hidden, and cannot be replayed. On a busy
    machine that takes longer than the task's person looks at it: then it is recorded once more, more slowly.

    Args:
        task: Which.
        folder: Not there yet; for the vault and all else that is written.

    Raises:
        AssertionError: Something stayed hidden all the same.
    """
    for slower in _SLOWER:
        recorded = _recorded(task, folder / f"{slower}", task.pace / slower)
        if not recorded.refused:
            return recorded
    raise AssertionError(f"keys stayed hidden however slowly they were typed: {recorded.refused}")


def _recorded(task: RecordedTask, folder: Path, pace: float) -> Recorded:
    # Where the recorder itself would put it: its path, which windows show, is then as long as in a replay.
    home = Path(tempfile.mkdtemp(prefix=TASK_FOLDER_PREFIX, dir="/tmp"))
    try:
        with PrivateDesktop(task.screen) as desktop:
            rig = RecordingRig(desktop, folder)
            rig.make_vault()
            rig.consent(_study(task))
            what = ("--study", str(rig.study), "--task", task.name, "--folder", str(home))
            with Recording(rig, rig.command("record", *what, "--yes", "--json")) as recording:
                recording.wait_until_running()
                task.perform(Person(desktop.environment(), pace=pace))
                session = recording.stop()["session"]
            end_programs_in(home)
            files = _files_of(home)
            made = rig.run("bake", session, "--json")
            assert made.returncode == 0, made.stderr
            return Recorded(task, rig, json.loads(made.stdout)["episode"], files)
    finally:
        # The recorder takes away a folder of its own naming in which nothing was changed.
        shutil.rmtree(home, ignore_errors=True)


def with_files(**contents: bytes) -> Callable[[TaskStart], TaskStart]:
    """Other contents of files, by their names with ``_`` for the dot."""

    def change(start: TaskStart) -> TaskStart:
        named = {name.replace("_", "."): content for name, content in contents.items()}
        kept = tuple(file for file in start.files if file.name not in named)
        return replace(start, files=kept + tuple(PlacedFile(*each) for each in named.items()))

    return change


def through_shell(script: str, *command: str) -> Callable[[TaskStart], TaskStart]:
    """A shell script in the task's folder, then the task's own program, or another command, in its place."""

    def change(start: TaskStart) -> TaskStart:
        program = shlex.join(command or start.command)
        return replace(start, command=("sh", "-c", f"{script}\nexec {program}"))

    return change


def beside_shell(script: str) -> Callable[[TaskStart], TaskStart]:
    """The task's own program, with a shell script beside it that does something to the desktop."""

    def change(start: TaskStart) -> TaskStart:
        return replace(start, command=("sh", "-c", f"({script}) &\nexec {shlex.join(start.command)}"))

    return change


def moved_to(x: int, y: int) -> Callable[[TaskStart], TaskStart]:
    """The task's own program, with its windows elsewhere."""

    def change(start: TaskStart) -> TaskStart:
        # Its source and not its file, which does not lie behind the wall.
        source = Path(__file__).with_name("window_mover.py").read_text(encoding="utf-8")
        return replace(start, command=(sys.executable, "-c", source, str(x), str(y), *start.command))

    return change


def _with_start(study: Study, change: Callable[[TaskStart], TaskStart]) -> Study:
    return replace(study, tasks=tuple(replace(task, start=change(task.start)) for task in study.tasks))


def _study(task: RecordedTask) -> str:
    """The sample study, with this task in place of its own."""
    text = study_text(allowed_apps=task.apps)
    head, tail = text.index("[[tasks]]"), text.index("[[labels]]")
    start = task.start
    lines = [
        "[[tasks]]",
        f"id = {json.dumps(task.name)}",
        f"title = {json.dumps(task.name)}",
        'instructions = "Do what the test does."',
        "[tasks.start]",
        f"command = {json.dumps(list(start.command))}",
    ]
    for name, size in (("window", start.window), ("screen", start.screen)):
        if size is not None:
            lines.append(f"{name} = {{ width = {size.width}, height = {size.height} }}")
    for file in start.files:
        lines += ["[[tasks.start.files]]", f"name = {json.dumps(file.name)}", _content(file)]
    return text[:head] + "\n".join(lines) + "\n\n" + text[tail:]


def _content(file: PlacedFile) -> str:
    return f'content_base64 = "{b64encode(file.content).decode()}"'


def _files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def _reason_of(action: Action) -> str:
    return action.reason if isinstance(action, Hidden) else type(action).__name__


def _told(step: PlanStep, verdict: StepVerdict) -> str:
    """Our own words only: no text that was typed, read or titled."""
    reasons = " ".join(english(reason) for reason in verdict.reasons)
    places = " ".join(str(region.rect) for region in verdict.regions[:3])
    return (
        f"  {step.number:2} {step.at_ns / NS_PER_SECOND:6.2f}s {type(step.action).__name__:11} "
        f"{verdict.kind:17} sure={verdict.confidence:.2f} moved={verdict.moved} "
        f"late={verdict.late_ns // NS_PER_MS}ms {reasons} {places}"
    )
