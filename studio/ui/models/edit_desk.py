"""The one door for every change to a recording's edits: made, shown, saved, undone here.

What is shown is ahead of what is saved by the moment that the vault's thread needs; whatever was asked of
that thread is done before the app ends or the vault locks, so no edit is lost by closing.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from recorder.episode.edits import Edits
from studio.editing.history import History, StepName

Save = Callable[[History, Callable[[BaseException], None]], None]
"""Saves a history; told whom to tell if that fails."""


class EditDesk(QObject):
    """Holds the history of one recording's edits.

    ``edits_changed`` tells the edits as they are now, ``not_saved`` the error; what was not saved is saved
    with the next change, or when ``save_again`` is called.
    """

    edits_changed = Signal(object)
    not_saved = Signal(object)

    def __init__(self, history: History, save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._save: Final = save

    @property
    def edits(self) -> Edits:
        """As they are now."""
        return self._history.edits

    @property
    def undo_name(self) -> StepName | None:
        """What undoing would undo."""
        return self._history.undo_name

    @property
    def redo_name(self) -> StepName | None:
        """What redoing would do again."""
        return self._history.redo_name

    def do(self, name: StepName, edits: Edits, *, merges: bool = False) -> None:
        """Change the edits; one step to undo, or part of the last one where it goes on with that.

        Nothing is done where nothing changes.
        """
        if edits.items != self.edits.items:
            self._take(self._history.done(name, edits, merges=merges))

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self.undo_name is not None:
            self._take(self._history.undone())

    def redo(self) -> None:
        """Do again what was undone last, if anything was."""
        if self.redo_name is not None:
            self._take(self._history.redone())

    def save_again(self) -> None:
        """Save what is shown."""
        self._save(self._history, self.not_saved.emit)

    def _take(self, history: History) -> None:
        self._history = history
        self.save_again()
        self.edits_changed.emit(self.edits)
