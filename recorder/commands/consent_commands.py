"""``consent``: what you agreed to, and how you take it back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from recorder.commands.files import read_bytes, write_new
from recorder.commands.groups import OrderedGroup
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.commands.study_commands import accept_owner_option, study_file_argument
from recorder.episode.consent import ConsentChain
from recorder.episode.consent_entries import Grant, format_utc
from recorder.episode.consent_page import consent_text
from recorder.episode.receipt import write_receipt
from recorder.episode.study import Stream, Study
from recorder.study_file import read_study
from recorder.study_owner import accept_owner, fingerprint_text, refuse_other_owner
from recorder.vault.consents import consent_chain, keep_newest_entry
from recorder.vault.sharing_rows import SubmissionState
from recorder.vault.vault import Vault
from recorder.wording import clean, count_text, moment_text, table

_receipt_option = click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help="Where to keep the receipt, a new JSON file.",
)


@click.group(cls=OrderedGroup)
def consent() -> None:
    """Give, list and withdraw your consent."""


@consent.command(short_help="Consent to the study in FILE, stream by stream.")
@study_file_argument
@click.option("--as", "contributor", metavar="NAME", help="The name or pseudonym you go by.")
@click.option("--screen/--no-screen", default=None, help="Pictures of the allowed windows.")
@click.option("--pointer/--no-pointer", default=None, help="How you move, click and scroll.")
@click.option("--keyboard/--no-keyboard", default=None, help="What you type, and when.")
@click.option("--context/--no-context", default=None, help="The titles and programs of those windows.")
@click.option("--agree", is_flag=True, help="You have read the page and agree; do not show it or ask again.")
@accept_owner_option
@_receipt_option
@json_option
def grant(  # noqa: PLR0913 - every answer has a flag
    file: Path,
    *,
    contributor: str | None,
    screen: bool | None,
    pointer: bool | None,
    keyboard: bool | None,
    context: bool | None,
    agree: bool,
    accepted_owner: str | None,
    receipt: Path | None,
    as_json: bool,
) -> None:
    """Read what the study in FILE asks, and consent to it stream by stream.

    Whatever no flag answers is asked. Your consent holds for this exact version of the study; withdraw it
    whenever you like with `consent withdraw`. Whoever signed the study when you first consent to it is
    remembered: a later version that is signed by someone else is refused.
    """
    given = {
        Stream.SCREEN: screen,
        Stream.POINTER: pointer,
        Stream.KEYBOARD: keyboard,
        Stream.CONTEXT: context,
    }
    content = read_bytes(file)
    study = read_study(content, name=file.name)
    _refuse_other_streams(study, given)
    if not agree:
        click.echo(consent_text(study), err=True)
        note(
            "Nobody signed this study: nothing tells whose it is but this page."
            if study.owner is None
            else f"Signed with the key {fingerprint_text(study.owner)}.\n"
            "Whoever runs the study can tell you whether that is theirs."
        )
    answers = {request.stream: _answer(study, request.stream, given) for request in study.streams}
    name = contributor or click.prompt("The name or pseudonym you want to go by", err=True)
    if not agree:
        click.confirm("You have read this page. Do you consent?", abort=True, err=True)
    with opened_vault() as vault:
        refuse_other_owner(vault, content, accepted=accepted_owner)
        chain = consent_chain(vault).grant(study, contributor=name, answers=answers, now=datetime.now(UTC))
        given_now = chain.newest_grant(study.id)
        if given_now is None:
            raise AssertionError("a chain holds what was granted last")
        kept = _receipt_place(receipt, study, given_now)
        write_new(kept, write_receipt(study, chain, given_now).encode())
        accept_owner(vault, content)
        vault.keep_study(study.sha256, content)
        keep_newest_entry(vault, chain)
    if as_json:
        print_json({**_row(chain, given_now), "receipt": str(kept)})
        return
    said = ", ".join(stream for stream in Stream if stream in given_now.granted)
    until = moment_text(given_now.expires_at)
    say(f"You consented to “{study.title}”, version {study.version}, until {until}.")
    say(f"To be recorded: {said}. Your receipt is {clean(str(kept))}.")


@consent.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List every consent you gave, and whether it still holds."""
    with opened_vault() as vault:
        chain = consent_chain(vault)
    rows = [_row(chain, entry) for entry in chain.entries if isinstance(entry, Grant)]
    if as_json:
        print_json({"consents": rows})
        return
    if not rows:
        say("You have not consented to anything.")
        return
    say(
        table(
            ("Study", "Version", "Given", "Until", "Streams", "Now"),
            [
                (
                    clean(str(entry.study_id)),
                    clean(entry.study_version),
                    moment_text(entry.at),
                    moment_text(entry.expires_at),
                    ", ".join(stream for stream in Stream if stream in entry.granted),
                    _standing(chain, entry).replace("_", " "),
                )
                for entry in chain.entries
                if isinstance(entry, Grant)
            ],
        )
    )


