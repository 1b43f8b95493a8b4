"""Pictures of the screen through mss.

mss copies every picture out of the shared memory that the X server wrote it to. At 8 MB a picture that copy,
into fresh pages each time, costs more than looking at the picture: here the shared memory itself is handed
out, which is why mss is pinned to a minor version and this class has a contract test.
"""

from typing import Final

import numpy as np
from mss.exception import ScreenShotError
from mss.linux import xcbgen as xcb
from mss.linux.base import ALL_PLANES
from mss.linux.xcbhelpers import XError
from mss.linux.xshmgetimage import MSSImplXShmGetImage, ShmStatus
from mss.models import Monitor as MssRegion
from numpy.typing import NDArray

from recorder.episode.screen import Rect
from recorder.ports import UnreadableScreenError

# The last is a null pointer that mss follows where the server dies while it is asked.
_MSS_ERRORS: Final = (ScreenShotError, XError, ValueError)


class X11Pictures(MSSImplXShmGetImage):
    """Grabs regions of an X11 screen into one lasting buffer.

    Args:
        display: The X display, such as ``:0``; ``None`` for the one in the environment.

    Raises:
        UnreadableScreenError: The display cannot be opened.
    """

    def __init__(self, display: str | None = None) -> None:
        try:
            super().__init__(display=display)
        except _MSS_ERRORS as error:
            raise UnreadableScreenError from error

    def grab_region(self, region: Rect) -> NDArray[np.uint8]:
        """The pixels of a region, ``(height, width, 4)`` bytes, blue first, the fourth meaning nothing.

        Valid until the next call; the buffer is the X server's own, so it must only be read.

        Raises:
            UnreadableScreenError: The region is not on the screen (any more), or the screen is gone.
        """
        try:
            pixels = self._grab_in_place(region)
        except _MSS_ERRORS as error:
            raise UnreadableScreenError from error
        return np.frombuffer(pixels, np.uint8, count=region.width * region.height * 4).reshape(
            region.height, region.width, 4
        )

    def _grab_in_place(self, region: Rect) -> memoryview | bytearray:
        place: MssRegion = {
            "left": region.x,
            "top": region.y,
            "width": region.width,
            "height": region.height,
        }
        if self.shm_status is ShmStatus.UNKNOWN:
            self.grab(place)  # finds out whether shared memory works, and falls back by itself
        if self.shm_status is not ShmStatus.AVAILABLE or self._buf is None or self._shmseg is None:
            return self.grab(place)
        if region.width * region.height * 4 > self._bufsize:
            raise UnreadableScreenError
        if self.conn is None:
            raise UnreadableScreenError
        xcb.shm_get_image(
            self.conn,
            self.drawable,
            region.x,
            region.y,
            region.width,
            region.height,
            ALL_PLANES,
            xcb.ImageFormat.ZPixmap,
            self._shmseg,
            0,
        )
        return memoryview(self._buf)
