"""A wire that a test holds in its hands: it can be cut, unplugged, or bend a byte on the way."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

_HOST: Final = "127.0.0.1"
_PIECE: Final = 1 << 14


class TcpProxy:
    """Passes connections on to a port of this machine, both ways.

    Args:
        port: Whom to pass them on to.

    Attributes:
        passed: How many bytes went towards the server until now.
        sent: All of these bytes, where ``listens`` is set.
        listens: Whether to keep what is sent.
    """

    def __init__(self, port: int, *, listens: bool = False) -> None:
        self._to = port
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._bend: tuple[bytes, bytes] | None = None
        self._at: int | None = None
        self._then: Callable[[], None] = self.drop
        self.listens = listens
        self.sent = bytearray()
        self.passed = 0
        self.port = 0

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://{_HOST}:{self.port}"

    def plug_in(self) -> None:
        """Listen; on the same port as before, if it was unplugged."""
        self._listener = socket.create_server((_HOST, self.port), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)

    def unplug(self) -> None:
        """The network is gone: nobody listens, and every connection is broken."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.drop()

    def drop(self) -> None:
        """Break every connection, once."""
        with self._lock:
            broken, self._open = self._open, set()
        for end in broken:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def after(self, count: int, then: Callable[[], None] | None = None) -> None:
        """Once so many more bytes went towards the server, do something: break every connection, unless told.

        The bytes up to there have been passed on, and none after it.
        """
        with self._lock:
            self._then = then or self.drop
            self._at = self.passed + count

    def bend(self, these: bytes, into: bytes) -> None:
        """Replace some bytes on the way to the server; of the same length, in one piece of a request."""
        assert len(these) == len(into)
        self._bend = (these, into)

    def close(self) -> None:
        """Unplug it, and wait for its threads."""
        self.unplug()
        for thread in self._threads:
            thread.join()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection((_HOST, self._to))
            except OSError:
                client.close()
                continue
            with self._lock:
                self._open |= {client, server}
            self._start(self._pass_on, client, server, self._towards_server)
            self._start(self._pass_on, server, client, lambda piece: piece)

    def _pass_on(
        self, source: socket.socket, target: socket.socket, change: Callable[[bytes], bytes | None]
    ) -> None:
        with suppress(OSError):
            while (piece := source.recv(_PIECE)) and (changed := change(piece)) is not None:
                target.sendall(changed)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with self._lock:
                self._open.discard(end)
        source.close()

    def _towards_server(self, piece: bytes) -> bytes | None:
        if self._bend is not None:
            piece = piece.replace(*self._bend)
        if self.listens:
            self.sent += piece
        with self._lock:
            at = self._at
            self.passed += len(piece)
            is_reached = at is not None and self.passed >= at
            if is_reached:
                self._at = None
        if is_reached:
            self._then()
            return None
        return piece

    def _start(self, what: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=what, args=given, name=f"proxy-{what.__name__}", daemon=True)
        self._threads.append(thread)
        thread.start()


@contextmanager
def tcp_proxy(port: int, *, listens: bool = False) -> Iterator[TcpProxy]:
    """A proxy that is plugged in until the context is left."""
    proxy = TcpProxy(port, listens=listens)
    proxy.plug_in()
    try:
        yield proxy
    finally:
        proxy.close()
