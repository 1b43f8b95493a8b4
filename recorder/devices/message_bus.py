"""One connection to a D-Bus message bus: a time limit on every question, no exception for a missing bus."""

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_SIGNALS_KEPT: Final = 1000
_PATIENCE_S: Final = 1.0


class BusGoneError(Exception):
    """The bus hung up."""


class Signal:
    """A signal that arrived.

    Attributes:
        sender: The unique name of who sent it.
        path: The object that sent it.
        member: The signal's name.
        interface: The interface it belongs to.
        body: Its arguments.
    """

    __slots__ = ("body", "interface", "member", "path", "sender")

    def __init__(self, message: Any) -> None:  # noqa: ANN401 - jeepney ships no types
        fields = message.header.fields
        self.sender: str = fields.get(HeaderFields.sender, "")
        self.path: str = fields.get(HeaderFields.path, "")
        self.member: str = fields.get(HeaderFields.member, "")
        self.interface: str = fields.get(HeaderFields.interface, "")
        self.body: tuple[Any, ...] = tuple(message.body)


class MessageBus:
    """A bus; owned by one thread. Use ``connect``."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._signals: deque[Any] = deque(maxlen=_SIGNALS_KEPT)
        self._filter = connection.filter(MatchRule(type="signal"), queue=self._signals)

    @classmethod
    def connect(cls, address: str) -> "MessageBus | None":
        """Connect to ``SESSION``, ``SYSTEM`` or an address; ``None`` when nothing answers there."""
        try:
            return cls(open_dbus_connection(bus=address))
        except (OSError, KeyError, ValueError, RuntimeError):
            return None

    def fileno(self) -> int:
        """The socket, to wait on."""
        number: int = self._connection.sock.fileno()
        return number

    @property
    def has_waiting(self) -> bool:
        """Whether a signal arrived along with an answer."""
        return bool(self._signals)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def call(
        self,
        name: str,
        path: str,
        method: str,
        *arguments: object,
        signature: str | None = None,
        timeout_s: float = _PATIENCE_S,
    ) -> tuple[Any, ...] | None:
        """Ask an object and wait.

        Args:
            name: The bus name that is asked.
            path: The object.
            method: Interface and member, joined by a dot.
            *arguments: As the signature says.
            signature: The D-Bus types of the arguments.
            timeout_s: Seconds to wait.

        Returns:
            The answer; ``None`` for an error, a timeout or nobody at home.

        Raises:
            BusGoneError: The bus hung up.
        """
        interface, _, member = method.rpartition(".")
        address = DBusAddress(path, bus_name=name, interface=interface)
        message = new_method_call(address, member, signature, arguments)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=timeout_s)
        except TimeoutError:
            return None
        except OSError as exc:
            raise BusGoneError from exc
        if reply.header.message_type != MessageType.method_return:
            return None
        return tuple(reply.body)

    def listen(self, **rule: str) -> None:
        """Have signals sent here that match: the words of a D-Bus match rule.

        Raises:
            BusGoneError: The bus hung up.
        """
        argument = rule.pop("arg0", None)
        match = MatchRule(type="signal", **rule)
        if argument is not None:
            match.add_arg_condition(0, argument)
        try:
            self._connection.send_and_get_reply(message_bus.AddMatch(match), timeout=_PATIENCE_S)
        except TimeoutError:
            return
        except OSError as exc:
            raise BusGoneError from exc

    def signals(self) -> Iterator[Signal]:
        """The signals that have arrived, without waiting.

        Raises:
            BusGoneError: The bus hung up.
        """
        try:
            while True:
                self._connection.recv_messages(timeout=0)
        except TimeoutError:
            pass
        except OSError as exc:
            raise BusGoneError from exc
        while self._signals:
            yield Signal(self._signals.popleft())
