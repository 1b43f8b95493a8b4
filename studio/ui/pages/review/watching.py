"""The commands of whoever watches a recording, whether or not they may change anything about it."""

from collections.abc import Callable, Mapping

from recorder.episode.time import NS_PER_SECOND
from studio.ui.models.commands import CommandId
from studio.ui.models.player import Player
from studio.ui.widgets.timeline import Timeline


def watching_commands(player: Player, timeline: Timeline) -> Mapping[CommandId, Callable[[], None]]:
    """Each command, and what carries it out."""

    def go(at_ns: int) -> None:
        player.seek(at_ns)
        timeline.ensure_visible(at_ns)

    def show_next_monitor() -> None:
        player.next_monitor()
        timeline.set_monitor(player.monitor_id)

    return {
        CommandId.PLAY_PAUSE: player.toggle,
        CommandId.PAUSE: player.pause,
        CommandId.SLOWER: player.slower,
        CommandId.FASTER: player.faster,
        CommandId.SKIP_IDLE: lambda: player.set_skips_idle(not player.skips_idle),
        CommandId.STEP_BACK: lambda: player.step(-1),
        CommandId.STEP_ON: lambda: player.step(1),
        CommandId.SECOND_BACK: lambda: go(player.position_ns - NS_PER_SECOND),
        CommandId.SECOND_ON: lambda: go(player.position_ns + NS_PER_SECOND),
        CommandId.PREVIOUS_ACTION: player.to_previous_action,
        CommandId.NEXT_ACTION: player.to_next_action,
        CommandId.TO_START: lambda: go(0),
        CommandId.TO_END: lambda: go(player.timeline.ended_ns),
        CommandId.NEXT_MONITOR: show_next_monitor,
        CommandId.ZOOM_IN: timeline.zoom_in,
        CommandId.ZOOM_OUT: timeline.zoom_out,
        CommandId.ZOOM_TO_FIT: timeline.zoom_to_fit,
    }
