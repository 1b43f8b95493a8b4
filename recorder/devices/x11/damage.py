"""What was drawn on the whole screen since one last asked.

Decision: the events of the DAMAGE extension are not read at all. One request moves what was drawn so far into
a region and forgets it, the next reads that region; the server does both in order, so that a pixel drawn
before is in this answer and a pixel drawn after is in the next one. Reading the events instead loses what is
drawn between forgetting and reading, in a box that was announced already.

The three requests of XFIXES (version 2) that python-xlib lacks are spelled out here after
``xfixesproto.txt``, sections 6 and 7.
"""

from typing import Any, Final

from Xlib.ext import damage
from Xlib.protocol import rq, structs

from recorder.devices.x11.connection import Connection
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError

_XFIXES: Final = "XFIXES"


class DamageMissingError(UserFacingError):
    """The X server cannot say what was drawn."""

    def __init__(self) -> None:
        super().__init__(
            "This X server does not offer the DAMAGE and XFIXES extensions, so changes cannot be followed.",
            mend="Enable the DAMAGE and XFIXES extensions in the X server's configuration and log in again.",
        )


class _CreateRegion(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(5),
        rq.RequestLength(),
        rq.Card32("region"),
    )


class _FetchRegion(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(19),
        rq.RequestLength(),
        rq.Card32("region"),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Object("extents", structs.Rectangle),
        rq.Pad(16),
    )


class ScreenDamage:
    """Follows what is drawn on the root window and all that lies in it.

    Args:
        connection: Asked from its own thread only.

    Raises:
        DamageMissingError: The server lacks an extension.
    """

    def __init__(self, connection: Connection) -> None:
        display = connection.display
        if not (display.has_extension("DAMAGE") and display.has_extension(_XFIXES)):
            raise DamageMissingError
        display.damage_query_version()
        display.xfixes_query_version()
        self._connection = connection
        self._major: int = display.display.get_extension_major(_XFIXES)
        self._region: int = display.display.allocate_resource_id()
        _CreateRegion(display=display.display, opcode=self._major, region=self._region)
        root: Any = connection.root
        self._damage: int = root.damage_create(damage.DamageReportNonEmpty)

    def take(self) -> Rect:
        """The rectangle around all that was drawn since the last call; also a round trip."""
        display = self._connection.display
        display.damage_subtract(self._damage, 0, self._region)
        reply: Any = _FetchRegion(display=display.display, opcode=self._major, region=self._region)
        extents = reply.extents
        return Rect(extents.x, extents.y, extents.width, extents.height)
