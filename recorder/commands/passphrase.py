"""Where a passphrase comes from: the file that a script names, the system's keyring, or the person.

A file wins where ``ASSENT_PASSPHRASE_FILE`` names one, since that was said for this very run. A vault that
the keyring opens asks the keyring and nothing else. Nothing is ever taken from an argument or a variable's
value: every process of the same user can read those.
"""

import os
import stat
import sys
from pathlib import Path
from typing import Final

import click

from recorder.commands.errors import PassphraseMissingError
from recorder.commands.files import read_bytes
from recorder.commands.output import note
from recorder.vault.home import VaultPaths
from recorder.vault.keys import Passphrase, WrapKind
from recorder.vault.system_keyring import KeyStore, system_keyring
from recorder.vault.vault_header import read_vault_header

FILE_VARIABLE: Final = "ASSENT_PASSPHRASE_FILE"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def unlocking_secret(home: Path) -> Passphrase | KeyStore:
    """What opens the vault in that folder.

    Raises:
        NoVaultError: There is none.
        KeyringUnavailableError: It is opened by the keyring, which does not answer.
        PassphraseMissingError: There is nobody to ask, or the file holds none.
    """
    ways = read_vault_header(VaultPaths(home).header).wraps
    if WrapKind.PASSPHRASE in ways and os.environ.get(FILE_VARIABLE):
        return named_passphrase()
    if WrapKind.KEYRING in ways:
        return system_keyring()
    return asked_passphrase("Passphrase of your vault")


def chosen_passphrase(file: Path | None) -> Passphrase:
    """A passphrase for a vault from now on: from a file, or asked for twice.

    Raises:
        PassphraseMissingError: There is nobody to ask, or the file holds none.
    """
    if file is not None:
        return passphrase_from(file)
    return asked_passphrase("New passphrase", twice=True)


def named_passphrase() -> Passphrase:
    """The passphrase in the file that ``ASSENT_PASSPHRASE_FILE`` names.

    Raises:
        PassphraseMissingError: It names none, or the file holds none.
        UnusablePathError: The file cannot be read.
    """
    named = os.environ.get(FILE_VARIABLE, "")
    if not named:
        raise PassphraseMissingError(
            f"{FILE_VARIABLE} names no file.", mend="Set it, or run this in a terminal."
        )
    return passphrase_from(Path(named))


def passphrase_from(file: Path) -> Passphrase:
    """The first line of a file.

    Raises:
        PassphraseMissingError: It is empty, or no text.
        UnusablePathError: The file cannot be read.
    """
    content = read_bytes(file)
    try:
        first_line = content.decode().split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        first_line = ""
    if not first_line:
        raise PassphraseMissingError(
            f"{file} holds no passphrase.", mend="Write the passphrase on its first line, as UTF-8 text."
        )
    if os.name == "posix" and file.stat().st_mode & _OTHERS:
        note(f"Others on this computer may read {file}. Keep it to yourself with: chmod 600 {file}")
    return Passphrase(first_line)


def asked_passphrase(question: str, *, twice: bool = False) -> Passphrase:
    """Ask the person, without showing what they type.

    Raises:
        PassphraseMissingError: There is no terminal to ask in.
    """
    if not sys.stdin.isatty():
        raise PassphraseMissingError(
            "There is nobody to ask for the passphrase: this is no terminal.",
            mend=f"Name a file that holds it in {FILE_VARIABLE}.",
        )
    text: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return Passphrase(text)
