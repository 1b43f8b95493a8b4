"""What lies beneath the pointer: how long it lasts, and what it is called."""

from recorder.episode.actions import Action, Type, Wait
from recorder.episode.events import Mark
from recorder.episode.time import TimeRange
from studio.ui.models.action_words import action_words
from studio.ui.models.edit_words import edit_name
from studio.ui.models.happened_words import mark_words, window_words
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.lane_set import LaneSet
from studio.ui.widgets.timeline.pointing import Place

_REACH_PX = 6


def range_beneath(place: Place, lanes: LaneSet, ns_per_px: float) -> TimeRange | None:
    """The range of a window, a text, a pause, an edit; ``None`` where there is nothing that lasts."""
    if place.block is not None:
        return place.block.range
    content = lanes.content
    match place.lane:
        case LaneKind.WINDOWS:
            window = content.window_at(place.at_ns)
            return None if window is None else window.range
        case LaneKind.PICTURES:
            index = content.pictures.get(lanes.monitor_id)
            shown = -1 if index is None else index.index_at(place.at_ns)
            return None if index is None or shown < 0 else index.shown(shown, content.ended_ns)
        case LaneKind.FOUND:
            return next((mark.range for mark in lanes.found.marks if mark.id == place.found_id), None)
        case LaneKind.PAUSES:
            mark = _mark(place, lanes)
            if mark is not None:
                return TimeRange(mark.at_ns, mark.end_ns)
        case _:
            pass
    action = _action(place, lanes, ns_per_px)
    return None if action is None else TimeRange(action.start_ns, action.end_ns)


def words_beneath(place: Place, lanes: LaneSet, ns_per_px: float) -> str:
    """What is there, in the person's language; empty where there is nothing to say."""
    if place.block is not None:
        return edit_name(place.block.edit)
    match place.lane:
        case LaneKind.WINDOWS:
            window = lanes.content.window_at(place.at_ns)
            return "" if window is None else window_words(window.window)
        case LaneKind.FOUND:
            return next((mark.what for mark in lanes.found.marks if mark.id == place.found_id), "")
        case LaneKind.PAUSES:
            mark = _mark(place, lanes)
            if mark is not None:
                return mark_words(mark)
        case LaneKind.ACTIONS | LaneKind.TYPED:
            pass
        case _:
            return ""
    action = _action(place, lanes, ns_per_px)
    return "" if action is None else action_words(action)


def _mark(place: Place, lanes: LaneSet) -> Mark | None:
    for mark in lanes.content.marks:
        if mark.at_ns <= place.at_ns < mark.end_ns:
            return mark
    return None


def _action(place: Place, lanes: LaneSet, ns_per_px: float) -> Action | None:
    """The action of the pointer's lane that is nearest, within its reach."""
    reach_ns = round(_REACH_PX * ns_per_px)
    content, at_ns = lanes.content, place.at_ns
    near = content.action_spans.within(at_ns - reach_ns, at_ns + reach_ns)
    fitting = (action for action in content.actions[near] if _is_shown(action, place.lane))
    best = min(fitting, key=lambda action: _distance(action, at_ns), default=None)
    return best if best is not None and _distance(best, at_ns) <= reach_ns else None


def _is_shown(action: Action, lane: LaneKind | None) -> bool:
    match lane:
        case LaneKind.PAUSES:
            return isinstance(action, Wait)
        case LaneKind.TYPED:
            return isinstance(action, Type)
        case LaneKind.ACTIONS:
            return not isinstance(action, Wait)
        case _:
            return False


def _distance(action: Action, at_ns: int) -> int:
    return max(action.start_ns - at_ns, at_ns - action.end_ns, 0)
