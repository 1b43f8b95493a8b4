"""``vault``: where recordings are kept, encrypted."""

from pathlib import Path

import click

from recorder.commands.errors import VaultUnsoundError
from recorder.commands.files import read_bytes, write_new
from recorder.commands.groups import OrderedGroup
from recorder.commands.opening import kept_sessions, opened_vault, settle
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.commands.passphrase import FILE_VARIABLE, asked_passphrase, chosen_passphrase, unlocking_secret
from recorder.vault.errors import VaultExistsError
from recorder.vault.home import VaultPaths, assent_home
from recorder.vault.keys import Passphrase, WrapKind
from recorder.vault.recovery_code import RecoveryCode
from recorder.vault.sharing_rows import ReceivedState
from recorder.vault.system_keyring import KeyStore, system_keyring
from recorder.vault.vault import Vault
from recorder.wording import clean, count_text, size_text

_new_passphrase_option = click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    help="Take the new passphrase from this file's first line instead of asking.",
)


@click.group(cls=OrderedGroup)
def vault() -> None:
    """Keep the vault, where recordings lie encrypted."""


@vault.command(short_help="Create your vault.")
@click.option(
    "--key",
    type=click.Choice([WrapKind.PASSPHRASE.value, WrapKind.KEYRING.value]),
    prompt="Open the vault by a passphrase of yours, or by this computer's keyring",
    help="What opens the vault from now on.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    envvar=FILE_VARIABLE,
    help=f"Take the passphrase from this file's first line. Also: {FILE_VARIABLE}.",
)
@click.option(
    "--recovery-code-file",
    type=click.Path(path_type=Path),
    help="Write the recovery code into this new file instead of showing it.",
)
@json_option
def init(*, key: str, passphrase_file: Path | None, recovery_code_file: Path | None, as_json: bool) -> None:
    """Create your vault.

    You get a recovery code, once. Print it or write it down: it opens the vault if the passphrase is
    forgotten or the keyring is lost. Without both, nobody can open it, and nobody can help.
    """
    home = assent_home()
    if VaultPaths(home).header.exists():
        raise VaultExistsError(home)
    secret = system_keyring() if key == WrapKind.KEYRING else chosen_passphrase(passphrase_file)
    code = _create(home, secret, recovery_code_file)
    if as_json:
        shown = None if recovery_code_file is not None else code.printable()
        print_json({"home": str(home), "opens_by": key, "recovery_code": shown})
        return
    say(f"Your vault is in {clean(str(home))}.")
    if recovery_code_file is not None:
        say(f"Its recovery code is in {clean(str(recovery_code_file))}. Keep it off this computer.")
    else:
        say("Its recovery code, shown only now. Print it or write it down:\n")
        say(f"    {code.printable()}\n")


@vault.command()
@json_option
def unlock(*, as_json: bool) -> None:
    """Open the vault once, put it in order, and lock it again.

    Closes what a crash left open and destroys what is past its study's retention. Every other command does
    the same first; this one does nothing else, so that a script can see whether the vault opens.
    """
    home = assent_home()
    with Vault.unlock(home, unlocking_secret(home)) as opened:
        recoveries, expired = settle(opened)
        rows = kept_sessions(opened)
        ways = sorted(way.value for way in opened.opens_by)
    if as_json:
        recovered = [
            {"session": each.session_id, "outcome": each.outcome.value, "words": each.words}
            for each in recoveries
        ]
        print_json(
            {
                "home": str(home),
                "opens_by": ways,
                "sessions": len(rows),
                "recovered": recovered,
                "expired": list(expired),
            }
        )
        return
    say(f"The vault in {clean(str(home))} opens, and holds {count_text(len(rows), 'session')}.")


@vault.command()
@json_option
def check(*, as_json: bool) -> None:
    """Check every page of every file.

    Ends with exit code 9 if something is wrong.
    """
    with opened_vault() as opened:
        with progress("Checking") as advance:
            problems = opened.check(advance)
        count = len(kept_sessions(opened))
        copies = sum(row.state is ReceivedState.OPENED for row in opened.received())
    if as_json:
        found = [{"file": problem.name, "what": problem.what} for problem in problems]
        print_json({"ok": not problems, "sessions": count, "received": copies, "problems": found})
    else:
        for problem in problems:
            say(f"{clean(problem.name)}: {problem.what}")
    if problems:
        raise VaultUnsoundError(len(problems))
    if not as_json:
        held = count_text(count, "session")
        also = f"{held} and {count_text(copies, 'received recording')}"
        say(f"All is well: the catalog, {also}." if copies else f"All is well: the catalog and {held}.")


@vault.command(short_help="Copy the vault, encrypted, into a new folder.")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def backup(folder: Path, *, as_json: bool) -> None:
    """Copy the vault, encrypted as it is, into a new FOLDER.

    A session that you delete later stays in the backups made before. Delete those too. Recordings that you
    received from others are in no backup, so that none outlives its withdrawal: open them again. What waits
    to be sent is not either; it is sealed anew.
    """
    with opened_vault() as opened:
        rows = kept_sessions(opened)
        note(f"Copying the catalog and {count_text(len(rows), 'session')} …")
        opened.backup(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if as_json:
        print_json({"folder": str(folder), "sessions": len(rows), "size_bytes": size})
    else:
        say(
            f"The backup is in {clean(str(folder))}: {size_text(size)}. The same passphrase or code opens it."
        )


@vault.command(short_help="Make the vault from a backup.")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def restore(folder: Path, *, as_json: bool) -> None:
    """Make the vault from the backup in FOLDER, where there is no vault yet."""
    home = assent_home()
    note("Checking and copying the backup …")
    Vault.restore(folder, home)
    if as_json:
        print_json({"home": str(home)})
    else:
        say(f"The vault is back in {clean(str(home))}. It opens as it did when the backup was made.")


@vault.command(short_help="Change the passphrase.")
@_new_passphrase_option
def passphrase(*, new_passphrase_file: Path | None) -> None:
    """Open the vault by another passphrase from now on.

    Backups keep the passphrase they were made under.
    """
    with opened_vault() as opened:
        opened.change_passphrase(chosen_passphrase(new_passphrase_file))
    say(
        "The vault opens by the new passphrase, and no more by the one before. The recovery code is the same."
    )


@vault.command(short_help="Open the vault by its recovery code.")
@click.option(
    "--code-file",
    type=click.Path(path_type=Path),
    help="Take the recovery code from this file instead of asking.",
)
@_new_passphrase_option
def recover(*, code_file: Path | None, new_passphrase_file: Path | None) -> None:
    """Open the vault by its recovery code, and give it a new passphrase."""
    code = RecoveryCode.read(_code_text(code_file))
    new = chosen_passphrase(new_passphrase_file)
    with Vault.recover(assent_home(), code, new) as opened:
        settle(opened)
    say("The vault opens by the new passphrase. The recovery code stays valid.")


def _create(home: Path, secret: Passphrase | KeyStore, code_file: Path | None) -> RecoveryCode:
    """Make the vault, and write its code where it shall be: a vault whose code is lost must not exist."""
    if code_file is not None:
        write_new(code_file, b"")
    try:
        created, code = Vault.create(home, secret)
    except BaseException:
        if code_file is not None:
            code_file.unlink(missing_ok=True)
        raise
    with created:
        if code_file is not None:
            code_file.write_text(f"{code.printable()}\n", "ascii")
    return code


def _code_text(file: Path | None) -> str:
    if file is None:
        return asked_passphrase("Recovery code").text
    return read_bytes(file).decode("utf-8", "replace")
