"""Joins the window, the vault, the settings and the pages: what happens when, and nothing of how it looks.

Two parts come from elsewhere and are handed in: what records, and what makes the review page.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from recorder.vault.home import VaultPaths
from recorder.vault.keys import Argon2Cost
from recorder.vault.recovery_code import RecoveryCode
from studio.settings import Settings
from studio.taking_part import Settled, settle
from studio.ui.dialogs.decision import DecisionDialog, about_deleting
from studio.ui.dialogs.new_passphrase import NewPassphraseDialog
from studio.ui.jobs import Worker
from studio.ui.models.idle_lock import IdleLock, ScreenLock
from studio.ui.models.key_choice import commands_of
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_rows import RecordingRow
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.settled_words import settled_words
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.pages.checkup_page import CheckupPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.recovery_code_page import RecoveryCodePage
from studio.ui.pages.settings_page import SettingsPage
from studio.ui.pages.tasks_page import RecordWish, TasksPage
from studio.ui.pages.unlock_page import UnlockPage
from studio.ui.pages.welcome_page import WelcomePage
from studio.ui.theme import dress
from studio.ui.windows.appearance import speak, wear
from studio.ui.windows.asking import Asking
from studio.ui.windows.checking import Checking
from studio.ui.windows.consenting import Consenting
from studio.ui.windows.hearing import Hearing
from studio.ui.windows.main_window import MainWindow
from studio.ui.windows.receiving import Receiving
from studio.ui.windows.replaying_here import ReplayHere
from studio.ui.windows.sharing import Sharing
from studio.ui.words import tr

PageMaker = Callable[[str], QWidget]
"""Makes a page that is opened from a place, by what it is about."""
_DEFAULT_COST = Argon2Cost()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the shell does not do itself.

    Attributes:
        open_task: Told which task is to be recorded; its page is opened next.
        make_record: Makes the page of the task that was opened last.
        make_review: Makes the review page of a session, by its id.
        is_recording: Whether a recording runs: then a quiet keyboard locks nothing.
        cost: Of trying a passphrase; a lower one only for tests.
    """

    open_task: Callable[[RecordWish], None]
    make_record: PageMaker
    make_review: PageMaker
    is_recording: Callable[[], bool] = lambda: False
    cost: Argon2Cost = field(default=_DEFAULT_COST)


