"""One connection to an X server, used from one thread; it ends in ``ScreenGoneError``, never in a traceback.

python-xlib raises its own class when the server hangs up, an ``OSError`` when the pipe breaks, and writes
stray errors to stderr: all three are put right here, once. A window that vanished between two questions is
normal on a desktop, so every question about a window answers ``None`` for one that is gone.
"""

import gc
import os
import struct
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from Xlib import X, Xatom, error
from Xlib.display import Display
from Xlib.protocol import rq
from Xlib.xobject.drawable import Window

from recorder.errors import UserFacingError
from recorder.ports import ScreenGoneError

T = TypeVar("T")

# A property's length in 32-bit units: titles and class names beyond 64 KiB are cut, not refused.
_PROPERTY_LIMIT: Final = 16384
_LOCAL_CLIENT_PID: Final = 2


class NoDisplayError(UserFacingError):
    """There is no X server to connect to."""

    def __init__(self) -> None:
        super().__init__(
            "No X11 display answers.",
            mend="Start Assent in a terminal of a desktop session on X11, or set DISPLAY to an X server.",
        )


@contextmanager
def screen_may_go() -> Iterator[None]:
    """Turn every way in which python-xlib says that the server is gone into one.

    Raises:
        ScreenGoneError: The server hung up.
    """
    try:
        yield
    except (error.ConnectionClosedError, OSError, AttributeError, TypeError, AssertionError) as exc:
        # After a hang-up python-xlib sets its queues to None, so that later calls fail with the last three.
        if isinstance(exc, AttributeError | TypeError | AssertionError) and not _is_hang_up(exc):
            raise
        raise ScreenGoneError from exc


@dataclass(frozen=True, slots=True)
class Names:
    """What a window calls its program.

    Attributes:
        app: The class part of ``WM_CLASS``; the instance part where there is no other.
        instance: The instance part, which may be empty.
    """

    app: str
    instance: str


