"""The whole comparison: steps, pictures, what is known of the one that is looked at, and the timing."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from recorder.episode.screen import Rect
from replay.report.record import RunRecord, StepRecord
from replay.report.timing import timing_words
from replay.report.words import headline, reasons
from studio.ui.models.comparison_pictures import ComparisonPictures
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.widgets.comparison.commands import COMMANDS, FOR_THE_FOCUS, Act
from studio.ui.widgets.comparison.layout import ComparisonLayout
from studio.ui.widgets.comparison.scene import Scene, moments_of, scene_of
from studio.ui.widgets.comparison.wishes import IgnoredWish, Moment, Reach, View
from studio.ui.words import tr

_VIEWS: Final = {
    Act.SLIDER: View.SLIDER,
    Act.SIDE: View.SIDE,
    Act.DIFFERENCE: View.DIFFERENCE,
    Act.FLIP: View.FLIP,
}
_HUNDRED: Final = 100
_CHECKABLE: Final = (Act.MARKS, Act.LEAVE_OUT)


class ComparisonView(QWidget):
    """Shows a run's record. Holds pictures in clear until ``clear`` is called, which locking does.

    Its keys work while the focus is in it: whoever shows it gives it the focus, which the list takes.

    Attributes:
        step_selected: The number of the step that is looked at now, from 1; whoever chose it.
        ignored_requested: An ``IgnoredWish``: this is to be left out of the comparison from now on.
        ignored_removed: The ``IgnoredWish``, of those shown, that is to be compared again.
    """

    step_selected = Signal(int)
    ignored_requested = Signal(object)
    ignored_removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: RunRecord | None = None
        self._place = -1
        self._moment = Moment.AFTER
        self._ignored: tuple[IgnoredWish, ...] = ()
        self._pictures = ComparisonPictures(self)
        self._actions = {act: self._action(act) for act in COMMANDS}
        self._layout = ComparisonLayout(self, self._pictures, self._actions)
        self.steps = self._layout.steps
        self.stage = self._layout.stage
        self.tools = self._layout.tools
        self.reach = self._layout.reach
        self.slider = self._layout.slider
        self.details = self._layout.details
        self.marks = self._layout.marks
        self.chart = self._layout.chart
        self._timing = self._layout.timing
        self._connect()
        self._show_nothing()
        self.setFocusProxy(self.steps.list)

    @property
    def record(self) -> RunRecord | None:
        """What is shown."""
        return self._record

    @property
    def step(self) -> StepRecord | None:
        """The step that is looked at."""
        return self._record.steps[self._place] if self._record is not None and self._place >= 0 else None

    @property
    def is_busy(self) -> bool:
        """Whether pictures are being made."""
        return self._pictures.is_busy

    @property
    def kept_bytes(self) -> int:
        """How many bytes of decoded pictures are held now."""
        return self._pictures.size

    def show_record(self, record: RunRecord) -> None:
        """Show a run, at the first step that went another way, or else at the first of all."""
        self.clear()
        if not record.steps:
            said = (
                f"{headline(record, SPOKEN)}.",
                *reasons(record, SPOKEN),
                tr("There are no steps to show."),
            )
            self._layout.show_nothing("\n\n".join(said))
            return
        self._record = record
        self._pictures.learn(record)
        self.steps.set_steps(record.steps)
        timing = timing_words(record, SPOKEN)
        self.chart.show_run(record, timing)
        self._timing.say(timing)
        self._layout.show_run()
        failed = record.first_failure
        self.select_step(failed.number if failed is not None else 1)

    def clear(self) -> None:
        """Let go of the record, its pictures and everything that was made of them, at once."""
        self._record, self._place = None, -1
        self._pictures.forget()
        self.stage.set_drawing(False)
        self.stage.show_scene(None)
        self.steps.set_steps(())
        self.details.show_step(None)
        self.marks.show_marks((), (), 0)
        self.chart.show_run(None)
        self._timing.say("")
        self._ignored = ()
        self._show_nothing()

    def show_ignored(self, ignored: tuple[IgnoredWish, ...]) -> None:
        """Show what is left out of the comparison by hand."""
        self._ignored = ignored
        self._see()

    def select_step(self, number: int) -> None:
        """Look at a step, by its number; one that there is not changes nothing."""
        if self._record is not None and 1 <= number <= len(self._record.steps):
            self._go(number - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show what there is room for."""
        super().resizeEvent(event)
        self._layout.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that the focus had no use for."""
        pressed = QKeySequence(event.keyCombination())
        for act in FOR_THE_FOCUS:
            if pressed in map(QKeySequence.fromString, COMMANDS[act].keys):
                self._run(act)
                return
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and not event.modifiers():
            self.steps.step(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _run(self, act: Act) -> None:
        match act:
            case Act.PREVIOUS_STEP | Act.NEXT_STEP:
                self.select_step(self._place + (2 if act is Act.NEXT_STEP else 0))
            case Act.PREVIOUS_FAILURE | Act.NEXT_FAILURE:
                way = 1 if act is Act.NEXT_FAILURE else -1
                place = self.steps.model.next_failure(self._place, way=way)
                if place is not None:
                    self._go(place)
            case Act.OTHER_MOMENT:
                self._on_moment(Moment.BEFORE if self._moment is Moment.AFTER else Moment.AFTER)
            case Act.SLIDER | Act.SIDE | Act.DIFFERENCE | Act.FLIP:
                self._on_view(_VIEWS[act])
            case Act.OTHER_PICTURE:
                self._on_flip()
            case Act.MARKS:
                self.stage.set_shows_marks(self._actions[act].isChecked())
            case Act.LEAVE_OUT:
                self.stage.set_drawing(self._actions[act].isChecked())
                self._actions[act].setChecked(self.stage.is_drawing)
            case Act.FIND:
                self.steps.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.steps.field.selectAll()
            case _:
                self._zoom(act)

    def _zoom(self, act: Act) -> None:
        match act:
            case Act.ZOOM_IN:
                self.stage.zoom_in()
            case Act.ZOOM_OUT:
                self.stage.zoom_out()
            case Act.ZOOM_CLOSE:
                self.stage.zoom_close()
            case Act.ZOOM_PIXELS:
                self.stage.zoom_to_actual_size()
            case _:
                self.stage.zoom_to_fit()

    def _go(self, place: int) -> None:
        if place == self._place:
            return
        self._place = place
        self.steps.point_out(place)
        self.chart.point_out(place)
        self.details.show_step(self.step)
        self._see()
        self.step_selected.emit(place + 1)

    def _see(self) -> None:
        """Show the step's pictures as they are looked at now."""
        step = self.step
        if step is None or self._record is None:
            return
        scene = self._scene(step)
        following = self._record.steps[self._place + 1 : self._place + 2]
        self.stage.show_scene(scene, tuple(map(self._scene, following)))
        self.tools.moments.allow(moments_of(step))
        self.tools.moments.choose(scene.when)
        self.marks.show_marks(scene.regions, self._ignored, step.number)

    def _scene(self, step: StepRecord) -> Scene:
        return scene_of(step, self._moment, self._pictures, self._ignored)

    @Slot(object)
    def _on_moment(self, moment: Moment) -> None:
        if self.step is not None and moment in moments_of(self.step):
            self._moment = moment
            self._see()

    @Slot(object)
    def _on_view(self, view: View) -> None:
        self.tools.views.choose(view)
        self.slider.setVisible(view is View.SLIDER)
        self.stage.set_view(view)

    @Slot()
    def _on_flip(self) -> None:
        self._on_view(View.FLIP)
        self.stage.show_actual(not self.stage.panes.shows_actual)

    @Slot(float)
    def _on_split(self, split: float) -> None:
        self.slider.setValue(round(split * _HUNDRED))

    @Slot(int)
    def _on_slid(self, value: int) -> None:
        # An edge that is pulled lies between two steps of the slider, and is left there.
        if value != round(self.stage.split * _HUNDRED):
            self.stage.set_split(value / _HUNDRED)

    @Slot(object)
    def _on_seen(self, columns: tuple[int, int]) -> None:
        self._layout.put_slider(columns)

    @Slot(bool)
    def _on_drawing(self, is_drawing: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._actions[Act.LEAVE_OUT].setChecked(is_drawing)
        self.reach.setVisible(is_drawing)

    @Slot(object)
    def _on_box(self, rect: Rect) -> None:
        step = self.step
        if step is not None:
            is_here = self.reach.reach is Reach.THIS_STEP
            self.ignored_requested.emit(IgnoredWish(rect, step.number if is_here else None))

    @Slot(int)
    def _on_place(self, place: int) -> None:
        self._go(place)

    @Slot()
    def _on_cancelled(self) -> None:
        self.stage.set_drawing(False)

    def _show_nothing(self) -> None:
        self._layout.show_nothing(
            tr("Here you will see, step by step, what the recording showed and what the replay showed.")
        )

    def _action(self, act: Act) -> QAction:
        command = COMMANDS[act]
        action = QAction(command.said, self)
        action.setCheckable(act in _CHECKABLE)
        action.setChecked(act is Act.MARKS)
        if act not in FOR_THE_FOCUS:
            action.setShortcuts([QKeySequence.fromString(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(partial(self._on_triggered, act))
        self.addAction(action)
        return action

    def _on_triggered(self, act: Act, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self._run(act)

    def _connect(self) -> None:
        self.steps.step_chosen.connect(self._on_place)
        self.chart.step_chosen.connect(self._on_place)
        self.tools.moments.chosen.connect(self._on_moment)
        self.tools.views.chosen.connect(self._on_view)
        self.stage.split_changed.connect(self._on_split)
        self.stage.seen_changed.connect(self._on_seen)
        self.stage.flip_requested.connect(self._on_flip)
        self.stage.box_drawn.connect(self._on_box)
        self.stage.drawing_changed.connect(self._on_drawing)
        self.slider.valueChanged.connect(self._on_slid)
        self.reach.cancelled.connect(self._on_cancelled)
        self.marks.place_chosen.connect(self.stage.zoom_close)
        self.marks.removal_requested.connect(self.ignored_removed)
        self.tools.views.choose(View.SLIDER)
        self.reach.hide()
