"""A question that needs an answer before something is destroyed or ended: what goes, what stays, two buttons.

Nothing has to be typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from recorder.wording import clean
from studio.taking_part import Participation
from studio.ui.dialogs.asking import AskingDialog
from studio.ui.models.recording_rows import RecordingRow
from studio.ui.models.time_words import length_words, size_words, when_words
from studio.ui.widgets.text import words
from studio.ui.widgets.tick import Tick
from studio.ui.words import tr, trn


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        title: In a few words.
        lines: What happens, line by line; a line with ``•`` is a point.
        yes: The button that does it: a verb.
        no: The button that does not.
        also: What can be done with it, by a tick that the person sets; empty for nothing.
        keys: Fingerprints to be compared sign by sign, each with its name; they stand before the lines.
    """

    title: str
    lines: Sequence[str]
    yes: str
    no: str
    also: str = ""
    keys: Sequence[tuple[str, str]] = ()


class DecisionDialog(AskingDialog):
    """Asks one question; accepted where the answer is yes.

    Attributes:
        also: The tick of what can be done with it.
    """

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question.title, parent)
        for name, key in question.keys:
            self.page.addWidget(words(name, role="quiet"))
            self.page.addWidget(words(key, role="mono"))
        for line in question.lines:
            self.page.addWidget(words(line))
        self.also = Tick(question.also)
        self.also.setVisible(bool(question.also))
        self.page.addWidget(self.also)
        self.add_answers(question.yes, question.no)


def about_deleting(row: RecordingRow) -> Question:
    """Before a recording is destroyed."""
    shared = trn(
        "Not called back is the copy that you shared. To have that deleted too, withdraw it first; you can "
        "also do that later, in the library.",
        "Not called back are the {count} copies that you shared. To have those deleted too, withdraw them "
        "first; you can also do that later, in the library.",
        len(row.copies.withdrawable),
    )
    return Question(
        tr("Delete this recording?"),
        (
            tr("“{task}” of {study}", task=clean(row.task), study=clean(row.study)),
            tr(
                "Recorded {when}, {length} long, {size}",
                when=when_words(row.started_at),
                length=length_words(row.length_ns),
                size=size_words(row.size_bytes),
            ),
            tr(
                "Destroyed are: all of its pictures, keys and pointer movements, every edit you made to it, "
                "what was prepared from it, and the key that opens its file. Nobody can bring it back."
            ),
            tr("Not touched are: what you exported from it, and backups that you made of the vault."),
            *((shared,) if row.copies.withdrawable else ()),
        ),
        tr("&Delete the recording"),
        tr("&Keep it"),
    )


def about_withdrawing(part: Participation, shared_count: int = 0) -> Question:
    """Before a consent is withdrawn.

    Args:
        part: Which.
        shared_count: How many recordings are shared for it, which can be withdrawn with it.
    """
    if shared_count:
        shared = tr(
            "• What you already shared stays with its readers until you take it back: tick below, or do it "
            "later in your library."
        )
    else:
        shared = tr("• You have shared nothing for it, so there is nothing to take back.")
    return Question(
        tr("Withdraw from “{study}”?", study=clean(part.study.title)),
        (
            tr("• From now on nothing more is recorded for this study, and nothing more is shared."),
            tr("• Your recordings stay in your library until you delete them."),
            shared,
            tr(
                "• Those who run the study answer to you: {email}.",
                email=clean(part.study.controller.email),
            ),
            tr("You need no reason. You can read the study and agree again whenever you like."),
        ),
        tr("&Withdraw"),
        tr("&Stay in the study"),
        trn(
            "&Also take back the recording that I shared",
            "&Also take back the {count} recordings that I shared",
            shared_count,
        )
        if shared_count
        else "",
    )


def about_taking_back(row: RecordingRow) -> Question:
    """Before what was shared of a recording is taken back."""
    if row.copies.sent_count:
        what_goes = [
            tr("• It is deleted where it lies, and a signed note there says that you withdrew it."),
            tr("• From then on Assent opens it for nobody, and the key that opens it is destroyed here."),
            tr("• Copies in the readers' vaults are destroyed when they next look for new recordings."),
            tr("• What a reader exported from their vault before that, no program can call back."),
        ]
    else:
        what_goes = [tr("• It is not sent. Whatever of it is already there is deleted again.")]
    return Question(
        tr("Take back what you shared?"),
        (
            tr("A recording that you deleted, of {study}", study=clean(row.study))
            if row.is_deleted
            else tr("“{task}” of {study}", task=clean(row.task), study=clean(row.study)),
            *what_goes,
            tr("This cannot be undone, but you can share the recording anew. You need no reason.")
            if not row.is_deleted
            else tr("This cannot be undone. You need no reason."),
        ),
        tr("&Withdraw it"),
        tr("&Leave it shared"),
    )
