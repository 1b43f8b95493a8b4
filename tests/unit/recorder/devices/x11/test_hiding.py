from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recorder.devices.x11.hiding import Client, Desktop, Toplevel, hidden_parts, reasons
from recorder.episode.events import HiddenReason
from recorder.episode.screen import Rect

EXCLUDED = HiddenReason.EXCLUDED_WINDOW
OWN = HiddenReason.OWN_WINDOW
WM, APP, OTHER = 1, 2, 3
DESKTOP = Desktop(window_manager=WM, window_manager_name="Openbox")


def verdict(app: str, title: str, *, instance: str = "") -> HiddenReason | None:
    return EXCLUDED if "Secret" in {app, instance} or title == "private" else None


def client(number: int, app: str | None = "Plain", *, owner: int = APP, title: str = "") -> Client:
    return Client(number, app, title, owner, process=owner * 100)


def framed(number: int, *clients: Client) -> Toplevel:
    return Toplevel(
        number, Rect(0, 0, 10, 10), clients, owner=WM, process=WM * 100, is_mapped=True, is_popup=True
    )


def popup(number: int, app: str | None = None, *, owner: int = APP) -> Toplevel:
    inside = client(number, app, owner=owner)
    return Toplevel(
        number, Rect(0, 0, 5, 5), (inside,), owner=owner, process=owner * 100, is_mapped=True, is_popup=True
    )


def why(*toplevels: Toplevel, desktop: Desktop = DESKTOP) -> list[HiddenReason | None]:
    found = reasons(toplevels, desktop=desktop, verdict=verdict)
    return [found[toplevel.id] for toplevel in toplevels]


def test_a_frame_is_hidden_with_the_window_in_it() -> None:
    assert why(framed(10, client(11, "Secret")), framed(20, client(21))) == [EXCLUDED, None]
    assert why(framed(10, client(11, title="private"))) == [EXCLUDED]
    assert why(framed(10, replace(client(11), instance="Secret"))) == [EXCLUDED]


def test_a_frame_with_one_hidden_window_among_others_is_hidden() -> None:
    assert why(framed(10, client(11), client(12, "Secret"))) == [EXCLUDED]


def test_what_has_not_said_its_class_is_hidden() -> None:
    assert why(framed(10, client(11, None)), framed(20)) == [EXCLUDED, EXCLUDED]
    assert why(popup(10, owner=OTHER)) == [EXCLUDED]


def test_a_frame_whose_window_is_gone_is_hidden_since_it_may_still_show_its_title() -> None:
    assert why(replace(popup(10, owner=WM), was_frame=True), popup(20, owner=WM)) == [EXCLUDED, None]


def test_a_popup_follows_its_programs_windows() -> None:
    assert why(framed(10, client(11, "Secret")), popup(20), popup(30, "Plain")) == [EXCLUDED] * 3
    assert why(framed(10, client(11)), popup(20), popup(30, "Plain")) == [None] * 3
    same_process = replace(popup(20, "Plain", owner=OTHER), process=APP * 100)
    assert why(framed(10, client(11, "Secret")), same_process) == [EXCLUDED, EXCLUDED]


def test_a_dialog_follows_the_window_it_belongs_to_even_in_a_circle() -> None:
    secret = replace(client(11, "Secret"), transient_for=21)
    dialog = replace(client(21, owner=OTHER), transient_for=11)
    assert why(framed(10, secret), framed(20, dialog)) == [EXCLUDED, EXCLUDED]
    circle = [replace(client(11), transient_for=21), replace(client(21), transient_for=11)]
    assert why(framed(10, circle[0]), framed(20, circle[1])) == [None, None]
    silent = replace(client(30, None, owner=OTHER), transient_for=11)
    tooltip = replace(popup(30, owner=OTHER), clients=(silent,))
    assert why(framed(10, client(11, "Secret")), tooltip) == [EXCLUDED, EXCLUDED]


def test_the_window_managers_popups_show_only_while_nothing_is_hidden() -> None:
    switcher = popup(30, owner=WM)
    assert why(framed(10, client(11)), switcher) == [None, None]
    assert why(framed(10, client(11, "Secret")), switcher) == [EXCLUDED, EXCLUDED]


def test_own_windows_are_own() -> None:
    own = replace(framed(10, client(11)), is_own=True)
    assert why(own, popup(20)) == [OWN, OWN]
    by_process = replace(DESKTOP, own_processes=frozenset({APP * 100}))
    assert why(framed(10, client(11)), popup(20), desktop=by_process) == [OWN, OWN]


_sides = st.integers(0, 12)
_toplevels = st.lists(
    st.builds(
        Toplevel,
        id=st.just(0),
        rect=st.builds(Rect, _sides, _sides, _sides, _sides),
        clients=st.sampled_from([(client(1),), (client(1, "Secret"),)]),
        owner=st.just(APP),
        process=st.just(None),
        is_mapped=st.booleans(),
        is_input_only=st.booleans(),
        has_alpha=st.booleans(),
        is_shaped=st.booleans(),
    ),
    max_size=6,
)


@given(_toplevels, st.tuples(st.booleans(), st.booleans()))
def test_exactly_the_visible_pixels_of_hidden_windows_are_hidden(
    found: list[Toplevel],
    mixing: tuple[bool, bool],
) -> None:
    is_composited, may_fade = mixing
    stack = [
        replace(toplevel, id=number, clients=tuple(replace(c, id=number) for c in toplevel.clients))
        for number, toplevel in enumerate(found)
    ]
    desktop = replace(DESKTOP, is_composited=is_composited, may_fade=may_fade)
    decided = reasons(stack, desktop=desktop, verdict=verdict)
    parts = [rect for rect, _ in hidden_parts(stack, decided, desktop=desktop)]
    for x in range(25):
        for y in range(25):
            expected = False
            for toplevel in reversed(stack):
                shows = toplevel.is_mapped and not toplevel.is_input_only and toplevel.rect.contains(x, y)
                if not shows:
                    continue
                if decided[toplevel.id] is not None:
                    expected = True
                    break
                blended = is_composited and (toplevel.has_alpha or may_fade)
                if not (toplevel.is_shaped or blended):
                    break
            assert any(part.contains(x, y) for part in parts) == expected
