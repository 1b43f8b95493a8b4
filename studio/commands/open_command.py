"""``open`` and ``sync``: what others shared with this person."""

import shlex
from collections import Counter
from datetime import UTC, datetime

import click

from recorder.bundle.errors import WithdrawnBundleError
from recorder.commands.opening import opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.episode.time import format_time
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import ReceivedRow, SubmissionRow
from recorder.vault.vault import Vault
from recorder.wording import clean, count_text, size_text
from studio.commands.errors import NotAllReachedError
from studio.commands.review_command import NotSent, send_due_reviews
from studio.commands.review_wording import review_json, reviews_text, who_text
from studio.commands.share_wording import place_text, received_json, state_text, submission_json
from studio.commands.sharing_work import do_work
from studio.submission import pending
from studio.submission.errors import AlreadyReceivedError
from studio.submission.receiving import abandon_opening, begin_opening, finish_opening, open_received
from studio.submission.review_hearing import ReviewsReport
from studio.submission.reviews import ShownReview
from studio.submission.syncing import SyncReport, ask_again, begin_sync, finish_sync
from studio.submission.syncing import sync as look


@click.command("open", short_help="Open a recording that was shared with you.")
@click.argument("place", metavar="URL|FILE")
@json_option
def open_command(place: str, *, as_json: bool) -> None:
    """Fetch the recording at URL or FILE, check it, and keep it in your vault.

    Named is its folder in the store, or its manifest.json. `assent sync` lists what is for you.

    It is refused unless everything holds: that it is sealed to you, that nothing of it was changed, that the
    person consented to it and did not take it back, and that you know who runs the study.
    """
    with opened_vault() as vault:
        try:
            row = _opened(vault, place)
        except AlreadyReceivedError as already:
            row = _still_there(vault, already.bundle_id)
            note(already.happened)
    if as_json:
        print_json(received_json(row))
        return
    say(f"Recording {short_id(row.bundle_id)}: {_length(row)}, task {clean(row.task_id)}.")
    say(f"It is yours to use until {row.expires_on}, unless it is taken back.")
    note(f"Look at it with: assent show {short_id(row.bundle_id)}")


@click.command(short_help="Send and take back what waits, and look for what is new for you.")
@click.option("--from", "stores", multiple=True, metavar="URL", help="Look there too.")
@json_option
def sync(*, stores: tuple[str, ...], as_json: bool) -> None:
    """Do what waits for the network, then look into the stores of your studies.

    What you shared is sent or taken back where that had to wait. What others shared with you is listed, and
    copies of what they took back, or of what is kept no longer, are destroyed. What you say of it is sent,
    and what readers said of what you shared is fetched.
    """
    with opened_vault() as vault:
        done, failed = _work_off(vault)
        said, unsaid = send_due_reviews(vault)
        order = begin_sync(vault, now=datetime.now(UTC), also=stores)
        with progress("Looking") as advance:
            found = look(order, advance)
        report = finish_sync(vault, found, now=datetime.now(UTC))
        if any(each.is_own for each in report.reviews.missed):
            # Somebody took out of a store what this person said: it is put there again.
            said_again, unsaid = send_due_reviews(vault)
            said += said_again
    if as_json:
        print_json({**_document(done, failed, report), **_reviews_document(said, unsaid, report.reviews)})
    else:
        is_quiet = _tell(done, failed, report) + _tell_reviews(said, unsaid, report.reviews) == 0
        if is_quiet:
            say("Nothing is new.")
    if failed or unsaid or report.unreachable:
        raise NotAllReachedError(len(failed) + len(unsaid) + len(report.unreachable))


def _still_there(vault: Vault, bundle_id: str) -> ReceivedRow:
    """A copy that is in the vault, once its store was asked whether it was taken back.

    Raises:
        WithdrawnBundleError: It was; the copy is destroyed.
    """
    row = next(each for each in vault.received() if each.bundle_id == bundle_id)
    with progress("Asking whether it was taken back") as advance:
        found = ask_again(row, begin_sync(vault, now=datetime.now(UTC)), advance)
    report = finish_sync(vault, found, now=datetime.now(UTC))
    if report.withdrawn:
        raise WithdrawnBundleError
    for each in report.unreachable:
        note(f"{clean(each.error.happened)} So it is not known whether it was taken back meanwhile.")
    return row


def _opened(vault: Vault, place: str) -> ReceivedRow:
    order = begin_opening(vault, place, now=datetime.now(UTC))
    try:
        with progress("Fetching") as advance:
            opened = open_received(order, advance)
        return finish_opening(vault, order, opened)
    except BaseException as error:
        abandon_opening(vault, order, error)
        raise


