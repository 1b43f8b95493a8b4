"""The one window: places at the side, the page of one of them, and whatever was opened from it.

The window knows no vault. Before it is open a gate fills the window, with no sidebar; when it is locked every
page is destroyed, so that nothing of what was there stays in memory or in sight, and afterwards made anew at
the place where the person was. The title never names content.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.settings import WindowPlace
from studio.ui.models.places import Itinerary, Opened, Place, Visit
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.sidebar import Sidebar

PlaceMakers = Mapping[Place, Callable[[], QWidget]]
"""Makes the page of each place; called again after every unlocking and when the language changes."""
OpenedMakers = Mapping[Opened, Callable[[str], QWidget]]
"""Makes a page that is opened from a place; told what it is about, such as a session's id."""


@runtime_checkable
class HoldsContent(Protocol):
    """A page with something of a recording in memory."""

    def let_go(self) -> None:
        """Forget it, and end what is under way; the page is destroyed next."""
        ...


@runtime_checkable
class HasFirstStop(Protocol):
    """A page that says which of its parts has the keyboard first.

    A focus proxy would say it too, but makes one thing of the page for the toolkit: then Tab goes round in
    it, or passes over what stands before its proxy.
    """

    first_stop: QWidget


SMALLEST: Final = QSize(800, 500)
"""Less than a full-HD screen at 200 %."""
_USUAL: Final = QSize(1280, 720)


