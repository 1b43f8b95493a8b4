"""What a session holds, from a script of events, with no file: for what is decided from it alone."""

import numpy as np

from recorder.episode.events import MonitorsChanged, NumberedEvent, PointerMoved
from recorder.episode.recognition import recognise
from recorder.episode.screen import Monitor, Rect
from studio.content import session_content
from studio.content.session_content import PointerPath, SessionContent
from tests.rigs.synthetic import HEADER
from tests.unit.recorder.episode.event_script import GESTURES, Script

LEFT = Monitor(0, "left", Rect(0, 0, 1000, 800), 1.0, is_primary=True)
RIGHT = Monitor(1, "right", Rect(1000, 0, 1000, 800), 1.0, is_primary=False)


def desk(*monitors: Monitor) -> Script:
    """A person at a desk with these monitors, or with one."""
    return Script().add(MonitorsChanged(0, monitors or (LEFT,)))


def content_of(script: Script, *, more_ms: float = 1000) -> SessionContent:
    """The session of a script that ends so much later."""
    ended_ns = script.after(more_ms).now_ns
    events: list[NumberedEvent] = script.sorted_events()
    return SessionContent(
        header=HEADER,
        ended_ns=ended_ns,
        monitors=tuple(session_content._monitors(events, ended_ns)),  # noqa: SLF001 - as loading does
        pictures={},
        pointer=PointerPath(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32)),
        events=tuple(each for each in events if not isinstance(each.event, PointerMoved)),
        windows=tuple(session_content._windows(events, ended_ns)),  # noqa: SLF001 - as above
        actions=recognise(events, GESTURES),
    )
