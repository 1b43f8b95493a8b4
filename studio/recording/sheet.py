"""What a person reads before they record a task: what to do, what will be kept, what will be started."""

from dataclasses import dataclass

from recorder.episode.study import Stream
from recorder.recording.preparing import Prepared
from recorder.task_start.plan import StartPlan, plan_start
from recorder.wording import clean


@dataclass(frozen=True, slots=True)
class KeptStream:
    """A stream that will be recorded, and what it shows of a person in the study's own words."""

    stream: Stream
    shows: str


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A task, as it is shown. All texts are a stranger's, made safe to show.

    Attributes:
        study_title: Of whom it is asked.
        title: Of the task.
        instructions: What to do; lines may break.
        kept: The streams that will be recorded.
        not_kept: Those that the study asked for and the person declined.
        allowed_apps: The windows that may be seen; empty for all that are not excluded.
        excluded_apps: Windows that are never seen, by their program.
        excluded_titles: Windows that are never seen, by their title.
        command: The exact command that starts the task.
        files: The names of the files that it finds.
        plan: The checked start.
    """

    study_title: str
    title: str
    instructions: str
    kept: tuple[KeptStream, ...]
    not_kept: tuple[Stream, ...]
    allowed_apps: tuple[str, ...]
    excluded_apps: tuple[str, ...]
    excluded_titles: tuple[str, ...]
    command: str
    files: tuple[str, ...]
    plan: StartPlan


def sheet_of(prepared: Prepared) -> TaskSheet:
    """What to show of a task that may be recorded.

    Raises:
        UnsafeStartError: It asks for a start that must not be done.
    """
    study, task = prepared.consented.study, prepared.consented.task
    granted = prepared.consented.permit.claims.streams
    plan = plan_start(task.start)
    return TaskSheet(
        study_title=clean(study.title),
        title=clean(task.title),
        instructions=clean(task.instructions.strip(), breaks=True),
        kept=tuple(
            KeptStream(asked.stream, clean(asked.shows.strip()))
            for asked in study.streams
            if asked.stream in granted
        ),
        not_kept=tuple(asked.stream for asked in study.streams if asked.stream not in granted),
        allowed_apps=tuple(map(clean, study.windows.allowed_apps)),
        excluded_apps=tuple(map(clean, study.windows.excluded_apps)),
        excluded_titles=tuple(map(clean, study.windows.excluded_titles)),
        command=clean(plan.command_text),
        files=tuple(clean("/".join(file.parts)) for file in plan.files),
        plan=plan,
    )
