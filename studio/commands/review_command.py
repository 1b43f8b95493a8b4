"""``review`` and ``reviews``: a reader accepts a recording or sends it back; what was said of each."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import click

from recorder.commands.opening import named_so, opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.errors import UserFacingError
from recorder.vault.errors import NoSuchReceivedError
from recorder.vault.sharing_rows import ReceivedState
from recorder.vault.vault import Vault
from recorder.wording import clean
from studio.commands.review_wording import DECISIONS, review_json, reviews_text, sheet_text
from studio.submission.review_errors import NoSuchRecordingError
from studio.submission.reviewing import (
    Decision,
    ShownReview,
    begin_review,
    begin_sending,
    carry_out,
    due_reviews,
    finish,
    postpone,
    review_sheet,
)
from studio.submission.reviews import reviews_by_bundle, reviews_of
from studio.submission.store_errors import TryAgainLaterError

_FROM_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class NotSent:
    """A review that could not be put into its store.

    Attributes:
        bundle_id: Of which bundle.
        error: Why, and what to do.
    """

    bundle_id: str
    error: UserFacingError


@click.command(short_help="Accept a recording that was shared with you, or send it back.")
@click.argument("bundle", metavar="BUNDLE")
@click.option("--accept", "decision", flag_value=Decision.ACCEPTED.value, help="It is as it should be.")
@click.option("--reject", "decision", flag_value=Decision.REJECTED.value, help="Send it back; say why.")
@click.option(
    "--comment", metavar="TEXT", default="", help="What you say about it; - reads it from the input."
)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def review(bundle: str, *, decision: str | None, comment: str, yes: bool, as_json: bool) -> None:
    """Accept the recording BUNDLE that you opened, or send it back, with a comment.

    It is signed with your key and goes to the store, sealed: its contributor and those who can open the
    recording can read it, nobody else. Of what somebody says again the latest counts; what they said before
    can still be read.
    """
    if decision is None:
        raise click.UsageError("say --accept or --reject")
    decided = Decision(decision)
    said = sys.stdin.read(1 << 20) if comment == _FROM_INPUT else comment
    with opened_vault() as vault:
        bundle_id = _received(vault, bundle)
        sheet = review_sheet(vault, bundle_id)
        if sheet is not None and sheet.may_review and not yes:
            note(sheet_text(sheet))
            click.confirm("Say so?", abort=True, err=True)
        begin_review(vault, bundle_id, decided, said, now=datetime.now(UTC))
        try:
            done = _send(vault, bundle_id)
        except (KeyboardInterrupt, UserFacingError):
            if reviews_of(vault, bundle_id):
                note("It is signed and stays in your vault: `assent sync`, or the app, sends it.")
            raise
    if as_json:
        print_json({} if done is None else review_json(done))
        return
    say(f"{short_id(bundle_id)} is {DECISIONS[decided]}; its contributor hears of it when they next look.")


@click.command(short_help="What readers said of what you shared, and you of what you received.")
@click.argument("recording", metavar="RECORDING", required=False)
@json_option
def reviews(recording: str | None, *, as_json: bool) -> None:
    """What was said of RECORDING, a session or what was shared or received; of all where none is named.

    `assent sync` looks for what is new.
    """
    with opened_vault() as vault:
        found = [each for said in reviews_by_bundle(vault).values() for each in said]
        if recording is not None:
            bundles = _bundles_of(vault, recording)
            found = [each for each in found if each.bundle_id in bundles]
    if as_json:
        print_json({"reviews": [review_json(each) for each in found]})
        return
    say(
        reviews_text(found) if found else "Nobody has said anything yet. `assent sync` looks for what is new."
    )


def send_due_reviews(vault: Vault) -> tuple[list[ShownReview], list[NotSent]]:
    """Send all that wait, what could not be sent before too; one store that does not answer is asked once."""
    sent: list[ShownReview] = []
    failed: list[NotSent] = []
    silent: dict[str, UserFacingError] = {}
    stores = {row.bundle_id: row.store_url for row in vault.received()}
    for bundle_id in due_reviews(vault, datetime.now(UTC), stuck_too=True):
        store_url = stores.get(bundle_id, "")
        try:
            if store_url in silent:
                raise silent[store_url]
            done = _send(vault, bundle_id)
        except UserFacingError as error:
            if isinstance(error, TryAgainLaterError):
                silent[store_url] = error
            failed.append(NotSent(bundle_id, error))
        else:
            sent += [] if done is None else [done]
    return sent, failed


def _send(vault: Vault, bundle_id: str) -> ShownReview | None:
    order = begin_sending(vault, bundle_id, now=datetime.now(UTC))
    if order is None:
        return None
    try:
        with progress("Sending") as advance:
            sent = carry_out(order, advance)
    except BaseException as error:
        postpone(vault, order, error, now=datetime.now(UTC))
        raise
    return finish(vault, order, sent)


def _received(vault: Vault, named: str) -> str:
    rows = [row for row in vault.received() if row.state is ReceivedState.OPENED]
    found = named_so(rows, named, lambda row: row.bundle_id)
    if len(found) != 1:
        raise NoSuchReceivedError(clean(named))
    return found[0].bundle_id


def _bundles_of(vault: Vault, named: str) -> frozenset[str]:
    """The bundles that a person can mean."""
    shared, received = vault.submissions(), vault.received()
    ids = {row.bundle_id for row in named_so(shared, named, lambda row: row.bundle_id)}
    ids |= {row.bundle_id for row in named_so(shared, named, lambda row: row.session_id)}
    ids |= {row.bundle_id for row in named_so(received, named, lambda row: row.bundle_id)}
    if not ids:
        raise NoSuchRecordingError(clean(named))
    return frozenset(ids)
