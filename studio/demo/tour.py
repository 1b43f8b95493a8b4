"""What the demo does, in order: join, record, look, edit and bake, share, replay, search every file.

The person's own desktop, home and vault are not touched: everything happens on a private desktop and in one
folder that only the caller may read.
"""

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from recorder.episode.study import Study, Task
from recorder.episode.time import NS_PER_SECOND
from recorder.study_file import read_study
from replay.displays.private import PrivateDesktop
from replay.displays.xserver import ScreenFormat
from studio.demo.clock import PartClock
from studio.demo.command_line import CommandLine, DemoFailedError
from studio.demo.editing import EDITS, Bench, edited
from studio.demo.exported import Exported
from studio.demo.findings import (
    Control,
    Demonstration,
    EditedTask,
    HiddenStretch,
    Place,
    RecordedTask,
    Step,
)
from studio.demo.findings_replayed import Replaying
from studio.demo.party import Party
from studio.demo.person import Person
from studio.demo.replaying import Shared, records_in, replay_all
from studio.demo.s3_server import S3Server, s3_server
from studio.demo.scenes import SCENES, Scene, lay_out_private_note, words_of
from studio.demo.search import Spelling, Wrapping, search, written
from studio.demo.sharing import Circle
from studio.demo.shots import Shot

_STOP_CHORD: Final = "ctrl+shift+F12"
_START_SECONDS: Final = 20.0
_STOP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.05
_MOST_SHOTS: Final = 4
_MOST_TAKES: Final = 5
# A recorder that starts on a busy machine is blind at first: a person who does it again waits longer.
_LONGER_SECONDS: Final = 8.0
# What applications write of their own accord on the private desktop, below its home.
_OF_APPLICATIONS: Final = ("tasks", "note", ".local/share/recently-used.xbel", ".local/share/Mousepad")
_REASONS: Final = {
    "excluded_window": "typed into a window that the study does not allow",
    "password": "typed where the screen shows nothing of it",
    "unknown_focus": "typed while nobody could tell where it goes",
    "own_window": "typed into a window of Assent",
}


