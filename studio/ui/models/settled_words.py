"""What was put in order while the vault opened, in plain words."""

from recorder.vault.session_recovery import RecoveryOutcome
from studio.taking_part import Settled
from studio.ui.words import trn


def settled_words(settled: Settled) -> str:
    """The sentences; empty where there was nothing to tell."""
    said = []
    if closed := settled.count(RecoveryOutcome.CLOSED):
        said.append(
            trn(
                "One recording had ended abruptly and was closed; all that was written is in it.",
                "{count} recordings had ended abruptly and were closed; all that was written is in them.",
                closed,
            )
        )
    if gone := settled.count(RecoveryOutcome.GONE):
        said.append(
            trn(
                "One recording was destroyed, or never began; nothing of it is left.",
                "{count} recordings were destroyed, or never began; nothing of them is left.",
                gone,
            )
        )
    if unreadable := settled.count(RecoveryOutcome.UNREADABLE):
        said.append(
            trn(
                "The file of one recording cannot be read; it was left as it is.",
                "The files of {count} recordings cannot be read; they were left as they are.",
                unreadable,
            )
        )
    if settled.expired:
        said.append(
            trn(
                "One recording was past its study's time and was destroyed.",
                "{count} recordings were past their studies' time and were destroyed.",
                settled.expired,
            )
        )
    if settled.received_expired:
        said.append(
            trn(
                "One recording of others was past its time: your copy is destroyed.",
                "{count} recordings of others were past their time: your copies are destroyed.",
                settled.received_expired,
            )
        )
    return " ".join(said)
