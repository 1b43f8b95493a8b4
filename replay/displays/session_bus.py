"""The private desktop's own D-Bus session bus, and on it the accessibility bus (AT-SPI).

Both are needed to know that a password field has the focus, and neither may be the person's own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jeepney import DBusAddress, DBusErrorResponse, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from replay.displays.programs import (
    START_SECONDS,
    DesktopFailedError,
    MissingProgramError,
    Process,
    find_program,
    start_announcing,
)

_A11Y: Final = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
_A11Y_STATUS: Final = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Status")


def start_session_bus(socket: Path, *, environment: Mapping[str, str]) -> Process:
    """Start a session bus on this socket and wait until it listens.

    Raises:
        MissingProgramError: dbus-daemon is not installed.
        DesktopFailedError: It ended at once, or did not answer in time.
    """
    command = [find_program("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--nosyslog"]
    command += [f"--address=unix:path={socket}"]
    return start_announcing("session bus", command, fd_option="--print-address=", environment=environment)[0]


def start_accessibility(address: str) -> None:
    """Have the session bus at ``address`` start the accessibility bus, and say that somebody listens.

    Raises:
        MissingProgramError: at-spi2-core is not installed.
        DesktopFailedError: It did not start.
    """
    with open_dbus_connection(address) as connection:
        try:
            _ask(connection, new_method_call(_A11Y, "GetAddress"))
            _ask(connection, Properties(_A11Y_STATUS).set("IsEnabled", "b", True))  # noqa: FBT003 - jeepney's order
        except DBusErrorResponse as error:
            if error.name == "org.freedesktop.DBus.Error.ServiceUnknown":
                raise MissingProgramError("the accessibility bus", "at-spi2-core") from error
            raise DesktopFailedError("accessibility bus", error.name) from error
        except TimeoutError as error:
            raise DesktopFailedError("accessibility bus", "it was silent") from error


def _ask(connection: DBusConnection, message: object) -> None:
    reply = connection.send_and_get_reply(message, timeout=START_SECONDS)
    if reply.header.message_type.name == "error":
        raise DBusErrorResponse(reply)
