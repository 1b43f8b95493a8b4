"""A whole window, for as long as it may be visible: its picture, and keys and context while it has the focus.

Which window is told by its application, and its title if that is asked for. The picture is covered from the
first sighting to the end, for behind the window with the focus it may be seen as well (see
``window_tracks``); if it is too much, the person sees it at once and can shorten it.

Where the system did not tell the place of a window, everything is covered while it has the focus.
"""

from collections.abc import Callable, Iterator
from functools import reduce

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.events import WindowContext
from recorder.episode.screen import Rect
from recorder.episode.timeline import union
from studio.content.session_content import SessionContent, WindowStretch
from studio.editing.errors import NoSuchWindowError
from studio.editing.moving_covers import parts_along
from studio.editing.window_tracks import window_tracks

_NOWHERE = Rect(0, 0, 0, 0)


def redact_window(content: SessionContent, edits: Edits, app: str, *, title: str | None = None) -> Edits:
    """Take a window, or all windows of an application.

    Args:
        content: The session.
        edits: Those so far.
        app: The application, exactly as the session names it.
        title: The window's title, exactly; all of the application's windows if not given.

    Raises:
        NoSuchWindowError: None ever had the focus.
    """

    def is_wanted(window: WindowContext) -> bool:
        return window.hidden is None and window.app == app and title in {None, window.title}

    focused = [each for each in content.windows if is_wanted(each.window)]
    if not focused:
        raise NoSuchWindowError
    parts = (
        *covers_of_windows(content, app, is_wanted),
        *(part for each in focused if each.window.rect is None for part in _everything(content, each)),
        *(
            Part(range_, takes_keys=True, takes_context=True)
            for range_ in union(each.range for each in focused)
        ),
    )
    return edits.with_redaction(Subject.WINDOW, parts, app if title is None else title)


def covers_of_windows(
    content: SessionContent, app: str, is_wanted: Callable[[WindowContext], bool]
) -> Iterator[Part]:
    """The covers of an application's windows while they are wanted, visible or perhaps visible."""
    for track in window_tracks(content, app):
        for path in track.paths(is_wanted, content.ended_ns):
            yield from parts_along(content, path)


def _everything(content: SessionContent, stretch: WindowStretch) -> tuple[Part, ...]:
    monitors = [monitor.rect for each in content.monitors for monitor in each.monitors]
    return parts_along(content, ((stretch.range, reduce(Rect.hull, monitors, _NOWHERE)),))