class Shell(QObject):
    """The app but for its process.

    Args:
        app: The application, whose looks follow the settings.
        desk: The vault, locked or not yet made.
        settings: What the person set.
        parts: What comes from elsewhere.
    """

    consent_withdrawn = Signal(str)
    """The study's id: whatever is recorded for it now must end."""

    def __init__(self, app: QApplication, desk: VaultDesk, settings: SettingsDesk, parts: Parts) -> None:
        super().__init__()
        self._app = app
        self.desk = desk
        self.settings = settings
        self._parts = parts
        self._waiting: Path | None = None
        self._checkup_worker = Worker("checkup")
        self._is_closed = False
        self.window = MainWindow(
            {
                Place.TASKS: self._make_tasks,
                Place.LIBRARY: self._make_library,
                Place.RECEIVED: self._make_received,
                Place.SETTINGS: self._make_settings,
            },
            {
                Opened.REVIEW: parts.make_review,
                Opened.APPROVAL: self._make_approval,
                Opened.RECORD: parts.make_record,
                Opened.CONSENT: self._make_consent,
                Opened.RECEIVED: self._make_viewing,
                Opened.CHECKING: self._make_checking,
                Opened.CHECKUP: lambda _: CheckupPage(self._checkup_worker),
            },
        )
        self._asking = Asking(desk, self.window)
        self.sharing = Sharing(self._asking, lambda: commands_of(self.settings.now.keys), self)
        self.consenting = Consenting(self._asking, self.sharing.desk.take_back, self)
        self.window.add_foot(self.sharing.notice)
        self.receiving = Receiving(self._asking, settings, self)
        self.hearing = Hearing(self._asking, lambda: self.settings.now.looks_for_reviews, self)
        self.window.add_foot(self.hearing.notice)
        self.checking = Checking(self._asking, self.hearing.desk, self)
        self.window.may_close = self.checking.may_close
        self.replaying = ReplayHere(self._asking, parts.is_recording, self)
        self.receiving.replay_requested.connect(self.replaying.begin_named)
        self.idle_lock = IdleLock(settings.now.idle_minutes, self._is_acting, self)
        self._screen_lock = ScreenLock(self)
        self._connect()

    def show(self) -> None:
        """Show the window at its place, at the gate."""
        self.window.put_at(self.settings.now.window)
        self._show_gate("")
        self.window.show()
        if self.settings.now.lock_with_screen:
            self._screen_lock.start()

    def open_study(self, path: Path) -> None:
        """Open a study's file; once the vault is open, where it is not."""
        if self._asking.is_at_gate:
            self._waiting = path
            return
        self.consenting.open_file(path)

    def lock(self, why: str = "") -> None:
        """Lock the vault and show nothing of it; also one that is just being unlocked or put in order."""
        # A recovery code is shown once: it stays until it is written down.
        if not (self.desk.is_open or self.desk.is_opening) or isinstance(self.window.page, RecoveryCodePage):
            return
        self._asking.is_at_gate = True
        self._asking.close_dialogs()
        self.desk.lock()
        self._show_gate(why)

    def ask_no_more(self) -> None:
        """Let the window be closed without a question, and close those that are open."""
        self.window.may_close = lambda: True
        self._asking.close_dialogs()

    def close(self) -> None:
        """Let every page go, lock the vault and end its thread. Waits for that; twice does no harm."""
        if self._is_closed:
            return
        self._is_closed = True
        self._asking.is_at_gate = True
        self.window.clear()
        self._screen_lock.stop()
        self._app.removeEventFilter(self.idle_lock)
        self.receiving.close()
        self.checking.close()
        self.hearing.close()
        self.replaying.close()
        self.desk.close()
        self.sharing.close()
        self._checkup_worker.leave()

    def _connect(self) -> None:
        self._app.installEventFilter(self.idle_lock)
        self.idle_lock.due.connect(self._on_idle)
        self._screen_lock.due.connect(self._on_screen_locked)
        self.window.study_dropped.connect(self.open_study)
        self.window.lock_requested.connect(self._on_lock_wanted)
        self.window.closing.connect(self._on_closing)
        self.desk.locked.connect(self._on_locked)
        self.settings.changed.connect(self._on_settings)
        self.sharing.changed.connect(self.refresh)
        self.consenting.changed.connect(self.refresh)
        self.consenting.withdrawn.connect(self.consent_withdrawn)
        self.receiving.changed.connect(self.refresh)
        self.receiving.check_requested.connect(self.checking.check)
        self.receiving.desk.items_changed.connect(self.checking.on_received)
        self.checking.desk.checked.connect(self._on_checked)
        self.hearing.changed.connect(self.refresh)
        self.hearing.desk.gone.connect(self.receiving.desk.refresh)
        self._app.styleHints().colorSchemeChanged.connect(self._on_scheme)

    def _is_acting(self) -> bool:
        """Whether something goes on while nobody touches the keyboard."""
        is_replaying = self.replaying.is_under_way or self.checking.desk.is_at_work
        return self._parts.is_recording() or is_replaying

    def _show_gate(self, why: str) -> None:
        self._asking.is_at_gate = True
        if VaultPaths(self.desk.home).header.exists():
            unlock = UnlockPage(self.desk, self._parts.cost, was_locked=why)
            unlock.unlocked.connect(self._on_unlocked)
            self.window.show_gate(unlock)
            return
        welcome = WelcomePage(self.desk, self._parts.cost)
        welcome.made.connect(self._on_made)
        self.window.show_gate(welcome)

    @Slot(object)
    def _on_made(self, code: RecoveryCode) -> None:
        page = RecoveryCodePage(code)
        page.confirmed.connect(self._on_unlocked)
        self.window.show_gate(page)

    @Slot()
    def _on_unlocked(self) -> None:
        self.desk.ask(settle, on_done=self._on_settled, on_failed=self._on_unsettled)

    def _on_settled(self, settled: Settled) -> None:
        self._enter()
        said = settled_words(settled)
        if said and not self._asking.is_at_gate:
            self.window.problem.say(said)

    def _on_unsettled(self, error: BaseException) -> None:
        self._enter()
        if not self._asking.is_at_gate:
            self.window.problem.say_error(error)

    def _enter(self) -> None:
        if not self.desk.is_open:
            return  # locked again meanwhile
        self._asking.is_at_gate = False
        self.window.show_places()
        self.sharing.start()
        self.receiving.desk.refresh()
        self.checking.desk.refresh()
        self.hearing.start()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.open_study(waiting)

    def _make_tasks(self) -> QWidget:
        page = TasksPage(self.desk)
        page.open_requested.connect(self.consenting.choose_file)
        page.check_requested.connect(self._on_check_wanted)
        page.record_requested.connect(self._on_record_wanted)
        page.consent_requested.connect(self.consenting.show_again)
        page.receipt_requested.connect(self.consenting.save_receipt_of)
        page.withdrawal_requested.connect(self.consenting.withdraw)
        return page

    def _make_library(self) -> QWidget:
        page = LibraryPage(self.desk)
        page.review_requested.connect(self.window.open_review)
        page.deletion_requested.connect(self._on_deletion_wanted)
        page.share_requested.connect(self.sharing.open)
        page.trial_requested.connect(self.checking.try_replaying)
        page.withdrawal_requested.connect(self.sharing.withdraw)
        page.receipt_requested.connect(self.sharing.save_receipt)
        page.look_requested.connect(self.hearing.look)
        page.came_into_sight.connect(self.hearing.on_library)
        page.tasks_requested.connect(self._on_tasks_wanted)
        page.replay_requested.connect(self.replaying.begin_named)
        return page

    def _make_approval(self, session_id: str) -> QWidget:
        return self.sharing.make_page(session_id)

    def _make_settings(self) -> QWidget:
        page = SettingsPage(self.settings, self.desk)
        page.passphrase_requested.connect(self._on_passphrase_wanted)
        page.lock_requested.connect(self._on_lock_wanted)
        page.check_requested.connect(self._on_check_wanted)
        page.card_requested.connect(self.receiving.save_card)
        page.sign_in_requested.connect(self.receiving.sign_in)
        return page

    def _make_received(self) -> QWidget:
        return self.receiving.make_page()

    def _make_viewing(self, bundle_id: str) -> QWidget:
        return self.receiving.make_viewing(bundle_id)

    def _make_checking(self, subject_id: str) -> QWidget:
        return self.checking.make_page(subject_id)

    def _make_consent(self, sha256: str) -> QWidget:
        return self.consenting.make_page(sha256)

    @Slot(object)
    def _on_record_wanted(self, wish: RecordWish) -> None:
        self._parts.open_task(wish)
        self.window.go(Visit(Place.TASKS, Opened.RECORD, wish.task_id))

    @Slot(object)
    def _on_deletion_wanted(self, row: RecordingRow) -> None:
        if self._asking.decides(DecisionDialog(about_deleting(row), self.window)):
            self._asking.ask(lambda vault: vault.delete_session(row.session_id), lambda _: self.refresh())

    @Slot()
    def _on_passphrase_wanted(self) -> None:
        if self._asking.decides(NewPassphraseDialog(self.desk, self._parts.cost, self.window)):
            self.window.problem.say_done(
                tr("The vault opens by the new passphrase now. The recovery code is the same.")
            )

    @Slot()
    def _on_tasks_wanted(self) -> None:
        self.window.go(Visit(Place.TASKS))

    @Slot()
    def _on_check_wanted(self) -> None:
        self.window.go(Visit(self.window.visit.place, Opened.CHECKUP))

    @Slot()
    def _on_lock_wanted(self) -> None:
        self.lock()

    @Slot()
    def _on_checked(self) -> None:
        """Lists say what came of it, the one that is not in sight too."""
        if not self._asking.is_at_gate:
            self.receiving.desk.refresh()
            self.refresh()

    @Slot()
    def _on_idle(self) -> None:
        self.lock(tr("It was locked because nobody was here for a while."))

    @Slot()
    def _on_screen_locked(self) -> None:
        self.lock(tr("It was locked with the screen."))

    @Slot()
    def _on_locked(self) -> None:
        """Pages are destroyed by now: what they held is let go of at once, and not when memory runs short."""
        gc.collect()

    @Slot()
    def _on_closing(self) -> None:
        self.settings.change(window=self.window.whereabouts())

    @Slot(object)
    def _on_settings(self, settings: Settings) -> None:
        self.idle_lock.set_minutes(settings.idle_minutes)
        if settings.lock_with_screen:
            self._screen_lock.start()
        else:
            self._screen_lock.stop()
        if wear(self._app, settings):
            self.window.redress()
        if speak(settings):
            self.window.rebuild()

    @Slot()
    def _on_scheme(self) -> None:
        dress(self._app)
        self.window.redress()

    def refresh(self) -> None:
        """Show what has changed in the vault."""
        page = self.window.page
        if isinstance(page, TasksPage | LibraryPage | ReceivedPage | SettingsPage):
            page.refresh()