class Connection:
    """A connection with the questions that several watches ask.

    Args:
        display_name: Such as ``:0``; ``None`` asks the environment.

    Raises:
        NoDisplayError: Nothing answers.
    """

    def __init__(self, display_name: str | None = None) -> None:
        name = display_name if display_name is not None else os.environ.get("DISPLAY", "")
        if not name:
            raise NoDisplayError
        try:
            # Without a host python-xlib would knock at a TCP port where no local server answers.
            self.display = Display(f"unix{name}" if name.startswith(":") else name)
        except (error.DisplayError, OSError) as exc:
            _close_leaked_sockets(exc)
            raise NoDisplayError from None
        self.display.set_error_handler(_ignore_stray_error)
        self.root: Window = self.display.screen().root
        self.resource_mask: int = self.display.display.info.resource_id_mask
        self._atoms: dict[str, int] = {}

    def close(self) -> None:
        """Hang up; a server that is gone already is no trouble."""
        try:
            self.display.close()
        except (error.ConnectionClosedError, OSError, AttributeError, TypeError):
            return

    def fileno(self) -> int:
        """The socket, to wait on."""
        return self.display.fileno()

    def atom(self, name: str) -> int:
        """The atom of a name, asked once."""
        known = self._atoms.get(name)
        if known is None:
            known = self._atoms[name] = self.display.intern_atom(name)
        return known

    def window(self, window_id: int) -> Window:
        """The window with that id, which may be gone."""
        return self.display.create_resource_object("window", window_id)

    def round_trip(self) -> None:
        """Wait until the server has done all that was asked; every event before that has then arrived."""
        self.display.sync()

    @property
    def has_waiting(self) -> bool:
        """Whether an event arrived along with an answer."""
        return bool(self.display.display.event_queue)

    def drain(self) -> Iterator[Any]:
        """The events that have arrived, without waiting."""
        while self.display.pending_events():
            yield self.display.next_event()

    def ask(self, question: Callable[[], T]) -> T | None:
        """Ask about a window; ``None`` when it is gone."""
        try:
            return question()
        except (error.BadWindow, error.BadDrawable, error.BadMatch):
            return None

    def bytes_property(self, window_id: int, name: str, *, kind: int = X.AnyPropertyType) -> bytes | None:
        """A property of 8-bit units; ``None`` when it is not set or the window is gone."""
        reply = self._property(window_id, self.atom(name), kind)
        if reply is None or reply.format != 8:  # noqa: PLR2004 - the protocol's unit
            return None
        value = reply.value
        return value if isinstance(value, bytes) else bytes(value)

    def numbers_property(self, window_id: int, name: str) -> tuple[int, ...] | None:
        """A property of 32-bit units; ``None`` when it is not set or the window is gone."""
        reply = self._property(window_id, self.atom(name), X.AnyPropertyType)
        if reply is None or reply.format != 32:  # noqa: PLR2004 - the protocol's unit
            return None
        return tuple(int(number) for number in reply.value)

    def names_of(self, window_id: int) -> Names | None:
        """Both parts of ``WM_CLASS``; ``None`` while it is not set or says nothing."""
        raw = self.bytes_property(window_id, "WM_CLASS")
        if raw is None:
            return None
        instance, app, *_ = [*(part.decode("utf-8", "replace") for part in raw.split(b"\0")), "", ""]
        return Names(app or instance, instance) if app or instance else None

    def title_of(self, window_id: int) -> str:
        """``_NET_WM_NAME``, else ``WM_NAME``, else empty."""
        raw = self.bytes_property(window_id, "_NET_WM_NAME")
        if raw:
            return raw.decode("utf-8", "replace")
        reply = self._property(window_id, Xatom.WM_NAME, X.AnyPropertyType)
        if reply is None or reply.format != 8:  # noqa: PLR2004 - the protocol's unit
            return ""
        encoding = "latin-1" if reply.property_type == Xatom.STRING else "utf-8"
        return bytes(reply.value).decode(encoding, "replace")

    def process_of(self, window_id: int) -> int | None:
        """The process behind a window as the server saw it connect; ``None`` for one elsewhere.

        ``_NET_WM_PID`` is what a window says of itself: it is believed only where the server lacks
        X-Resource.
        """
        if self.display.has_extension("X-Resource"):
            specs = [{"client": window_id, "mask": _LOCAL_CLIENT_PID}]
            reply: Any = self.ask(lambda: self.display.res_query_client_ids(specs))
            for entry in reply.ids if reply is not None else ():
                if entry.spec.mask == _LOCAL_CLIENT_PID and len(entry.value) == 1:
                    return int(entry.value[0])
            return None
        claimed = self.numbers_property(window_id, "_NET_WM_PID")
        return claimed[0] if claimed else None

    def owner_of(self, window_id: int) -> int:
        """The part of an id that all windows of one X client share."""
        return window_id & ~self.resource_mask

    def children_of(self, window_id: int) -> list[int]:
        """The children from the bottom up; empty when the window is gone."""
        reply: Any = self.ask(lambda: self.window(window_id).query_tree())
        return [] if reply is None else [child.id for child in reply.children]

    def parent_of(self, window_id: int) -> int | None:
        """The parent, ``None`` for the root and for a window that is gone."""
        reply: Any = self.ask(lambda: self.window(window_id).query_tree())
        if reply is None or not isinstance(reply.parent, Window):
            return None
        return reply.parent.id

    def _property(self, window_id: int, atom: int, kind: int) -> Any:  # noqa: ANN401 - python-xlib replies are untyped
        return self.ask(lambda: self.window(window_id).get_property(atom, kind, 0, _PROPERTY_LIMIT))


def window_id_of(value: Any) -> int:  # noqa: ANN401 - python-xlib gives a window, or 0 and 1 as numbers
    """The id of what an event or a reply names."""
    return value if isinstance(value, int) else int(value.id)


def event_name(event: Any) -> str:  # noqa: ANN401 - as above
    """The name of an event's class: python-xlib copies extensions' classes, so ``isinstance`` never holds."""
    return type(event).__name__


def _close_leaked_sockets(exc: BaseException) -> None:
    """python-xlib forgets to close the sockets on which nobody answered; its frames hold them until now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        failed: BaseException | None = exc
        while failed is not None:
            traceback.clear_frames(failed.__traceback__)
            failed = failed.__context__
        gc.collect()


def _ignore_stray_error(_error: error.XError, _request: rq.Request | None) -> None:
    """A request without an answer failed: its window is gone. Whoever needs an answer asks with ``ask``."""


def _is_hang_up(exc: BaseException) -> bool:
    text = str(exc)
    return "NoneType" in text


def pack_native(layout: str, *values: int) -> bytes:
    """Pack in the byte order that python-xlib announced for its connections: the machine's own."""
    return struct.pack("=" + layout, *values)
