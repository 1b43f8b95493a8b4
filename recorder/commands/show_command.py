"""``show``: what a session or an episode holds, in figures; never what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click

from recorder.commands.digest import Digest, Gap, digest_of
from recorder.commands.kept import Kept, find_kept, finished_episodes, kept_argument
from recorder.commands.opening import opened_vault, short_id
from recorder.commands.output import json_option, print_json, say
from recorder.commands.session_commands import ENDINGS, task_title
from recorder.episode.action_json import action_to_json
from recorder.episode.card import signing_key_fingerprint
from recorder.episode.descriptions import describe
from recorder.episode.events import HiddenReason, MarkKind
from recorder.episode.screen import Monitor
from recorder.episode.time import format_time
from recorder.vault.catalog import SessionRow
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionReader
from recorder.vault.sharing_rows import ReceivedRow
from recorder.vault.vault import Vault
from recorder.wording import clean, count_text, fields, moment_text, size_text, table

_GAPS: Final[Mapping[MarkKind | HiddenReason, str]] = {
    MarkKind.PAUSED: "paused",
    MarkKind.OFF_THE_RECORD: "taken off the record",
    MarkKind.SCREEN_LOCKED: "paused: the screen was locked",
    MarkKind.SUSPENDED: "paused: the computer slept",
    MarkKind.FRAMES_DROPPED: "pictures dropped, the disk was slow",
    MarkKind.SCREEN_UNREADABLE: "the screen could not be read",
    MarkKind.ENDED_ABRUPTLY: "ended abruptly",
    MarkKind.CUT: "cut out by the person",
    HiddenReason.EXCLUDED_WINDOW: "keys hidden: a window the study leaves out",
    HiddenReason.PASSWORD: "keys hidden: a password field",
    HiddenReason.UNKNOWN_FOCUS: "keys hidden: nobody could tell where they went",
    HiddenReason.OWN_WINDOW: "keys hidden: a window of Assent",
    HiddenReason.REDACTED: "redacted by the person",
}
_SHOWN_WINDOWS: Final = 10


@click.command(short_help="Show what a session or an episode holds, in figures.")
@kept_argument
@click.option("--actions", "list_actions", is_flag=True, help="List every action, without what was typed.")
@json_option
def show(named: str, *, list_actions: bool, as_json: bool) -> None:
    """Show what a SESSION or EPISODE holds: events, actions, pictures, windows, gaps and size.

    Window titles are shown, typed text is not.
    """
    with opened_vault() as vault:
        kept = find_kept(vault, named)
        with kept.open(vault) as reader:
            digest = digest_of(tuple(reader.events()), reader.header.gestures, ended_ns=reader.ended_ns)
            summary = reader.summary()
            pictures = _first_pictures(reader)
            if as_json:
                document = {
                    **kept.json(),
                    **_origin_json(vault, kept),
                    **_digest_json(digest, pictures, summary),
                }
                if list_actions:
                    document["actions"] = [
                        _described(action_to_json(each), describe(each)) for each in digest.actions
                    ]
                print_json(document)
                return
            say(fields(list(_heading(vault, kept, reader.header, summary))))
    say("\n" + "\n\n".join(_sections(digest, pictures, summary, list_actions=list_actions)))


def _heading(
    vault: Vault, kept: Kept, header: SessionHeader, summary: SessionSummary
) -> Iterator[tuple[str, str]]:
    yield kept.kind.capitalize(), kept.id
    match kept.row:
        case EpisodeRow():
            yield "Made of", f"session {kept.row.session_id}"
        case ReceivedRow():
            yield "Shared by", signing_key_fingerprint(kept.row.contributor)
        case _:
            pass
    yield "Study", clean(f"{header.study_id}, version {header.study_version}")
    yield "Task", clean(task_title(vault, header))
    yield "Recorded", f"{kept.recorded}, {format_time(summary.ended_ns)} long"
    yield "Ended", ENDINGS[summary.reason]
    yield "Streams", ", ".join(header.streams)
    yield "Size", f"{size_text(summary.file_bytes)}, of which {size_text(summary.packet_bytes)} pictures"
    if isinstance(kept.row, ReceivedRow):
        yield "Kept until", kept.row.expires_on.isoformat()
    if isinstance(kept.row, SessionRow):
        if kept.row.expires_at is not None:
            yield "Kept until", moment_text(kept.row.expires_at)
        made = finished_episodes(vault, kept.id)
        if made:
            yield "Episodes", ", ".join(short_id(row.episode_id) for row in made)


def _sections(
    digest: Digest, pictures: Mapping[int, int], summary: SessionSummary, *, list_actions: bool
) -> Iterator[str]:
    yield _section(count_text(summary.events, "event"), _counts(digest.events))
    yield _section(count_text(len(digest.actions), "action"), _counts(digest.action_counts))
    if list_actions and digest.actions:
        yield table((), [(format_time(each.start_ns), describe(each)) for each in digest.actions])
    yield _section(count_text(summary.packets, "picture"), _monitors(digest.monitors, pictures))
    windows = [
        (format_time(window.focused_ns), _window_name(window.app, window.hidden), clean(window.title))
        for window in digest.windows[:_SHOWN_WINDOWS]
    ]
    more = len(digest.windows) - len(windows)
    if more > 0:
        windows.append(("", f"and {count_text(more, 'more window')}", ""))
    yield _section(count_text(len(digest.windows), "window"), windows)
    yield _section(count_text(len(digest.gaps), "gap"), [_gap_line(gap) for gap in digest.gaps])


def _section(title: str, rows: Sequence[Sequence[str]], right: Sequence[int] = (0,)) -> str:
    if not rows:
        return title
    return title + "\n" + "\n".join(f"  {line}" for line in table((), rows, right=right).splitlines())


def _counts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return [(f"{count:,}", name.replace("_", " ")) for name, count in ordered]


def _monitors(monitors: Sequence[Monitor], pictures: Mapping[int, int]) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"monitor {monitor.id}",
            clean(monitor.name),
            f"{monitor.rect.width}x{monitor.rect.height} at {monitor.rect.x}, {monitor.rect.y}",
            f"first picture at {format_time(pictures[monitor.id])}"
            if monitor.id in pictures
            else "no picture",
        )
        for monitor in monitors
    ]


def _window_name(app: str, hidden: HiddenReason | None) -> str:
    if hidden is not None:
        return "(hidden)"
    return clean(app) or "(none)"


def _gap_line(gap: Gap) -> tuple[str, str, str]:
    words = _GAPS[gap.why]
    if gap.frames:
        words = f"{count_text(gap.frames, 'picture')} dropped, the disk was slow"
    return (
        f"{format_time(gap.range.start_ns)} to {format_time(gap.range.end_ns)}",
        format_time(gap.range.duration_ns),
        words,
    )


def _first_pictures(reader: SessionReader) -> dict[int, int]:
    """When each monitor's first picture was taken."""
    return {number: next(reader.packets(number)).at_ns for number in reader.monitor_ids()}


