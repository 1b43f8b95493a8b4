"""Reviews in words, for the command line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from recorder.bundle.statements import Finding
from recorder.commands.opening import short_id
from recorder.vault.sharing_rows import ReviewState
from recorder.wording import clean, count_text, moment_text
from studio.submission.reviews import Decision, ReviewSheet, ShownReview, Standing

MISSED: Final = "It was taken out of the store by somebody who may write there. It counts all the same."
DECISIONS: Final[Mapping[Decision, str]] = {
    Decision.ACCEPTED: "accepted",
    Decision.REJECTED: "sent back",
}


def review_text(review: ShownReview) -> str:
    """One review: what was decided, by whom, and what they say."""
    head = f"{short_id(review.bundle_id)}: {DECISIONS[review.decision]} by {who_text(review)}"
    lines = [f"{head}, {review.reviewed_on}."]
    if review.found is not None:
        lines.append(f"  The check found: {finding_text(review.found)}.")
    lines += [f"  | {line}" for line in review.comment.splitlines()]
    lines += [f"  {line}" for line in _remarks(review)]
    return "\n".join(lines)


def who_text(review: ShownReview) -> str:
    """Who signed it, as the study names them."""
    if review.is_own:
        return "you"
    if review.name:
        return review.name
    return f"somebody whom the study does not name ({review.fingerprint})"


def finding_text(found: Finding) -> str:
    """What the check had found."""
    said = clean(found.kind).replace("_", " ")
    if found.step is not None:
        said += f" at step {found.step}"
    return f"{said}, {count_text(found.runs, 'run')}"


def sheet_text(sheet: ReviewSheet) -> str:
    """What a reader is shown before they say it."""
    readers = ", ".join(("the contributor", *sheet.readers))
    lines = [f"Signed with your key {sheet.fingerprint}.", f"Can read it: {readers}. No store can."]
    if not sheet.is_named:
        lines.append(
            "The study does not name that key: it is shown without your name, and does not count. Ask those "
            "who run the study to put your card in (`assent identity export`)."
        )
    if sheet.own is not None:
        lines.append(
            f"It counts instead of what you said before ({DECISIONS[sheet.own.decision]}), which can still "
            "be read."
        )
    return "\n".join(lines)


def review_json(review: ShownReview) -> dict[str, object]:
    """A review for a program."""
    found = review.found
    return {
        "bundle": review.bundle_id,
        "decision": review.decision.value,
        "comment": review.comment,
        "found": None
        if found is None
        else {"kind": found.kind, "first_failing_step": found.step, "runs": found.runs},
        "reviewed_on": review.reviewed_on.isoformat(),
        "by": review.name or None,
        "role": None if review.role is None else review.role.value,
        "signing_key": review.signer.hex(),
        "fingerprint": review.fingerprint,
        "counts": review.counts,
        "is_own": review.is_own,
        "state": review.state.value,
        "problem": review.problem or None,
        "earlier": [
            {
                "decision": each.decision.value,
                "comment": each.comment,
                "reviewed_on": each.reviewed_on.isoformat(),
            }
            for each in review.earlier
        ],
    }


def reviews_text(reviews: Sequence[ShownReview]) -> str:
    """Several, one below the other."""
    return "\n".join(map(review_text, reviews))


def _remarks(review: ShownReview) -> Iterator[str]:
    match review.standing:
        case Standing.COUNTS:
            pass
        case Standing.OTHER_ROLE:
            role = "" if review.role is None else review.role.value
            yield f"It does not count: the study names them as {role}."
        case Standing.UNKNOWN:
            yield "It does not count: the study does not name that key."
    if review.state is ReviewState.WAITING:
        again = f" Tried again after {moment_text(review.next_try_at)}." if review.next_try_at else ""
        yield f"Not sent yet. {clean(review.problem)}{again}".rstrip()
    if review.state is ReviewState.MISSED:
        yield MISSED
    for each in review.earlier:
        yield f"Before that: {DECISIONS[each.decision]}, {each.reviewed_on}."
        yield from (f"  | {line}" for line in each.comment.splitlines())
