"""Keeps what was used last, within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class ByteCache(Generic[KeyT, ValueT]):
    """A map that forgets what was not used for longest once it holds too much. Owned by one thread.

    Args:
        limit_bytes: It holds no more than that, but always the last that was put in.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._held: OrderedDict[KeyT, tuple[ValueT, int]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: KeyT) -> bool:
        return key in self._held

    @property
    def held_bytes(self) -> int:
        """How much it holds."""
        return self._bytes

    def get(self, key: KeyT) -> ValueT | None:
        """What was put in under a key, if it is still there; counts as used."""
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def put(self, key: KeyT, value: ValueT, size_bytes: int) -> None:
        """Keep a value, and forget others where it is too much."""
        before = self._held.pop(key, None)
        self._bytes += size_bytes - (before[1] if before else 0)
        self._held[key] = value, size_bytes
        while self._bytes > self.limit_bytes and len(self._held) > 1:
            _, (_, freed) = self._held.popitem(last=False)
            self._bytes -= freed

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._bytes = 0
