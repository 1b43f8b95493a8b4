"""One replay in the acting process: hears what to do, builds the desktop, plays, says what came of it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event
from typing import IO, Final

import msgspec
from Xlib.error import ConnectionClosedError, DisplayError

from recorder.devices.x11.connection import NoDisplayError
from recorder.episode.actions import Type
from recorder.episode.phrase import Phrase, later
from recorder.errors import UserFacingError
from recorder.ports import ScreenGoneError, UnreadableScreenError
from recorder.task_start.parting import part_from
from replay.actuators.x11 import X11Actuator
from replay.clock import MonotonicClock
from replay.gate import Gate, OpenGate
from replay.listening.client import CannotListenError
from replay.listening.ears import Ears
from replay.pacing import Pace
from replay.player import Hands, Player
from replay.progress import Ending, How
from replay.running.abort_keys import AbortKeys
from replay.running.answering import Answering
from replay.running.asked_pictures import AskedPictures, PicturesGoneError
from replay.running.crossing import plain_values, step_of
from replay.running.end_watch import EndWatch
from replay.running.eyes import FocusEyes, HintEyes, X11Eyes
from replay.running.left_files import left_files
from replay.running.messages import (
    Begin,
    Ended,
    Heard,
    Order,
    Place,
    Released,
    Shown,
    TaskUp,
    Up,
    Wish,
    read_from_parent,
)
from replay.running.mouth import Mouth
from replay.running.own_gate import OwnDesktopGate
from replay.running.pipe import PipeError, read_frame
from replay.running.reporting import Reporter
from replay.running.stage import Stage, stage_of
from replay.running.viewer import Viewer
from replay.running.watched_gate import HoldingGate, WatchedGate, Watching
from replay.seeing.gate import ScreenGate

_GONE: Final = (ScreenGoneError, UnreadableScreenError, NoDisplayError, ConnectionClosedError, DisplayError)
_CHORD_IS_TAKEN: Final = later(
    "The keys that end the replay may be another program's: hold them for a moment, or push the pointer into "
    "a corner of the screen."
)

_NOBODY_LISTENS: Final = later("What arrives of the typing could not be listened to, and is not compared.")
_HEARD_S: Final = 10.0
"""How long the listener may lag behind; it is milliseconds, but of a machine that does much else."""


class DesktopGoneError(UserFacingError):
    """The desktop that is acted on went away meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "The desktop of the replay is gone.",
            kept="What was recorded is as it was.",
            mend="Try again; if it stays so, look at what its task does.",
        )


class Orders:
    """What was asked of this process, heard on a thread of its own, from before there is anything to play.

    Args:
        pictures: Takes the recording's pictures.

    Attributes:
        aborting: Set once it is to end.
    """

    def __init__(self, pictures: AskedPictures) -> None:
        self.aborting: Final = Event()
        self._pictures: Final = pictures
        self._lock: Final = threading.Lock()
        self._player: Player | None = None
        self._early: list[Wish] = []

    def hear(self, pipe: IO[bytes]) -> None:
        """Hear to the end of the pipe, which means that nobody is there any more."""
        try:
            while (body := read_frame(pipe)) is not None:
                match read_from_parent(body):
                    case Order(wish=wish):
                        self.take(wish)
                    case Shown() as shown:
                        self._pictures.take(shown)
                    case _:
                        break
        except (PipeError, msgspec.MsgspecError, OSError):
            pass
        self.take(Wish.ABORT)

    def take(self, wish: Wish) -> None:
        """Take a wish; what comes before there is a player waits for it."""
        if wish is Wish.ABORT:
            self.aborting.set()
            self._pictures.end()
        with self._lock:
            if self._player is None:
                self._early.append(wish)
                return
        _hand_on(wish, self._player)

    def obey(self, player: Player) -> None:
        """Hand on to a player what was wished, and what will be."""
        with self._lock:
            self._player = player
            early, self._early = self._early, []
        for wish in early:
            _hand_on(wish, player)


def act(pipe: IO[bytes], mouth: Mouth) -> None:
    """Do what the pipe says, from its first message to its end.

    Raises:
        UserFacingError: The desktop or the task did not start, or the screen has gone.
    """
    first = read_frame(pipe)
    if first is None:
        return
    begin = read_from_parent(first)
    if not isinstance(begin, Begin):
        raise TypeError("a conversation starts with what to do")
    pictures = AskedPictures(mouth.say, len(begin.steps) + 1)
    orders = Orders(pictures)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: orders.take(Wish.ABORT))
    # A daemon: it waits for a message that may never come, and must not keep the process.
    threading.Thread(target=orders.hear, args=(pipe,), name="orders", daemon=True).start()
    with (
        stage_of(begin) as stage,
        _desktop_may_go(),
        _abort_keys(begin, orders) as chord_warnings,
        _ears(begin, mouth) as (ears, ear_warnings),
    ):
        mouth.say(Up(warnings=(*chord_warnings, *ear_warnings)))
        started = stage.start(begin, is_called_off=orders.aborting.is_set)
        if started is not None:
            mouth.say(TaskUp(window=started.rect, differences=started.differences))
        try:
            _play(begin, _Scene(stage, orders, pictures, mouth, ears))
        finally:
            if begin.place is Place.OWN and started is not None:
                # What is as it began, and not in use, is taken away; the rest is the person's.
                part_from(started, environment=stage.environment)


