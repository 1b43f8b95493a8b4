"""What readers said of a recording, in the person's language."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from recorder.bundle.statements import Finding
from recorder.vault.sharing_rows import ReviewState
from studio.submission.reviews import Decision, ReviewSheet, ShownReview, Standing, outcome
from studio.ui.models.time_words import day_words
from studio.ui.words import later, tr, tr_said, trn

_FINDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "same": later("It did the same again."),
        "same_after_moving": later("It did the same again, though something had moved."),
        "late": later("It did the same again, later."),
        "different": later("It did something else."),
        "not_comparable": later("Its screen could not be compared."),
        "not_reached": later("It did not come to its end."),
    }
)
_MARKS: Final = 2


def finding_words(found: Finding | None) -> str:
    """What the check found, in a line."""
    if found is None:
        return tr("Not checked.")
    said = [tr(_FINDINGS[found.kind]) if found.kind in _FINDINGS else tr("The check said something unknown.")]
    if found.step is not None:
        said.append(tr("First at step {number}.", number=found.step))
    if found.runs > 1:
        said.append(trn("Checked once.", "Checked {count} times.", found.runs))
    return " ".join(said)


def decided_words(review: ShownReview) -> str:
    """Who decided what, such as ``Sent back by Quinn``."""
    is_accepted = review.decision is Decision.ACCEPTED
    if review.is_own:
        return tr("You accepted it") if is_accepted else tr("You sent it back")
    if not review.name:
        return (
            tr("Accepted by somebody whom the study does not name")
            if is_accepted
            else tr("Sent back by somebody whom the study does not name")
        )
    if is_accepted:
        return tr("Accepted by {name}", name=review.name)
    return tr("Sent back by {name}", name=review.name)


def standing_words(review: ShownReview) -> str:
    """Why it does not count; empty where it does."""
    match review.standing:
        case Standing.COUNTS:
            return ""
        case Standing.OTHER_ROLE:
            return tr("It does not count: the study names them for something else.")
        case Standing.UNKNOWN:
            return tr(
                "It does not count: the study does not name the key {fingerprint}.",
                fingerprint=review.fingerprint,
            )


def state_words(review: ShownReview) -> str:
    """How far one's own review is."""
    if review.state is not ReviewState.WAITING:
        return tr("It is in the store, for its contributor and those who can open the recording.")
    if not review.problem:
        return tr("It is signed, and waits to be sent.")
    why = tr_said(review.problem)
    if review.next_try_at is not None:
        return tr("It is signed, and waits to be sent: {why} It is tried again by itself.", why=why)
    return tr("It is signed, and waits to be sent: {why}", why=why)


def review_words(review: ShownReview) -> str:
    """All of it, in lines: who, when, what the check found, what they say, and whether it counts."""
    lines = [tr("{who}, {day}.", who=decided_words(review), day=day_words(review.reviewed_on))]
    if review.found is not None:
        lines.append(tr("The check: {found}", found=finding_words(review.found)))
    if review.comment:
        lines.append(tr("“{text}”", text=review.comment))
    lines += [standing_words(review)] if not review.counts else []
    if review.state is ReviewState.MISSED:
        lines.append(
            tr("It was taken out of the store by somebody who may write there. It counts all the same.")
        )
    lines += [earlier_words(each) for each in review.earlier]
    return "\n".join(lines)


def earlier_words(review: ShownReview) -> str:
    """What the same person said before, in a line."""
    said = (
        tr("Before that: accepted, {day}.", day=day_words(review.reviewed_on))
        if review.decision is Decision.ACCEPTED
        else tr("Before that: sent back, {day}.", day=day_words(review.reviewed_on))
    )
    return f"{said} “{review.comment}”" if review.comment else said


def consequence_words(sheet: ReviewSheet) -> str:
    """What happens on a click, said before."""
    key = " ".join(sheet.fingerprint.split()[:_MARKS])
    who = ", ".join((tr("its contributor"), *sheet.readers))
    said = [
        tr("Signed with your key, which begins with {key}.", key=key),
        tr("Those who can open the recording can read it: {people}. No store can.", people=who),
    ]
    if sheet.own is not None:
        said.append(tr("What you said before can still be read; this counts instead."))
    if not sheet.is_named:
        said.append(
            tr(
                "The study does not name this key: your review is shown without your name, and does not "
                "count. Send your card to those who run the study."
            )
        )
    return " ".join(said)


def outcome_words(reviews: Sequence[ShownReview]) -> str:
    """What became of a recording by what was said of it; empty where nothing counts."""
    said = outcome(reviews)
    return "" if said is None else decided_words(said)


def news_words(new: Sequence[ShownReview], missed: Sequence[ShownReview] = ()) -> str:
    """What was said since the last look, and what was taken away, in sentences."""
    counting = [each for each in new if each.counts]
    accepted = sum(each.decision is Decision.ACCEPTED for each in counting)
    rejected, others = len(counting) - accepted, len(new) - len(counting)
    said = []
    if len(counting) == 1:
        said.append(tr("News of a recording: {what}.", what=decided_words(counting[0])))
    else:
        if accepted:
            said.append(trn("One recording was accepted.", "{count} recordings were accepted.", accepted))
        if rejected:
            said.append(trn("One recording was sent back.", "{count} recordings were sent back.", rejected))
    if others:
        said.append(
            trn("One review came that does not count.", "{count} reviews came that do not count.", others)
        )
    own = sum(each.is_own for each in missed)
    if own:
        said.append(
            trn(
                "One review of yours was taken out of its store. It is put there again.",
                "{count} reviews of yours were taken out of their store. They are put there again.",
                own,
            )
        )
    if len(missed) > own:
        said.append(
            trn(
                "One review was taken out of its store. It is kept here, and counts.",
                "{count} reviews were taken out of their store. They are kept here, and count.",
                len(missed) - own,
            )
        )
    return " ".join(said)
