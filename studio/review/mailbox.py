"""Between whoever looks at pictures and the thread that decodes them: wishes one way, pictures the other.

It holds one wish for a picture: a new one takes the place of the one before, since nobody wants to see where
the pointer was a moment ago. Of the pictures that came, it holds the last.
"""

import threading
from collections import OrderedDict
from typing import Final

from studio.review.requests import News, PictureRequest, Shown, ThumbnailRequest

WAITING_THUMBNAILS: Final = 192
"""More than any timeline shows at once; older wishes are forgotten."""


class Mailbox:
    """Used from both threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wish: PictureRequest | None = None
        self._thumbnails: OrderedDict[ThumbnailRequest, None] = OrderedDict()
        self._doing: ThumbnailRequest | None = None
        self._news: list[News] = []
        self._is_closed = False

    def show(self, request: PictureRequest) -> None:
        """Ask for a picture, instead of the one before."""
        with self._changed:
            self._wish = request
            self._changed.notify()

    def show_thumbnail(self, request: ThumbnailRequest) -> None:
        """Ask for a thumbnail, before those asked for earlier; one that is being decoded comes anyway."""
        with self._changed:
            if request == self._doing:
                return
            self._thumbnails[request] = None
            self._thumbnails.move_to_end(request)
            while len(self._thumbnails) > WAITING_THUMBNAILS:
                self._thumbnails.popitem(last=False)
            self._changed.notify()

    def drop_thumbnails(self) -> None:
        """Forget the thumbnails that nobody began."""
        with self._changed:
            self._thumbnails.clear()

    def fetch(self) -> tuple[News, ...]:
        """What has come since the last call, in order."""
        with self._changed:
            news = tuple(self._news)
            self._news.clear()
        return news

    def close(self) -> None:
        """Forget everything, take nothing more, and send the thread home."""
        with self._changed:
            self._is_closed = True
            self._wish = None
            self._thumbnails.clear()
            self._news.clear()
            self._changed.notify()

    def next_wish(self, *, has_more: bool) -> tuple[PictureRequest | ThumbnailRequest | None, bool]:
        """What to do next; waits for a wish unless there is more to do than was wished for.

        Returns:
            The wish, ``None`` where there is none that comes before the rest; and whether to go on at all.
        """
        with self._changed:
            self._doing = None
            while not (self._is_closed or self._wish or self._thumbnails or has_more):
                self._changed.wait()
            if self._is_closed:
                return None, False
            if self._wish is not None:
                wish, self._wish = self._wish, None
                return wish, True
            if has_more:
                return None, True
            self._doing = self._thumbnails.popitem()[0]
            return self._doing, True

    def is_wanted(self, *, is_played: bool) -> bool:
        """Whether to go on with a picture: there is no newer wish, or it plays and is shown though late."""
        return not self._is_closed and (is_played or self._wish is None)

    def put(self, news: News) -> bool:
        """Leave something to be fetched; whether anybody will."""
        with self._changed:
            if self._is_closed:
                return False
            if isinstance(news, Shown):
                self._news = [each for each in self._news if not isinstance(each, Shown)]
            self._news.append(news)
            return True
