"""What is seen of the player's picture: where it lies on the widget, and which boxes lie over it."""

from recorder.episode.screen import Rect
from studio.review.covers import ShownBox, boxes_on_picture
from studio.review.placement import Look, Placement, encoded_size, panned, place, zoomed
from studio.ui.models.player import Player
from studio.ui.models.sight import PictureState


class StageView:
    """Answers for one widget; asked anew each time, since the player moves on.

    Args:
        player: Whose picture it is.

    Attributes:
        player: As above.
        look: How the person looks at it.
        size: Of the widget, in logical pixels.
        ratio: Device pixels for one of them.
    """

    def __init__(self, player: Player) -> None:
        self.player = player
        self.look = Look()
        self.size: tuple[int, int] = (1, 1)
        self.ratio = 1.0

    @property
    def is_shown(self) -> bool:
        """Whether there is a picture."""
        return self.player.picture is not None and self.player.picture_state is PictureState.SHOWN

    @property
    def monitor(self) -> Rect:
        """The monitor of the picture that is shown; as large as the widget where none is known."""
        picture, content = self.player.picture, self.player.content
        if picture is not None and not picture.on_screen.place.is_empty:
            return picture.on_screen.place
        known = content.monitor(self.player.monitor_id, self.player.position_ns) if content else None
        if known is not None and not known.rect.is_empty:
            return known.rect
        return Rect(0, 0, *self.size)

    @property
    def placement(self) -> Placement:
        """Where the picture lies."""
        return place(self.monitor, *self.size, ratio=self.ratio, look=self.look)

    @property
    def boxes(self) -> tuple[ShownBox, ...]:
        """The boxes over the picture that is shown."""
        picture, content = self.player.picture, self.player.content
        if picture is None or content is None:
            return ()
        player = self.player
        return boxes_on_picture(player.edits, picture.on_screen, player.position_ns, content.ended_ns)

    @property
    def snap_targets(self) -> tuple[Rect, ...]:
        """What attracts a box's edges: the monitor, and the focused window as far as it is on it."""
        monitor, content = self.monitor, self.player.content
        focused = content.window_at(self.player.position_ns) if content is not None else None
        if focused is None or focused.window.rect is None:
            return (monitor,)
        return (monitor, focused.window.rect.intersection(monitor))

    def zoom(self, factor: float, at: tuple[float, float]) -> None:
        """Look closer at a place of the widget."""
        fit = place(self.monitor, *self.size, ratio=self.ratio)
        self.look = zoomed(self.placement, at, factor, fit=fit)
        self.ask_for_size()

    def show_actual_size(self) -> None:
        """Each pixel of the recording on one of the screen."""
        monitor = self.monitor
        self.look = Look(1.0, (monitor.x + monitor.width / 2, monitor.y + monitor.height / 2))
        self.ask_for_size()

    def fit(self) -> None:
        """See all of the monitor."""
        self.look = Look()
        self.ask_for_size()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by some logical pixels."""
        self.look = panned(self.look, self.placement, dx, dy)

    def resize(self, size: tuple[int, int], ratio: float) -> None:
        """The widget has another size."""
        self.size, self.ratio = (max(1, size[0]), max(1, size[1])), ratio
        self.ask_for_size()

    def ask_for_size(self) -> None:
        """Have pictures come in the size in which they are shown."""
        self.player.set_picture_size(encoded_size(self.monitor, self.placement.device_scale))
