"""What an episode has left once a text or a window was redacted tells nothing of it."""

from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.edits import Edits
from recorder.episode.events import ContextChanged, KeyPressed, KeyReleased, NumberedEvent
from recorder.episode.screen import Rect
from studio.content.session_content import SessionContent
from studio.editing.errors import NothingFoundError
from studio.editing.occurrences import occurrences
from studio.editing.remainder import remaining_events
from studio.editing.text_redaction import redact_text
from studio.editing.window_redaction import redact_window
from tests.rigs.contents import content_of, desk
from tests.unit.recorder.episode.event_script import Script

HOME = Rect(100, 100, 300, 200)
SECRET = st.text(st.sampled_from("klmnopKL079"), min_size=4, max_size=9)
OTHER = st.text(st.sampled_from("abcd xy-"), max_size=8)


def left_of(content: SessionContent, edits: Edits) -> list[NumberedEvent]:
    return list(remaining_events(content.events, [], edits, content.ended_ns))


def content_left(content: SessionContent, edits: Edits) -> SessionContent:
    script = Script()
    script.events = left_of(content, edits)
    script.now_ns = content.ended_ns
    return content_of(script)


def erase(script: Script, times: int) -> None:
    for _ in range(times):
        script.tap("backspace", "").after(40)


@given(
    secret=SECRET,
    before=OTHER,
    after=OTHER,
    slips=st.lists(st.sampled_from(["", "q", "qrs"]), max_size=9),
    breaks=st.lists(st.sampled_from(["", "pause", "click", "window", "dash", "mark", "tab"]), max_size=9),
    attempt=st.integers(0, 9),
)
def test_no_key_of_a_redacted_text_is_left_however_it_was_typed(
    secret: str, before: str, after: str, slips: list[str], breaks: list[str], attempt: int
) -> None:
    script = desk().focus("mousepad", "letter", HOME).after(500).write(before)
    if attempt < len(secret):
        script.write(secret[:attempt])
        erase(script, attempt)
    for char, slip, stop in zip_longest(secret, slips[: len(secret)], breaks[: len(secret) - 1]):
        script.write(slip or "")
        erase(script, len(slip or ""))
        script.write(char)
        match stop:
            case "pause":
                script.after(9000)
            case "click":
                script.click(300, 150).after(200)
            case "window":
                script.focus("xterm", "shell", Rect(0, 0, 90, 90)).after(300).write("zzz")
                script.focus("mousepad", "letter", HOME).after(300)
            case "mark":
                script.mark(4000).focus("mousepad", "letter", HOME)
            case "tab" if len(secret) >= 6:
                script.tap("tab", "\t").after(50)
            case "dash" if len(secret) >= 6:
                script.write("-")
            case _:
                pass
    content = content_of(script.write(after))
    edits = redact_text(content, Edits(), occurrences(content, secret))
    left = left_of(content, edits)
    pressed = [each.event for each in left if isinstance(each.event, KeyPressed)]
    assert not any(event.char and event.char in secret for event in pressed)
    assert not any(event.name == "backspace" for event in pressed), "their number would be its length"
    released = [each.event for each in left if isinstance(each.event, KeyReleased)]
    assert not any(event.char and event.char in secret for event in released)
    assert occurrences(content_left(content, edits), secret).items == ()


TITLES = st.lists(
    st.tuples(
        st.sampled_from(["mousepad", "xterm", "Geheimnis"]),
        st.sampled_from(["letter", "geheim.txt", "Geheim - letter", "GÉHEIM"]),
        st.integers(1, 3000),
    ),
    min_size=1,
    max_size=8,
)


@given(TITLES)
def test_no_title_and_no_name_with_a_redacted_text_is_left(seen: list[tuple[str, str, int]]) -> None:
    script = desk()
    for app, title, ms in seen:
        script.focus(app, title, HOME).after(ms).write("abc")
    content = content_of(script)
    found = occurrences(content, "geheim")
    try:
        edits = redact_text(content, Edits(), found)
    except NothingFoundError:
        assert not any("eheim" in app + title or title == "GÉHEIM" for app, title, _ in seen)
        return
    left = left_of(content, edits)
    windows = [each.event.window for each in left if isinstance(each.event, ContextChanged)]
    said = " ".join(f"{window.app} {window.title}" for window in windows if window is not None).casefold()
    assert "geheim" not in said
    assert "géheim" not in said
    assert occurrences(content_left(content, edits), "geheim").items == ()


@given(TITLES)
def test_nothing_typed_into_a_redacted_window_is_left(seen: list[tuple[str, str, int]]) -> None:
    script = desk()
    for app, title, ms in seen:
        script.focus(app, title, HOME).after(ms).write("lmn" if app == "mousepad" else "abc")
    content = content_of(script)
    if not any(app == "mousepad" for app, _, _ in seen):
        return
    left = left_of(content, redact_window(content, Edits(), "mousepad"))
    keys = [each.event for each in left if isinstance(each.event, KeyPressed | KeyReleased)]
    assert not any(event.char in {"l", "m", "n"} for event in keys)
    windows = [each.event.window for each in left if isinstance(each.event, ContextChanged)]
    assert not any(window is not None and window.app == "mousepad" for window in windows)
    kept = sum(app != "mousepad" for app, _, _ in seen)
    assert len([event for event in keys if isinstance(event, KeyPressed)]) == 3 * kept
