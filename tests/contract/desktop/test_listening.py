"""The listener hears what really arrives on a display, whatever keys it is typed with, and by whom."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest
from Xlib import X
from Xlib.ext import xtest

from recorder.devices.x11.connection import Connection
from replay.actuators.layout import Layout, Stroke
from replay.actuators.x11 import X11Actuator
from replay.actuators.x11_text import TextTyper
from replay.listening.ears import Ears
from replay.listening.typed import NO_TEXT

HARD = 'Grüße, "É€½" 漢字かな 😀👩\u200d💻 a\u0301 ǅ ß µ Яя @[]{}\\|~ \'`^ 0.5\n\tend'
# More different characters than any keyboard has spare keys.
MANY = "".join(chr(0x4E00 + 7 * n) for n in range(70))
_PATIENCE_S = 30.0


@dataclass
class Heard:
    """What was heard of each step."""

    steps: dict[int, str] = field(default_factory=dict)


@contextmanager
def listening(*typing: int) -> Iterator[tuple[Ears, Heard]]:
    heard = Heard()
    with Ears(typing, heard.steps.__setitem__) as ears:
        yield ears, heard


def heard_of(type_it: Callable[[X11Actuator], object]) -> str:
    """What is heard of one step."""
    with listening(1) as (ears, heard), X11Actuator(fail_safe=False) as hands:
        ears.begin(1)
        type_it(hands)
        ears.end()
        assert ears.finish(_PATIENCE_S)
    return heard.steps[1]


@pytest.mark.usefixtures("window_manager")
@pytest.mark.parametrize("layout", ["us", "fr", "de", "ru"])
def test_every_text_is_heard_as_it_was_typed(layout: str) -> None:
    subprocess.run(["setxkbmap", layout], check=True)
    assert heard_of(lambda hands: hands.type_text(HARD + MANY)) == HARD + MANY


@pytest.mark.usefixtures("window_manager")
def test_a_keyboard_that_changes_meanwhile_is_heard_as_it_was_at_each_letter() -> None:
    def type_it(hands: X11Actuator) -> None:
        hands.type_text("漢é yz")
        subprocess.run(["setxkbmap", "de"], check=True)
        hands.type_text("漢é yz")
        subprocess.run(["setxkbmap", "us"], check=True)

    assert heard_of(type_it) == "漢é yz" * 2


@pytest.mark.usefixtures("window_manager")
def test_caps_lock_changes_nothing_of_what_is_heard() -> None:
    def type_it(hands: X11Actuator) -> None:
        hands.key_down("caps_lock")
        hands.key_up("caps_lock")
        hands.type_text("Straße Ä")
        hands.key_down("caps_lock")
        hands.key_up("caps_lock")

    assert heard_of(type_it) == "Straße Ä"


@pytest.mark.usefixtures("window_manager")
def test_backspace_edits_what_is_heard() -> None:
    def type_it(hands: X11Actuator) -> None:
        hands.type_text("Deat")
        hands.key_down("backspace")
        hands.key_up("backspace")
        hands.type_text("r")

    assert heard_of(type_it) == "Dear"


@pytest.mark.usefixtures("window_manager")
def test_keys_of_others_are_heard_too() -> None:
    """It is the display that is asked, not whoever types."""
    connection = Connection()

    def type_it(hands: X11Actuator) -> None:
        hands.type_text("a")
        keycode = connection.display.keysym_to_keycode(ord("x"))
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(connection.display, kind, keycode)
        connection.round_trip()
        hands.type_text("b")

    with closing(connection):
        assert heard_of(type_it) == "axb"


@pytest.mark.usefixtures("window_manager")
@pytest.mark.parametrize("keys", [("left",), ("ctrl_l", "a")])
def test_keys_that_type_nothing_among_letters_are_no_letters(keys: tuple[str, ...]) -> None:
    def type_it(hands: X11Actuator) -> None:
        hands.type_text("ab")
        for key in keys:
            hands.key_down(key)
        for key in reversed(keys):
            hands.key_up(key)

    assert heard_of(type_it) == f"ab{NO_TEXT}"


@pytest.mark.usefixtures("window_manager")
def test_a_letter_that_gets_lost_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    strike: Callable[[TextTyper, Stroke], None] = vars(TextTyper)["_strike"]
    struck: list[Stroke] = []

    def lossy(typer: TextTyper, stroke: Stroke) -> None:
        struck.append(stroke)
        if len(struck) != 3:
            strike(typer, stroke)

    monkeypatch.setattr(TextTyper, "_strike", lossy)
    assert heard_of(lambda hands: hands.type_text("letter")) == "leter"


@pytest.mark.usefixtures("window_manager")
def test_letters_of_another_layout_are_heard_as_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typer that takes the keyboard for the one that it was types other letters."""
    ask: Callable[[X11Actuator], Layout] = vars(X11Actuator)["_layout"]
    asked: list[Layout] = []

    def stale(hands: X11Actuator) -> Layout:
        asked.append(ask(hands))
        return asked[0]

    def type_it(hands: X11Actuator) -> None:
        hands.type_text("zoo")
        subprocess.run(["setxkbmap", "de"], check=True)
        hands.type_text("lazy")

    monkeypatch.setattr(X11Actuator, "_layout", stale)
    assert heard_of(type_it) == "zoolayz"


@pytest.mark.usefixtures("window_manager")
def test_each_step_is_given_what_was_typed_in_it_and_nothing_else() -> None:
    with listening(2, 4, 5) as (ears, heard), X11Actuator(fail_safe=False) as hands:
        for number in range(1, 6):
            ears.begin(number)
            hands.type_text(f"step {number} é")
            ears.end()
            hands.type_text("between")
        assert ears.finish(_PATIENCE_S)
    assert heard.steps == {number: f"step {number} é" for number in (2, 4, 5)}


@pytest.mark.usefixtures("window_manager")
def test_a_step_that_nobody_ended_is_told_at_the_end() -> None:
    with listening(1) as (ears, heard), X11Actuator(fail_safe=False) as hands:
        ears.begin(1)
        hands.type_text("half")
        assert ears.finish(_PATIENCE_S)
    assert heard.steps == {1: "half"}
