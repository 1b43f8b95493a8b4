"""Replaying on the person's own desktop: asked for on any page, answered in a dialog, shown by a bar.

``ReplayHere.begin`` is the one way in. While it runs the main window is out of the way, since the replay acts
on what is on the screen; afterwards it is back, and says how it ended.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog

from recorder.episode.screen import Rect
from replay.report.record import Source
from replay.running.own_desktop import OwnDesktopYes, Question, ask
from replay.running.result import RunEnding, RunResult
from replay.running.standing import ReplayState
from replay.verifying.playing import ToPlay
from replay.verifying.subjects import Subject
from studio.ui.dialogs.replay_question import ReplayQuestionDialog
from studio.ui.models.action_words import private_action_words
from studio.ui.models.bar_places import bar_places
from studio.ui.models.replay_desk import ReplayDesk
from studio.ui.models.replay_words import ending_words
from studio.ui.windows.asking import Asking
from studio.ui.windows.replay_bar import ReplayBar
from studio.ui.words import tr


class ReplayHere(QObject):
    """Offers it to every page.

    Args:
        asking: Asks the vault and the person.
        is_recording: Whether a recording runs: then nothing is replayed, which it would record.

    Attributes:
        desk: What is under way.
        bar: The bar while something runs; another one each time, in the colours and language of its time.
        over: A replay has ended; its ``RunResult``.
    """

    over = Signal(object)

    def __init__(
        self, asking: Asking, is_recording: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._window = asking.window
        self._is_recording = is_recording
        self._wanted: ToPlay | None = None
        self._places: tuple[Rect, ...] = ()
        self.bar: ReplayBar | None = None
        self.desk = ReplayDesk(asking.desk, self)
        self.desk.looking.connect(self._on_looking)
        self._window.problem.button_pressed.connect(self._on_stop_looking)
        self.desk.planned.connect(self._on_planned)
        self.desk.state_changed.connect(self._on_state)
        self.desk.over.connect(self._on_over)
        self.desk.failed.connect(self._on_failed)

    @property
    def is_under_way(self) -> bool:
        """Whether a replay runs on this desktop."""
        return self.desk.state is not None

    def begin(self, subject: Subject) -> None:
        """Ask whether it shall be replayed here, and do it where the answer is yes."""
        if self._may_begin():
            self.desk.plan(subject)

    @Slot(str)
    def begin_named(self, named: str) -> None:
        """As ``begin``, of what has this id in the vault: a session of one's own, or a received recording."""
        if self._may_begin():
            self.desk.look_up(named)

    def close(self) -> None:
        """End what runs, for good."""
        self.desk.close()
        self._drop_bar()

    def _may_begin(self) -> bool:
        if self._is_recording():
            self._window.problem.say(tr("End the recording first: it would record the replay."))
            return False
        return not self.desk.is_busy

    @Slot(int, int)
    def _on_looking(self, done: int, total: int) -> None:
        if not self._asking.is_at_gate:
            words = tr("Looking through the recording…")
            self._window.problem.say_progress(words, done, total, button=tr("Stop"))

    @Slot()
    def _on_stop_looking(self) -> None:
        # The line has a button in this state alone.
        self.desk.stop()
        self._window.problem.hide()

    @Slot(object)
    def _on_planned(self, wanted: ToPlay) -> None:
        if self._asking.is_at_gate:
            return
        if self._window.problem.is_progress:
            self._window.problem.hide()
        starts_task = True

        def answer(question: Question) -> bool:
            nonlocal starts_task
            dialog = ReplayQuestionDialog(wanted, question, self._window)
            said = dialog.exec() == QDialog.DialogCode.Accepted
            starts_task = not dialog.is_open.isChecked()
            dialog.deleteLater()
            return said

        yes = ask(wanted.plan, answer, is_own_work=wanted.subject.source is not Source.RECEIVED)
        # Who was asked may have been locked out meanwhile, or have begun a recording by its hotkey.
        if yes is not None and not self._asking.is_at_gate and not self._is_recording():
            self._play(wanted, yes, starts_task=starts_task)

    def _play(self, wanted: ToPlay, yes: OwnDesktopYes, *, starts_task: bool) -> None:
        self._wanted = wanted
        self.bar = ReplayBar()
        self.bar.pause_requested.connect(self.desk.toggle_pause)
        self.bar.stop_requested.connect(self.desk.stop)
        self._places = self._places_of(self.bar, wanted)
        self._window.problem.hide()
        self._window.showMinimized()
        self.desk.play(wanted, yes, starts_task=starts_task, places=self._places)

    def _places_of(self, bar: ReplayBar, wanted: ToPlay) -> tuple[Rect, ...]:
        width, height = bar.fit()
        ratio = bar.home_screen.devicePixelRatio()
        room = bar.home_screen.availableGeometry()
        around = Rect(*(round(side * ratio) for side in (room.x(), room.y(), room.width(), room.height())))
        return bar_places(wanted.plan.steps, (round(width * ratio), round(height * ratio)), around)

    @Slot(object)
    def _on_state(self, state: ReplayState | None) -> None:
        if state is None:
            self._drop_bar()
            self._bring_back()
            return
        if self.bar is None or self._wanted is None:
            return
        place = self._places[min(state.number, len(self._places)) - 1]
        ratio = self.bar.home_screen.devicePixelRatio()
        sides = (place.x, place.y, place.width, place.height)
        self.bar.lie_at(QRect(*(round(side / ratio) for side in sides)))
        self.bar.show_state(state, private_action_words(self._wanted.plan.steps[state.number - 1].action))
        self.bar.show()

    @Slot(object)
    def _on_over(self, run: RunResult) -> None:
        self._wanted = None
        if not self._asking.is_at_gate:
            if run.ending is RunEnding.FINISHED:
                self._window.problem.say_done(ending_words(run))
            else:
                self._window.problem.say(ending_words(run))
        self.over.emit(run)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._wanted = None
        if not self._asking.is_at_gate:
            self._window.problem.say_error(error)

    def _drop_bar(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar.deleteLater()
            self.bar = None

    def _bring_back(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
