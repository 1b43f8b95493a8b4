"""Joins the inputs of all actions into one order, shares them out to the steps, and holds what must be held.

What a player presses is decided here, on the inputs themselves and in their order, rather than action by
action: whatever an episode claims, a modifier is down only for actions that were made with it, and none is
down while text is typed. At the end nothing is.
"""

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from recorder.episode.actions import Action, Click, Drag, Hotkey, Scroll
from recorder.episode.events import Button
from recorder.episode.keys import Modifier, modifier_of
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.own_inputs import Order, OwnInput

_KEYS: Final[Mapping[Modifier, str]] = {
    Modifier.CTRL: "ctrl_l",
    Modifier.ALT: "alt_l",
    Modifier.ALT_GR: "alt_gr",
    Modifier.SHIFT: "shift_l",
    Modifier.SUPER: "cmd_l",
}


def joined(actions: Sequence[Action], own: Sequence[Sequence[OwnInput]]) -> list[list[TimedInput]]:
    """The inputs of each step.

    Args:
        actions: In time order.
        own: The inputs of each.

    Returns:
        As many lists, which one after the other are in the order of their times.
    """
    hands = _Hands(actions, [_pressed_at(inputs) for inputs in own])
    last: list[TimedInput] = []
    made: list[list[TimedInput]] = []
    for inputs in _shared_out(own):
        done = hands.do(inputs)
        made.append(done)
        last = done or last
    if last:
        last += hands.let_go(last[-1].at_ns)
    return made


def _shared_out(own: Sequence[Sequence[OwnInput]]) -> list[list[OwnInput]]:
    """Every input to the last step that has begun by then; a step begins with the first input of its own."""
    steps: list[list[OwnInput]] = [[] for _ in own]
    begun: list[tuple[Order, int]] = []
    for place, inputs in enumerate(own):
        order = next((each.order for each in inputs if not begun or each.order > begun[-1][0]), None)
        if order is not None:
            begun.append((order, place))
    upcoming = 0
    for each in sorted((each for inputs in own for each in inputs), key=_order):
        while upcoming + 1 < len(begun) and begun[upcoming + 1][0] <= each.order:
            upcoming += 1
        steps[begun[upcoming][1]].append(each)
    return steps


def _order(each: OwnInput) -> Order:
    return each.order


def _pressed_at(inputs: Sequence[OwnInput]) -> dict[Modifier, Order]:
    """When an action itself last presses each modifier."""
    found: dict[Modifier, Order] = {}
    for each in inputs:
        if isinstance(each.input, KeyDown):
            modifier = modifier_of(each.input.name)
            if modifier is not None:
                found[modifier] = each.order
    return found


class _Hands:
    """What is down, and where the pointer is, while the inputs of step after step are gone through.

    Args:
        actions: All of the episode.
        pressed_at: When each itself presses which modifier.
    """

    def __init__(self, actions: Sequence[Action], pressed_at: Sequence[Mapping[Modifier, Order]]) -> None:
        self._actions = actions
        self._pressed_at = pressed_at
        self._keys: dict[str, None] = {}
        self._buttons: dict[Button, None] = {}
        self._place: tuple[int, int] | None = None
        self._done: list[TimedInput] = []

    def do(self, inputs: Sequence[OwnInput]) -> list[TimedInput]:
        """Go through the inputs of one step; what really has to be done."""
        self._done = []
        self._place = None
        borrowed: list[str] = []
        for each in inputs:
            if each.acts and not isinstance(each.input, KeyUp | ButtonUp):
                borrowed += self._hold_for(each)
            self._do(each.input)
        if self._done:
            for name in borrowed:
                self._up(name, self._done[-1].at_ns)
        return self._done

    def let_go(self, at_ns: int) -> list[TimedInput]:
        """Let go of all that is down."""
        ups: list[TimedInput] = [ButtonUp(at_ns=at_ns, button=button) for button in self._buttons]
        ups += [KeyUp(at_ns=at_ns, name=name) for name in reversed(self._keys)]
        self._buttons.clear()
        self._keys.clear()
        return ups

    def _hold_for(self, each: OwnInput) -> list[str]:
        """Bring the modifiers to what an action was made with; those pressed for it, which nobody lets go."""
        at_ns = each.input.at_ns
        wanted = _modifiers(self._actions[each.owner])
        for name in tuple(self._keys):
            modifier = modifier_of(name)
            if modifier is not None and modifier not in wanted:
                self._up(name, at_ns)
        down = {modifier_of(name) for name in self._keys}
        pressed_at = self._pressed_at[each.owner]
        missing = [
            _KEYS[modifier]
            for modifier in wanted
            # A modifier may be pressed in the middle of a drag.
            if modifier not in down and not pressed_at.get(modifier, each.order) > each.order
        ]
        for name in missing:
            self._keys[name] = None
            self._done.append(KeyDown(at_ns=at_ns, name=name))
        return missing

    def _do(self, what: TimedInput) -> None:
        match what:
            case Move(x=x, y=y):
                if self._place != (x, y):
                    self._place = (x, y)
                    self._done.append(what)
            case ButtonDown(button=button, at_ns=at_ns):
                if button in self._buttons:
                    self._done.append(ButtonUp(at_ns=at_ns, button=button))
                self._buttons[button] = None
                self._done.append(what)
            case ButtonUp(button=button):
                if button in self._buttons:
                    del self._buttons[button]
                    self._done.append(what)
            case KeyDown(name=name, at_ns=at_ns):
                self._down(name, at_ns)
            case KeyUp(name=name, at_ns=at_ns):
                self._up(name, at_ns)
            case Wheel() | TypeText():
                self._done.append(what)
            case _:
                assert_never(what)

    def _down(self, name: str, at_ns: int) -> None:
        if name in self._keys:
            if modifier_of(name) is not None:
                return
            self._up(name, at_ns)
        self._keys[name] = None
        self._done.append(KeyDown(at_ns=at_ns, name=name))

    def _up(self, name: str, at_ns: int) -> None:
        if name in self._keys:
            del self._keys[name]
            self._done.append(KeyUp(at_ns=at_ns, name=name))


def _modifiers(action: Action) -> tuple[Modifier, ...]:
    """What an action was made with."""
    match action:
        case Click() | Drag() | Scroll():
            return action.modifiers
        case Hotkey(keys=keys):
            return tuple(modifier for key in keys if (modifier := modifier_of(key)) is not None)
        case _:
            return ()
