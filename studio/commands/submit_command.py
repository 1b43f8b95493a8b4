"""``submit`` and ``submissions``: what was approved is sent, once; and where everything stands that was."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from recorder.commands.files import write_new
from recorder.commands.opening import find_session, named_so, opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, say
from recorder.commands.session_commands import session_argument
from recorder.vault.errors import NoSuchSubmissionError
from recorder.vault.sharing_rows import SubmissionRow
from recorder.vault.vault import Vault
from recorder.wording import clean, size_text
from studio.commands.approve_command import Asking, ask_approval, to_option
from studio.commands.errors import NoReceiptYetError
from studio.commands.share_wording import place_text, submission_json, submissions_table
from studio.commands.sharing_work import work_off
from studio.submission.binding import StaleReason
from studio.submission.errors import AlreadySharedError, ApprovalStaleError, NotApprovedError
from studio.submission.receipts import SUBMITTED, WITHDRAWN
from studio.submission.submitting import begin_submission


@click.command(short_help="Send the approved episode of SESSION.")
@session_argument
@to_option
@json_option
def submit(session: str, *, store: str | None, as_json: bool) -> None:
    """Seal the approved episode of SESSION to the study's readers, and send it.

    Nobody else can open it, not even those who run the place where it lies. What was not approved, or is not
    what you approved, is shown and asked for first. Where the place cannot be reached, it waits, and is sent
    when the app is open again, or by `assent sync`. Sent twice is sent once.
    """
    with opened_vault() as vault:
        row = find_session(vault, session)
        try:
            bundle_id = _begun(vault, row.session_id, store, is_quiet=as_json)
        except AlreadySharedError as already:
            if already.is_sent:
                _tell(vault.submission(already.bundle_id), already.happened, as_json=as_json)
                return
            bundle_id = already.bundle_id
        sent = work_off(vault, bundle_id)
    _tell(sent, f"Shared, {size_text(sent.total_bytes)}: {place_text(sent.store_url)}", as_json=as_json)


@click.command(short_help="List what was shared, and where it stands.")
@click.option(
    "--receipt",
    nargs=2,
    type=(str, click.Path(path_type=Path)),
    metavar="ID FILE",
    help="Write the receipt of one into a new FILE.",
)
@json_option
def submissions(*, receipt: tuple[str, Path] | None, as_json: bool) -> None:
    """List what was shared, oldest first, and where it stands.

    The receipt, signed by you, says what was shared with whom and when, or what was taken back.
    """
    with opened_vault() as vault:
        rows = vault.submissions()
        if receipt is not None:
            named, file = receipt
            row = find_submission(rows, named)
            write_new(file, _receipt_of(vault, row).encode())
            rows = (row,)
    if as_json:
        print_json({"submissions": [submission_json(row) for row in rows]})
        return
    if receipt is not None:
        say(f"The receipt is {clean(str(receipt[1]))}.")
        return
    say(submissions_table(rows) if rows else "Nothing was shared from this vault.")


def find_submission(rows: tuple[SubmissionRow, ...], named: str) -> SubmissionRow:
    """The submission of that id, or the newest made of the session of that id; its beginning is enough.

    Raises:
        NoSuchSubmissionError: There is none, or several are meant.
    """
    found = named_so(rows, named, lambda row: row.bundle_id)
    if not found:
        found = named_so(rows, named, lambda row: row.session_id)
        if len({row.session_id for row in found}) == 1:
            found = found[-1:]
    if len(found) != 1:
        raise NoSuchSubmissionError(clean(named))
    return found[0]


def _begun(vault: Vault, session_id: str, store: str | None, *, is_quiet: bool) -> str:
    """The submission that begins; the person is asked first if it has to be."""
    try:
        return begin_submission(vault, session_id, now=datetime.now(UTC), store_url=store).bundle_id
    except (NotApprovedError, ApprovalStaleError) as error:
        is_over = isinstance(error, ApprovalStaleError) and error.reason is StaleReason.CONSENT_OVER
        if is_over or not sys.stdin.isatty():
            raise
        note(f"{error.happened}\n")
    ask_approval(vault, session_id, store, Asking(yes=False, skips=False), is_quiet=is_quiet)
    return begin_submission(vault, session_id, now=datetime.now(UTC), store_url=store).bundle_id


def _receipt_of(vault: Vault, row: SubmissionRow) -> str:
    text = vault.submission_receipt(row.bundle_id, WITHDRAWN)
    text = text or vault.submission_receipt(row.bundle_id, SUBMITTED)
    if text is None:
        raise NoReceiptYetError
    return text


def _tell(row: SubmissionRow, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(submission_json(row))
        return
    say(words)
    note(f"Take it back whenever you like with: assent withdraw {short_id(row.bundle_id)}")
    note(f"Its receipt: assent submissions --receipt {short_id(row.bundle_id)} FILE")
