"""Every occurrence of a text, wherever it was typed or titled.

A typed one takes its keys. One in a title, or in an application's name, takes the context for as long as the
window that bears it has the focus, and the window's picture for as long as that title is taken to be on it,
also behind others: its title bar shows it. Its keys stay: they are not the text.

Where the text is on the screen because it was typed or read there, no event tells; that is for a box.
"""

from recorder.episode.edits import Edits, Part, Subject
from recorder.episode.events import WindowContext
from recorder.episode.timeline import union
from studio.content.session_content import SessionContent
from studio.editing.errors import NothingFoundError
from studio.editing.occurrences import Occurrences, Whereabouts
from studio.editing.window_redaction import covers_of_windows


def redact_text(content: SessionContent, edits: Edits, found: Occurrences) -> Edits:
    """Take all that was found of a text.

    Args:
        content: The session.
        edits: Those so far.
        found: What ``occurrences`` found in it.

    Raises:
        NothingFoundError: That is nothing.
    """
    if not found.items:
        raise NothingFoundError
    bearing = {(each.window.app, each.window.title) for each in found.stretches}

    def bears_it(window: WindowContext) -> bool:
        return (window.app, window.title) in bearing

    keys = union(
        range_ for each in found.items if each.whereabouts is Whereabouts.TYPED for range_ in each.ranges
    )
    parts = (
        *(Part(range_, takes_keys=True) for range_ in keys),
        *(Part(range_, takes_context=True) for range_ in union(each.range for each in found.stretches)),
        *(
            part
            for app in sorted({app for app, _ in bearing})
            for part in covers_of_windows(content, app, bears_it)
        ),
    )
    return edits.with_redaction(Subject.TEXT, parts, found.text)
