"""One edit, by its numbers: when, and what it takes. The way to change it without a pointer."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recorder.episode.edits import Cut, Edit, Part, Redaction
from recorder.episode.time import TimeRange, format_time, parse_time
from recorder.wording import clean
from studio.ui.theme import GRID
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn


@dataclass(frozen=True, slots=True)
class EditChange:
    """A wish to put another edit in the place of the one of its id."""

    edit: Edit


class EditDetails(QWidget):
    """Shows one edit and lets its times and what it takes be changed; empty where none is selected."""

    change_requested = Signal(object)
    removal_requested = Signal(object)
    following_requested = Signal(object)
    """A box, by the edit's id, shall move with the window beneath it."""
    looking_requested = Signal(object)
    """What an edit covers, by its id, shall be looked for before and after it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit: Edit | None = None
        self._ended_ns = 0
        self._title = words("", role="heading")
        self._start = _time_field(tr("From"))
        self._end = _time_field(tr("To"))
        self._problem = words("", role="notice")
        self._problem.hide()
        self._takes_keys = QCheckBox(tr("What was typed, and its rhythm"))
        self._takes_context = QCheckBox(tr("Window names and titles"))
        self._parts = words("", role="quiet")
        self._follow = QPushButton(tr("Follow the window beneath"))
        self._follow.setToolTip(tr("Move the box with the window that has the focus here"))
        self._look = QPushButton(tr("Cover it until it disappears"))
        self._look.setToolTip(tr("Look again for where it first and last shows, and cover it all that time"))
        self._remove = QPushButton(tr("Remove this edit"))
        times = QHBoxLayout()
        times.setContentsMargins(0, 0, 0, 0)
        times.setSpacing(GRID)
        for name, field in ((tr("&From"), self._start), (tr("&to"), self._end)):
            label = QLabel(name)
            label.setBuddy(field)
            times.addWidget(label)
            times.addWidget(field)
        times.addStretch(1)
        self._times = QWidget()
        self._times.setLayout(times)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        for widget in (
            self._title, self._parts, self._times, self._problem, self._takes_keys, self._takes_context
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addLayout(self._buttons())
        self._start.editingFinished.connect(self._on_time_entered)
        self._end.editingFinished.connect(self._on_time_entered)
        self._takes_keys.clicked.connect(self._on_takes_clicked)
        self._takes_context.clicked.connect(self._on_takes_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._follow.clicked.connect(self._on_follow_clicked)
        self._look.clicked.connect(self._on_look_clicked)
        self.hide()

    def _buttons(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(GRID)
        for button in (self._follow, self._look):
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self._remove)
        rows.addLayout(bottom)
        return rows

    def show_edit(self, edit: Edit | None, title: str, ended_ns: int) -> None:
        """Show an edit, by the words that the list says of it."""
        self._edit, self._ended_ns = edit, ended_ns
        self.setVisible(edit is not None)
        if edit is None:
            return
        self._title.setText(clean(title))
        self._problem.hide()
        self._start.setText(format_time(edit.range.start_ns))
        self._end.setText(format_time(edit.range.end_ns))
        parts = edit.parts if isinstance(edit, Redaction) else ()
        # Of many places each has times of its own: they are dragged on the timeline, one by one.
        self._times.setVisible(len(parts) <= 1)
        self._parts.setVisible(len(parts) > 1)
        self._parts.setText(trn("At {count} place", "At {count} places", len(parts)))
        covers = [part.cover for part in parts if part.cover is not None]
        stands = [cover for cover in covers if len(cover.steps) == 1]
        self._follow.setVisible(len(parts) == 1 and bool(stands))
        self._look.setVisible(bool(covers))
        for box, taken in (
            (self._takes_keys, [part.takes_keys for part in parts]),
            (self._takes_context, [part.takes_context for part in parts]),
        ):
            box.setVisible(bool(parts))
            box.setCheckState(_state(taken))

    def _on_time_entered(self) -> None:
        if self._edit is None:
            return
        entered = self._entered(self._edit.range)
        self._problem.setVisible(entered is None)
        if entered is None:
            self._problem.setText(
                tr("This cannot be a range. Write times such as 01:02.250, the first before the second.")
            )
        elif entered != self._edit.range:
            self.change_requested.emit(EditChange(_with_range(self._edit, entered)))

    def _entered(self, before: TimeRange) -> TimeRange | None:
        """What the fields say; a field that was left alone keeps its time to the nanosecond."""
        try:
            start_ns = _time_in(self._start, before.start_ns)
            end_ns = min(_time_in(self._end, before.end_ns), self._ended_ns)
        except ValueError:
            return None
        return TimeRange(start_ns, end_ns) if start_ns < end_ns else None

    def _on_takes_clicked(self) -> None:
        if not isinstance(self._edit, Redaction):
            return
        parts = tuple(
            replace(
                part,
                takes_keys=_taken(self._takes_keys, before=part.takes_keys),
                takes_context=_taken(self._takes_context, before=part.takes_context),
            )
            for part in self._edit.parts
        )
        if not any(_takes_something(part) for part in parts):
            self.show_edit(self._edit, self._title.text(), self._ended_ns)
            self._problem.setText(tr("A redaction takes something. Remove it if it is not wanted."))
            self._problem.show()
            return
        self.change_requested.emit(EditChange(replace(self._edit, parts=parts)))

    def _on_follow_clicked(self) -> None:
        if self._edit is not None:
            self.following_requested.emit(self._edit.id)

    def _on_look_clicked(self) -> None:
        if self._edit is not None:
            self.looking_requested.emit(self._edit.id)

    def _on_remove_clicked(self) -> None:
        if self._edit is not None:
            self.removal_requested.emit(self._edit.id)


def _time_field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setFixedWidth(GRID * 13)
    return field


def _state(taken: list[bool]) -> Qt.CheckState:
    if all(taken):
        return Qt.CheckState.Checked
    return Qt.CheckState.PartiallyChecked if any(taken) else Qt.CheckState.Unchecked


def _taken(box: QCheckBox, *, before: bool) -> bool:
    return before if box.checkState() is Qt.CheckState.PartiallyChecked else box.isChecked()


def _takes_something(part: Part) -> bool:
    return part.cover is not None or part.takes_keys or part.takes_context


def _time_in(field: QLineEdit, before_ns: int) -> int:
    return before_ns if field.text() == format_time(before_ns) else parse_time(field.text())


def _with_range(edit: Edit, range_: TimeRange) -> Edit:
    if isinstance(edit, Cut):
        return replace(edit, range=range_)
    return replace(edit, parts=(replace(edit.parts[0], range=range_), *edit.parts[1:]))
