"""What windows and pauses are called, in the person's language."""

from recorder.episode.events import Mark, MarkKind, WindowContext
from studio.ui.models.time_words import short_length_words
from studio.ui.words import tr


def window_words(window: WindowContext) -> str:
    """What a window is called: its title, and its app where the title does not say it."""
    if window.hidden is not None:
        return tr("Hidden window")
    if not window.title:
        return window.app
    if window.app.casefold() in window.title.casefold():
        return window.title
    return tr("{title} · {app}", title=window.title, app=window.app) if window.app else window.title


def mark_words(mark: Mark) -> str:  # noqa: PLR0911 - one for each kind
    """What a mark says, and how long it lasted."""
    lasted = short_length_words(max(0, mark.end_ns - mark.at_ns))
    match mark.kind:
        case MarkKind.PAUSED:
            return tr("Paused {duration}", duration=lasted)
        case MarkKind.OFF_THE_RECORD:
            return tr("Off the record {duration}", duration=lasted)
        case MarkKind.SCREEN_LOCKED:
            return tr("Screen locked {duration}", duration=lasted)
        case MarkKind.SUSPENDED:
            return tr("Asleep {duration}", duration=lasted)
        case MarkKind.FRAMES_DROPPED | MarkKind.SCREEN_UNREADABLE:
            return tr("Pictures missing {duration}", duration=lasted)
        case MarkKind.ENDED_ABRUPTLY:
            return tr("Ended abruptly")
        case MarkKind.CUT:
            return tr("Cut {duration}", duration=lasted)
