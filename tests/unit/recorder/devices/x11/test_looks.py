"""From item to item of a menu: what is told of the moment in which no element has the keyboard."""

import pytest

from recorder.devices.x11.focused_window import FocusedWindow
from recorder.devices.x11.looks import Gap, ItemGaps, Look, agree
from recorder.episode.events import HiddenReason, WindowContext
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS

FIRST, SECOND, FIELD = (":1.7", "/first"), (":1.7", "/second"), (":1.7", "/field")


def window(number: int = 5) -> FocusedWindow:
    return FocusedWindow(number, "Shop", 77, WindowContext("Shop", "Order", Rect(0, 0, 300, 200)))


NONE_OF_IT = frozenset[tuple[str, str]]()
ON_FIRST = Look(window(), None, item=FIRST)
ON_SECOND = Look(window(), None, item=SECOND)
NOWHERE = Look(window(), HiddenReason.UNKNOWN_FOCUS)
IN_PLAIN = Look(window(), None)
IN_PASSWORD = Look(window(), HiddenReason.PASSWORD)


def opened() -> ItemGaps:
    gaps = ItemGaps()
    assert gaps.take(0, ON_FIRST, NOWHERE, NONE_OF_IT) == Gap(is_open=True, before=ON_FIRST)
    return gaps


def test_from_item_to_item_nothing_is_told_of_the_moment_between() -> None:
    gaps = opened()
    assert gaps.take(90 * NS_PER_MS, NOWHERE, NOWHERE, NONE_OF_IT).is_open
    gap = gaps.take(180 * NS_PER_MS, NOWHERE, ON_SECOND, frozenset({SECOND}))
    assert gap == Gap(is_open=False, before=ON_FIRST)
    assert agree(gap.before, ON_SECOND)
    # And again: the next moment is one of its own.
    assert gaps.take(300 * NS_PER_MS, ON_SECOND, NOWHERE, NONE_OF_IT).is_open


@pytest.mark.parametrize(
    "after",
    [
        IN_PLAIN,
        IN_PASSWORD,
        Look(window(6), None, item=SECOND),
        Look(window(6), HiddenReason.UNKNOWN_FOCUS),
        Look(window(), HiddenReason.EXCLUDED_WINDOW),
        Look(None, HiddenReason.UNKNOWN_FOCUS),
    ],
)
def test_whatever_else_comes_it_is_told_as_it_was_seen(after: Look) -> None:
    gap = opened().take(90 * NS_PER_MS, NOWHERE, after, NONE_OF_IT)
    assert gap == Gap(is_open=False, before=NOWHERE, missed=(0, NOWHERE))
    assert not agree(gap.before, after)


@pytest.mark.parametrize("when", ["as it began", "while it lasted", "as it ended"])
def test_where_another_element_was_announced_it_is_told(when: str) -> None:
    gaps = ItemGaps()
    field = frozenset({FIELD})
    gaps.take(0, ON_FIRST, NOWHERE, field if when == "as it began" else NONE_OF_IT)
    gaps.take(50 * NS_PER_MS, NOWHERE, NOWHERE, field if when == "while it lasted" else NONE_OF_IT)
    last = field | {SECOND} if when == "as it ended" else frozenset({SECOND})
    assert gaps.take(90 * NS_PER_MS, NOWHERE, ON_SECOND, last).missed == (0, NOWHERE)


def test_after_a_quarter_of_a_second_it_is_told() -> None:
    late = 251 * NS_PER_MS
    assert opened().take(late, NOWHERE, ON_SECOND, NONE_OF_IT).missed == (0, NOWHERE)
    assert opened().take(late, NOWHERE, NOWHERE, NONE_OF_IT).missed == (0, NOWHERE)


def test_only_an_item_is_gone_on_from() -> None:
    for before in (None, IN_PLAIN, IN_PASSWORD, NOWHERE):
        assert ItemGaps().take(0, before, NOWHERE, NONE_OF_IT) == Gap(is_open=False, before=before)
