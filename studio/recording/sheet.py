"""What a person reads before they record a task: what to do, what will be kept, what will be started."""

from dataclasses import dataclass
from datetime import UTC, datetime

from recorder.episode.study import Stream
from recorder.errors import UserFacingError
from recorder.recording.preparing import Prepared, prepare
from recorder.task_start.plan import StartPlan, plan_start
from recorder.vault.vault import Vault
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


class StudyNotKeptError(UserFacingError):
    """The vault does not have the study's text."""

    def __init__(self) -> None:
        super().__init__(
            "The text of this study is not in your vault.",
            kept="Your recordings are untouched.",
            mend="Open the study's file again, and agree to it if you still want to take part.",
        )


def prepared_task(vault: Vault, study_sha256: str, task_id: str) -> Prepared:
    """Find out whether a task of a study that the vault keeps may be recorded now.

    Raises:
        StudyNotKeptError: The vault does not have it.
        NoConsentError: It may not be recorded, and why.
        TamperedChainError: The consents are not those that were written.
    """
    study_bytes = vault.study(study_sha256)
    if study_bytes is None:
        raise StudyNotKeptError
    return prepare(vault, study_bytes, task_id=task_id, now=datetime.now(UTC))


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
