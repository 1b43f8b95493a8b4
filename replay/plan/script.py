"""A plan as a readable program for pyautogui, to run without Assent.

Such a program does not look at the screen and knows no time but its own: it is for reading, for changing, and
for machines that have nothing but pyautogui. What can be said in one call is: a click, a key, a text in its
mean pace; the rest is said press by press, at its own time. Stopped midway, by the pointer in a corner or by
Ctrl+C, it lets go of what it holds, and says why in a line.

Everything that comes from the episode is written as a number, as a name out of a fixed list, or by ``ascii``
as a text in quotes. Comments hold one line of plain ASCII, and one of the first says that all of it is so:
from a comment in its second line Python would take another encoding, and read code out of those that follow.
So no title and no text can become code.
"""

import operator
import shlex
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from typing import Final, assert_never

from recorder.episode.events import Button
from recorder.episode.phrase import english
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, format_time
from recorder.errors import UserFacingError
from recorder.wording import clean
from replay.plan.inputs import ButtonDown, ButtonUp, KeyDown, KeyUp, Move, TimedInput, TypeText, Wheel
from replay.plan.script_parts import EXTRA_BUTTONS, HEAD, HOLDING, TYPE_TEXT, key_for_pyautogui
from replay.plan.steps import PlanStep, ReplayPlan
from replay.plan.words import refusal_words, step_words

_REST_NS: Final = 200 * NS_PER_MS
_STRAIGHT_PX: Final = 1.5
_FEWEST_OF_A_PATH: Final = 3
_HOLDS: Final = ("key_down(", "button_down(", "extra_button(")
# Within a call all goes at the mean pace: a long text keeps its time by being written in parts.
_MOST_IN_A_CALL: Final = 200


