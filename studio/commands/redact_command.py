"""``redact``: something is taken out, and its time stays.

A text is never an argument: shells keep those, and every process of the same user can read them.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from recorder.commands.files import read_bytes
from recorder.commands.frame_command import TimeInSession
from recorder.commands.output import json_option, note
from recorder.commands.session_commands import session_argument
from recorder.episode.edits import Edits
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.wording import count_text
from studio.commands.edited_session import Make, change_edits
from studio.commands.errors import TextMissingError
from studio.content.session_content import SessionContent
from studio.editing.errors import OutsideMonitorError
from studio.editing.history import StepName
from studio.editing.making import redact_box, redact_range
from studio.editing.occurrences import occurrences
from studio.editing.text_redaction import redact_text
from studio.editing.window_redaction import redact_window


class Box(click.ParamType[Rect]):
    """A box as a person writes it: ``X,Y,W,H``."""

    name = "box"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Rect:
        """Read it."""
        try:
            x, y, width, height = (int(side) for side in str(value).split(","))
            return Rect(x, y, width, height)
        except ValueError:
            self.fail(f"{value!r} is no box: write X,Y,W,H in pixels, such as 100,50,300,40", param, ctx)


@dataclass(frozen=True, slots=True)
class _BoxWish:
    """A box as it was asked for, in pixels of a monitor's picture."""

    box: Rect
    monitor_id: int
    from_ns: int | None
    to_ns: int | None
    follows: bool
    takes_keys: bool

    def make(self, content: SessionContent, edits: Edits) -> Edits:
        range_ = _within(content, self.from_ns, self.to_ns)
        monitor = content.monitor(self.monitor_id, range_.start_ns)
        if monitor is None:
            raise OutsideMonitorError
        return redact_box(
            content,
            edits,
            self.box.moved(monitor.rect.x, monitor.rect.y),
            range_,
            monitor_id=self.monitor_id,
            takes_keys=self.takes_keys,
            follows_window_at_ns=range_.start_ns if self.follows else None,
        )


@click.command(short_help="Take a text, a window, a box or a range out of SESSION.")
@session_argument
@click.option("--text", "asks_text", is_flag=True, help="Every occurrence of a text, which is asked for.")
@click.option(
    "--text-file",
    type=click.Path(path_type=Path),
    help="As --text, from the first line of a file; - is stdin.",
)
@click.option(
    "--window", "app", metavar="APP", help="All windows of an application, as `assent show` has it."
)
@click.option("--box", type=Box(), metavar="X,Y,W,H", help="A box, in pixels of the monitor's picture.")
@click.option("--monitor", type=int, help="The monitor that the box is on; 0 if not said.")
@click.option("--follow", is_flag=True, help="Let the box follow the window that is under it at first.")
@click.option("--keep-keys", is_flag=True, help="Let the box leave what was typed meanwhile.")
@click.option("--from", "from_ns", type=TimeInSession(), metavar="T", help="The beginning: 12.5 or 1:02.250.")
@click.option("--to", "to_ns", type=TimeInSession(), metavar="T", help="The end.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@json_option
def redact(  # noqa: PLR0913 - the options of one command
    session: str,
    *,
    asks_text: bool,
    text_file: Path | None,
    app: str | None,
    box: Rect | None,
    monitor: int | None,
    follow: bool,
    keep_keys: bool,
    from_ns: int | None,
    to_ns: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take something out of SESSION; its time stays.

    With --text or --text-file, every occurrence of a text: the keys where it was typed, and where a window
    bears it as its title, that title and the window's picture. With --window, the windows of an application:
    picture, keys and titles. With --box, what is under a box, and the keys typed meanwhile. With --from and
    --to alone, all keys and titles of that range; its picture stays.

    A cover lasts from the first to the last picture that shows what it covers, which may be longer than you
    say. The session itself stays whole: only the episode that you share later will lack what is taken. Undo
    it with `assent undo`.
    """
    wishes = sum((asks_text or text_file is not None, app is not None, box is not None))
    has_range = from_ns is not None or to_ns is not None
    if wishes > 1 or (asks_text and text_file is not None):
        raise click.UsageError("say one of --text, --text-file, --window and --box")
    if not wishes and not has_range:
        raise click.UsageError("say what to take: --text, --text-file, --window, --box, or --from and --to")
    if has_range and wishes and box is None:
        raise click.UsageError("a text or a window is taken wherever it is: leave --from and --to away")
    if box is None and (monitor is not None or follow or keep_keys):
        raise click.UsageError("--monitor, --follow and --keep-keys are for --box")
    if asks_text or text_file is not None:
        _redact_text(session, text_file, dry_run=dry_run, as_json=as_json)
        return
    if app is not None:
        name, make = StepName.REDACT_WINDOW, _window(app)
    elif box is not None:
        wish = _BoxWish(box, monitor or 0, from_ns, to_ns, follows=follow, takes_keys=not keep_keys)
        name, make = StepName.REDACT_BOX, wish.make
    else:
        name, make = StepName.REDACT_RANGE, _range(from_ns, to_ns)
    change_edits(session, name, make, dry_run=dry_run, as_json=as_json, pads=True)


def _redact_text(session: str, file: Path | None, *, dry_run: bool, as_json: bool) -> None:
    text = _asked_text() if file is None else _text_from(file)

    def make(content: SessionContent, edits: Edits) -> Edits:
        found = occurrences(content, text)
        made = redact_text(content, edits, found)
        note(f"Typed {count_text(found.typed, 'time')}, in titles {count_text(found.titled, 'time')}.")
        return made

    change_edits(session, StepName.REDACT_TEXT, make, dry_run=dry_run, as_json=as_json, pads=True)
    note("Where the picture shows it, as text that was typed or read, it stays: cover that with --box.")


def _asked_text() -> str:
    if not sys.stdin.isatty():
        raise TextMissingError("There is nobody to ask for the text: this is no terminal.")
    text: str = click.prompt("Text to redact", hide_input=True, err=True)
    return text


def _text_from(file: Path) -> str:
    content = sys.stdin.buffer.read() if str(file) == "-" else read_bytes(file)
    try:
        first_line = content.decode().split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        first_line = ""
    if not first_line.strip():
        raise TextMissingError("The file holds no text.")
    return first_line


def _window(app: str) -> Make:
    return lambda content, edits: redact_window(content, edits, app)


def _range(from_ns: int | None, to_ns: int | None) -> Make:
    return lambda content, edits: redact_range(content, edits, _within(content, from_ns, to_ns))


def _within(content: SessionContent, from_ns: int | None, to_ns: int | None) -> TimeRange:
    start_ns = from_ns or 0
    return TimeRange(start_ns, max(start_ns, content.ended_ns if to_ns is None else to_ns))