@contextmanager
def _desktop_may_go() -> Iterator[None]:
    """Tell the end of the desktop in the words of a replay, wherever it is noticed."""
    try:
        yield
    except _GONE as error:
        raise DesktopGoneError from error


@contextmanager
def _abort_keys(begin: Begin, orders: Orders) -> Iterator[tuple[str, ...]]:
    """The chord and the corner that end it, on the person's own desktop; with what they should know of it."""
    if begin.place is Place.PRIVATE:
        yield ()
        return

    def end() -> None:
        orders.take(Wish.ABORT)

    with AbortKeys(begin.abort_chord, end) as keys, EndWatch(begin.abort_chord, end):
        yield () if keys.is_held else (_CHORD_IS_TAKEN,)


@contextmanager
def _ears(begin: Begin, mouth: Mouth) -> Iterator[tuple[Ears | None, tuple[str, ...]]]:
    """What hears the typing, on a private desktop; with what the person should know of it."""
    typing = [told.number for told in begin.steps if isinstance(step_of(told).action, Type)]
    if begin.place is Place.OWN or not typing:
        yield None, ()
        return
    with ExitStack() as opened:
        try:
            ears = opened.enter_context(
                Ears(typing, lambda number, text: mouth.say(Heard(number=number, text=text)))
            )
        except CannotListenError:
            yield None, (_NOBODY_LISTENS,)
            return
        yield ears, ()


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a replay plays with, besides what it plays."""

    stage: Stage
    orders: Orders
    pictures: AskedPictures
    mouth: Mouth
    ears: Ears | None


def _play(begin: Begin, scene: _Scene) -> None:
    clock = MonotonicClock()
    orders, pictures, mouth, ears = scene.orders, scene.pictures, scene.mouth, scene.ears
    steps = tuple(step_of(each) for each in begin.steps)
    with ExitStack() as opened:
        eyes = opened.enter_context(X11Eyes(begin.desktop))
        focus = opened.enter_context(FocusEyes())
        actuator = opened.enter_context(X11Actuator(fail_safe=begin.place is Place.OWN, wake=orders.aborting))
        if begin.view_every_ns is not None:
            opened.enter_context(Viewer(mouth, begin.desktop, begin.view_every_ns))
        answering, hints = opened.enter_context(Answering(clock)), opened.enter_context(HintEyes())
        watching = Watching(
            eyes, focus, clock, pictures if begin.is_compared else None, begin.desktop, answering, hints
        )
        gate = WatchedGate(_gate(begin, watching), watching, patience_ns=begin.patience_ns)
        reporter = Reporter(mouth, gate, ears)
        player = Player(
            steps,
            last_moves=begin.last_moves,
            hands=Hands(actuator, _guarded(begin, gate, watching), clock, begin.desktop),
            pace=Pace(begin.speed),
            on_event=reporter.take,
            is_paused=begin.is_paused,
            aborting=orders.aborting,
        )
        orders.obey(player)
        began_ns = clock.now_ns()
        try:
            ending = player.play()
        except PicturesGoneError:
            # Nobody is there to answer: nobody wants it any more.
            ending = Ending(How.ABORTED, clock.now_ns() - began_ns)
        mouth.say_now(Released())
        if ending.how is not How.ABORTED:
            gate.wait_for_the_end(len(steps) + 1, begin.ended_ns, orders.aborting)
            if ears is not None:
                ears.finish(_HEARD_S)
            reporter.look_at_the_end(clock.now_ns() - began_ns)
    mouth.say(_ended(ending, scene.stage, begin))


def _guarded(begin: Begin, gate: WatchedGate, watching: Watching) -> Gate:
    """What the player asks: on the person's own desktop more than whether the picture is the same.

    Whoever gives no pictures has asked for the clock alone.
    """
    if begin.place is Place.PRIVATE or watching.expected is None:
        return gate
    return OwnDesktopGate(
        gate, watching.focus, watching.clock, watching.expected, patience_ns=begin.patience_ns
    )


def _gate(begin: Begin, watching: Watching) -> HoldingGate:
    if watching.expected is None:
        return OpenGate()
    return ScreenGate(
        watching.eyes,
        watching.clock,
        watching.expected,
        limit_ns=begin.patience_ns,
        hints=watching.hints.places,
    )


def _ended(ending: Ending, stage: Stage, begin: Begin) -> Ended:
    reason = ending.reason or Phrase("")
    return Ended(
        how=ending.how,
        at_ns=ending.at_ns,
        number=ending.number,
        reason=reason.text,
        values=plain_values(reason),
        files=left_files(stage.folder, most_bytes=begin.files_bytes),
    )


def _hand_on(wish: Wish, player: Player) -> None:
    match wish:
        case Wish.ABORT:
            player.abort()
        case Wish.PAUSE:
            player.pause()
        case Wish.RESUME:
            player.resume()
        case Wish.STEP:
            player.step()
