"""What a study asks for, in plain words, and the person's answer to each part of it.

Nothing is chosen for them: every switch is off, the name is empty, and declining is as large as agreeing. The
same page later shows what was agreed to, and changes it: a new consent replaces the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from recorder.episode.consent_entries import Grant
from recorder.episode.consent_words import (
    Ours,
    Paragraph,
    Section,
    SectionName,
    Theirs,
    Verbatim,
    WithdrawalWay,
    consent_sections,
    most_pictures,
    stream_example,
    stream_name,
    stream_need,
)
from recorder.episode.study import Stream, StreamRequest, Study
from recorder.study_owner import OwnerCheck
from recorder.wording import clean
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.time_words import day_words
from studio.ui.theme import GRID
from studio.ui.widgets.authors_words import AuthorsWords
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.owner_note import OwnerNote
from studio.ui.widgets.stream_example import StreamExample
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """What the person answered.

    Attributes:
        study_sha256: To which study.
        contributor: The name or pseudonym they gave.
        answers: Yes or no to each stream.
    """

    study_sha256: str
    contributor: str
    answers: Mapping[Stream, bool]


class ConsentPage(Column):
    """Shows one study.

    Args:
        study: What is asked for.
        standing: The consent that holds now, to be looked at or changed; ``None`` where there is none.
    """

    agreed = Signal(object)
    declined = Signal()

    def __init__(self, study: Study, standing: Grant | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._study = study
        self._standing = standing
        self._switches: dict[Stream, Switch] = {}
        self._refusals: dict[Stream, Notice] = {}
        self._owner = OwnerNote()
        self._no_name = Notice()
        self._name = QLineEdit()
        self.notice = Notice()
        self._agree = QPushButton(tr("&Agree") if standing is None else tr("&Agree to this instead"))
        self._decline = QPushButton(tr("&Decline") if standing is None else tr("&Keep as it is"))
        self._lay_out()
        # The page itself takes the keys that scroll, until the person moves on to the first switch.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._agree.clicked.connect(self._on_agree)
        self._decline.clicked.connect(self.declined)

    def set_busy(self, *, busy: bool) -> None:
        """While the answer is written down, it cannot be given again."""
        self._agree.setEnabled(not busy)
        self._decline.setEnabled(not busy)

    def show_owner(self, check: OwnerCheck) -> None:
        """Say who signed the study."""
        self._owner.show_check(check)

    def _lay_out(self) -> None:
        body, study = self.body, self._study
        body.addWidget(strangers_words(study.title, role="title"))
        body.addWidget(words(tr("Version {version}", version=clean(study.version)), role="quiet"))
        body.addWidget(self._owner)
        if self._standing is not None:
            body.addWidget(_what_stands(self._standing))
        body.addWidget(
            words(
                tr(
                    "What stands on grey behind a bar are the words of those who ask you. All else is said "
                    "by Assent, and is what it does."
                ),
                role="quiet",
            )
        )
        for section in consent_sections(study, withdrawal=WithdrawalWay.APP):
            self._add_section(section)
        body.addWidget(words(tr("Who you are"), role="heading"))
        label = QLabel(tr("The &name or pseudonym that you want to go by in this study"))
        label.setWordWrap(True)
        label.setBuddy(self._name)
        body.addWidget(label)
        self._name.textEdited.connect(self._no_name.hide)
        self._name.setAccessibleName(tr("Name or pseudonym"))
        self._name.setMaximumWidth(GRID * 48)
        self._name.setMaxLength(200)
        if self._standing is not None:
            self._name.setText(self._standing.contributor)
        body.addWidget(self._name)
        body.addWidget(self._no_name)
        body.addWidget(self.notice)
        body.addLayout(self._buttons())
        body.addStretch(1)

    def _add_section(self, section: Section) -> None:
        self.body.addSpacing(GRID)
        self.body.addWidget(words(phrase_words(section.title), role="heading"))
        if section.name is SectionName.STREAMS:
            self._add_streams(section.paragraphs[0])
            return
        lines = QVBoxLayout()
        lines.setSpacing(GRID)
        for paragraph in section.paragraphs:
            lines.addWidget(_paragraph(paragraph))
        self.body.addLayout(lines)

    def _add_streams(self, first: Paragraph) -> None:
        self.body.addWidget(_paragraph(first))
        for request in self._study.streams:
            self.body.addWidget(self._stream_card(request))
        for paragraph in most_pictures(self._study):
            self.body.addWidget(_paragraph(paragraph))

    def _stream_card(self, request: StreamRequest) -> QFrame:
        name = phrase_words(stream_name(request.stream))
        switch = Switch(tr("Record this: {name}", name=name))
        if self._standing is not None:
            switch.setChecked(request.stream in self._standing.granted)
        self._switches[request.stream] = switch
        card = QFrame()
        card.setProperty("role", "card")
        told = QVBoxLayout()
        told.setSpacing(GRID)
        head = QHBoxLayout()
        head.addWidget(words(name, role="heading"), 1)
        head.addWidget(switch, 0, Qt.AlignmentFlag.AlignTop)
        told.addLayout(head)
        told.addWidget(words(_sentence(phrase_words(stream_need(request))), role="quiet"))
        told.addWidget(words(_sentence(phrase_words(stream_example(request.stream)))))
        told.addWidget(AuthorsWords(request.shows, tr("Words of those who ask you")))
        refusal = Notice()
        self._refusals[request.stream] = refusal
        switch.toggled.connect(refusal.hide)
        told.addWidget(refusal)
        told.addStretch(1)
        layout = QHBoxLayout(card)
        layout.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        layout.setSpacing(GRID * 2)
        layout.addWidget(StreamExample(request.stream), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(told, 1)
        return card

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID * 2)
        for button in (self._agree, self._decline):
            button.setMinimumSize(GRID * 24, GRID * 5)
            buttons.addWidget(button, 1)
        return buttons

    def _on_agree(self) -> None:
        answers = {stream: switch.isChecked() for stream, switch in self._switches.items()}
        missing = [
            request.stream
            for request in self._study.streams
            if request.required and not answers[request.stream]
        ]
        if missing:
            for stream in missing:
                self._refusals[stream].say(
                    tr("The study cannot be done without this. Say yes to it, or decline; both are fine.")
                )
            self._show_field(self._switches[missing[0]])
            return
        if not self._name.text().strip():
            self._no_name.say(tr("Give a name first. It need not be your own; any that you like will do."))
            self._show_field(self._name)
            return
        self.notice.hide()
        self.agreed.emit(ConsentAnswer(self._study.sha256, self._name.text().strip(), answers))

    def _show_field(self, field: QWidget) -> None:
        # What was just said makes the page longer: only then it is known where the field is.
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(field, 0, GRID * 16))
        field.setFocus(Qt.FocusReason.OtherFocusReason)


def _paragraph(paragraph: Paragraph) -> QWidget:
    match paragraph:
        case Ours(said, is_item=True):
            return _item(phrase_words(said))
        case Ours(said, is_part=True):
            return _indented(words(phrase_words(said), role="quiet"))
        case Ours(said):
            return words(phrase_words(said))
        case Theirs(text):
            return AuthorsWords(text, tr("Words of those who ask you"))
        case Verbatim(text):
            return _indented(strangers_words(text, role="mono"))


def _item(text: str) -> QWidget:
    item = QWidget()
    layout = QHBoxLayout(item)
    layout.setContentsMargins(GRID, 0, 0, 0)
    layout.setSpacing(GRID)
    dot = words("•")
    dot.setWordWrap(False)
    layout.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(words(text), 1)
    return item


def _indented(label: QLabel) -> QLabel:
    label.setContentsMargins(GRID * 3, 0, 0, 0)
    return label


def _what_stands(grant: Grant) -> QLabel:
    return words(
        tr(
            "You agreed to this on {day}, as {name}. The switches show what you said yes to. Change them and "
            "agree anew if you like; your earlier answers are then replaced.",
            day=day_words(grant.at),
            name=clean(grant.contributor),
        ),
        role="notice",
    )


def _sentence(text: str) -> str:
    """A text of the middle of a sentence, standing alone."""
    return f"{text[:1].upper()}{text[1:]}."