class ScriptNotPossibleError(UserFacingError):
    """The plan cannot be written as a script."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(
            f"Step {number} cannot be written as a script. {why}",
            kept="Nothing was written.",
            mend="Look at the plan with --dry-run.",
        )


def script_of(plan: ReplayPlan) -> str:
    """The plan as a Python program, in ASCII; it holds what was typed.

    Raises:
        ScriptNotPossibleError: A step is refused, or is beyond pyautogui.
    """
    for step in plan.refused:
        if step.refusal is not None:
            raise ScriptNotPossibleError(step.number, english(refusal_words(step.refusal)))
    body = [line for step in plan.steps for line in _step(step)]
    holds = any(line.startswith(_HOLDS) for line in body)
    parts = [
        *_about(plan),
        HEAD,
        *([TYPE_TEXT] if any(line.startswith("type_text(") for line in body) else []),
        *([HOLDING] if holds else []),
        *([EXTRA_BUTTONS] if any(line.startswith("extra_button(") for line in body) else []),
        *_screen(plan),
        *_to_its_end(body, holds=holds),
    ]
    return "\n".join(parts) + "\n"


def _to_its_end(body: Sequence[str], *, holds: bool) -> Iterator[str]:
    """What is done, and what is said and let go of when the person ends it."""
    yield ""
    yield "try:"
    yield from (f"    {line}" if line else "" for line in dropwhile(operator.not_, body))
    if all(line.startswith("#") for line in body if line):
        yield "    pass"
    yield "except (pyautogui.FailSafeException, KeyboardInterrupt) as stop:"
    yield "    is_corner = isinstance(stop, pyautogui.FailSafeException)"
    yield '    sys.exit("Stopped: the pointer is in a corner of the screen." if is_corner else "Stopped.")'
    if holds:
        yield "finally:"
        yield "    let_go()"


def _about(plan: ReplayPlan) -> Iterator[str]:
    yield "#!/usr/bin/env python3"
    yield "# -*- coding: ascii -*-"
    yield _comment(f"What was done in {plan.episode_id}, task {plan.task_id} of the study {plan.study_id}.")
    yield "# Move the pointer into a corner of the screen to stop it."
    if plan.start is not None:
        yield _comment(f"Start this first: {shlex.join(plan.start.command)}")
        for file in plan.start.files:
            yield _comment(f"in a folder with the study's file {file.name}")
        if plan.first_window is not None:
            rect = plan.first_window.rect
            yield f"# Its window was at {rect.x}, {rect.y}, {rect.width} by {rect.height} pixels."


def _screen(plan: ReplayPlan) -> Iterator[str]:
    if len(plan.monitors) > 1:
        yield f"# It was done on {len(plan.monitors)} monitors, which have to be as they were."
        return
    rect = plan.monitors[0].rect
    yield f"SCREEN = ({rect.width}, {rect.height})"
    yield "if tuple(pyautogui.size()) != SCREEN:"
    yield '    raise SystemExit(f"This was done on a screen of {SCREEN[0]} by {SCREEN[1]} pixels.")'


def _step(step: PlanStep) -> Iterator[str]:
    yield ""
    yield _comment(f"{step.number}. {format_time(step.at_ns)} {step_words(step)}")
    if step.refusal is not None:
        yield _comment(english(refusal_words(step.refusal)))
    for move in _rests(step.approach):
        yield from _at(move)
        yield f"pyautogui.moveTo({move.x}, {move.y})"
    inputs = _without_first_move(step)
    place = 0
    while place < len(inputs):
        call, taken = _next_call(inputs[place : place + _MOST_IN_A_CALL], step.number)
        yield from _at(inputs[place])
        yield call
        place += taken


def _next_call(left: Sequence[TimedInput], number: int) -> tuple[str, int]:
    """The call for the next inputs, and how many those are: as many as one call can say."""
    for said in (_click, _text, _chord, _wheel, _path):
        found = said(left)
        if found is not None:
            return found
    return _one(left[0], number), 1


def _click(left: Sequence[TimedInput]) -> tuple[str, int] | None:
    """A click or several: presses and releases of one button, and nothing between."""
    presses: list[int] = []
    button = left[0].button if isinstance(left[0], ButtonDown) else None
    if button not in {Button.LEFT, Button.MIDDLE, Button.RIGHT}:
        return None
    taken = 0
    for down, up in zip(left[::2], left[1::2], strict=False):
        if not isinstance(down, ButtonDown) or not isinstance(up, ButtonUp):
            break
        if {down.button, up.button} != {button}:
            break
        presses.append(down.at_ns)
        taken += 2
    if not presses:
        return None
    several = f", clicks={len(presses)}, interval={_mean(presses)}" if len(presses) > 1 else ""
    return f"pyautogui.click(button={button.value!r}{several})", taken


def _text(left: Sequence[TimedInput]) -> tuple[str, int] | None:
    """Characters, one after the other: all that pyautogui knows, or all that it does not."""
    first = left[0]
    if not isinstance(first, TypeText):
        return None
    typed: list[TypeText] = []
    for each in left:
        if not isinstance(each, TypeText) or _is_written(each.text) != _is_written(first.text):
            break
        typed.append(each)
    text = ascii("".join(each.text for each in typed))
    pace = f", interval={_mean([each.at_ns for each in typed])}" if len(typed) > 1 else ""
    call = "pyautogui.write" if _is_written(first.text) else "type_text"
    return f"{call}({text}{pace})", len(typed)


def _is_written(text: str) -> bool:
    """Whether pyautogui types it as it is: on X11 it drops what is not ASCII, and writes > for <."""
    return text.isascii() and "<" not in text


def _chord(left: Sequence[TimedInput]) -> tuple[str, int] | None:
    """Keys pressed and let go in the opposite order; one key alone as often as it was pressed in a row."""
    down: list[str] = []
    for each in left:
        if not isinstance(each, KeyDown):
            break
        down.append(each.name)
    ups = left[len(down) : 2 * len(down)]
    names = [each.name for each in ups if isinstance(each, KeyUp)]
    keys = [key_for_pyautogui(name) for name in down]
    if not down or names != down[::-1] or None in keys:
        return None
    if len(down) > 1:
        return f"pyautogui.hotkey({', '.join(map(ascii, keys))})", 2 * len(down)
    presses: list[int] = []
    for first, second in zip(left[::2], left[1::2], strict=False):
        if not isinstance(first, KeyDown) or not isinstance(second, KeyUp):
            break
        if {first.name, second.name} != {down[0]}:
            break
        presses.append(first.at_ns)
    several = f", presses={len(presses)}, interval={_mean(presses)}" if len(presses) > 1 else ""
    return f"pyautogui.press({keys[0]!a}{several})", 2 * len(presses)


def _wheel(left: Sequence[TimedInput]) -> tuple[str, int] | None:
    """Turns of the wheel, each as far as the first."""
    first = left[0]
    if not isinstance(first, Wheel):
        return None
    times: list[int] = []
    for each in left:
        if not isinstance(each, Wheel) or (each.dx, each.dy) != (first.dx, first.dy):
            break
        times.append(each.at_ns)
    several = f", times={len(times)}, interval={_mean(times)}" if len(times) > 1 else ""
    return f"turn({first.dx}, {first.dy}{several})", len(times)


def _path(left: Sequence[TimedInput]) -> tuple[str, int] | None:
    """The way of a drag."""
    moves: list[Move] = []
    for each in left:
        if not isinstance(each, Move):
            break
        moves.append(each)
    if len(moves) < _FEWEST_OF_A_PATH:
        return None
    points = ", ".join(f"({_seconds(each.at_ns)}, {each.x}, {each.y})" for each in _corners(moves))
    return f"along([{points}])", len(moves)


def _one(each: TimedInput, number: int) -> str:
    match each:
        case Move(x=x, y=y):
            return f"pyautogui.moveTo({x}, {y})"
        case ButtonDown(button=button) | ButtonUp(button=button):
            is_down = isinstance(each, ButtonDown)
            if button in {Button.BACK, Button.FORWARD}:
                return f"extra_button({8 if button is Button.BACK else 9}, {is_down})"
            return f"button_{'down' if is_down else 'up'}({button.value!r})"
        case KeyDown(name=name) | KeyUp(name=name):
            key = key_for_pyautogui(name)
            if key is None:
                raise ScriptNotPossibleError(number, "It presses a key that pyautogui does not know.")
            return f"key_{'down' if isinstance(each, KeyDown) else 'up'}({key!a})"
        case Wheel() | TypeText():
            raise AssertionError("these are written whole")
        case _:
            assert_never(each)


def _without_first_move(step: PlanStep) -> Sequence[TimedInput]:
    """The inputs; the pointer is at the target already, where the step has one."""
    first = step.inputs[0] if step.inputs else None
    is_there = isinstance(first, Move) and step.target is not None
    return step.inputs[1:] if is_there else step.inputs


def _rests(approach: Sequence[Move]) -> list[Move]:
    """Where the pointer rested on its way, and where it came to: a menu may have opened there."""
    rests = [move for move, after in pairwise(approach) if after.at_ns - move.at_ns >= _REST_NS]
    return [*rests, *approach[-1:]]


def _corners(moves: Sequence[Move]) -> list[Move]:
    """The moves without those on a straight line, as far as anyone can see."""
    kept = [moves[0]]
    for move, after in pairwise(moves[1:]):
        before = kept[-1]
        share = (move.at_ns - before.at_ns) / max(1, after.at_ns - before.at_ns)
        off_x = before.x + (after.x - before.x) * share - move.x
        off_y = before.y + (after.y - before.y) * share - move.y
        if max(abs(off_x), abs(off_y)) > _STRAIGHT_PX or after.at_ns - before.at_ns > _REST_NS:
            kept.append(move)
    return [*kept, moves[-1]]


def _at(each: TimedInput) -> Iterator[str]:
    yield f"at({_seconds(each.at_ns)})"


def _seconds(at_ns: int) -> str:
    return f"{at_ns / NS_PER_SECOND:.3f}"


def _mean(times_ns: Sequence[int]) -> str:
    return _seconds((times_ns[-1] - times_ns[0]) // max(1, len(times_ns) - 1))


def _comment(text: str) -> str:
    return "# " + clean(text).encode("ascii", "backslashreplace").decode("ascii")
