"""``frame``: one picture out of a session, as a PNG."""

from pathlib import Path

import click
import mss.tools
import numpy as np
from numpy.typing import NDArray

from recorder.commands.errors import NothingAtThatTimeError
from recorder.commands.files import write_new
from recorder.commands.kept import find_kept, kept_argument
from recorder.commands.opening import opened_vault
from recorder.commands.output import json_option, note, print_json, say
from recorder.episode.time import format_time, parse_time
from recorder.vault.session_reader import SessionReader
from recorder.video.decoder import decode_last
from recorder.wording import clean


class TimeInSession(click.ParamType[int]):
    """A time as a person writes it; nanoseconds for the program."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        try:
            return parse_time(str(value))
        except ValueError as error:
            self.fail(f"{value!r} is no time: {error}", param, ctx)


@click.command(short_help="Write the picture of a time into a PNG.")
@kept_argument
@click.option(
    "--at", "at_ns", type=TimeInSession(), required=True, metavar="T", help="When: 12.5 or 1:02.250."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The new PNG file.")
@click.option("--monitor", type=int, help="Which monitor; the first that has pictures if not said.")
@json_option
def frame(named: str, *, at_ns: int, out: Path, monitor: int | None, as_json: bool) -> None:
    """Write the picture that a SESSION or EPISODE shows at a time into a PNG.

    The file lies outside of the vault, in clear, for you alone to read.
    """
    with opened_vault() as vault:
        kept = find_kept(vault, named)
        with kept.open(vault) as reader:
            number = _monitor_number(reader, monitor, at_ns)
            packets = reader.gop_at(number, at_ns)
            if not packets:
                raise NothingAtThatTimeError(at_ns)
            picture = decode_last(packets)
    write_new(out, png_of(picture))
    height, width, _ = picture.shape
    taken_ns = packets[-1].at_ns
    if as_json:
        print_json({"file": str(out), "monitor": number, "at_ns": taken_ns, "width": width, "height": height})
        return
    say(
        f"{clean(str(out))}: monitor {number} of the {kept.kind}, {width}x{height}, "
        f"as it was from {format_time(taken_ns)} on."
    )
    note("This picture is outside of the vault now.")


def png_of(picture: NDArray[np.uint8]) -> bytes:
    """A picture as PNG.

    Args:
        picture: ``(height, width, 3)`` bytes, red first.
    """
    height, width, _ = picture.shape
    encoded = mss.tools.to_png(picture.tobytes(), (width, height))
    if encoded is None:
        raise AssertionError("without a file to write to, it is returned")
    return encoded


def _monitor_number(reader: SessionReader, chosen: int | None, at_ns: int) -> int:
    known = reader.monitor_ids()
    if chosen is None:
        if not known:
            raise NothingAtThatTimeError(at_ns)
        return known[0]
    if chosen not in known:
        raise NothingAtThatTimeError(at_ns)
    return chosen