class Tour:
    """One run of the demo.

    Args:
        study_file: The sample study.
        folder: An empty folder, the caller's alone; all that is written lies below it.
        pace: How many times quicker than a person.
        say: Is told what happens now.
    """

    def __init__(self, study_file: Path, folder: Path, *, pace: float, say: Callable[[str], None]) -> None:
        self._study_file: Final = study_file
        self._public: Final = study_file.read_text(encoding="utf-8")
        self._study: Final[Study] = read_study(study_file.read_bytes(), name=study_file.name)
        self._folder: Final = folder
        self._pace: Final = pace
        self._clock: Final = PartClock(say)
        self._clear: Final = folder / "clear"
        self._replaying: Replaying | None = None

    @property
    def replays(self) -> Path:
        """Where the replays' reports lie, in clear, as long as the folder does."""
        return self._clear / "replays"

    def run(self) -> Demonstration:
        """Do all of it.

        Raises:
            UserFacingError: A program is missing, or a command failed.
        """
        self._clear.mkdir(mode=0o700)
        screen = self._study.tasks[0].start.screen
        self._clock.begin("preparing", "Starting a private desktop.")
        with (
            PrivateDesktop(ScreenFormat(screen.width, screen.height) if screen else None) as desktop,
            s3_server(self._folder / "store") as server,
        ):
            self._clock.begin("preparing", "Making vaults and keys, signing the study, giving consent.")
            circle = Circle(self._folder / "people", desktop.environment(), server)
            study_file = circle.begin(self._public, self._study)
            assent = circle.contributor.assent
            self._join(circle.contributor, study_file)
            person = Person(desktop.environment(), pace=self._pace)
            lay_out_private_note(person, desktop)
            stops: dict[str, int] = {}
            for scene in SCENES:
                self._clock.begin("recording", f"Recording: {self._task(scene).title}.")
                stops[scene.task_id] = self._record_whole(assent, study_file, person, desktop, scene)
            desktop.close_programs()
            self._clock.begin("reading back", "Reading the sessions back.")
            tasks = tuple(self._read_back(assent, stops))
            episodes = tuple(self._edit(assent, tasks))
            self._clock.begin("sharing", "Approving, submitting, opening.")
            study = read_study(study_file.read_bytes())
            sharing = circle.share(study, episodes, self._clear, self._replay)
            self._clock.begin("searching", "Searching every file for every word.")
            places = tuple(self._search(desktop, circle, server))
            left_out = tuple(sorted(_OF_APPLICATIONS))
        words = tuple(sorted(self._words()))
        control = self._try_search(words)
        self._clock.end()
        if self._replaying is None:
            raise DemoFailedError("Nothing that was shared was replayed.")
        return Demonstration(
            study=self._study.title,
            tasks=tasks,
            edited=episodes,
            sharing=sharing,
            replaying=self._replaying,
            places=places,
            left_out=left_out,
            words=words,
            control=control,
            parts=self._clock.parts,
        )

    def _replay(self, reader: CommandLine, shared: Sequence[Shared]) -> None:
        self._clock.begin("replaying", "Replaying on fresh desktops, and once with a changed application.")
        programs = self._clear / "programs"
        programs.mkdir()
        # The letter: it holds all that a person does, and what was taken from it hinders no later step.
        self._replaying = replay_all(
            reader, shared, changing=shared[0].bundle, report=self.replays, folder=programs
        )
        self._clock.begin("sharing", "Withdrawing, and trying to open what was withdrawn.")

    def _join(self, contributor: Party, study_file: Path) -> None:
        assent = contributor.assent
        assent.run("study", "check", study_file)
        streams = [f"--{request.stream}" for request in self._study.streams]
        receipt = contributor.home / "receipt.json"
        assent.run("consent", "grant", study_file, "--as", "demo", *streams, "--agree", "--receipt", receipt)

    def _record_whole(
        self, assent: CommandLine, study_file: Path, person: Person, desktop: PrivateDesktop, scene: Scene
    ) -> int:
        """Record a scene; once more where it shall be replayed and the recording lacks a part of it.

        A recording hides what is typed while nobody can tell where that goes, and on a machine that is too
        busy nobody can. A person would do the same: look, and do it again.

        Raises:
            DemoFailedError: It lacked something each time.
        """
        for take in range(1, _MOST_TAKES + 1):
            stop_ns = self._record(assent, study_file, person, desktop, scene, take)
            if not scene.chords:
                return stop_ns
            session = self._sessions(assent)[scene.task_id]
            out = self._clear / f"{session}-take"
            assent.run("export", session, "--out", out, "--yes")
            if Exported(out).holds(words_of(scene.typed), scene.chords):
                return stop_ns
            assent.run("delete", session, "--yes")
            self._clock.begin("recording", "The machine was too busy to tell where keys went: once more.")
        raise DemoFailedError(
            "This machine is too busy to record a person wholly, so that there is nothing to replay.",
            mend="Run it again when less is going on.",
        )

    def _sessions(self, assent: CommandLine) -> dict[str, str]:
        return {row["task_id"]: str(row["session"]) for row in assent.read("sessions")["sessions"]}

    def _record(
        self,
        assent: CommandLine,
        study_file: Path,
        person: Person,
        desktop: PrivateDesktop,
        scene: Scene,
        take: int,
    ) -> int:
        folder = _lay_out(self._task(scene), desktop.home / "tasks" / str(take))
        self._start(desktop, self._task(scene), folder)
        recording = assent.start_recording(study_file, scene.task_id)
        try:
            person.look(_LONGER_SECONDS * (take - 1))
            scene.perform(person, desktop)
            person.look(0.5)
            pressed_ns = time.monotonic_ns()
            person.press(_STOP_CHORD)
            code = recording.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise DemoFailedError("assent record did not stop.") from error
        finally:
            if recording.poll() is None:
                recording.kill()
                recording.wait()
        if code:
            raise DemoFailedError(f"assent record ended with code {code}.")
        return time.monotonic_ns() - pressed_ns

    def _start(self, desktop: PrivateDesktop, task: Task, folder: Path) -> None:
        before = desktop.windows()
        desktop.start(task.start.command, folder=folder)
        deadline = time.monotonic() + _START_SECONDS
        while not (new := set(desktop.windows()) - set(before)):
            if time.monotonic() > deadline:
                raise DemoFailedError(f"{task.start.command[0]} opened no window.")
            time.sleep(_POLL_SECONDS)
        if task.start.window is not None:
            size = (str(task.start.window.width), str(task.start.window.height))
            command = ["xdotool", "windowsize", str(new.pop()), *size]
            subprocess.run(command, env=desktop.environment(), check=True, timeout=_START_SECONDS)

    def _read_back(self, assent: CommandLine, stops: dict[str, int]) -> Iterator[RecordedTask]:
        listed = self._sessions(assent)
        for scene in SCENES:
            if scene.task_id not in listed:
                raise DemoFailedError("A session that was recorded is not in the vault.")
            session = listed[scene.task_id]
            shown = assent.read("show", session, "--actions")
            hidden = tuple(
                HiddenStretch(gap["start_ns"], gap["end_ns"], _REASONS[gap["why"]])
                for gap in shown["gaps"]
                if gap["why"] in _REASONS
            )
            exported = self._exported(assent, session)
            typed = words_of((*scene.typed, *scene.shown))
            secret = words_of(scene.secret, public=self._public)
            yield RecordedTask(
                title=self._task(scene).title,
                hides=scene.hides,
                session=session,
                length_ns=shown["length_ns"],
                stop_ns=stops[scene.task_id],
                events=shown["events"],
                pictures=shown["pictures"],
                size=shown["size_bytes"],
                steps=tuple(map(_step, shown["actions"])),
                hidden=hidden,
                shots=tuple(self._shots(assent, session, shown["length_ns"], hidden)),
                words_typed=len(words_of(scene.typed)),
                words_kept=sum(word in exported for word in words_of(scene.typed)),
                secrets=len(secret),
                secrets_kept=sum(word in exported for word in secret - typed),
            )

    def _exported(self, assent: CommandLine, session: str) -> str:
        """All text that a session holds."""
        out = self._clear / session
        assent.run("export", session, "--out", out, "--yes")
        return Exported(out).text()

    def _edit(self, assent: CommandLine, tasks: Iterable[RecordedTask]) -> Iterator[EditedTask]:
        for scene, task in zip(SCENES, tasks, strict=True):
            if scene.task_id in EDITS:
                self._clock.begin("editing", f"Editing and baking: {task.title}.")
                raw = Exported(self._clear / task.session)
                bench = Bench(assent, task.session, raw, task.length_ns, scene.redacted, self._clear)
                yield edited(bench, scene, task.title)

    def _shots(
        self, assent: CommandLine, session: str, length_ns: int, hidden: Iterable[HiddenStretch]
    ) -> Iterator[Shot]:
        moments = {
            (stretch.start_ns + stretch.end_ns) // 2: f"Left out here: what was {stretch.why}"
            for stretch in hidden
        }
        for part in (0.55, 0.97, 0.25):
            moments.setdefault(int(length_ns * part), "")
        for at_ns in sorted(list(moments)[:_MOST_SHOTS]):
            file = self._clear / f"{session}-{at_ns}.png"
            assent.run("frame", session, "--at", f"{at_ns / NS_PER_SECOND:.3f}", "--out", file)
            yield Shot(at_ns, file.read_bytes(), moments[at_ns])

    def _words(self) -> frozenset[str]:
        texts = (text for scene in SCENES for text in (*scene.typed, *scene.shown, *scene.secret))
        return words_of(texts, public=self._public)

    def _search(self, desktop: PrivateDesktop, circle: Circle, server: S3Server) -> Iterator[Place]:
        words = self._words() | circle.secrets
        for name, holds, folder in circle.contributor.places():
            yield Place(name, holds, search([folder], words))
        for name, holds, folder in circle.reader.places("the reader's"):
            yield Place(name, holds, search([folder], words))
        yield Place(
            "the replays' records",
            "what tells of them without a picture: their index, JUnit, JSON",
            search(records_in(self.replays), words),
        )
        yield Place("the store", "every object, and the server's own files", search([server.data], words))
        yield Place("the server's log", "all that it said", search([server.log], words))
        others = [path for path in _entries(desktop.folder) if not _is_of_applications(path, desktop.home)]
        yield Place(
            "the desktop", "all else that programs wrote on the private desktop", search(others, words)
        )

    def _try_search(self, words: Iterable[str]) -> Control:
        """Write every word in every form into files in clear, and see that the search finds each."""
        folder = self._clear / "control"
        folder.mkdir()
        planted = set()
        for number, word in enumerate(sorted(words)):
            for spelling in Spelling:
                for wrapping in Wrapping:
                    file = folder / f"{number}-{spelling}-{wrapping}"
                    file.write_bytes(b"before" + written(word, spelling, wrapping) + b"after")
                    planted.add((file, word, spelling, wrapping))
        hits = search([folder], words).hits
        found = {(hit.path, hit.word, hit.spelling, hit.wrapping) for hit in hits}
        return Control(len(planted), len(planted & found))

    def _task(self, scene: Scene) -> Task:
        task = self._study.task(scene.task_id)
        if task is None:
            raise DemoFailedError("The sample study lacks a task that the scripted person knows.")
        return task


def _lay_out(task: Task, folder: Path) -> Path:
    own = folder / task.id
    own.mkdir(parents=True)
    for file in task.start.files:
        path = own / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return own


def _step(row: dict[str, Any]) -> Step:
    duration_ns = row["end_ns"] - row["start_ns"]
    return Step(row["start_ns"], duration_ns, row["words"], is_hidden=row["kind"] == "hidden")


def _entries(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _is_of_applications(path: Path, home: Path) -> bool:
    return any(path.is_relative_to(home / name) for name in _OF_APPLICATIONS)
