"""A text is found wherever it was typed or titled, however it came to stand there."""

from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.episode.events import KeyPressed, KeyReleased
from recorder.episode.time import NS_PER_MS, TimeRange
from studio.editing.occurrences import Occurrences, Whereabouts, occurrences
from studio.editing.text_matching import folded, pattern_of
from tests.rigs.contents import content_of, desk
from tests.unit.recorder.episode.event_script import Script


def searched(script: Script, text: str) -> tuple[Occurrences, list[str]]:
    """What is found, and of each typed find the names of the keys that would go."""
    content = content_of(script)
    found = occurrences(content, text)
    taken = [
        "".join(
            {"backspace": "<", "space": " ", "ctrl_l": "^"}.get(event.name, event.name[:1])
            for event in (each.event for each in content.events)
            if isinstance(event, KeyPressed) and any(event.at_ns in range_ for range_ in item.ranges)
        )
        for item in found.items
        if item.whereabouts is Whereabouts.TYPED
    ]
    return found, taken


def erase(script: Script, times: int = 1) -> Script:
    for _ in range(times):
        script.tap("backspace", "").after(60)
    return script


def desk_at(app: str = "mousepad", title: str = "letter") -> Script:
    return desk().focus(app, title).after(500)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("my geheim word", "geheim"),
        ("my GeHeim word", "gEHEIM"),
        ("Straße", "STRASSE"),
        ("Müller", "muller"),
        ("4111 1111 1111 1111", "4111111111111111"),
        ("4111-1111-1111-1111", "4111 1111 1111 1111"),
        ("4111111111111111", "4111-1111-1111-1111"),
        ("+49 (30) 123/456", "4930123456"),
        ("ge heim", "geheim"),
        ("Anna-Maria", "anna maria"),
        ("annamaria", "anna maria"),
        ("a+b", "+"),
    ],
)
def test_however_it_is_written(typed: str, wanted: str) -> None:
    found, _ = searched(desk_at().write(typed), wanted)
    assert (found.typed, found.titled) == (1, 0)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("with each", "he"), ("geheimrat", "geheimnis"), ("12 35", "1234"), ("", "x"), ("x", " ")],
)
def test_what_is_not_there_is_not_found(typed: str, wanted: str) -> None:
    assert searched(desk_at().write(typed), wanted)[0].items == ()


def test_exactly_its_own_keys_go() -> None:
    _, taken = searched(desk_at().write("ab geheim cd"), "geheim")
    assert taken == ["geheim"]


def test_keys_that_were_typed_and_erased_on_the_way_go_too() -> None:
    script = erase(desk_at().write("ab gehx")).write("eim cd")
    assert searched(script, "geheim")[1] == ["gehx<eim"]


def test_an_attempt_that_was_erased_before_goes_with_it() -> None:
    script = erase(desk_at().write("ab gehim"), 5).write("geheim cd")
    assert searched(script, "geheim")[1] == ["gehim<<<<<geheim"]


def test_what_was_erased_right_behind_it_goes_with_it() -> None:
    script = erase(desk_at().write("geheim12"), 2).write(" cd")
    assert searched(script, "geheim")[1] == ["geheim12<<"]


def test_what_stood_there_and_was_erased_again_is_found() -> None:
    script = erase(desk_at().write("geheim"), 6).write("nothing")
    assert searched(script, "geheim")[1] == ["geheim<<<<<<"]


def test_what_stood_there_before_a_part_was_changed_is_found() -> None:
    script = erase(erase(desk_at().write("gehx")).write("eim"), 3).write("foo")
    found, taken = searched(script, "geheim")
    assert found.typed == 1
    assert taken[0].startswith("gehx<eim")


def test_what_the_keys_spell_is_found_though_backspace_would_have_changed_it() -> None:
    """It may have erased something else: a selection, or nothing."""
    script = erase(desk_at().write("geh").click(400, 300).after(100)).click(10, 10).after(100).write("eim")
    assert searched(script, "geheim")[0].typed == 1


def test_a_word_erased_with_ctrl_goes_with_the_next_attempt() -> None:
    script = desk_at().write("ab gehim").press("ctrl_l").tap("backspace", "").release("ctrl_l").after(50)
    assert searched(script.write("geheim"), "geheim")[1] == ["gehim^<geheim"]


@pytest.mark.parametrize("way", ["left", "home", "delete"])
def test_what_was_put_together_with_the_arrows_is_found(way: str) -> None:
    script = desk_at()
    match way:
        case "left":
            script.write("gehim").tap("left", "").after(20).tap("left", "").after(20).write("e").tap(
                "end", ""
            )
        case "home":
            script.write("heim").tap("home", "").after(20).write("ge")
        case _:
            script.write("gehxeim")
            for _ in range(4):
                script.tap("left", "").after(20)
            script.tap("delete", "")
    assert searched(script.after(20).write(" cd"), "geheim")[0].typed == 1


