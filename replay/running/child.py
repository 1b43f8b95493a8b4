"""The acting process: ``python -m replay.running.child``, spoken to through its standard input and output.

It holds what an episode showed and what is to be typed, and shows nothing of it: no core dump, no debugger
of the same user, no arguments, no environment, no file. What it is told and what it says are in
``messages.py``.
"""

import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event
from typing import IO, Final

import msgspec

from recorder.episode.phrase import phrase
from recorder.errors import UserFacingError
from recorder.ports import ScreenGoneError
from recorder.process_memory import close_to_others
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.gate import Gate, OpenGate, Ready
from replay.pacing import Pace
from replay.player import Player
from replay.progress import (
    Ending,
    How,
    Paused as PlayerPaused,
    PlayerEvent,
    Resumed as PlayerResumed,
    StepAnswered,
    StepDone,
    StepSkipped,
)
from replay.running.abort_keys import AbortKeys
from replay.running.asked_pictures import AskedPictures, PicturesGoneError
from replay.running.eyes import FocusEyes, X11Eyes
from replay.running.film import Camera, pack
from replay.running.left_files import left_files
from replay.running.messages import (
    Begin,
    Done,
    Ended,
    Failed,
    FromChild,
    Order,
    Paused,
    Place,
    Released,
    Resumed,
    Shown,
    Skipped,
    TaskUp,
    Up,
    Wish,
    looked,
    plain_values,
    read_from_parent,
    step_of,
)
from replay.running.mouth import Mouth
from replay.running.pipe import PipeError, read_frame
from replay.running.stage import Stage, stage_of
from replay.running.viewer import Viewer
from replay.running.watched_gate import Glimpse, WatchedGate
from replay.seeing.gate import ScreenGate

# A program that starts itself again and again finds an end; a browser and an office together stay below.
_MOST_PROCESSES: Final = 2_048
