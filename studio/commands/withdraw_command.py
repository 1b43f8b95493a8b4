"""``withdraw``: what was shared is taken back, for ever."""

from datetime import UTC, datetime

import click

from recorder.commands.opening import opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, say
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from recorder.wording import clean, size_text
from studio.commands.errors import NothingSharedForStudyError
from studio.commands.share_wording import place_text, submission_json
from studio.commands.sharing_work import do_work
from studio.commands.submit_command import find_submission
from studio.submission.errors import AlreadyTakenBackError
from studio.submission.pending import Work, WorkKind
from studio.submission.withdrawing import begin_withdrawal, withdrawable


@click.command(short_help="Take back what was shared, for ever.")
@click.argument("named", metavar="ID|SESSION", required=False)
@click.option("--study", metavar="STUDY", help="Everything that was shared for the study of this id.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def withdraw(named: str | None, *, study: str | None, yes: bool, as_json: bool) -> None:
    """Take back what was shared, by its own ID or that of its SESSION.

    Your signed withdrawal is laid into the store and everything else of it is removed there. From then on
    nobody opens it, and readers' copies are destroyed when they next look. The recording stays in your vault.
    """
    if (named is None) == (study is None):
        raise click.UsageError("name what to take back, or a study with --study")
    with opened_vault() as vault:
        rows = _named(vault, named, study)
        if not yes:
            note(_what_goes(rows))
            question = "Take it back?" if len(rows) == 1 else "Take all of them back?"
            click.confirm(question, abort=True, err=True)
        done, failed = _taken_back(vault, rows)
    if as_json:
        print_json({"submissions": [submission_json(row) for row in done]})
    else:
        for row in done:
            _tell(row)
    if failed is not None:
        raise failed


def _named(vault: Vault, named: str | None, study: str | None) -> tuple[SubmissionRow, ...]:
    if named is not None:
        found = find_submission(vault.submissions(), named)
        if found.state is SubmissionState.WITHDRAWN:
            raise AlreadyTakenBackError
        return (found,)
    rows = tuple(row for row in withdrawable(vault) if row.study_id == study)
    if not rows:
        raise NothingSharedForStudyError
    return rows


def _taken_back(
    vault: Vault, rows: tuple[SubmissionRow, ...]
) -> tuple[list[SubmissionRow], UserFacingError | None]:
    """Take each back; the wish is written down first of all of them, and what fails is done later."""
    failed: UserFacingError | None = None
    for row in rows:
        begin_withdrawal(vault, row.bundle_id, reason="withdrawn", now=datetime.now(UTC))
    for row in rows:
        if vault.submission(row.bundle_id).state is SubmissionState.WITHDRAWN:
            continue
        try:
            do_work(vault, Work(WorkKind.WITHDRAW, row.bundle_id, row.session_id))
        except UserFacingError as error:
            failed = error
        except KeyboardInterrupt:
            note("\nIt stays written down that it is taken back: `assent sync`, or the app, goes on with it.")
            raise
    return [vault.submission(row.bundle_id) for row in rows], failed


def _what_goes(rows: tuple[SubmissionRow, ...]) -> str:
    lines = [
        f"  {short_id(row.bundle_id)}, {size_text(row.total_bytes)}, for the study {clean(row.study_id)}, "
        f"in {place_text(row.store_url)}"
        for row in rows
    ]
    return "\n".join(
        [
            "Taken back:",
            *lines,
            "It is removed from the store, and nobody opens it any more. That cannot be undone; the",
            "recording in your vault stays, and you can share it again.",
        ]
    )


def _tell(row: SubmissionRow) -> None:
    if row.state is SubmissionState.WITHDRAWN:
        say(f"{short_id(row.bundle_id)} is taken back: nobody opens it any more.")
        if row.submitted_on is not None:
            note(f"Its receipt: assent submissions --receipt {short_id(row.bundle_id)} FILE")
        return
    say(f"{short_id(row.bundle_id)} is to be taken back, as soon as its store can be reached.")