def test_it_is_found_over_a_pause_a_click_and_enter_and_each_go_is_a_range_of_its_own() -> None:
    script = desk_at().write("geh").after(9000).write("e").click(3, 3).after(50).write("im cd")
    found, taken = searched(script, "geheim")
    assert taken == ["geheim"]
    assert len(found.items[0].ranges) == 3
    script = desk_at().write("4111").tap("tab", "\t").after(50).write("1111").tap("enter", "\r").write("1111")
    assert searched(script, "411111111111")[0].typed == 1


def test_it_is_found_though_something_else_was_typed_in_another_window_meanwhile() -> None:
    script = desk_at().write("geh").focus("xterm", "shell").after(200).write("ls")
    script.focus("mousepad", "letter").after(200).write("eim cd")
    found, taken = searched(script, "geheim")
    assert taken == ["geheim"]
    assert len(found.items[0].ranges) == 2


def test_it_is_found_over_two_windows() -> None:
    script = desk_at().write("geh").focus("xterm", "shell").after(200).write("eim")
    assert searched(script, "geheim")[0].typed == 1


def test_accents_that_are_composed_are_found_with_their_keys() -> None:
    script = desk_at().write("Jos").tap("dead_acute", "").after(60).tap("e", "e").after(60).write(" x")
    found, taken = searched(script, "josé")
    assert found.typed == 1
    assert taken == ["josde"]


def test_the_digits_of_the_number_pad_are_found_where_the_system_tells_no_character() -> None:
    script = desk_at()
    for digit in "4711":
        vk = 0xFFB0 + int(digit)
        script.add(KeyPressed(script.now_ns, f"num_{digit}", None, vk)).after(30)
        script.add(KeyReleased(script.now_ns, f"num_{digit}", None, vk)).after(50)
    assert searched(script, "4711")[0].typed == 1


def test_every_time_is_found_on_its_own() -> None:
    found, taken = searched(desk_at().write("geheim und geheim geheimgeheim"), "geheim")
    assert found.typed == 4
    assert taken == ["geheim"] * 4


def test_titles_and_applications_are_found_for_as_long_as_they_have_the_focus() -> None:
    script = desk_at("mousepad", "Geheim.txt").after(500).focus("xterm", "shell").after(1000)
    script.focus("geheimnis", "no title").after(1000).focus("xterm", "shell").after(100)
    found, _ = searched(script, "geheim")
    ms = NS_PER_MS
    assert [each.ranges for each in found.items] == [
        (TimeRange(0, 1000 * ms),),
        (TimeRange(2000 * ms, 3000 * ms),),
    ]
    assert (found.typed, found.titled) == (0, 2)


def test_what_was_looked_for_is_shown_by_no_repr() -> None:
    found, _ = searched(desk_at("mousepad", "geheim").write("geheim"), "geheim")
    assert "geheim" not in repr(found)


def test_nothing_is_nowhere() -> None:
    assert searched(desk_at().write("abc"), "  ")[0].items == ()


words = st.text(st.sampled_from("abcdXY z-"), min_size=1, max_size=8)


@given(
    before=words,
    secret=st.text(st.sampled_from("klmnop0"), min_size=3, max_size=8),
    slips=st.lists(st.sampled_from(["", "q", "qr"]), max_size=8),
    gaps_ms=st.lists(st.sampled_from([0, 5000]), max_size=8),
    after=words,
)
def test_whatever_slips_happen_on_the_way_no_key_of_it_stays(
    before: str, secret: str, slips: list[str], gaps_ms: list[int], after: str
) -> None:
    script = desk_at().write(before)
    for char, slip, gap_ms in zip_longest(secret, slips[: len(secret)], gaps_ms[: len(secret)]):
        erase(script.write(slip or ""), len(slip or ""))
        script.write(char).after(gap_ms or 0)
    script.write(after)
    content = content_of(script)
    ranges = [range_ for item in occurrences(content, secret).items for range_ in item.ranges]
    left = [
        each.event.char or each.event.name
        for each in content.events
        if isinstance(each.event, KeyPressed) and not any(each.event.at_ns in range_ for range_ in ranges)
    ]
    assert "".join(left) == before + after


@given(st.text(max_size=20), st.text(max_size=5), st.text(max_size=5))
def test_a_text_is_found_in_every_text_that_holds_it(text: str, before: str, after: str) -> None:
    pattern = pattern_of(text)
    if pattern is not None:
        assert pattern.search(folded(text))
        if folded(before + text + after) == folded(before) + folded(text) + folded(after):
            assert pattern.search(folded(before + text + after))
