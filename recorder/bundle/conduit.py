"""A bounded pipe between two threads of this process: one writes bytes, the other reads them as they come.

pyrage pulls what it encrypts and pushes what it decrypts, and whoever makes or uses those bytes wants to be
in charge as well; so each has a thread of its own, and this is between them. Both cores are at work then,
which pays: reading an episode costs four times what encrypting it does.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Self

_PIECE_BYTES: Final = 256 << 10
"""Small pieces are joined up to this size, so that the threads need not wake each other for each."""

_MOST_BYTES: Final = 4 << 20
_LOOK_EVERY_S: Final = 0.1


class ClosedConduitError(Exception):
    """Nobody reads any more: whoever writes can stop."""


class Conduit:
    """The pipe. One thread writes, another one reads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._bytes = 0
        self._is_ended = False
        self._is_closed = False
        self._error: BaseException | None = None
        self._small = bytearray()

    def write(self, data: bytes) -> int:
        """Hand bytes over; waits while too many lie in the pipe.

        Raises:
            ClosedConduitError: Nobody reads any more.
        """
        if len(data) < _PIECE_BYTES:
            self._small += data
            if len(self._small) >= _PIECE_BYTES:
                self.flush()
        else:
            self.flush()
            self._put(data)
        return len(data)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Write pieces as they are made.

        Raises:
            ClosedConduitError: Nobody reads any more.
        """
        for piece in pieces:
            self.write(piece)

    def flush(self) -> None:
        """Hand over what was kept back to be joined."""
        if self._small:
            small, self._small = bytes(self._small), bytearray()
            self._put(small)

    def end(self, error: BaseException | None = None) -> None:
        """Nothing more is written.

        Args:
            error: What ended it, if not its end; raised where it is read.
        """
        if error is None:
            self.flush()
        with self._changed:
            self._is_ended = True
            self._error = error
            self._changed.notify_all()

    def take(self, while_waiting: Callable[[], None]) -> bytes:
        """The next piece; empty at the end.

        Args:
            while_waiting: Called every tenth of a second that nothing comes; whatever it raises is raised.

        Raises:
            BaseException: Whatever ended the writing.
        """
        while True:
            with self._changed:
                if not self._pieces and not self._is_ended:
                    self._changed.wait(_LOOK_EVERY_S)
                if self._error is not None:
                    raise self._error
                if self._pieces:
                    piece = self._pieces.popleft()
                    self._bytes -= len(piece)
                    self._changed.notify_all()
                    return piece
                if self._is_ended:
                    return b""
            while_waiting()

    def close(self) -> None:
        """Nobody reads any more."""
        with self._changed:
            self._is_closed = True
            self._pieces.clear()
            self._changed.notify_all()

    def _put(self, piece: bytes) -> None:
        with self._changed:
            while self._bytes and self._bytes + len(piece) > _MOST_BYTES and not self._is_closed:
                self._changed.wait()
            if self._is_closed:
                raise ClosedConduitError
            self._pieces.append(piece)
            self._bytes += len(piece)
            self._changed.notify_all()


class ConduitReader:
    """Reads from a conduit as a file; for one thread.

    Args:
        conduit: The pipe.
        while_waiting: See ``Conduit.take``.
    """

    def __init__(self, conduit: Conduit, while_waiting: Callable[[], None]) -> None:
        self._conduit = conduit
        self._while_waiting = while_waiting
        self._piece = b""
        self._at = 0
        self._is_over = False

    def read(self, most: int) -> bytes:
        """Up to so many bytes; none at the end only."""
        if self._at == len(self._piece) and not self._is_over:
            self._piece, self._at = self._conduit.take(self._while_waiting), 0
            self._is_over = not self._piece
        taken = self._piece[self._at : self._at + most]
        self._at += len(taken)
        return taken


class Feeder:
    """A thread that writes to a conduit, and whose end is waited for.

    Args:
        write: Writes all there is; what it raises is raised where the conduit is read.
        name: Of the thread.
        patience_s: How long leaving waits for the thread; one that hangs in a call of the system is left to
            itself: nobody reads what it writes, and it ends with its next piece.
    """

    def __init__(
        self, write: Callable[[Conduit], None], *, name: str, patience_s: float | None = None
    ) -> None:
        self.conduit = Conduit()
        self._write = write
        self._patience_s = patience_s
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.conduit.close()
        self._thread.join(self._patience_s)

    def _run(self) -> None:
        try:
            self._write(self.conduit)
            self.conduit.end()
        except ClosedConduitError:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised where the conduit is read
            self.conduit.end(error)
