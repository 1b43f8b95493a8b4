"""The report's part on what was edited: what the person keeps beside what others would get."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from recorder.episode.time import NS_PER_SECOND, format_time
from recorder.wording import count_text, size_text
from studio.demo.findings import EditedTask, EditMade
from studio.demo.report_parts import figures, picture, table
from studio.demo.shots import Pair

_KINDS: Final[Mapping[str, str]] = {
    "cut": "Cut a range",
    "trim_start": "Trim the start",
    "trim_end": "Trim the end",
    "box": "Redact a box",
    "range": "Redact a range",
    "typed": "Redact what was typed",
    "text": "Redact a text",
    "window": "Redact a window",
}
_SECONDS_A_MINUTE: Final = 60


def edited_section(task: EditedTask) -> Iterator[str]:
    """One task that was edited and baked."""
    yield f"<h2>What others would get: {escape(task.title)}</h2>"
    yield (
        "<p>The person edited the recording and baked it into an episode, a new file under a new key. "
        f"<strong>Others would get {length(task.after_ns)} of {length(task.before_ns)}.</strong></p>"
    )
    yield figures(
        (
            ("the recording", format_time(task.before_ns)),
            ("the episode", format_time(task.after_ns)),
            ("edits", f"{len(task.edits):,}"),
            ("pictures in its file", f"{task.packets:,}"),
            ("of them decoded", f"{task.frames:,}"),
            ("encrypted", size_text(task.size)),
        )
    )
    for pair in task.pairs:
        yield _pair(task, pair)
    yield "<h3>The edits</h3>"
    rows = ((_KINDS.get(edit.kind, edit.kind), _takes(edit), *_times(edit)) for edit in task.edits)
    yield table(("Edit", "Takes", "From", "To"), rows, words=2)
    yield "<h3>What is gone, and what is left</h3>"
    yield table(
        ("Redacted", "In the recording, which you keep", "In the episode"),
        (
            (
                word.word,
                _where(in_text=word.in_session, is_read=word.read_in_session),
                _where(in_text=word.in_episode, is_read=word.read_in_episode),
            )
            for word in task.redacted
        ),
        words=3,
    )
    yield f"<p>{_left(task)} {_reading(task)} {_whole(task)}</p>"
    yield f'<p class="quiet">Episode <span class="session">{escape(task.episode)}</span></p>'


def length(duration_ns: int) -> str:
    """A length as one says it: ``4 min 12 s``."""
    minutes, rest = divmod(round(duration_ns / NS_PER_SECOND), _SECONDS_A_MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _pair(task: EditedTask, pair: Pair) -> str:
    shots = picture(pair.before, task.session) + picture(pair.after, task.episode)
    return f'<h3>{escape(pair.caption)}</h3><div class="shots">{shots}</div>'


def _takes(edit: EditMade) -> str:
    if edit.is_cut:
        return "all of it, and its time"
    parts = ((edit.takes_picture, "picture"), (edit.takes_keys, "keys"), (edit.takes_titles, "titles"))
    return ", ".join(name for takes, name in parts if takes)


def _times(edit: EditMade) -> tuple[str, str]:
    return format_time(edit.start_ns), format_time(edit.end_ns)


def _where(*, in_text: bool, is_read: bool) -> str:
    match in_text, is_read:
        case True, True:
            return "typed or titled; read in pictures"
        case True, False:
            return "typed or titled"
        case False, True:
            return "read in pictures"
        case _:
            return "nowhere"


def _left(task: EditedTask) -> str:
    if task.others_lost:
        missing = escape(", ".join(task.others_lost))
        return f"Of {task.others} words that nobody redacted, these are missing: {missing}."
    return f"All {task.others} words that were typed and not redacted are still in the episode."


def _reading(task: EditedTask) -> str:
    if not task.read:
        return "No picture was read: the program tesseract is not installed here."
    pictures = f"{count_text(task.read, 'picture')} of the episode"
    if any(word.read_in_episode for word in task.redacted):
        return f"Tesseract read a redacted word in {pictures}."
    if not task.others_read:
        return f"Tesseract found no word of either kind in {pictures}."
    return f"Tesseract found none of the redacted words in {pictures}, but {task.others_read} of the others."


def _whole(task: EditedTask) -> str:
    if task.is_session_whole:
        return "The recording itself holds all that it held before; it is the person's."
    return "The recording itself was changed."
