"""``study``, with what its owners and its readers do: sign one, trust one."""

from pathlib import Path
from typing import Final

import click

from recorder.commands.files import read_bytes, write_over
from recorder.commands.groups import OrderedGroup
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.commands.study_commands import accept_owner_option, study_file_argument
from recorder.commands.study_commands import study as looking_at_studies
from recorder.episode.card import signing_key_fingerprint
from recorder.study_file import read_study, signed_study
from recorder.study_file.signature import unsigned_study
from recorder.study_owner import fingerprint_text
from recorder.wording import clean, fields
from studio.submission.identities import identity_of
from studio.submission.owners import accept_owner, refuse_other_owner


@click.command(short_help="Sign the study in FILE as its owner.")
@study_file_argument
@json_option
def sign(file: Path, *, as_json: bool) -> None:
    """Sign the study in FILE with your key, as its owner.

    The signature becomes the last line of the file, in place of one that was there. Sign every later version
    with the same key: whoever took part or reads for you is warned of another one. A study that is signed
    anew is a new version, to which everyone consents anew.
    """
    content = read_bytes(file)
    read_study(unsigned_study(content), name=file.name)
    with opened_vault() as vault:
        own = identity_of(vault)
        made = signed_study(content, own.signing_key)
        signed = read_study(made, name=file.name)
        write_over(file, made)
    fingerprint = signing_key_fingerprint(own.card.signing_key)
    if as_json:
        print_json(
            {
                "id": signed.id,
                "sha256": signed.sha256,
                "owner": own.card.signing_key.hex(),
                "owner_fingerprint": fingerprint,
            }
        )
        return
    say(f"“{signed.title}”, version {signed.version}, is signed by you: {fingerprint}.")
    note("Publish this fingerprint where people know it is yours, so that they can compare.")


@click.command(short_help="Read for the study in FILE: open what others share for it.")
@study_file_argument
@click.option("--yes", is_flag=True, help="You compared the owner's fingerprint; do not ask.")
@accept_owner_option
@json_option
def trust(file: Path, *, yes: bool, accepted_owner: str | None, as_json: bool) -> None:
    """Remember the study in FILE and whose it is, so that you can open what others share for it.

    Of a signed study, later versions by the same owner are trusted too. Of one that nobody signed, only this
    exact version is.
    """
    content = read_bytes(file)
    study = read_study(content, name=file.name)
    with opened_vault() as vault:
        refuse_other_owner(vault, content, accepted=accepted_owner)
        if not yes:
            note(
                fields(
                    [
                        ("Study", clean(f"{study.title}, version {study.version}")),
                        ("Run by", clean(f"{study.controller.name}, {study.controller.email}")),
                        ("Signed by", fingerprint_text(study.owner)),
                    ]
                )
            )
            click.confirm("Is this the study that you read for?", abort=True, err=True)
        vault.keep_study(study.sha256, content)
        accept_owner(vault, content)
    if as_json:
        print_json(
            {
                "id": study.id,
                "version": study.version,
                "sha256": study.sha256,
                "owner": None if study.owner is None else study.owner.hex(),
            }
        )
        return
    say(f"You read for “{study.title}” now. `assent sync` looks for what is there for you.")


study: Final = OrderedGroup(
    name="study",
    commands={**looking_at_studies.commands, "sign": sign, "trust": trust},
    help="Look at a study's file before you take part; sign your own, trust one that you read for.",
)
