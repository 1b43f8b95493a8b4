"""``trim``: a range of time goes, and nothing tells how long it was."""

import click

from recorder.commands.frame_command import TimeInSession
from recorder.commands.output import json_option
from recorder.commands.session_commands import session_argument
from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange
from studio.commands.edited_session import change_edits
from studio.content.session_content import SessionContent
from studio.editing.history import StepName
from studio.editing.making import cut, trim


@click.command(name="trim", short_help="Keep a range of SESSION, or cut one out.")
@session_argument
@click.option("--from", "from_ns", type=TimeInSession(), metavar="T", help="The beginning: 12.5 or 1:02.250.")
@click.option("--to", "to_ns", type=TimeInSession(), metavar="T", help="The end.")
@click.option("--cut", "is_cut", is_flag=True, help="Cut this range out; without it, all else goes.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@json_option
def trim_command(
    session: str, *, from_ns: int | None, to_ns: int | None, is_cut: bool, dry_run: bool, as_json: bool
) -> None:
    """Keep SESSION from --from to --to, and cut away the rest; or, with --cut, the other way round.

    A time that is not given is the session's own beginning or end. The session itself stays whole: only the
    episode that you share later will lack what is cut. Undo it with `assent undo`.
    """
    if from_ns is None and to_ns is None:
        raise click.UsageError("say --from, --to, or both")

    def make(content: SessionContent, edits: Edits) -> Edits:
        end_ns = content.ended_ns if to_ns is None else to_ns
        range_ = TimeRange(from_ns or 0, max(end_ns, from_ns or 0))
        return cut(content, edits, range_) if is_cut else trim(content, edits, range_)

    change_edits(session, StepName.CUT if is_cut else StepName.TRIM, make, dry_run=dry_run, as_json=as_json)
