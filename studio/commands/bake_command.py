"""``bake``: a session and its edits become the episode that others may see."""

import click

from recorder.commands.opening import find_session, opened_vault, short_id
from recorder.commands.output import json_option, note, print_json, progress, say
from recorder.commands.session_commands import session_argument
from recorder.episode.time import format_time
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_header import SessionSummary
from recorder.wording import count_text, size_text
from studio.editing.episodes import make_episode


@click.command()
@session_argument
@json_option
def bake(session: str, *, as_json: bool) -> None:
    """Make the episode of SESSION: what is left of it once its edits are made for good.

    A new file is written into the vault, and nothing that was taken out is in it. The session and its edits
    stay as they are, for you alone. Nothing is shared by this.
    """
    with opened_vault() as vault:
        row = find_session(vault, session)
        edits = len(vault.edits(row.session_id))
        with progress("Making the episode") as advance:
            made = make_episode(vault, row.session_id, advance)
    if made.summary is None:
        raise AssertionError("an episode that was made is whole")
    if as_json:
        print_json(_document(made, made.summary, edits))
        return
    before_ns = row.summary.ended_ns if row.summary is not None else made.summary.ended_ns
    say(
        f"Episode {short_id(made.episode_id)}: {format_time(made.summary.ended_ns)} of "
        f"{format_time(before_ns)}, {count_text(edits, 'edit')}, "
        f"{count_text(made.summary.packets, 'picture')}, {size_text(made.summary.file_bytes)}."
    )
    note("It is in the vault; nobody else can see it yet.")
    note(f"Look at it with: assent show {short_id(made.episode_id)}")


def _document(row: EpisodeRow, summary: SessionSummary, edits: int) -> dict[str, object]:
    return {
        "episode": row.episode_id,
        "session": row.session_id,
        "edits": edits,
        "edits_sha256": row.edits_sha256,
        "ended_ns": summary.ended_ns,
        "events": summary.events,
        "packets": summary.packets,
        "file_bytes": summary.file_bytes,
    }
