"""Records a task for the app: owns the recording's process, and says where it stands.

The state machine of ``studio.recording.flow`` decides; this carries out what it says. Starting a program,
hearing the recording and letting go of the task happen on one thread of their own, the vault's part on the
vault's. Locking the vault does not end a recording; how it ended is then filed when the vault is next opened.
"""

import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, assert_never

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recorder.devices.session_kind import refuse_wayland
from recorder.devices.x11.gesture_settings import read_gesture_settings
from recorder.episode.gestures import Gestures
from recorder.errors import UserFacingError
from recorder.recording.following import follow
from recorder.recording.host import RecordingProcess
from recorder.recording.messages import Begin, Ended, Hotkeys
from recorder.recording.preparing import (
    OwnParts,
    Steering,
    header_of,
    new_recording,
)
from recorder.task_start.folder import remove_untouched
from recorder.task_start.parting import (
    environment_for_programs,
    is_temporary,
    part_from,
    plain_name,
    temporary_folder,
)
from recorder.task_start.starting import StartedTask, start_task
from recorder.vault.errors import VaultLockedError
from recorder.vault.session_header import SessionSummary
from recorder.vault.vault import Vault
from studio.recording.filing import file_session
from studio.recording.flow import RecordingFlow
from studio.recording.line import Line
from studio.recording.sheet import TaskSheet, prepared_task, sheet_of
from studio.recording.sign import InterfaceSign
from studio.recording.situation import UNDER_WAY, Situation, Stage, TaskFiles
from studio.recording.steps import (
    BeginRecording,
    Broke,
    CallOffStart,
    Closed,
    CountSecond,
    Effect,
    Fact,
    Filed,
    FileEnding,
    Give,
    LeaveTask,
    NotFiled,
    Reported,
    SecondPassed,
    StartTask,
    TaskLeft,
    TaskNotStarted,
    TaskStarted,
    Wish,
)
from studio.ui.jobs import Task, Worker
from studio.ui.models.vault_desk import VaultDesk

_SECOND_MS: Final = 1000


class RecordingFaultError(UserFacingError):
    """A bug of Assent's own, as it is told in place; what it was is for the handler of bugs."""

    def __init__(self) -> None:
        super().__init__(
            "Assent met a fault of its own.",
            kept="Whatever was recorded until then is in your library.",
            mend="Please report it.",
        )


