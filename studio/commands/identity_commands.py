"""``identity``: your own keys, and the cards of others."""

from pathlib import Path

import click

from recorder.bundle.card_file import read_card, write_card
from recorder.commands.files import read_bytes, write_new
from recorder.commands.groups import OrderedGroup
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.episode.card import Card, age_key_fingerprint, signing_key_fingerprint
from recorder.wording import clean, fields
from studio.commands.errors import NameUnusableError
from studio.submission.identities import identity_of, rename_identity


@click.group(cls=OrderedGroup)
def identity() -> None:
    """Show your keys, and give others your card.

    You sign what you share with one key, and open what is shared with you with another. Both are made when
    they are first needed and never leave the vault; your card is their public part.
    """


@identity.command()
@click.option("--name", help="Call yourself so from now on.")
@json_option
def show(*, name: str | None, as_json: bool) -> None:
    """Show your name and the fingerprints of your keys."""
    with opened_vault() as vault:
        try:
            own = identity_of(vault) if name is None else rename_identity(vault, name)
        except ValueError as error:
            raise NameUnusableError(str(error)) from None
    _show(own.card, as_json=as_json)


@identity.command(short_help="Write your card into FILE, or show it.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
def export(file: Path | None, *, as_json: bool) -> None:
    """Write your card into a new FILE; without one, show it.

    Whoever writes a study puts it in there, so that you can open its episodes. It is no secret. Let them
    compare its fingerprints with what `identity show` says here.
    """
    with opened_vault() as vault:
        own = identity_of(vault)
    card = write_card(own)
    if file is not None:
        write_new(file, card.encode())
    if as_json:
        print_json({**_json(own.card), "file": None if file is None else str(file)})
    elif file is None:
        click.echo(card, nl=False)
    else:
        say(f"Your card is in {clean(str(file))}.")


@identity.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def check(file: Path, *, as_json: bool) -> None:
    """Check the card in FILE, and show whose it says it is.

    Compare the fingerprints with its owner, on the telephone or face to face: a name alone proves nothing.
    """
    _show(read_card(read_bytes(file), name=file.name), as_json=as_json)
    if not as_json:
        note("Compare both with its owner before you put the card into a study.")


def _show(card: Card, *, as_json: bool) -> None:
    if as_json:
        print_json(_json(card))
        return
    say(
        fields(
            [
                ("Name", clean(card.name)),
                ("Opens", age_key_fingerprint(card.age_key)),
                ("Signs", signing_key_fingerprint(card.signing_key)),
            ]
        )
    )


def _json(card: Card) -> dict[str, object]:
    return {
        "name": card.name,
        "age_key": card.age_key,
        "age_fingerprint": age_key_fingerprint(card.age_key),
        "signing_key": card.signing_key.hex(),
        "signing_fingerprint": signing_key_fingerprint(card.signing_key),
    }
