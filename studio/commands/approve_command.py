"""``approve``: see what leaves, for whom and where to, and say yes to exactly that."""

from dataclasses import dataclass
from datetime import UTC, datetime

import click

from recorder.commands.opening import find_session, opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.commands.session_commands import session_argument
from recorder.episode.consent_entries import format_utc
from recorder.episode.phrase import english
from recorder.vault.sharing_rows import ApprovalRow
from recorder.vault.vault import Vault
from studio.commands.share_wording import sheet_json, sheet_text
from studio.submission.approval import ApprovalSheet, Watched, approve, hash_episode, prepare_approval
from studio.submission.checklist import CheckKind, CheckState
from studio.submission.errors import NotReadyError

to_option = click.option(
    "--to", "store", metavar="URL", help="Another place than the study's: a folder, or a store's URL."
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How the person is asked.

    Attributes:
        yes: Whether they said yes with the command, and are not asked.
        skips: Whether they know what is in it without having watched all of it.
    """

    yes: bool
    skips: bool


@click.command("approve", short_help="See what would leave of SESSION, and approve it.")
@session_argument
@to_option
@click.option("--yes", is_flag=True, help="You have seen what leaves and approve it; do not ask.")
@click.option(
    "--skip-watching", is_flag=True, help="You did not watch all of it, and know what is in the rest."
)
@json_option
def approve_command(
    session: str, *, store: str | None, yes: bool, skip_watching: bool, as_json: bool
) -> None:
    """See what would leave of SESSION, who can open it, where it goes and for how long; approve it.

    What you approve is the episode that was made with `assent bake`: watch it first, in the app or with
    `assent show` and `assent frame`. Your approval is bound to its bytes, to your edits, to the study and
    to the place: whatever changes asks you again. Nothing is sent by this; `assent submit` sends it.
    """
    with opened_vault() as vault:
        row = find_session(vault, session)
        asking = Asking(yes, skip_watching)
        sheet, approved = ask_approval(vault, row.session_id, store, asking, is_quiet=as_json)
    if as_json:
        print_json(
            {
                **sheet_json(sheet),
                "approved_at": format_utc(approved.approved_at),
                "approval": approved.approval_id,
            }
        )
        return
    say("Approved. Nothing has left yet.")
    note(f"Share it with: assent submit {short_id(row.session_id)}")


def ask_approval(
    vault: Vault, session_id: str, store: str | None, asking: Asking, *, is_quiet: bool
) -> tuple[ApprovalSheet, ApprovalRow]:
    """Show what would leave, and ask for it.

    Raises:
        NotReadyError: Something stands against it.
        Abort: The person says no.
    """
    now = datetime.now(UTC)
    order = prepare_approval(vault, session_id, store_url=store, now=now)
    with progress("Reading the episode") as advance:
        sheet = hash_episode(order, advance).with_watched(Watched.SKIPPED if asking.skips else None)
    if not (is_quiet and asking.yes):
        # Beside the answer on standard output, which may go to a program.
        (note if is_quiet else say)(sheet_text(sheet) + "\n")
    against = [
        check
        for check in sheet.checks
        if check.state is not CheckState.DONE and check.kind is not CheckKind.WATCHED
    ]
    if against:
        raise NotReadyError(english(against[0].words))
    if not asking.yes:
        click.confirm(_question(asking), abort=True, err=True)
    watched = Watched.SKIPPED if asking.skips else Watched.FULLY
    return sheet.with_watched(watched), approve(vault, sheet, watched=watched, now=datetime.now(UTC))


def _question(asking: Asking) -> str:
    if asking.skips:
        return "You know what is in it, also where you did not watch. May exactly this leave?"
    return "You have watched it to the end. May exactly this leave?"
