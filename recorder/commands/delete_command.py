"""``delete``: gone is gone."""

import click

from recorder.commands.opening import find_session, opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, say
from recorder.commands.session_commands import session_argument, task_title
from recorder.episode.time import format_time
from recorder.vault.catalog import SessionRow
from recorder.vault.vault import Vault
from recorder.wording import clean, moment_text, size_text


@click.command()
@session_argument
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def delete(session: str, *, yes: bool, as_json: bool) -> None:
    """Destroy SESSION: its key, its file, and all that is known of it.

    Nobody can bring it back. Backups made before still hold it; delete those too.
    """
    with opened_vault() as vault:
        row = find_session(vault, session)
        if not yes:
            note(_what_is_destroyed(vault, row))
            click.confirm("Destroy it?", abort=True, err=True)
        vault.delete_session(row.session_id)
    if as_json:
        print_json({"session": row.session_id, "state": "deleted"})
    else:
        say(f"Session {short_id(row.session_id)} is destroyed. Backups made before still hold it.")


def _what_is_destroyed(vault: Vault, row: SessionRow) -> str:
    lines = [f"Session {row.session_id}"]
    if row.header is not None:
        lines.append(
            f"  {clean(task_title(vault, row.header))}, recorded {moment_text(row.header.started_at)}"
        )
    if row.summary is not None:
        length = format_time(row.summary.ended_ns)
        lines.append(f"  {length} long, {row.summary.events:,} events, {row.summary.packets:,} pictures")
        lines.append(f"  {size_text(row.summary.file_bytes)}")
    lines.append("Its key is destroyed and its file overwritten. Nobody can bring it back.")
    return "\n".join(lines)