def _origin_json(vault: Vault, kept: Kept) -> dict[str, object]:
    """What was made of a session, and what an episode was made of."""
    if isinstance(kept.row, SessionRow):
        return {"episodes": [row.episode_id for row in finished_episodes(vault, kept.id)]}
    return {"session": kept.row.session_id} if isinstance(kept.row, EpisodeRow) else {}


def _digest_json(digest: Digest, pictures: Mapping[int, int], summary: SessionSummary) -> dict[str, object]:
    return {
        "event_counts": dict(digest.events),
        "action_counts": dict(digest.action_counts),
        "monitors": [
            {
                "id": monitor.id,
                "name": monitor.name,
                "x": monitor.rect.x,
                "y": monitor.rect.y,
                "width": monitor.rect.width,
                "height": monitor.rect.height,
                "scale": monitor.scale,
                "first_picture_ns": pictures.get(monitor.id),
            }
            for monitor in digest.monitors
        ],
        "windows": [
            {
                "app": window.app,
                "title": window.title,
                "hidden": None if window.hidden is None else window.hidden.value,
                "focused_ns": window.focused_ns,
            }
            for window in digest.windows
        ],
        "gaps": [
            {
                "start_ns": gap.range.start_ns,
                "end_ns": gap.range.end_ns,
                "why": gap.why.value,
                "pictures": gap.frames,
            }
            for gap in digest.gaps
        ],
        "last_event": summary.last_seq,
    }


def _described(row: dict[str, object], words: str) -> dict[str, object]:
    """An action without what was typed: `show` is for figures, `export` for content."""
    return {**{name: value for name, value in row.items() if name != "text"}, "words": words}
