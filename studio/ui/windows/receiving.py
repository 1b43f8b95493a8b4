"""The place of what others shared: who has it, and what its page asks for."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from recorder.bundle.card_file import write_card
from recorder.commands.files import read_bytes, write_new
from recorder.errors import UserFacingError
from recorder.study_file import read_study
from recorder.study_owner import OwnerCheck, check_owner
from recorder.wording import clean
from studio.submission.identities import identity_of
from studio.submission.sign_ins import SignIn
from studio.submission.studies_to_open import add_study, names_reader
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.dialogs.owner_questions import about_adding, about_other_owner
from studio.ui.dialogs.receiving_questions import about_removing
from studio.ui.dialogs.store_sign_in import StoreSignInDialog
from studio.ui.models.first_pictures import FirstPictures
from studio.ui.models.key_choice import commands_of
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.received_desk import ReceivedDesk
from studio.ui.models.received_rows import ReceivedItem, Standing
from studio.ui.models.received_view import viewed_received
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.viewing_session import ViewingSession
from studio.ui.pages.received_page import ReceivedPage
from studio.ui.pages.viewing.page import ViewingPage
from studio.ui.windows.asking import Asking
from studio.ui.words import tr


class Receiving(QObject):
    """Offers the place to those who have a use for it, and does what its page asks for.

    Args:
        asking: Asks the vault and the person.
        settings: Whether the person opens recordings of others.

    Attributes:
        desk: What was received.
        changed: What the vault holds of keys and studies is another.
        content_dropped: A page with something of a recording is gone.
        check_requested: The ids of the recordings that are to be checked.
        replay_requested: The id of a received recording that the person wants replayed on their desktop.
    """

    changed = Signal()
    content_dropped = Signal()
    check_requested = Signal(object)
    replay_requested = Signal(str)

    def __init__(self, asking: Asking, settings: SettingsDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._window = asking.window
        self._settings = settings
        self.desk = ReceivedDesk(asking.desk, self)
        self.desk.items_changed.connect(self._on_items)
        self.desk.opened.connect(self._on_opened)
        settings.changed.connect(self._offer)
        self._offer()

    def make_page(self) -> QWidget:
        """The list of what was received."""
        pictures = FirstPictures(
            self._asking.desk,
            self._window.devicePixelRatioF(),
            opens=lambda vault, bundle_id: vault.received_access(bundle_id),
        )
        page = ReceivedPage(self.desk, pictures)
        page.watch_requested.connect(self.watch)
        page.check_requested.connect(self.check_requested)
        page.removal_requested.connect(self._on_removal_wanted)
        page.replay_requested.connect(self.replay_requested)
        page.study_requested.connect(self._on_study_wanted)
        page.card_requested.connect(self.save_card)
        page.file_requested.connect(self._on_file_wanted)
        return page

    def make_viewing(self, bundle_id: str) -> QWidget:
        """The page on which a received recording is watched."""
        session = ViewingSession(self._asking.desk, lambda vault: viewed_received(vault, bundle_id))
        page = ViewingPage(
            session, commands_of(self._settings.now.keys), back=tr("Back to what you received")
        )
        page.back_requested.connect(self._on_back_wanted)
        page.replay_requested.connect(partial(self.replay_requested.emit, bundle_id))
        page.destroyed.connect(self.content_dropped)
        return page

    @Slot(str)
    def watch(self, bundle_id: str) -> None:
        """Watch a recording that is in the vault."""
        self._window.go(Visit(Place.RECEIVED, Opened.RECEIVED, bundle_id))

    @Slot()
    def save_card(self) -> None:
        """Let the person keep their card, to give it away; their keys are made now, if there are none."""
        self._asking.ask(lambda vault: write_card(identity_of(vault)), self._on_card)

    @Slot(object)
    def sign_in(self, store: SignIn) -> None:
        """Let the person sign in to a store."""
        if self._asking.decides(StoreSignInDialog(store, self._window)):
            self.changed.emit()
            self._window.problem.say_done(tr("Signed in to {store}.", store=clean(store.shown)))

    def _on_card(self, text: str) -> None:
        self.changed.emit()
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save your card"), str(Path.home() / "assent-card.toml")
        )
        if not chosen:
            return
        try:
            write_new(Path(chosen), text.encode())
        except UserFacingError as error:
            self._window.problem.say_error(error)
            return
        self._window.problem.say_done(
            tr("Your card is saved. Send it to those who run the study; it is no secret.")
        )

    def close(self) -> None:
        """Call off what is under way, for good."""
        self.desk.close()

    @Slot()
    def _offer(self) -> None:
        """Show the place to who wants it, or has something in it."""
        has_place = self._settings.now.receives or bool(self.desk.items)
        self._window.offer([place for place in Place if place is not Place.RECEIVED or has_place])

    @Slot(object)
    def _on_items(self, items: tuple[ReceivedItem, ...]) -> None:
        if self._asking.is_at_gate:
            return
        self._offer()
        visit = self._window.visit
        there = {item.bundle_id for item in items if item.standing is Standing.OPENED}
        if visit.opened is Opened.RECEIVED and visit.subject not in there:
            # Taken back while it was watched.
            self._window.leave(Opened.RECEIVED)

    @Slot(str)
    def _on_opened(self, bundle_id: str) -> None:
        # Who went elsewhere meanwhile stays there, and finds it opened in the list.
        if not self._asking.is_at_gate and self._window.visit == Visit(Place.RECEIVED):
            self.watch(bundle_id)

    @Slot(object)
    def _on_removal_wanted(self, item: ReceivedItem) -> None:
        if self._asking.decides(DecisionDialog(about_removing(item), self._window)):
            self.desk.remove(item)

    @Slot()
    def _on_study_wanted(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Add a study file"), str(Path.home()), tr("Study files (*.toml)")
        )
        if not chosen:
            return
        try:
            content = read_bytes(Path(chosen))
            # Read here first, since its mistakes are told with the file's name.
            study = read_study(content, name=Path(chosen).name)
        except UserFacingError as error:
            self._window.problem.say_error(error)
            return
        self._window.problem.hide()
        self._asking.ask(
            lambda vault: (check_owner(vault, content), names_reader(vault, study)),
            lambda found: self._on_checked(content, *found),
        )

    def _on_checked(self, content: bytes, check: OwnerCheck, is_named: bool) -> None:  # noqa: FBT001
        if not check.is_expected and not self._asking.decides(
            DecisionDialog(about_other_owner(check), self._window)
        ):
            return
        if self._asking.decides(DecisionDialog(about_adding(check, names_me=is_named), self._window)):
            self._asking.ask(lambda vault: add_study(vault, content), lambda _: self._on_added(check))

    def _on_added(self, check: OwnerCheck) -> None:
        self._settings.change(receives=True)
        self.desk.study_added()
        self._window.problem.say_done(
            tr("“{study}” is added. Look for new recordings now.", study=clean(check.study.title))
        )

    @Slot()
    def _on_file_wanted(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a sealed recording"), str(Path.home()), tr("Manifests (manifest.json)")
        )
        if chosen:
            self.desk.open_place(chosen)

    @Slot()
    def _on_back_wanted(self) -> None:
        self._window.go(Visit(Place.RECEIVED))
