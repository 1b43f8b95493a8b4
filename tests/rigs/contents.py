"""What a session holds, from a script of events, with no file: for what is decided from it alone."""

from collections.abc import Sequence

import numpy as np

from recorder.episode.events import MonitorsChanged, NumberedEvent
from recorder.episode.recognition import recognise
from recorder.episode.screen import Monitor, Rect
from studio.content.session_content import MonitorStretch, PointerPath, SessionContent, windows_over_time
from recorder.episode.time import TimeRange
from tests.rigs.synthetic import HEADER
from tests.unit.recorder.episode.event_script import GESTURES, Script
