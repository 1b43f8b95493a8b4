from typing import Any, cast

import pytest

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.keymap import Keymap, Modifiers
from replay.actuators.release_watch import Held
from replay.actuators.spare_keys import NoSpareKeyError, SpareKeys

KEYMAP = Keymap(
    {8: (0, 0), 9: (0, 0), 38: (0x61, 0x41), 97: (0, 0), 120: ()},
    Modifiers(num_lock=16, level_3=128, chord=72, shift_lock=False),
)
A, B, C, D = ((code, code) for code in (0x1006F22, 0x1005B57, 0x1003042, 0x101F600))


class Keyboard:
    """A connection that notes what becomes of the keyboard, among what else happens."""

    def __init__(self) -> None:
        self.said: list[object] = []
        self.display = self

    def change_keyboard_mapping(self, first: int, rows: list[tuple[int, int]]) -> None:
        self.said.append((first, rows[0]))

    def round_trip(self) -> None:
        pass


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def spares(keyboard: Keyboard) -> SpareKeys:
    return SpareKeys(
        cast("Connection", cast("Any", keyboard)),
        KEYMAP,
        settle=lambda: keyboard.said.append("settled"),
        tell=lambda change, code: keyboard.said.append(f"{change} {code}"),
    )


def test_only_keys_that_nobody_uses_are_lent(spares: SpareKeys) -> None:
    assert spares.count == 3
    spares.lend([A, B, C])
    assert {spares.keycode_of(each) for each in (A, B, C)} == {9, 97, 120}
    with pytest.raises(NoSpareKeyError):
        spares.lend([A, B, C, D])


def test_a_key_is_told_of_before_it_changes(spares: SpareKeys, keyboard: Keyboard) -> None:
    assert spares.lend([A])
    assert keyboard.said == ["+lent 120", (120, A)]
    assert not spares.lend([A])


def test_a_key_is_lent_anew_only_after_the_program_has_read_what_it_typed(
    spares: SpareKeys, keyboard: Keyboard
) -> None:
    spares.lend([A, B, C])
    spares.lend([A])
    keyboard.said.clear()
    spares.lend([D, A])
    # B was used the longest ago.
    assert keyboard.said == ["settled", "+lent 97", (97, D)]
    assert spares.keycode_of(B) is None
    assert spares.is_lent(120)


def test_what_was_lent_is_taken_back_only_after_it_was_read(spares: SpareKeys, keyboard: Keyboard) -> None:
    spares.lend([A, B])
    keyboard.said.clear()
    spares.take_back()
    spares.take_back()
    assert keyboard.said == ["settled", (120, (0, 0)), (97, (0, 0)), "-lent 120", "-lent 97"]
    assert spares.count == 3
    assert not spares.is_lent(120)


def test_a_new_layout_takes_back_what_was_lent(spares: SpareKeys, keyboard: Keyboard) -> None:
    spares.lend([A, B])
    keyboard.said.clear()
    spares.follow(Keymap({**KEYMAP.symbols, 120: A, 9: (0x7A, 0x5A)}, KEYMAP.modifiers))
    assert spares.keycode_of(A) == 120
    assert spares.keycode_of(B) is None
    assert keyboard.said == ["-lent 97"]
    assert spares.count == 2


def test_the_watch_keeps_what_is_down_and_only_that() -> None:
    held = Held()
    for line in (
        "+keys 37",
        "+keys 38",
        "+keys 37",
        "+buttons 1",
        "-keys 38",
        "-keys 99",
        "+lent 97",
        "+repeats 1",
    ):
        held.follow(line)
    assert held == Held(keys=[37], buttons=[1], lent=[97], repeats=[1])