@consent.command()
@click.argument("study_id", metavar="STUDY")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@_receipt_option
@json_option
def withdraw(study_id: str, *, yes: bool, receipt: Path | None, as_json: bool) -> None:
    """Withdraw your consent to STUDY, by its id. Nothing more is recorded for it.

    Sessions already recorded stay in your vault until you delete them. What you have shared stays shared
    until you take it back, with `assent withdraw`.
    """
    with opened_vault() as vault:
        before = consent_chain(vault)
        chain = before.withdraw(study_id, now=datetime.now(UTC))
        if not yes:
            click.confirm(f"Withdraw your consent to {clean(study_id)}?", abort=True, err=True)
        withdrawn = chain.newest_grant(study_id)
        if withdrawn is None:
            raise AssertionError("only what was granted can be withdrawn")
        keep_newest_entry(vault, chain)
        if receipt is not None:
            write_new(receipt, _kept_receipt(vault, chain, withdrawn).encode())
        shared = sum(
            row.study_id == study_id and row.state is not SubmissionState.WITHDRAWN
            for row in vault.submissions()
        )
    if as_json:
        row = {
            **_row(chain, withdrawn),
            "receipt": None if receipt is None else str(receipt),
            "shared": shared,
        }
        print_json(row)
        return
    say(f"Withdrawn. Nothing more is recorded for “{withdrawn.study_title}”.")
    note("Your sessions are still in the vault: see `assent sessions`, and `assent delete` to destroy one.")
    if shared:
        what = count_text(shared, "recording that you shared", "recordings that you shared")
        note(f"Still out there: {what}. Take back all of it with: assent withdraw --study {clean(study_id)}")


def _refuse_other_streams(study: Study, given: dict[Stream, bool | None]) -> None:
    asked = {request.stream for request in study.streams}
    for stream, answer in given.items():
        if answer is not None and stream not in asked:
            raise click.UsageError(
                f"This study does not ask for {stream}: leave out --{stream} and --no-{stream}."
            )


def _answer(study: Study, stream: Stream, given: dict[Stream, bool | None]) -> bool:
    answer = given[stream]
    if answer is not None:
        return answer
    required = any(request.stream is stream and request.required for request in study.streams)
    needed = " (nobody can take part without it)" if required else ""
    return click.confirm(f"May {stream} be recorded{needed}?", default=None, err=True)


def _receipt_place(chosen: Path | None, study: Study, given: Grant) -> Path:
    if chosen is not None:
        return chosen
    name = f"assent-receipt-{study.id}-{given.number}.json"
    answer: Path = click.prompt(
        "Where shall your receipt be kept", default=Path(name), type=click.Path(path_type=Path), err=True
    )
    return answer


def _kept_receipt(vault: Vault, chain: ConsentChain, given: Grant) -> str:
    content = vault.study(given.study_sha256)
    if content is None:
        raise AssertionError("a study is kept with the consent to it")
    return write_receipt(read_study(content), chain, given)


def _standing(chain: ConsentChain, given: Grant) -> str:
    if chain.withdrawal_of(given) is not None:
        return "withdrawn"
    if chain.newest_grant(given.study_id) is not given:
        return "replaced"
    if given.expires_at <= datetime.now(UTC):
        return "expired"
    return "in_force"


def _row(chain: ConsentChain, given: Grant) -> dict[str, object]:
    withdrawal = chain.withdrawal_of(given)
    return {
        "number": given.number,
        "study_id": given.study_id,
        "study_version": given.study_version,
        "study_title": given.study_title,
        "study_sha256": given.study_sha256,
        "contributor": given.contributor,
        "granted": sorted(given.granted),
        "refused": sorted(given.refused),
        "given_at": format_utc(given.at),
        "expires_at": format_utc(given.expires_at),
        "withdrawn_at": None if withdrawal is None else format_utc(withdrawal.at),
        "standing": _standing(chain, given),
        "grant_sha256": chain.hash_of(given),
    }
