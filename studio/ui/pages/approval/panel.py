"""What is said beside the picture: whether all is in order, who can open it, where it goes, for how long."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from recorder.episode.study import Role
from recorder.wording import clean
from studio.review.watching import Watching
from studio.submission.approval import ApprovalSheet, Reader
from studio.submission.checklist import CheckKind, CheckState, Watched
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.time_words import day_words, size_words
from studio.ui.pages.approval.check_row import CheckRow
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.text import strangers_words, words
from studio.ui.widgets.tick import Tick
from studio.ui.words import later, tr, trn

ROLE_WORDS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.ANNOTATOR: later("Divides recordings into steps and describes them"),
        Role.QA: later("Replays recordings to check that they are right"),
        Role.RESEARCHER: later("Uses recordings for the study's purpose"),
        Role.AUDITOR: later("Checks that everyone keeps to what was agreed"),
    }
)
_FOLDER: Final = "file://"
_DIVIDED: Final = re.compile(r"([/?&=.])")
_MAY_BREAK: Final = "\u200b"


class SharePanel(Column):
    """The checklist first, then all that the person agrees to with the button.

    Args:
        sheet: As far as it is known before the file is hashed.
    """

    rest_requested = Signal()
    """The person wants to watch what they have not watched."""
    known_changed = Signal(bool)
    """The person says, or no longer says, that they know what they have not watched."""

    def __init__(self, sheet: ApprovalSheet, parent: QWidget | None = None) -> None:
        super().__init__(margin=GRID * 2, parent=parent)
        self._rows: dict[CheckKind, CheckRow] = {}
        self.body.setSpacing(GRID)
        self.rest = QPushButton(tr("&Watch the rest"))
        self.knows = Tick(tr("I &know what is in the part I did not watch"))
        self._hashing = CheckRow()
        self._add_checks(sheet)
        self._add_readers(sheet.recipients)
        self._add_place(sheet)
        self._add_time(sheet)
        self.body.addStretch(1)
        self.rest.clicked.connect(self.rest_requested)
        self.knows.toggled.connect(self.known_changed)
        self.show_sheet(sheet)

    @property
    def checks(self) -> Mapping[CheckKind, CheckRow]:
        """The lines of the checklist."""
        return self._rows

    def show_sheet(self, sheet: ApprovalSheet) -> None:
        """Show what was found out meanwhile."""
        for check in sheet.checks:
            if check.kind is not CheckKind.WATCHED:
                self._rows[check.kind].show_check(check.state, phrase_words(check.words))
        if sheet.file_sha256:
            self._hashing.show_check(
                CheckState.DONE, tr("You approve exactly this file. None of its bytes can change unnoticed.")
            )
        else:
            self.show_hashing(0, 0)

    def show_hashing(self, done: int, total: int) -> None:
        """Say how far the hashing is."""
        percent = 100 * done // total if total else 0
        self._hashing.show_check(
            CheckState.OPEN,
            tr("The file is being read, to know every byte of it: {percent} %", percent=percent),
        )

    def show_watching(self, watching: Watching, watched: Watched | None) -> None:
        """Show how much of it was watched, and what the person says of the rest."""
        row = self._rows[CheckKind.WATCHED]
        percent = int(watching.share * 100)
        match watched:
            case Watched.FULLY:
                row.show_check(CheckState.DONE, tr("You watched all of it."))
            case Watched.SKIPPED:
                said = tr("You watched {percent} % of it, and know what is in the rest.", percent=percent)
                row.show_check(CheckState.DONE, said)
            case None:
                row.show_check(CheckState.OPEN, tr("You watched {percent} % of it.", percent=percent))
        self.rest.setText(tr("&Watch the rest") if percent else tr("&Watch it"))
        for widget in (self.rest, self.knows):
            widget.setVisible(watched is not Watched.FULLY)

    def _add_checks(self, sheet: ApprovalSheet) -> None:
        self.body.addWidget(words(tr("Is all in order?"), role="heading"))
        for check in sheet.checks:
            self._rows[check.kind] = CheckRow()
        for kind, row in self._rows.items():
            if kind is not CheckKind.WATCHED:
                self.body.addWidget(row)
        self.body.addWidget(self._hashing)
        self.body.addWidget(self._rows[CheckKind.WATCHED])
        below = QVBoxLayout()
        below.setContentsMargins(GRID * 3 + 4, 0, 0, 0)
        below.setSpacing(GRID // 2)
        below.addWidget(self.rest, 0, Qt.AlignmentFlag.AlignLeft)
        below.addWidget(self.knows)
        self.body.addLayout(below)

    def _add_readers(self, readers: tuple[Reader, ...]) -> None:
        self._add_heading(tr("Who can open it"))
        for reader in readers:
            self.body.addWidget(_reader_card(reader))
        self.body.addWidget(
            words(
                tr("It is sealed to these keys. Nobody else can open it, not even those who run the store."),
                role="quiet",
            )
        )

    def _add_place(self, sheet: ApprovalSheet) -> None:
        self._add_heading(tr("Where it goes"))
        size = tr("About {size}, sealed before it leaves.", size=size_words(sheet.size_bytes))
        self.body.addWidget(_card(*_place_labels(sheet), words(size, role="quiet")))

    def _add_time(self, sheet: ApprovalSheet) -> None:
        self._add_heading(tr("For how long"))
        until = trn(
            "For one day: until {day}.", "For {count} days: until {day}.", sheet.retention_days,
            day=day_words(sheet.expires_on),
        )  # fmt: skip
        then = tr(
            "Then it is deleted there, and from the readers' vaults. Until then you can withdraw it in your "
            "library whenever you like, with the same effect. What a reader exported from their vault before "
            "that, no program can call back."
        )
        self.body.addWidget(_card(words(until), words(then, role="quiet")))

    def _add_heading(self, said: str) -> None:
        self.body.addSpacing(GRID)
        self.body.addWidget(words(said, role="heading"))


def _reader_card(reader: Reader) -> QFrame:
    name = strangers_words(reader.name)
    font = name.font()
    font.setBold(True)
    name.setFont(font)
    key = strangers_words(reader.fingerprint, role="mono")
    key.setAccessibleName(tr("Fingerprint of the key: {key}", key=reader.fingerprint))
    key.setToolTip(tr("The key's fingerprint. Compare it with theirs, on the telephone for example."))
    return _card(name, words(tr(ROLE_WORDS[reader.role]), role="quiet"), key)


def _card(*labels: QLabel) -> QFrame:
    """What belongs together; the keyboard stops at it, so that it scrolls into sight and is read out."""
    card = QFrame()
    card.setProperty("role", "card")
    card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    card.setAccessibleName(", ".join(label.accessibleName() or label.text() for label in labels))
    layout = QVBoxLayout(card)
    layout.setContentsMargins(GRID + 4, GRID, GRID + 4, GRID)
    layout.setSpacing(GRID // 2)
    for label in labels:
        layout.addWidget(label)
    return card


def _place_labels(sheet: ApprovalSheet) -> Iterator[QLabel]:
    url, location = clean(sheet.store.url), clean(sheet.store.location)
    where = tr("The folder {folder}", folder=_path_of(url)) if url.startswith(_FOLDER) else url
    # An address is one long word, which would be cut off at the edge: it may be broken where it is divided.
    label = words(_DIVIDED.sub(f"\\1{_MAY_BREAK}", where))
    label.setAccessibleName(where)
    yield label
    if location:
        yield strangers_words(location)


def _path_of(url: str) -> str:
    return unquote(url.removeprefix(_FOLDER))
