"""One recording: the rules of ``recorder.session`` joined to devices and a file.

Everything that happens comes through one inbox to one thread, so that the rules see one order of events and
an effect is carried out before the next thing is looked at.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, assert_never

from recorder.consented import Consented
from recorder.episode.consent import NoConsentError
from recorder.episode.ending import EndReason
from recorder.episode.events import Event, HiddenReason, MarkKind, NumberedEvent
from recorder.episode.permit import RecordingPermit
from recorder.episode.study import Stream
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.ports import (
    Clock,
    DesktopWatch,
    FocusWatch,
    InputSource,
    PictureSource,
    ScreenGoneError,
    ScreenWatch,
    SessionSink,
)
from recorder.privacy import FocusObservation
from recorder.recording.messages import Progress
from recorder.recording.screen import ScreenCapture, ScreenOutlet
from recorder.recording.writer import Writer
from recorder.session import (
    Capture,
    Effect,
    End,
    FramesDropped,
    HiddenAreas,
    Record,
    RecordingRules,
    Session,
    Stimulus,
    WipeSince,
)
from recorder.vault.session_header import SessionSummary

_TICK_NS: Final = 100 * NS_PER_MS
_HOUSEKEEPING_EVERY_NS: Final = 5 * NS_PER_SECOND
_LET_GO_S: Final = 3.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Devices:
    """What a recording listens to and looks at.

    Attributes:
        clock: The session's.
        input: Pointer and keys.
        focus: Who has the keyboard.
        desktop: Locks and sleeps.
        open_screen_watch: Opens what knows the windows.
        open_pictures: Opens what takes pictures.
        keep_house: Called now and then on the recorder's thread.
        close: Called once at the end, on that thread.
    """

    clock: Clock
    input: InputSource
    focus: FocusWatch
    desktop: DesktopWatch
    open_screen_watch: Callable[[], ScreenWatch]
    open_pictures: Callable[[], PictureSource]
    keep_house: Callable[[], None]
    close: Callable[[], None]


class Recorder:
    """Records one task. It cannot be built without a permit, which only a grant in force yields.

    Args:
        consented: What the person agreed to: the permit, the study it names and the task.
        rules: What governs the recording; its streams must be among the permit's.
        open_devices: Opens what it listens to and looks at; told where to report what goes wrong with them.
        open_sink: Opens the session's file, on the thread that will own it.
        on_finished: Told what is in the file once it is finished; from that thread.

    Raises:
        NoConsentError: The permit does not cover this study, this task or one of these streams, now.
    """

    def __init__(
        self,
        consented: Consented,
        *,
        rules: RecordingRules,
        open_devices: Callable[[Callable[[Stimulus], None]], Devices],
        open_sink: Callable[[], SessionSink[SessionSummary]],
        on_finished: Callable[[SessionSummary], None],
    ) -> None:
        self._consented = consented
        self._rules = rules
        self._require_consent()
        self._inbox: queue.SimpleQueue[Stimulus] = queue.SimpleQueue()
        self._devices = devices = open_devices(self._inbox.put)
        self._clock = devices.clock
        self._writer = Writer(open_sink, self._clock, self._inbox.put)
        self._screen = ScreenCapture(
            devices.open_screen_watch(),
            devices.open_pictures,
            self._clock,
            ScreenOutlet(self._writer.add_packet, lambda: self._writer.has_room, self._inbox.put),
            takes_pictures=Stream.SCREEN in rules.streams,
            frames_per_second=consented.study.frames_per_second,
        )
        self._session = Session(rules, self._screen.monitors)
        self._next_seq = 1
        self._on_finished = on_finished
        self._kept_house_ns = 0
        self._frames_dropped = 0
        self._hides_something = False
        self._front_is_hidden = False

    def tell(self, stimulus: Stimulus) -> None:
        """Hand in what happened or what is wished; from any thread."""
        self._inbox.put(stimulus)

    def run(self, on_progress: Callable[[Progress], None], *, progress_every_ns: int) -> EndReason:
        """Record until something ends it.

        Args:
            on_progress: Told how it goes, at each change of state and at least this often.
            progress_every_ns: See above.

        Returns:
            Why it ended; with ``DESTROYED`` the file is gone.

        Raises:
            UserFacingError: The devices could not be started, or the file could not be ended.
        """
        self._writer.start()
        stack = ExitStack()
        try:
            self._start_devices(stack)
            try:
                ended = self._loop(on_progress, progress_every_ns)
            except BaseException:
                # Whatever it was: what is there is closed, and nothing goes on without its rules.
                self._end(EndReason.CRASHED)
                raise
            self._end(ended)
            on_progress(self._progress(self._clock.now_ns()))
        finally:
            _let_go(stack)
        return ended

    def _loop(self, on_progress: Callable[[Progress], None], progress_every_ns: int) -> EndReason:
        effects = self._session.begin(self._clock.now_ns())
        told_ns, told_state = -progress_every_ns, None
        next_tick_ns = 0
        while (ended := self._carry_out(effects)) is None:
            now_ns = self._clock.now_ns()
            if self._session.state is not told_state or now_ns - told_ns >= progress_every_ns:
                told_ns, told_state = now_ns, self._session.state
                on_progress(self._progress(now_ns))
            if now_ns >= next_tick_ns:
                next_tick_ns = now_ns + _TICK_NS
                effects = self._tick(now_ns)
            else:
                effects = self._next(next_tick_ns - now_ns)
        return ended

    def _tick(self, now_ns: int) -> list[Effect]:
        self._writer.watch()
        if now_ns - self._kept_house_ns >= _HOUSEKEEPING_EVERY_NS:
            self._kept_house_ns = now_ns
            try:
                self._devices.keep_house()
                self._require_consent()
            except ScreenGoneError:
                return self._session.handle(EndReason.SCREEN_GONE, now_ns)
            except NoConsentError:
                return self._session.handle(EndReason.CONSENT_ENDED, now_ns)
        return self._session.tick(now_ns)

    def _next(self, wait_ns: int) -> list[Effect]:
        """The effects of what waits in the inbox, up to the first thing that has any."""
        try:
            stimulus = self._inbox.get(timeout=wait_ns / NS_PER_SECOND)
        except queue.Empty:
            return []
        self._note(stimulus)
        return self._session.handle(stimulus, self._clock.now_ns())

    def _note(self, stimulus: Stimulus) -> None:
        match stimulus:
            case FramesDropped(kind=MarkKind.FRAMES_DROPPED):
                self._frames_dropped += stimulus.count
            case HiddenAreas():
                self._hides_something = bool(stimulus.rects) and not stimulus.are_own
            case FocusObservation(window=window):
                self._front_is_hidden = window is not None and window.hidden is HiddenReason.EXCLUDED_WINDOW
            case _:
                pass

    def _carry_out(self, effects: list[Effect]) -> EndReason | None:
        for effect in effects:
            match effect:
                case Record():
                    self._writer.add_events([self._numbered(event) for event in effect.events])
                case WipeSince():
                    self._writer.wipe_since(effect.at_ns)
                case Capture(on=True):
                    self._screen.resume()
                case Capture():
                    self._stop_looking()
                case End():
                    return effect.reason
                case _:
                    assert_never(effect)
        return None

    def _stop_looking(self) -> None:
        missed = self._screen.pause()
        if missed is not None:
            # Not through the inbox: by the time it is read, the rules would be deaf.
            self._note(missed)
            self._writer.add_events([self._numbered(missed.mark)])

    def _numbered(self, event: Event) -> NumberedEvent:
        seq, self._next_seq = self._next_seq, self._next_seq + 1
        return NumberedEvent(seq, event)

    def _end(self, reason: EndReason) -> None:
        ended_ns = self._clock.now_ns()
        if reason is EndReason.DESTROYED:
            self._writer.destroy()
        else:
            self._writer.end(lambda sink: self._on_finished(sink.finish(ended_ns, reason)))

    def _require_consent(self) -> None:
        RecordingPermit.require(
            self._consented.permit,
            self._consented.study,
            task_id=self._consented.task.id,
            streams=self._rules.streams,
            now=datetime.now(UTC),
        )

    def _start_devices(self, stack: ExitStack) -> None:
        """Start all of them, or none; ``stack`` stops each, whatever becomes of the others."""
        devices = self._devices
        stack.callback(devices.close)
        stack.callback(self._screen.stop)
        try:
            self._screen.start()
            for device in (devices.focus, devices.desktop, devices.input):
                stack.callback(device.stop)
            devices.focus.start(self._inbox.put)
            devices.desktop.start(self._inbox.put)
            devices.input.start(self._inbox.put)
        except BaseException:
            # Nothing was recorded, so nothing is kept.
            self._writer.destroy()
            raise

    def _progress(self, now_ns: int) -> Progress:
        return Progress(
            state=self._session.state,
            pause_kind=self._session.pause_kind,
            recorded_ns=self._session.recorded_ns(now_ns),
            paused_since_ns=self._session.paused_since_ns,
            now_ns=now_ns,
            events=self._writer.written_events,
            frames=self._writer.written_frames,
            video_bytes=self._writer.written_bytes,
            frames_dropped=self._frames_dropped,
            hides_something=self._hides_something,
            worst_lag_ms=self._writer.worst_lag_ns // NS_PER_MS,
            front_is_hidden=self._front_is_hidden,
            is_off_the_record=self._session.is_off_the_record,
        )


def _let_go(stack: ExitStack) -> None:
    """Let go of the devices, but do not wait for ever: a frozen screen must not keep the recording's end."""
    thread = threading.Thread(target=stack.close, name="letting-go", daemon=True)
    thread.start()
    thread.join(_LET_GO_S)
    if thread.is_alive():
        _log.warning("a device did not let go in time")