class RecordingController(QObject):
    """One task being recorded. Lives on the interface's thread.

    Args:
        desk: The vault.
        own_windows: Asked, when a recording begins, for the X11 ids of the app's windows.
        hotkeys: The recorder's chords.
        parent: As Qt has it.

    Attributes:
        sheet: The task that is open, ``None`` where there is none or it may not be recorded.
        refusal: Why it may not.
        hotkeys: The recorder's chords, from the next recording on.
    """

    task_changed = Signal()
    """``sheet`` or ``refusal`` is another one."""
    situation_changed = Signal(object)
    """A ``Situation``."""
    recording_filed = Signal(str)
    """The vault knows how this session ended: lists of sessions are out of date."""

    _told = Signal(object)

    def __init__(
        self,
        desk: VaultDesk,
        *,
        own_windows: Callable[[], Sequence[int]],
        hotkeys: Hotkeys | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.sheet: TaskSheet | None = None
        self.refusal: UserFacingError | None = None
        self.hotkeys = hotkeys or Hotkeys()
        self._desk = desk
        self._own_windows = own_windows
        self._flow = RecordingFlow()
        self._worker = Worker("recording")
        self._task: tuple[str, str] | None = None
        self._study_id = ""
        self._started: StartedTask | None = None
        self._start_called_off = threading.Event()
        self._line = Line()
        self._sign: InterfaceSign | None = None
        self._unfiled: dict[str, Ended | None] = {}
        self._second = QTimer(self)
        self._second.setSingleShot(True)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._on_second_passed)
        self._told.connect(self._on_told)
        desk.opened.connect(self._on_vault_opened)

    @property
    def situation(self) -> Situation:
        """Where it stands."""
        return self._flow.situation

    @property
    def is_under_way(self) -> bool:
        """Whether something runs: a task is being opened, counted down to, recorded, or closed."""
        return self.situation.stage in UNDER_WAY

    def open_task(self, study_sha256: str, task_id: str) -> None:
        """Show another task, unless one is being recorded; ``task_changed`` tells what is known of it.

        Args:
            study_sha256: Of the study's exact text, which the vault keeps.
            task_id: The task.
        """
        if self.is_under_way:
            return
        self._task, self.sheet, self.refusal = (study_sha256, task_id), None, None
        self.wish(Wish.AGAIN)
        self.task_changed.emit()
        self._desk.ask(
            lambda vault: sheet_of(prepared_task(vault, study_sha256, task_id)),
            on_done=self._show_sheet,
            on_failed=self._refuse,
        )

    def set_hotkeys(self, hotkeys: Hotkeys) -> None:
        """Use these chords from the next recording on."""
        self.hotkeys = hotkeys
        self.task_changed.emit()

    def record(self, *, starts_task: bool = True) -> None:
        """Record the task: start it as its sheet says, or take it as the person has started it."""
        if self.sheet is not None:
            self.wish(Wish.RECORD if starts_task else Wish.RECORD_AS_IT_IS)

    @Slot(object)
    def wish(self, wish: Wish) -> None:
        """Take what the person asks for; what makes no sense now is passed over."""
        before = self.situation
        effects = self._flow.wish(wish)
        self._carry_out(effects, before)

    @Slot(str)
    def end_for(self, study_id: str) -> None:
        """End what is recorded for a study, since the consent to it was withdrawn; what was recorded is kept.

        One that is only counted down to is refused when it begins.
        """
        if study_id == self._study_id:
            self.wish(Wish.CANCEL if self.situation.stage is Stage.BEGINNING else Wish.STOP)

    def close(self) -> None:
        """End what runs, keep what was recorded, end the thread. Waits.

        The vault hears of it when it is next opened.
        """
        self._second.stop()
        self._start_called_off.set()
        self._line.stop()
        self._worker.stop()

    def _note(self, fact: Fact) -> None:
        before = self.situation
        effects = self._flow.note(fact)
        self._carry_out(effects, before)

    def _carry_out(self, effects: list[Effect], before: Situation) -> None:
        if self.situation != before:
            self.situation_changed.emit(self.situation)
        for effect in effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case StartTask():
                self._start_task()
            case CallOffStart():
                self._start_called_off.set()
            case CountSecond():
                self._second.start()
            case BeginRecording():
                self._begin()
            case Give(command=command):
                self._line.give(command)
            case FileEnding(session_id=session_id, ended=ended):
                self._file(session_id, ended)
            case LeaveTask():
                self._leave_task()
            case _:
                assert_never(effect)

    def _start_task(self) -> None:
        sheet, called_off = self.sheet, threading.Event()
        if sheet is None:
            return
        self._start_called_off = called_off

        def start(_: Task) -> StartedTask:
            refuse_wayland(os.environ)
            folder = temporary_folder()
            try:
                return start_task(
                    sheet.plan,
                    folder,
                    environment=environment_for_programs(os.environ),
                    is_called_off=called_off.is_set,
                )
            except BaseException:
                remove_untouched(folder, sheet.plan.files)
                raise

        self._worker.submit(
            start,
            on_done=self._on_task_started,
            on_failed=lambda error: self._fail(TaskNotStarted, error),
        )

    def _on_task_started(self, started: StartedTask) -> None:
        self._started = started
        self._note(TaskStarted(_files(started.folder), started.differences))

    def _leave_task(self) -> None:
        started, self._started = self._started, None
        if started is None:
            return

        def leave(_: Task) -> TaskFiles | None:
            folder = part_from(started, environment=os.environ)
            return None if folder is None else _files(folder)

        self._worker.submit(leave, on_done=lambda files: self._note(TaskLeft(files)))

    def _begin(self) -> None:
        """Ask the desktop for its settings, the vault for a session, then start the process."""
        self._line = Line()
        self._worker.submit(
            lambda _: read_gesture_settings().in_device_pixels(),
            on_done=self._on_gestures_read,
            on_failed=lambda error: self._fail(lambda mendable: Broke("", mendable), error),
        )

    def _on_gestures_read(self, gestures: Gestures) -> None:
        if self._task is None:
            return
        study_sha256, task_id = self._task
        steering = Steering(self.hotkeys)
        own = OwnParts(tuple(self._own_windows()), (os.getpid(),))
        first_window = None if self._started is None else self._started.rect
        task_folder = "" if self._started is None else plain_name(self._started.folder)

        def begin(vault: Vault) -> Begin:
            prepared = prepared_task(vault, study_sha256, task_id)
            header = header_of(
                prepared,
                gestures=gestures,
                first_window=first_window,
                task_folder=task_folder,
                environment=os.environ,
                now=datetime.now(UTC),
            )
            return new_recording(vault, prepared, header, steering=steering, own=own)

        self._desk.ask(
            begin,
            on_done=self._run,
            on_failed=lambda error: self._fail(lambda mendable: Broke("", mendable), error),
        )

    def _run(self, begin: Begin) -> None:
        line, session_id = self._line, begin.header.session_id
        self._study_id = begin.header.study_id
        sign = self._sign = InterfaceSign(session_id, self._desk.home, self._told.emit)

        def run(_: Task) -> Ended:
            with RecordingProcess(begin) as recording, line.open_to(recording):
                return follow(recording, sign, line.stop_wish)

        self._worker.submit(
            run,
            on_done=lambda ended: self._note(Closed(session_id, ended)),
            on_failed=lambda error: self._fail(lambda mendable: Broke(session_id, mendable), error),
        )

    def _file(self, session_id: str, ended: Ended | None) -> None:
        self._unfiled[session_id] = ended

        def file(vault: Vault) -> SessionSummary | None:
            return file_session(vault, session_id, ended)

        def failed(error: BaseException) -> None:
            if isinstance(error, VaultLockedError):
                self._note(NotFiled(session_id, None))
            else:
                self._fail(lambda mendable: NotFiled(session_id, mendable), error)

        self._desk.ask(file, on_done=lambda summary: self._on_filed(session_id, summary), on_failed=failed)

    def _on_filed(self, session_id: str, summary: SessionSummary | None) -> None:
        self._unfiled.pop(session_id, None)
        self._note(Filed(session_id, summary))
        self.recording_filed.emit(session_id)

    @Slot()
    def _on_vault_opened(self) -> None:
        for session_id in tuple(self._unfiled):
            # Whoever opened the vault may have put it in order already: so ask it, rather than tell it.
            self._file(session_id, None)

    @Slot()
    def _on_second_passed(self) -> None:
        self._note(SecondPassed())

    @Slot(object)
    def _on_told(self, fact: Fact) -> None:
        if isinstance(fact, Reported) and self._sign is not None:
            self._sign.take()
        self._note(fact)

    def _show_sheet(self, sheet: TaskSheet) -> None:
        self.sheet, self.refusal = sheet, None
        self.task_changed.emit()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.sheet, self.refusal = None, error
        self.task_changed.emit()

    def _fail(self, fact: Callable[[UserFacingError], Fact], error: BaseException) -> None:
        """Note what went wrong; a bug is also handed to the one handler of bugs."""
        if isinstance(error, UserFacingError):
            self._note(fact(error))
            return
        self._note(fact(RecordingFaultError()))
        raise error


def _files(folder: Path) -> TaskFiles:
    return TaskFiles(folder, is_temporary(folder))
