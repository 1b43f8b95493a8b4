"""The place of what others shared: who has it, and what its page asks for."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.dialogs.receiving_questions import about_removing
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
        card_requested: The person wants to save their card.
        study_requested: The person wants to add a study whose recordings they open.
        content_dropped: A page with something of a recording is gone.
    """

    card_requested = Signal()
    study_requested = Signal()
    content_dropped = Signal()

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
        page.removal_requested.connect(self._on_removal_wanted)
        page.study_requested.connect(self.study_requested)
        page.card_requested.connect(self.card_requested)
        page.file_requested.connect(self._on_file_wanted)
        return page

    def make_viewing(self, bundle_id: str) -> QWidget:
        """The page on which a received recording is watched."""
        session = ViewingSession(self._asking.desk, lambda vault: viewed_received(vault, bundle_id))
        page = ViewingPage(
            session, commands_of(self._settings.now.keys), back=tr("Back to what you received")
        )
        page.back_requested.connect(self._on_back_wanted)
        page.destroyed.connect(self.content_dropped)
        return page

    @Slot(str)
    def watch(self, bundle_id: str) -> None:
        """Watch a recording that is in the vault."""
        self._window.go(Visit(Place.RECEIVED, Opened.RECEIVED, bundle_id))

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
    def _on_file_wanted(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a sealed recording"), str(Path.home()), tr("Manifests (manifest.json)")
        )
        if chosen:
            self.desk.open_place(chosen)

    @Slot()
    def _on_back_wanted(self) -> None:
        self._window.go(Visit(Place.RECEIVED))
