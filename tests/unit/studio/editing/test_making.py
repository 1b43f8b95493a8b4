"""From a wish to edits: what goes is what was meant, and nothing of it is spared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.edits import Cut, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, TimeRange
from recorder.episode.timeline import Timeline
from studio.content.session_content import SessionContent
from studio.editing.errors import (
    EmptyRangeError,
    NoSuchWindowError,
    NothingFoundError,
    NothingUnderneathError,
    OutsideMonitorError,
)
from studio.editing.making import (
    cut,
    redact_box,
    redact_range,
    redact_typed,
    trim,
    typed_at,
    with_appearances,
)
from studio.editing.moving_covers import DRAWING_NS
from studio.editing.occurrences import occurrences
from studio.editing.text_redaction import redact_text
from studio.editing.window_redaction import redact_window
from tests.rigs.contents import LEFT, RIGHT, content_of, desk
from tests.unit.recorder.episode.event_script import Script

MS = NS_PER_MS
NONE = Edits()
HOME = Rect(100, 100, 300, 200)
ELSEWHERE = Rect(500, 300, 300, 200)
BEHIND = Rect(0, 0, 900, 700)


def span(start_ms: int, end_ms: int) -> TimeRange:
    return TimeRange(start_ms * MS, end_ms * MS)


@pytest.fixture
def content() -> SessionContent:
    return content_of(desk().focus("mousepad", "letter", HOME).after(1000).write("hello").after(2000))


def only(edits: Edits) -> Redaction:
    (edit,) = edits
    assert isinstance(edit, Redaction)
    return edit


def covered(redaction: Redaction, at_ms: float, monitor_id: int = 0) -> set[Rect]:
    """Where its boxes are on a monitor at a time."""
    at_ns = int(at_ms * MS)
    found = {
        part.cover.rect_at(at_ns)
        for part in redaction.parts
        if part.cover is not None and part.cover.monitor_id == monitor_id and at_ns in part.range
    }
    return {rect for rect in found if not rect.is_empty}


def is_hidden(redaction: Redaction, rect: Rect, at_ms: float, monitor_id: int = 0) -> bool:
    """Whether a place is under its boxes, all of it."""
    left: list[Rect] = [rect]
    for box in covered(redaction, at_ms, monitor_id):
        left = [piece for each in left for piece in each.minus(box)]
    return not left


def taken(redaction: Redaction, what: str) -> list[TimeRange]:
    return [part.range for part in redaction.parts if getattr(part, what)]


def test_a_cut_is_what_of_it_lies_in_the_session(content: SessionContent) -> None:
    (edit,) = cut(content, NONE, TimeRange(-5, 7))
    assert edit == Cut(1, TimeRange(0, 7))
    for range_ in (TimeRange(5, 5), TimeRange(-9, 0), TimeRange(content.ended_ns, content.ended_ns + 9)):
        with pytest.raises(EmptyRangeError):
            cut(content, NONE, range_)


@given(st.integers(-100, 2000), st.integers(-100, 2000))
def test_a_trim_keeps_exactly_its_range(one: int, other: int) -> None:
    content = content_of(desk(), more_ms=1000)
    kept = TimeRange(min(one, other) * MS, max(one, other) * MS)
    start_ns, end_ns = max(0, kept.start_ns), min(kept.end_ns, content.ended_ns)
    if start_ns >= end_ns:
        with pytest.raises(EmptyRangeError):
            trim(content, NONE, kept)
        return
    edits = trim(content, NONE, kept)
    left = Timeline(content.ended_ns, [each.range for each in edits.cuts])
    assert left.kept == (TimeRange(start_ns, end_ns),)


def test_a_trim_to_all_is_none(content: SessionContent) -> None:
    assert trim(content, NONE, TimeRange(0, content.ended_ns)) is NONE


def test_a_range_takes_keys_and_context(content: SessionContent) -> None:
    redaction = only(redact_range(content, NONE, TimeRange(5, content.ended_ns + 9)))
    part = Part(TimeRange(5, content.ended_ns), takes_keys=True, takes_context=True)
    assert (redaction.subject, redaction.parts) == (Subject.RANGE, (part,))


def test_a_typed_run_goes_from_its_first_press_to_its_last_release(content: SessionContent) -> None:
    typed = typed_at(content, 1100 * MS)
    assert typed is not None
    redaction = only(redact_typed(NONE, typed))
    (range_,) = taken(redaction, "takes_keys")
    keys = [each.event.at_ns for each in content.events if each.seq in typed.sources]
    assert len(keys) == 10
    assert all(at_ns in range_ for at_ns in keys)
    assert (range_.start_ns, range_.end_ns) == (min(keys), max(keys) + 1)
    assert redaction.text == ""
    assert typed_at(content, 10) is None


def test_a_box_takes_the_picture_and_the_keys_by_default(content: SessionContent) -> None:
    redaction = only(redact_box(content, NONE, Rect(-50, 10, 100, 20), span(0, 50), monitor_id=0))
    (part,) = redaction.parts
    assert (part.range, part.takes_keys, part.takes_context) == (span(0, 50), True, False)
    assert covered(redaction, 20) == {Rect(0, 10, 50, 20)}
    other = only(
        redact_box(content, NONE, HOME, span(0, 50), monitor_id=0, takes_keys=False, takes_context=True)
    )
    assert (other.parts[0].takes_keys, other.parts[0].takes_context) == (False, True)


@pytest.mark.parametrize(("rect", "monitor"), [(HOME, 7), (Rect(5000, 0, 5, 5), 0), (Rect(5, 5, 0, 9), 0)])
def test_a_box_lies_on_its_monitor(content: SessionContent, rect: Rect, monitor: int) -> None:
    with pytest.raises(OutsideMonitorError):
        redact_box(content, NONE, rect, span(0, 50), monitor_id=monitor)


def moving() -> SessionContent:
    """A window that is dragged, is left behind another, and comes back over two monitors."""
    script = desk(LEFT, RIGHT).focus("mousepad", "letter", HOME).after(2000)
    script.down(200, 110).after(50)
    for x in range(120, 501, 20):
        script.focus("mousepad", "letter", Rect(x, 100, 300, 200)).after(30)
    script.up(600, 110).after(2000)
    script.focus("xterm", "shell", BEHIND).after(3000)
    script.focus("mousepad", "letter", Rect(500, 100, 300, 200)).after(500)
    script.down(600, 110).after(50).focus("mousepad", "letter", Rect(850, 100, 300, 200)).after(50)
    return content_of(script.up(950, 110).after(3000))


def test_a_box_follows_the_window_under_it_with_room_for_late_pictures() -> None:
    content = moving()
    box = Rect(150, 150, 40, 10)
    redaction = only(
        redact_box(
            content, NONE, box, TimeRange(0, content.ended_ns), monitor_id=0, follows_window_at_ns=500 * MS
        )
    )
    lag = DRAWING_NS // MS - 20
    for stretch in content.windows:
        rect = stretch.window.rect
        if stretch.window.app != "mousepad" or rect is None:
            continue
        there = box.moved(rect.x - HOME.x, 0)
        for at_ms in range(stretch.range.start_ns // MS - lag, stretch.range.end_ns // MS + lag, 10):
            if not 0 <= at_ms * MS < content.ended_ns:
                continue
            for monitor in (LEFT, RIGHT):
                shown = there.intersection(monitor.rect)
                assert shown.is_empty or is_hidden(redaction, shown, at_ms, monitor.id)
    assert covered(redaction, 1000) == {box}
    assert covered(redaction, 6000) == {box.moved(400, 0)}, "behind another window it stays where it was"
    assert taken(redaction, "takes_keys") == [TimeRange(0, content.ended_ns)]


def test_a_box_can_follow_only_a_window_that_is_under_it(content: SessionContent) -> None:
    for rect, at_ms in ((Rect(600, 600, 10, 10), 50),):
        with pytest.raises(NothingUnderneathError):
            redact_box(content, NONE, rect, span(0, 99), monitor_id=0, follows_window_at_ns=at_ms * MS)


def test_a_box_on_a_window_that_grows_covers_either_corner() -> None:
    large = Rect(100, 100, 500, 400)
    script = desk().focus("mousepad", "letter", HOME).after(2000).focus("mousepad", "letter", large)
    content = content_of(script.after(3000))
    box = Rect(380, 280, 20, 20)
    redaction = only(redact_box(content, NONE, box, span(0, 5000), monitor_id=0, follows_window_at_ns=0))
    assert is_hidden(redaction, box, 4000)
    assert is_hidden(redaction, Rect(580, 480, 20, 20), 4000)


def test_a_window_goes_with_picture_keys_and_context_and_stays_covered_behind_others() -> None:
    content = moving()
    redaction = only(redact_window(content, NONE, "mousepad"))
    focused = [each.range for each in content.windows if each.window.app == "mousepad"]
    for range_ in focused:
        for what in ("takes_keys", "takes_context"):
            assert any(
                each.start_ns <= range_.start_ns and range_.end_ns <= each.end_ns
                for each in taken(redaction, what)
            )
    shell = next(each for each in content.windows if each.window.app == "xterm")
    assert not any(each.overlaps(shell.range) for each in taken(redaction, "takes_keys"))
    assert is_hidden(redaction, Rect(500, 100, 300, 200), shell.range.start_ns / MS + 1000)
    last_ms = content.ended_ns / MS - 1
    assert covered(redaction, last_ms, 0) == {Rect(850, 100, 150, 200)}
    assert covered(redaction, last_ms, 1) == {Rect(1000, 100, 150, 200)}
    assert redaction.text == "mousepad"


def test_a_window_that_is_found_elsewhere_later_is_covered_in_both_places_until_then() -> None:
    script = desk().focus("mousepad", "letter", HOME).after(1000).focus("xterm", "shell", BEHIND).after(1000)
    script.mark(5000).focus("xterm", "shell", BEHIND).after(1000)
    larger = Rect(50, 50, 600, 500)
    content = content_of(script.focus("mousepad", "letter", larger).after(1000))
    redaction = only(redact_window(content, NONE, "mousepad"))
    for at_ms in (1500, 6500, 7500):
        assert is_hidden(redaction, HOME, at_ms)
        assert is_hidden(redaction, larger, at_ms)
    assert is_hidden(redaction, larger, 8500)


def test_two_windows_of_one_title_are_both_covered() -> None:
    script = desk().focus("mousepad", "Untitled", HOME).after(2000)
    content = content_of(script.focus("mousepad", "Untitled", ELSEWHERE).after(3000))
    redaction = only(redact_window(content, NONE, "mousepad"))
    assert is_hidden(redaction, HOME, 5000)
    assert is_hidden(redaction, ELSEWHERE, 5000)


def test_one_window_of_an_application_can_be_told_by_its_title() -> None:
    script = desk().focus("mousepad", "diary", HOME).after(2000)
    content = content_of(script.focus("mousepad", "letter", ELSEWHERE).after(3000))
    redaction = only(redact_window(content, NONE, "mousepad", title="diary"))
    assert is_hidden(redaction, HOME, 5000)
    assert not covered(redaction, 4000) - {HOME}
    assert taken(redaction, "takes_context") == [span(0, 2000)]
    assert redaction.text == "diary"


def test_a_window_whose_place_nobody_told_takes_everything_while_it_has_the_focus() -> None:
    script = desk(LEFT, RIGHT).focus("mousepad", "letter").after(2000)
    content = content_of(script.focus("xterm", "shell", BEHIND).after(3000))
    redaction = only(redact_window(content, NONE, "mousepad"))
    assert is_hidden(redaction, LEFT.rect, 1000, 0)
    assert is_hidden(redaction, RIGHT.rect, 1000, 1)
    assert covered(redaction, 4000) == set()


def test_a_window_that_never_was_is_refused(content: SessionContent) -> None:
    for app, title in (("xterm", None), ("mousepad", "diary"), ("", None)):
        with pytest.raises(NoSuchWindowError):
            redact_window(content, NONE, app, title=title)


def test_a_text_takes_keys_where_typed_and_context_and_picture_where_titled() -> None:
    script = desk().focus("mousepad", "letter", HOME).after(500).write("geheim").after(4000)
    typed_until_ms = script.now_ns / MS
    script.focus("mousepad", "Geheim - Mousepad", HOME).after(2000).focus("xterm", "shell", BEHIND)
    script.after(2000).focus("mousepad", "letter", HOME)
    content = content_of(script.after(2000))
    redaction = only(redact_text(content, NONE, occurrences(content, "geheim")))
    (keys,) = taken(redaction, "takes_keys")
    assert keys.end_ns < typed_until_ms * MS
    titled = next(each.range for each in content.windows if each.window.title.startswith("Geheim"))
    assert taken(redaction, "takes_context") == [titled]
    assert not is_hidden(redaction, HOME, 1000)
    assert is_hidden(redaction, HOME, titled.start_ns / MS + 1000)
    assert is_hidden(redaction, HOME, titled.end_ns / MS + 1000), "its title bar is still to be seen"
    assert not covered(redaction, content.ended_ns / MS - 1)
    assert redaction.text == "geheim"


def test_a_text_that_is_nowhere_is_said_to_be(content: SessionContent) -> None:
    with pytest.raises(NothingFoundError) as said:
        redact_text(content, NONE, occurrences(content, "geheim"))
    assert "geheim" not in str(said.value)


def test_covers_can_be_made_to_last_as_long_as_what_they_cover_was_seen(content: SessionContent) -> None:
    edits = redact_box(content, NONE, HOME, span(100, 200), monitor_id=0).with_cut(span(0, 5))
    longer = with_appearances(edits, 1, {0: span(50, 150)})
    assert longer.redactions[0].range == span(50, 200)
    assert with_appearances(edits, 2, {0: span(50, 150)}) == edits
    with pytest.raises(KeyError):
        with_appearances(edits, 9, {})


places = st.builds(
    Rect, st.integers(-100, 1900), st.integers(-100, 700), st.integers(1, 900), st.integers(1, 700)
)
sightings = st.lists(
    st.tuples(
        st.sampled_from(["mousepad", "xterm"]), st.sampled_from(["a", "b"]), places, st.integers(1, 2000)
    ),
    min_size=1,
    max_size=12,
)


def script_of(seen: list[tuple[str, str, Rect, int]]) -> Script:
    script = desk(LEFT, RIGHT)
    for app, title, rect, ms in seen:
        script.focus(app, title, rect).after(ms)
    return script


@given(sightings, st.sampled_from([None, "a"]))
def test_a_redacted_window_is_never_seen_while_it_has_the_focus_nor_shortly_before_or_after(
    seen: list[tuple[str, str, Rect, int]], title: str | None
) -> None:
    content = content_of(script_of(seen))
    wanted = [
        each
        for each in content.windows
        if each.window.app == "mousepad" and title in {None, each.window.title}
    ]
    if not wanted:
        return
    redaction = only(redact_window(content, NONE, "mousepad", title=title))
    for stretch in wanted:
        rect = stretch.window.rect
        assert rect is not None
        first, last = stretch.range.start_ns, stretch.range.end_ns - 1
        for at_ns in (first - DRAWING_NS + 1, first, (first + last) // 2, last, last + DRAWING_NS - 1):
            if 0 <= at_ns < content.ended_ns:
                for monitor in (LEFT, RIGHT):
                    shown = rect.intersection(monitor.rect)
                    assert shown.is_empty or is_hidden(redaction, shown, at_ns / MS, monitor.id)
    for part in redaction.parts:
        assert 0 <= part.range.start_ns < part.range.end_ns <= content.ended_ns
        if part.cover is not None:
            monitor_rect = (LEFT, RIGHT)[part.cover.monitor_id].rect
            assert all(
                step.rect.is_empty or step.rect.intersection(monitor_rect) == step.rect
                for step in part.cover.steps
            )


@given(sightings)
def test_a_window_stays_covered_where_it_was_last_seen(seen: list[tuple[str, str, Rect, int]]) -> None:
    content = content_of(script_of(seen))
    last = next((each for each in reversed(content.windows) if each.window.app == "mousepad"), None)
    if last is None or last.window.rect is None:
        return
    redaction = only(redact_window(content, NONE, "mousepad"))
    for monitor in (LEFT, RIGHT):
        shown = last.window.rect.intersection(monitor.rect)
        assert shown.is_empty or is_hidden(redaction, shown, content.ended_ns / MS - 1, monitor.id)
