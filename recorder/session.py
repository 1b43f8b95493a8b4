"""What a recording does next: a state machine that knows no device, no file and no clock.

It is told what happened and when, and answers with effects for others to carry out, in order. So the rules
of consent and privacy read as one page, and a test reads as a script.

Decisions:
    - Paused means deaf: whatever has a time within a pause is dropped, however late it arrives. Only
      the recorder's own chords are heard, since they must work from anywhere.
    - A locked screen or a sleeping machine pauses, and only the person goes on again: nobody should find
      out afterwards that recording went on without them.
    - "The last N minutes" off the record are minutes that were recorded: a pause in front of the wish or
      among them does not use them up. Asking twice is asking once, until recording went on in between.
    - A press that was hidden hides its release; a release alone is dropped where the pointer is over
      something hidden, and the actions know of lost releases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from recorder.episode.ending import EndReason
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    InputEvent,
    KeyEvent,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    PointerEvent,
    WindowContext,
)
from recorder.episode.keys import Chord
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Stream
from recorder.key_gate import ChordFilter, KeyGate
from recorder.ports import DesktopSignal
from recorder.privacy import FocusObservation


class Command(StrEnum):
    """What a person, or a program on their behalf, asks of a recording."""

    TOGGLE_PAUSE = "toggle_pause"
    PAUSE = "pause"
    RESUME = "resume"
    OFF_THE_RECORD = "off_the_record"
    STOP = "stop"
    PANIC = "panic"


class State(StrEnum):
    """Where a recording stands."""

    RECORDING = "recording"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class HiddenAreas:
    """Where the screen is hidden now; what the pointer does there is nobody's business.

    Attributes:
        rects: The places.
        are_own: Whether all of them are Assent's own windows.
    """

    rects: tuple[Rect, ...]
    are_own: bool = False


@dataclass(frozen=True, slots=True)
class FramesDropped:
    """Between these times this many pictures were not taken: a slow disk, or what ``kind`` says."""

    at_ns: int
    end_ns: int
    count: int
    kind: MarkKind = MarkKind.FRAMES_DROPPED

    @property
    def mark(self) -> Mark:
        """As the session keeps it."""
        return Mark(self.at_ns, self.end_ns, self.kind, count=self.count)


Stimulus = (
    InputEvent
    | FocusObservation
    | HiddenAreas
    | MonitorsChanged
    | FramesDropped
    | DesktopSignal
    | Command
    | EndReason
)


@dataclass(frozen=True, slots=True)
class Record:
    """Write these."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class WipeSince:
    """Remove everything at or after this time, written or not."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class Capture:
    """Take pictures from now on, or stop taking them."""

    on: bool


@dataclass(frozen=True, slots=True)
class End:
    """It is over; with ``DESTROYED`` nothing may remain."""

    reason: EndReason


Effect = Record | WipeSince | Capture | End


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """What governs one recording.

    Attributes:
        streams: What the person granted.
        chords: The recorder's own hotkeys.
        off_the_record_ns: How far back "off the record" reaches.
        longest_ns: After how much recorded time it ends by itself; ``None`` for never.
    """

    streams: frozenset[Stream]
    chords: Mapping[Chord, Command]
    off_the_record_ns: int
    longest_ns: int | None = None


class Session:
    """One recording, as rules.

    Args:
        rules: What governs it.
        monitors: As they are when it begins.
    """

    def __init__(self, rules: RecordingRules, monitors: tuple[Monitor, ...]) -> None:
        self._rules = rules
        self._monitors = monitors
        self._filter = ChordFilter(rules.chords)
        self._gate = KeyGate(0)
        self._state = State.PAUSED
        self._paused_since_ns = 0
        self._pause_kind: MarkKind | None = None
        self._is_off_the_record = False
        self._running_since_ns = 0
        self._recorded_before_ns = 0
        self._pauses: list[tuple[int, int]] = []
        self._window: WindowContext | None = None
        self._last_focus: FocusObservation | None = None
        self._hidden: tuple[Rect, ...] = ()
        self._hidden_before: tuple[Rect, ...] = ()
        self._hidden_buttons: set[Button] = set()

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    @property
    def pause_kind(self) -> MarkKind | None:
        """Why it is paused, if it is."""
        return self._pause_kind

    @property
    def paused_since_ns(self) -> int | None:
        """Since when it is paused, if it is."""
        return self._paused_since_ns if self._state is State.PAUSED else None

    @property
    def is_off_the_record(self) -> bool:
        """Whether it is paused since the last minutes were taken off the record."""
        return self._is_off_the_record

    def recorded_ns(self, now_ns: int) -> int:
        """How much time was recorded: pauses do not count."""
        running = now_ns - self._running_since_ns if self._state is State.RECORDING else 0
        return self._recorded_before_ns + running

    def begin(self, now_ns: int) -> list[Effect]:
        """The first effects of a recording."""
        return self._run(now_ns)

    def handle(self, stimulus: Stimulus, now_ns: int) -> list[Effect]:  # noqa: PLR0911 - one arm a kind
        """Take what happened.

        Returns:
            What to do about it, in order.
        """
        if self._state is State.ENDED:
            return []
        match stimulus:
            case FocusObservation():
                return self._focus(stimulus)
            case HiddenAreas():
                self._hidden_before, self._hidden = self._hidden, stimulus.rects
                return []
            case MonitorsChanged():
                self._monitors = stimulus.monitors
                return self._record_if_running(stimulus)
            case FramesDropped():
                return self._record_if_running(stimulus.mark)
            case DesktopSignal():
                return self._desktop(stimulus, now_ns)
            case Command():
                return self._command(stimulus, now_ns)
            case EndReason():
                return self._end(stimulus, now_ns)
            case _:
                return self._input(stimulus, now_ns)

    def tick(self, now_ns: int) -> list[Effect]:
        """Let time pass: decide on held keys, end when the time is up."""
        if self._state is not State.RECORDING:
            return []
        effects = _record(self._gate.release(now_ns))
        longest_ns = self._rules.longest_ns
        if longest_ns is not None and self.recorded_ns(now_ns) >= longest_ns:
            effects += self._end(EndReason.TIME_IS_UP, now_ns)
        return effects

    def _input(self, event: InputEvent, now_ns: int) -> list[Effect]:
        events, command = self._filter.feed(event)
        effects: list[Effect] = []
        if self._state is State.RECORDING:
            for each in events:
                if each.at_ns >= self._running_since_ns:
                    effects += self._take(each)
        if command is not None:
            effects += self._command(command, now_ns)
        return effects

    def _take(self, event: InputEvent) -> list[Effect]:
        if isinstance(event, KeyPressed | KeyReleased):
            if Stream.KEYBOARD in self._rules.streams:
                self._gate.hold(event)
            return []
        if Stream.POINTER not in self._rules.streams or self._is_hidden(event):
            return []
        return [Record((event,))]

    def _is_hidden(self, event: PointerEvent) -> bool:
        over_hidden = any(
            rect.contains(event.x, event.y) for rects in (self._hidden, self._hidden_before) for rect in rects
        )
        if isinstance(event, ButtonPressed) and over_hidden:
            self._hidden_buttons.add(event.button)
        if isinstance(event, ButtonReleased) and event.button in self._hidden_buttons:
            self._hidden_buttons.discard(event.button)
            return True
        return over_hidden

    def _focus(self, observation: FocusObservation) -> list[Effect]:
        self._last_focus = observation
        if self._state is not State.RECORDING or observation.at_ns < self._running_since_ns:
            return []
        self._gate.observe(observation)
        if observation.window == self._window:
            return []
        return self._note_window(observation.at_ns, observation.window)

    def _note_window(self, at_ns: int, window: WindowContext | None) -> list[Effect]:
        self._window = window
        if Stream.CONTEXT not in self._rules.streams:
            return []
        return [Record((ContextChanged(at_ns, window),))]

    def _desktop(self, signal: DesktopSignal, now_ns: int) -> list[Effect]:
        match signal:
            case DesktopSignal.LOCKED:
                return self._pause(now_ns, MarkKind.SCREEN_LOCKED)
            case DesktopSignal.SUSPENDING:
                return self._pause(now_ns, MarkKind.SUSPENDED)
            case DesktopSignal.UNLOCKED | DesktopSignal.RESUMED:
                return []
            case _:
                assert_never(signal)

    def _command(self, command: Command, now_ns: int) -> list[Effect]:
        match command:
            case Command.TOGGLE_PAUSE if self._state is State.PAUSED:
                return self._run(now_ns)
            case Command.TOGGLE_PAUSE | Command.PAUSE:
                return self._pause(now_ns, MarkKind.PAUSED)
            case Command.RESUME:
                return self._run(now_ns)
            case Command.OFF_THE_RECORD:
                return self._off_the_record(now_ns)
            case Command.STOP:
                return self._end(EndReason.STOPPED, now_ns)
            case Command.PANIC:
                self._state = State.ENDED
                return [Capture(on=False), End(EndReason.DESTROYED)]
            case _:
                assert_never(command)

    def _run(self, now_ns: int) -> list[Effect]:
        if self._state is State.RECORDING:
            return []
        effects = self._closed_pause(now_ns)
        if self._pause_kind is not None:
            self._pauses.append((self._paused_since_ns, now_ns))
        self._state = State.RECORDING
        self._pause_kind = None
        self._is_off_the_record = False
        self._running_since_ns = now_ns
        self._gate = KeyGate(now_ns)
        self._filter.reset()
        self._hidden_buttons.clear()
        effects.append(Record((MonitorsChanged(now_ns, self._monitors),)))
        if self._last_focus is not None:
            effects += self._note_window(now_ns, self._last_focus.window)
        return [*effects, Capture(on=True)]

    def _pause(self, now_ns: int, kind: MarkKind) -> list[Effect]:
        if self._state is not State.RECORDING:
            return []
        effects: list[Effect] = [Capture(on=False), *_record(self._gate.close(now_ns))]
        self._recorded_before_ns = self.recorded_ns(now_ns)
        self._state = State.PAUSED
        self._pause_kind = kind
        self._paused_since_ns = now_ns
        return effects

    def _off_the_record(self, now_ns: int) -> list[Effect]:
        if self._is_off_the_record:
            return []
        effects = self._pause(now_ns, MarkKind.PAUSED)
        self._is_off_the_record = True
        until_ns = self._paused_since_ns
        since_ns = self._back_from(until_ns, self._rules.off_the_record_ns)
        self._pauses = [pause for pause in self._pauses if pause[0] < since_ns]
        self._recorded_before_ns = max(0, self._recorded_before_ns - self._rules.off_the_record_ns)
        wiped = Mark(since_ns, until_ns, MarkKind.OFF_THE_RECORD)
        return [*effects, WipeSince(since_ns), Record((wiped,))]

    def _back_from(self, until_ns: int, recorded_ns: int) -> int:
        """When so much recorded time before an instant began."""
        for began_ns, ended_ns in reversed(self._pauses):
            if until_ns - ended_ns >= recorded_ns:
                break
            recorded_ns -= until_ns - ended_ns
            until_ns = began_ns
        return max(0, until_ns - recorded_ns)

    def _end(self, reason: EndReason, now_ns: int) -> list[Effect]:
        effects: list[Effect] = [Capture(on=False)]
        if self._state is State.RECORDING:
            effects += _record(self._gate.close(now_ns))
        else:
            effects += self._closed_pause(now_ns)
        self._recorded_before_ns = self.recorded_ns(now_ns)
        self._state = State.ENDED
        return [*effects, End(reason)]

    def _closed_pause(self, now_ns: int) -> list[Effect]:
        if self._pause_kind is None:
            return []
        return [Record((Mark(self._paused_since_ns, now_ns, self._pause_kind),))]

    def _record_if_running(self, event: Event) -> list[Effect]:
        return [Record((event,))] if self._state is State.RECORDING else []


def _record(events: tuple[KeyEvent | KeysHidden, ...]) -> list[Effect]:
    return [Record(events)] if events else []