class MainWindow(QMainWindow):
    """Shows the gate, or the places.

    Args:
        places: What makes the pages of the places.
        opened: What makes those that are opened from them.
    """

    study_dropped = Signal(object)
    lock_requested = Signal()
    closing = Signal()

    def __init__(self, places: PlaceMakers, opened: OpenedMakers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._opened = opened
        self._itinerary = Itinerary()
        self._pages: dict[Place, QWidget] = {}
        self._opened_page: QWidget | None = None
        self._gate: QWidget | None = None
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window is closed by hand: something may be under way."""
        self.setWindowTitle("Assent")
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.problem = Notice()
        self._sidebar = Sidebar()
        self._stack = QStackedWidget()
        self._right = QVBoxLayout()
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(0)
        self._right.addWidget(self.problem)
        self._right.addWidget(self._stack, 1)
        ground = QWidget()
        layout = QHBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sidebar)
        layout.addLayout(self._right, 1)
        self.setCentralWidget(ground)
        self._add_keys()
        self._sidebar.place_chosen.connect(self._on_place_chosen)
        self._sidebar.lock_pressed.connect(self.lock_requested)
        self._sidebar.back_pressed.connect(self.go_back)
        self._sidebar.forward_pressed.connect(self.go_forward)
        self._sidebar.hide()

    @property
    def visit(self) -> Visit:
        """Where the person is."""
        return self._itinerary.now

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._stack.currentWidget()

    def add_foot(self, foot: QWidget) -> None:
        """Show something below every page, for as long as it has something to say."""
        self._right.addWidget(foot)

    def show_gate(self, gate: QWidget) -> None:
        """Destroy every page and show this alone."""
        self._drop_pages()
        self._drop_gate()
        self.problem.hide()
        self._sidebar.hide()
        self._gate = gate
        self._stack.addWidget(gate)
        self._stack.setCurrentWidget(gate)
        _focus(gate)

    def show_places(self) -> None:
        """Let the gate go, and return to where the person was."""
        self._drop_gate()
        self._sidebar.show()
        self._arrive()

    def rebuild(self) -> None:
        """Make every page anew, as when the language has changed."""
        if self._gate is None:
            self._drop_pages()
            self._sidebar.reword()
            self._arrive()

    def clear(self) -> None:
        """Destroy every page, as before the app ends."""
        self._drop_pages()
        self._drop_gate()

    def redress(self) -> None:
        """Draw pictures in the colours that are in force now."""
        self._sidebar.redress()

    def offer(self, places: Collection[Place]) -> None:
        """Show these places at the side; who was at another one is taken to the first."""
        self._sidebar.offer(places)
        if self._gate is None and self.visit.place not in places:
            self.go(Visit(next(place for place in Place if place in places)))

    def go(self, visit: Visit) -> None:
        """Go somewhere. Before the vault is open it is where the person will arrive."""
        self._itinerary.go(visit)
        if self._gate is None:
            self._arrive()

    def open_review(self, session_id: str) -> None:
        """Open a recording for review."""
        self.go(Visit(Place.LIBRARY, Opened.REVIEW, session_id))

    def go_back(self) -> None:
        """Go one stop back."""
        if self._gate is None and self._itinerary.can_go_back:
            self._itinerary.back()
            self._arrive()

    def go_forward(self) -> None:
        """Go one stop on."""
        if self._gate is None and self._itinerary.can_go_forward:
            self._itinerary.forward()
            self._arrive()

    def leave(self, opened: Opened) -> None:
        """Close such a page for good, as when what it is about is gone."""
        self._itinerary.leave(opened)
        if self._gate is None:
            self._arrive()

    def put_at(self, place: WindowPlace | None) -> None:
        """Go where the window was last, if any of that is still on a screen."""
        shown = self.screen().availableGeometry()
        if place is None:
            self.resize(_USUAL.boundedTo(shown.size()))
            self._fill_if_tight(shown.size())
            return
        width, height = min(place.width, shown.width()), min(place.height, shown.height())
        self.resize(width, height)
        self.move(
            max(shown.left(), min(place.x, shown.right() - width + 1)),
            max(shown.top(), min(place.y, shown.bottom() - height + 1)),
        )
        if place.is_maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self._fill_if_tight(shown.size())

    def _fill_if_tight(self, room: QSize) -> None:
        """Fill a screen that is no larger than the window: the frame would push its foot out of sight."""
        if self.width() >= room.width() or self.height() >= room.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def whereabouts(self) -> WindowPlace:
        """Where the window is, to be found there again."""
        normal = self.normalGeometry()
        # Where the frame begins: that is what is moved to again, or the window would creep down each time.
        frame = self.frameGeometry().topLeft() - self.geometry().topLeft()
        at = normal.topLeft() + frame
        return WindowPlace(at.x(), at.y(), normal.width(), normal.height(), is_maximised=self.isMaximized())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter press the button that has the focus, as Space does: people expect it of a marked one."""
        focused = self.focusWidget()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and isinstance(focused, QAbstractButton) and focused.isEnabled():
            focused.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask first, then tell it: what is remembered is asked of a window that is still there."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take one file that could be a study."""
        if _dropped_study(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tell which file it is."""
        path = _dropped_study(event)
        if path is not None:
            event.acceptProposedAction()
            self.study_dropped.emit(path)

    def _arrive(self) -> None:
        visit = self._itinerary.now
        self.problem.hide()
        self._drop_opened()
        if visit.opened is Opened.NOTHING:
            page = self._page_of(visit.place)
        else:
            page = self._opened[visit.opened](visit.subject)
            self._opened_page = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._sidebar.show_stop(
            visit.place,
            can_go_back=self._itinerary.can_go_back,
            can_go_forward=self._itinerary.can_go_forward,
        )
        _focus(page)

    def _page_of(self, place: Place) -> QWidget:
        if place not in self._pages:
            self._pages[place] = self._places[place]()
            self._stack.addWidget(self._pages[place])
        return self._pages[place]

    def _on_place_chosen(self, place: Place) -> None:
        self.go(Visit(place))

    def _drop_pages(self) -> None:
        self._drop_opened()
        for page in self._pages.values():
            self._drop(page)
        self._pages.clear()

    def _drop_opened(self) -> None:
        if self._opened_page is not None:
            page, self._opened_page = self._opened_page, None
            self._drop(page)

    def _drop_gate(self) -> None:
        if self._gate is not None:
            gate, self._gate = self._gate, None
            self._drop(gate)

    def _drop(self, page: QWidget) -> None:
        if isinstance(page, HoldsContent):
            page.let_go()
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _add_keys(self) -> None:
        for keys, run in (
            (QKeySequence(QKeySequence.StandardKey.Back), self.go_back),
            (QKeySequence(QKeySequence.StandardKey.Forward), self.go_forward),
            (QKeySequence("Ctrl+L"), self.lock_requested.emit),
            (QKeySequence(QKeySequence.StandardKey.Quit), self.close),
            *(
                (QKeySequence(f"Ctrl+{number}"), partial(self._on_key_place, number))
                for number in range(1, len(Place) + 1)
            ),
        ):
            action = QAction(self)
            action.setShortcut(keys)
            action.triggered.connect(run)
            self.addAction(action)

    def _on_key_place(self, number: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        place = self._sidebar.place_number(number)
        if self._gate is None and place is not None:
            self.go(Visit(place))


def _focus(page: QWidget) -> None:
    first = page.first_stop if isinstance(page, HasFirstStop) else page
    first.setFocus(Qt.FocusReason.OtherFocusReason)


def _dropped_study(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.casefold() == ".toml" else None
