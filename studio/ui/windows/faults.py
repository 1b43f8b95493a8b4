"""The one place where a bug becomes words: one calm dialog, the kind of error and nothing of its content.

A message or a value in an error can hold what was captured, so neither is ever shown or printed. With
``ASSENT_DEBUG=1`` the terminal says where it happened: files, lines and the kind.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from recorder.commands.failures import is_debugging, where
from studio.ui.dialogs.decision import DecisionDialog, Question
from studio.ui.words import tr


class Faults(QObject):
    """Tells the person of a bug, once at a time, from whichever thread it came."""

    _happened = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._is_telling = False
        self._happened.connect(self._on_happened)

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Take every error that nobody else took."""
        before, before_threads = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = before, before_threads
            qInstallMessageHandler(None)

    def take(self, error: BaseException) -> None:
        """Tell the person of an error; from any thread."""
        if isinstance(error, KeyboardInterrupt):
            self._app.quit()
            return
        if is_debugging():
            sys.stderr.write(f"{where(error)}\n")
        self._happened.emit(type(error).__name__)

    def _on_exception(self, _: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        self.take(error)

    def _on_thread_exception(self, held: threading.ExceptHookArgs) -> None:
        if held.exc_value is not None:
            self.take(held.exc_value)

    def _on_happened(self, kind: str) -> None:
        if self._is_telling:
            return
        self._is_telling = True
        try:
            question = Question(
                tr("Assent met a fault of its own"),
                (
                    tr("What was recorded and what you changed before is safe."),
                    tr(
                        "Please report it, with this word: {kind}. Nothing of your recordings is in it.",
                        kind=kind,
                    ),
                ),
                tr("&Close Assent"),
                tr("&Go on"),
            )
            if (
                DecisionDialog(question, self._app.activeWindow()).exec()
                == DecisionDialog.DialogCode.Accepted
            ):
                self._app.quit()
        finally:
            self._is_telling = False


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, _: str) -> None:
    """Qt's own messages can quote texts of widgets: only where they came from is said, and only if asked."""
    if is_debugging() and kind is not QtMsgType.QtDebugMsg:
        sys.stderr.write(f"Qt {kind.name} at {context.file}:{context.line}\n")
