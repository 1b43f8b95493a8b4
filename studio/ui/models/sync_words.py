"""What came of looking into the stores, in plain words."""

from studio.submission.syncing import SyncReport
from studio.ui.models.failure_words import failure_words
from studio.ui.models.received_model import place_words
from studio.ui.models.review_words import news_words
from studio.ui.words import tr, trn


def sync_words(report: SyncReport) -> str:
    """What is new and what is gone, in sentences; empty where there is nothing to tell."""
    said = []
    if new := len(report.new):
        said.append(trn("One recording waits for you.", "{count} recordings wait for you.", new))
    if withdrawn := len(report.withdrawn):
        said.append(
            trn(
                "One recording was taken back by whoever made it: your copy is destroyed.",
                "{count} recordings were taken back by those who made them: your copies are destroyed.",
                withdrawn,
            )
        )
    if expired := len(report.expired):
        said.append(
            trn(
                "One recording was past its time: your copy is destroyed.",
                "{count} recordings were past their time: your copies are destroyed.",
                expired,
            )
        )
    if news := news_words(report.reviews.new, report.reviews.missed):
        said.append(news)
    return " ".join(said)


def unreachable_words(report: SyncReport) -> tuple[str, ...]:
    """For each store that could not be looked into, which and why."""
    return tuple(
        " ".join(
            (
                tr("Could not look into {place}.", place=place_words(each.store_url)),
                *failure_words(each.error),
            )
        )
        for each in report.unreachable
    )
