"""Work that one thread makes while another one uses it up: pictures are encoded while others are written.

The maker owns what it works with; it is made on its own thread and ended there. At most a few pieces wait.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

ItemT = TypeVar("ItemT")

_LOOK_EVERY_S: Final = 0.1


class _Ended:
    """The last thing that the maker says.

    Args:
        error: What ended it, if it did not come to its end by itself.
    """

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class RunningAhead(Generic[ItemT]):
    """A thread that goes through an iterator, ahead of whoever takes its items.

    Leaving the context ends the thread, wherever it is, and waits for it.

    Args:
        make: Makes the iterator; called on the thread.
        at_most: How many items may wait.
        name: Of the thread, for whoever looks at what runs.
    """

    def __init__(self, make: Callable[[], Iterator[ItemT]], *, at_most: int, name: str) -> None:
        self._make = make
        self._made: queue.Queue[ItemT | _Ended] = queue.Queue(at_most)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    def items(self, while_waiting: Callable[[], None]) -> Iterator[ItemT]:
        """What is made, in order.

        Args:
            while_waiting: Called before each item and every tenth of a second; whatever it raises is raised.

        Raises:
            BaseException: Whatever the maker raised.
        """
        while True:
            while_waiting()
            try:
                made = self._made.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
            if not isinstance(made, _Ended):
                yield made
            elif made.error is not None:
                raise made.error
            else:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            for item in self._make():
                if not self._put(item):
                    return
            self._put(_Ended(None))
        except BaseException as error:  # noqa: BLE001 - it is raised where the items are taken
            self._put(_Ended(error))

    def _put(self, item: ItemT | _Ended) -> bool:
        while not self._is_over.is_set():
            try:
                self._made.put(item, timeout=_LOOK_EVERY_S)
            except queue.Full:
                continue
            return True
        return False