def _work_off(vault: Vault) -> tuple[list[SubmissionRow], list[tuple[SubmissionRow, UserFacingError]]]:
    done: list[SubmissionRow] = []
    failed: list[tuple[SubmissionRow, UserFacingError]] = []
    tried: set[str] = set()
    while True:
        works = pending.due_work(vault, datetime.now(UTC), stuck_too=True)
        work = next((each for each in works if each.bundle_id not in tried), None)
        if work is None:
            return done, failed
        try:
            done.append(do_work(vault, work))
        except UserFacingError as error:
            tried.add(work.bundle_id)
            failed.append((vault.submission(work.bundle_id), error))


def _length(row: ReceivedRow) -> str:
    if row.summary is None:
        return "gone"
    return f"{format_time(row.summary.ended_ns)} long, {size_text(row.summary.file_bytes)}"


def _document(
    done: list[SubmissionRow], failed: list[tuple[SubmissionRow, UserFacingError]], report: SyncReport
) -> dict[str, object]:
    return {
        "done": [submission_json(row) for row in done],
        "failed": [{**submission_json(row), "why": error.happened} for row, error in failed],
        "new": [
            {
                "bundle": each.bundle_id,
                "url": each.url,
                "size_bytes": each.size_bytes,
                "sealed_on": each.sealed_on.isoformat(),
                "expires_on": each.expires_on.isoformat(),
            }
            for each in report.new
        ],
        "taken_back": [row.bundle_id for row in report.withdrawn],
        "expired": [row.bundle_id for row in report.expired],
        "unreachable": [{"store": each.store_url, "why": each.error.happened} for each in report.unreachable],
    }


def _reviews_document(
    said: list[ShownReview], unsaid: list[NotSent], report: ReviewsReport
) -> dict[str, object]:
    return {
        "reviews_sent": [review_json(each) for each in said],
        "reviews_not_sent": [{"bundle": each.bundle_id, "why": each.error.happened} for each in unsaid],
        "reviews": [review_json(each) for each in report.new],
        "missed_reviews": [review_json(each) for each in report.missed],
        "no_reviews": [{"bundle": each.bundle_id, "why": each.why} for each in report.odd],
        "reviews_refused": list(report.refused),
    }


def _tell_reviews(said: list[ShownReview], unsaid: list[NotSent], report: ReviewsReport) -> int:
    """Tell of reviews; of how many things."""
    if said:
        say(f"{count_text(len(said), 'review')} sent.")
    for each in unsaid:
        say(f"{short_id(each.bundle_id)}: {clean(each.error.happened)} {clean(each.error.mend)}")
    if report.new:
        say(reviews_text(report.new))
    for missed in report.missed:
        say(f"{short_id(missed.bundle_id)}: the review by {who_text(missed)} was taken out of the store.")
    for bundle_id, count in Counter(each.bundle_id for each in report.odd).items():
        what = count_text(count, "file lies", "files lie")
        note(f"{short_id(bundle_id)}: {what} where reviews do, and is none of it. Left as it is.")
    for url in report.refused:
        note(
            f"No review of what you shared can be read in {place_text(url)}. If you expect one, ask those "
            "who run the store whether the key of this computer may read reviews."
        )
    return len(said) + len(unsaid) + len(report.new) + len(report.missed)


def _tell(
    done: list[SubmissionRow], failed: list[tuple[SubmissionRow, UserFacingError]], report: SyncReport
) -> int:
    """Tell what came of it; of how many things."""
    for row in done:
        say(f"{short_id(row.bundle_id)}: {state_text(row)}.")
    for row, error in failed:
        say(f"{short_id(row.bundle_id)}: {clean(error.happened)} {clean(error.mend)}")
    if report.withdrawn:
        say(f"{count_text(len(report.withdrawn), 'copy', 'copies')} destroyed: taken back by their makers.")
    if report.expired:
        say(f"{count_text(len(report.expired), 'copy', 'copies')} destroyed: kept no longer.")
    for new in report.new:
        said = f"New for you, {size_text(new.size_bytes)}, of {new.sealed_on}"
        # As it is typed: the shell would take an address apart at its & or ?.
        say(f"{said}: assent open {shlex.quote(clean(new.url))}")
    for each in report.unreachable:
        say(f"{clean(each.error.happened)} {clean(each.error.mend)}")
    old = len(report.withdrawn) + len(report.expired)
    return len(done) + len(failed) + len(report.new) + old + len(report.unreachable)
