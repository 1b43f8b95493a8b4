"""What was received of others, and the one thing that is looked for or opened now.

Lives on the interface's thread and longer than its page: who leaves the page meanwhile finds it done later.
Nothing is looked for by itself. Locking calls off what is under way and forgets what is not in the vault.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from recorder.bundle import errors as refusals
from recorder.errors import UserFacingError
from recorder.vault.errors import TakenBackError
from recorder.vault.sharing_rows import ReceivedRow
from recorder.vault.vault import Vault
from studio.checking.findings import read_finding
from studio.submission.addresses import BundlePlace, PlaceUnclearError, bundle_place, bundle_url
from studio.submission.errors import AlreadyReceivedError
from studio.submission.receiving import (
    abandon_opening,
    begin_opening,
    finish_opening,
    open_received,
    remove_received,
)
from studio.submission.studies_to_open import studies_to_open
from studio.submission.syncing import NewBundle, SyncReport, begin_sync, finish_sync, sync
from studio.ui.models.failure_words import failure_words
from studio.ui.models.received_rows import ReceivedItem, Standing, received_item
from studio.ui.models.study_titles import StudyTitles
from studio.ui.models.sync_words import sync_words, unreachable_words
from studio.ui.models.three_steps import Running, Steps, ThreeSteps
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.words import tr

_REFUSED = (
    refusals.NotForYouError,
    refusals.TamperedBundleError,
    refusals.TruncatedBundleError,
    refusals.WrongNameError,
    refusals.NewerBundleError,
    refusals.UnknownOwnerError,
    refusals.NotConsentedError,
    refusals.BrokenBundleError,
    refusals.NoBundleError,
)
"""What is wrong with the recording, and not with the way to it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the vault tells."""

    kept: tuple[ReceivedItem, ...]
    studies: tuple[str, ...]


class ReceivedDesk(QObject):
    """Holds the rows; looks, opens and removes.

    Attributes:
        items_changed: The ``ReceivedItem`` rows are others now.
        studies_changed: The person opens recordings of other studies now.
        running_changed: What is under way, as ``Running``, or ``None``.
        said: What came out well, in words.
        warned: What is to be looked at, in words.
        failed: The error that ended what was under way.
        opened: The id of the bundle that was just opened.
        refused: The id of one that was just tried and is not opened; its row says why.
    """

    items_changed = Signal(object)
    studies_changed = Signal()
    running_changed = Signal(object)
    said = Signal(str)
    warned = Signal(str)
    failed = Signal(object)
    opened = Signal(str)
    refused = Signal(str)

    def __init__(self, desk: VaultDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._steps = ThreeSteps(desk, "receiving", self)
        self._kept: tuple[ReceivedItem, ...] = ()
        self._elsewhere: dict[str, ReceivedItem] = {}
        self.studies: tuple[str, ...] = ()
        """The titles of the studies that name this person as someone who opens recordings."""
        self._steps.running_changed.connect(self.running_changed)
        desk.locking.connect(self._on_locking)

    @property
    def running(self) -> Running | None:
        """What is under way."""
        return self._steps.running

    @property
    def items(self) -> tuple[ReceivedItem, ...]:
        """All rows: what is or was in the vault, and what lies elsewhere, which may be there once more."""
        elsewhere = self._elsewhere
        kept = (
            item for item in self._kept if item.standing is Standing.OPENED or item.bundle_id not in elsewhere
        )
        here = {item.bundle_id for item in self._kept if item.standing is Standing.OPENED}
        return (*kept, *(item for item in elsewhere.values() if item.bundle_id not in here))

    def refresh(self) -> None:
        """Read again what the vault holds."""
        self._desk.ask(_read, on_done=self._on_read, on_failed=self.failed.emit)

    @Slot()
    def look(self) -> None:
        """Look into the stores: what is new, and what was taken back."""
        self._steps.start(
            Steps(
                words=tr("Looking for new recordings…"),
                begin=lambda vault: begin_sync(vault, now=datetime.now(UTC)),
                carry_out=sync,
                finish=lambda vault, _, found: finish_sync(vault, found, now=datetime.now(UTC)),
                abandon=lambda *_: None,
                on_done=self._on_looked,
                on_failed=self.failed.emit,
            )
        )

    def open(self, item: ReceivedItem) -> None:
        """Fetch a recording, check it, and keep a copy."""
        place = bundle_url(BundlePlace(item.place, item.bundle_id))
        self._steps.start(
            Steps(
                words=tr("Fetching and checking the recording…"),
                begin=lambda vault: begin_opening(vault, place, now=datetime.now(UTC)),
                carry_out=open_received,
                finish=finish_opening,
                abandon=abandon_opening,
                on_done=self._on_opened,
                on_failed=lambda error: self._on_not_opened(item, error),
            )
        )

    def open_place(self, place: str) -> None:
        """As ``open``, of what lies in a folder or under an address that the person names."""
        try:
            at = bundle_place(place)
        except PlaceUnclearError as error:
            self.failed.emit(error)
            return
        known = next((item for item in self.items if item.bundle_id == at.bundle_id), None)
        if known is not None and known.standing is Standing.OPENED:
            self.opened.emit(known.bundle_id)
            return
        self.open(ReceivedItem(at.bundle_id, at.store_url, Standing.WAITING))

    @Slot()
    def cancel(self) -> None:
        """Call off what is under way: nothing of it is left, but for what was whole in that very moment."""
        if self.running is not None:
            self._steps.cancel()
            self.refresh()

    def remove(self, item: ReceivedItem) -> None:
        """Destroy the copy of a recording; the person was asked before."""
        self._desk.ask(
            lambda vault: remove_received(vault, item.bundle_id),
            on_done=lambda _: self._on_removed(),
            on_failed=self.failed.emit,
        )

    def study_added(self) -> None:
        """Another study is known now: what was refused may be opened."""
        for bundle_id, item in self._elsewhere.items():
            if item.standing is Standing.REFUSED:
                self._elsewhere[bundle_id] = replace(item, standing=Standing.WAITING, why=())
        self.refresh()

    def close(self) -> None:
        """Call off what is under way, for good."""
        self._steps.close()

    def _on_looked(self, report: SyncReport) -> None:
        unreachable = {each.store_url for each in report.unreachable}
        self._elsewhere = {
            bundle_id: item
            for bundle_id, item in self._elsewhere.items()
            # What a store no longer lists is not there any more, unless nobody could look.
            if item.place in unreachable or item.standing is Standing.REFUSED
        } | {each.bundle_id: _waiting(each) for each in report.new}
        self.items_changed.emit(self.items)
        self.refresh()
        if report.unreachable:
            self.warned.emit(" ".join((sync_words(report), *unreachable_words(report))).strip())
        else:
            self.said.emit(sync_words(report) or tr("Nothing new."))

    def _on_opened(self, row: ReceivedRow) -> None:
        self._elsewhere.pop(row.bundle_id, None)
        self.refresh()
        self.opened.emit(row.bundle_id)

    def _on_not_opened(self, item: ReceivedItem, error: BaseException) -> None:
        match error:
            case AlreadyReceivedError():
                self.opened.emit(item.bundle_id)
            case refusals.WithdrawnBundleError() | TakenBackError():
                self._elsewhere[item.bundle_id] = replace(item, standing=Standing.WITHDRAWN)
            case refusals.ExpiredBundleError():
                self._elsewhere[item.bundle_id] = replace(item, standing=Standing.EXPIRED)
            case UserFacingError() if isinstance(error, _REFUSED):
                refused = replace(item, standing=Standing.REFUSED, why=failure_words(error))
                self._elsewhere[item.bundle_id] = refused
            case _:
                self.failed.emit(error)
                return
        self.items_changed.emit(self.items)
        self.refresh()
        if not isinstance(error, AlreadyReceivedError):
            self.refused.emit(item.bundle_id)

    def _on_removed(self) -> None:
        self.said.emit(tr("Your copy is destroyed, and the key that opened it."))
        self.refresh()

    def _on_read(self, known: _Known) -> None:
        self._kept = known.kept
        if known.studies != self.studies:
            self.studies = known.studies
            self.studies_changed.emit()
        self.items_changed.emit(self.items)

    @Slot()
    def _on_locking(self) -> None:
        self._steps.cancel()
        self._kept, self.studies = (), ()
        self._elsewhere.clear()


def _waiting(new: NewBundle) -> ReceivedItem:
    return ReceivedItem(
        bundle_id=new.bundle_id,
        place=new.store_url,
        standing=Standing.WAITING,
        size_bytes=new.size_bytes,
        sealed_on=new.sealed_on,
        expires_on=new.expires_on,
    )


def _read(vault: Vault) -> _Known:
    titles = StudyTitles(vault)
    studies = tuple(study.title for study in studies_to_open(vault))
    found = {check.subject_id: read_finding(check.summary) for check in vault.checks()}
    items = (received_item(row, titles, found.get(row.bundle_id)) for row in vault.received())
    return _Known(tuple(items), studies)
