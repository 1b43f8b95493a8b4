"""``store``: sign in to the places where recordings are sent, and out again.

The secret half of a key is asked for or read from a file, never taken from an argument: those are seen by
every program of the same user.
"""

import sys
from pathlib import Path

import click

from recorder.commands.files import read_bytes
from recorder.commands.groups import OrderedGroup
from recorder.commands.output import json_option, note, print_json, say
from recorder.wording import clean
from studio.commands.errors import StoreKeyMissingError
from studio.submission.credentials import Credentials
from studio.submission.store_errors import StoreUrlError
from studio.submission.store_logins import forget_login, keep_login
from studio.submission.store_places import S3Place, read_place
from studio.submission.stores import open_store

_url_argument = click.argument("url")


@click.group(cls=OrderedGroup)
def store() -> None:
    """Sign in to stores, where recordings are sent and fetched.

    A folder needs no signing in. Keys in the usual places of S3 programs (AWS_PROFILE, AWS_ACCESS_KEY_ID,
    ~/.aws/credentials) are found without it.
    """


@store.command(short_help="Keep a store's key in this computer's keyring.")
@_url_argument
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="Take the access key from this file's first line and the secret key from its second.",
)
@click.option("--unchecked", is_flag=True, help="Keep the key without asking the store about it.")
@json_option
def login(*, url: str, key_file: Path | None, unchecked: bool, as_json: bool) -> None:
    """Keep the key for the store at URL in this computer's keyring.

    URL is one like s3://bucket/folder?endpoint=https://host, as the study names it. The store is asked first
    whether it accepts the key. A contributor needs one that may put objects, and nothing more.
    """
    place = _bucket(url)
    key = _asked_key(place) if key_file is None else _key_from(key_file)
    if not unchecked:
        open_store(url, credentials=key).ask()
    keep_login(place, key)
    if as_json:
        print_json({"store": place.shown, "signed_in": True, "checked": not unchecked})
        return
    say(f"Signed in to {clean(place.shown)}. The key is in this computer's keyring.")


@store.command(short_help="Forget a store's key.")
@_url_argument
@json_option
def logout(url: str, *, as_json: bool) -> None:
    """Remove the key for the store at URL from this computer's keyring."""
    place = _bucket(url)
    was_there = forget_login(place)
    if as_json:
        print_json({"store": place.shown, "signed_in": False, "was_signed_in": was_there})
    elif was_there:
        say(f"Signed out of {clean(place.shown)}. Its key is no longer on this computer.")
    else:
        say(f"There was no key for {clean(place.shown)} in this computer's keyring.")


@store.command(short_help="Look whether a store answers.")
@_url_argument
@json_option
def check(url: str, *, as_json: bool) -> None:
    """Look whether the store at URL answers, and accepts the key that is found for it.

    What the key may do there, only doing it tells.
    """
    opened = open_store(url)
    opened.ask()
    if as_json:
        print_json({"store": opened.place.shown, "kind": opened.kind.value, "answers": True})
    else:
        say(f"{clean(opened.place.shown)} answers.")


def _bucket(url: str) -> S3Place:
    place = read_place(url)
    if not isinstance(place, S3Place):
        raise StoreUrlError("names a folder, which needs no signing in")
    return place


def _asked_key(place: S3Place) -> Credentials:
    if not sys.stdin.isatty():
        raise StoreKeyMissingError("There is nobody to ask for the key: this is no terminal.")
    note(f"The key for {clean(place.shown)}:")
    access_key: str = click.prompt("Access key", err=True)
    secret_key: str = click.prompt("Secret key", hide_input=True, err=True)
    return Credentials(access_key.strip(), secret_key.strip())


def _key_from(file: Path) -> Credentials:
    lines = [line.strip() for line in read_bytes(file).decode("utf-8", "replace").splitlines()]
    match [line for line in lines if line]:
        case [access_key, secret_key]:
            return Credentials(access_key, secret_key)
        case [access_key, secret_key, session_token]:
            return Credentials(access_key, secret_key, session_token)
        case _:
            raise StoreKeyMissingError(f"{clean(str(file))} holds no key.")
