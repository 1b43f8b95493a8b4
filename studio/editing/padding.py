"""Covers that last from the first to the last appearance of what they cover.

Joins the search in one monitor's pictures (``appearance``) to the parts of a redaction: each cover is looked
for where it first is, backwards, and where it last is, onwards. It runs when a redaction is made, so that
what is shown then is what is baked later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from recorder.episode.edits import Part, Redaction
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from recorder.vault.session_reader import SessionReader
from studio.content.session_content import SessionContent
from studio.editing.appearance import appearance
from studio.editing.session_film import SessionFilm


@dataclass(frozen=True, slots=True)
class Padding:
    """How long the covers of a redaction shall last.

    Attributes:
        ranges: By the number of the part; never shorter than the part's own.
        is_there_before: Something that is covered may be seen even before its range.
        is_there_after: Something that is covered may be seen even after its range.
    """

    ranges: Mapping[int, TimeRange]
    is_there_before: bool
    is_there_after: bool


def padding(
    reader: SessionReader,
    content: SessionContent,
    redaction: Redaction,
    check: Callable[[], None] = lambda: None,
) -> Padding:
    """Look for the first and last appearance of what a redaction covers.

    Args:
        reader: Of the session, on the thread that owns it.
        content: What the session holds.
        redaction: Its parts without a cover are left as they are.
        check: Called for each picture; whatever it raises calls the search off.

    Raises:
        DamagedFileError: A page cannot be read.
        UndecodablePacketError: A picture cannot be decoded.
    """
    films: dict[int, SessionFilm] = {}
    ranges: dict[int, TimeRange] = {}
    before = after = False
    for number, part in enumerate(redaction.parts):
        if part.cover is None or part.cover.monitor_id not in content.pictures:
            continue
        monitor_id = part.cover.monitor_id
        film = films.setdefault(monitor_id, SessionFilm(reader, monitor_id))
        start = appearance(film, _box(content, part, part.range.start_ns), part.range, check=check)
        end = appearance(film, _box(content, part, part.range.end_ns - 1), part.range, check=check)
        ranges[number] = TimeRange(start.range.start_ns, end.range.end_ns)
        before = before or start.is_there_before
        after = after or end.is_there_after
    return Padding(ranges, before, after)


def _box(content: SessionContent, part: Part, at_ns: int) -> Rect:
    """The cover in pixels of the monitor's own picture."""
    if part.cover is None:
        raise AssertionError("only covers are looked for")
    monitor = content.monitor(part.cover.monitor_id, at_ns)
    rect = part.cover.rect_at(at_ns)
    return rect if monitor is None else rect.moved(-monitor.rect.x, -monitor.rect.y)
