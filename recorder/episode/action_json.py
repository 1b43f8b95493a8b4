"""Actions as plain JSON values, for export.

One object an action: ``kind`` and its fields under their own names; a path as ``[at_ns, x, y]`` triples. The
names are part of the export format: renaming a field changes the format.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from recorder.episode.actions import (
    Action,
    Click,
    Drag,
    Hidden,
    Hotkey,
    PathPoint,
    Press,
    Scroll,
    Type,
    Wait,
)
from recorder.episode.events import Button, HiddenReason
from recorder.episode.keys import Modifier

_KINDS: Final[Mapping[str, type[Action]]] = {
    "click": Click,
    "drag": Drag,
    "scroll": Scroll,
    "type": Type,
    "press": Press,
    "hotkey": Hotkey,
    "wait": Wait,
    "hidden": Hidden,
}
ACTION_NAMES: Final[Mapping[type[Action], str]] = {kind: name for name, kind in _KINDS.items()}
"""What each kind of action is called outside of the program."""


def action_to_json(action: Action) -> dict[str, object]:
    """The action as values that ``json.dumps`` takes."""
    values = {field.name: _plain(getattr(action, field.name)) for field in fields(action)}
    return {"kind": ACTION_NAMES[type(action)], **values}


def action_from_json(row: Mapping[str, object]) -> Action:
    """The action that ``action_to_json`` wrote.

    Raises:
        ValueError: It is no action, or a field is missing, unknown or of the wrong type.
    """
    kind = _KINDS.get(str(row.get("kind")))
    if kind is None:
        raise ValueError("not an action of a known kind")
    names = {field.name for field in fields(kind)}
    if names != row.keys() - {"kind"}:
        raise ValueError("an action has fields missing or too many")
    values: dict[str, Any] = {name: _READERS[name](row[name]) for name in names}
    return kind(**values)


def _plain(value: object) -> object:
    if isinstance(value, PathPoint):
        return [value.at_ns, value.x, value.y]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _int(value: object) -> int:
    if type(value) is not int:
        raise ValueError("a whole number was expected")
    return value


def _number_or_none(value: object) -> int | None:
    return None if value is None else _int(value)


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false was expected")  # noqa: TRY004 - one error for all bad values
    return value


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text was expected")  # noqa: TRY004 - one error for all bad values
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a list was expected")  # noqa: TRY004 - one error for all bad values
    return value


def _point(value: object) -> PathPoint:
    at_ns, x, y = _list(value)
    return PathPoint(_int(at_ns), _int(x), _int(y))


_READERS: Final[Mapping[str, Callable[[object], object]]] = {
    "start_ns": _int,
    "end_ns": _int,
    "context": _number_or_none,
    "sources": lambda value: tuple(map(_int, _list(value))),
    "button": lambda value: Button(_str(value)),
    "count": _int,
    "x": _int,
    "y": _int,
    "dx": _int,
    "dy": _int,
    "modifiers": lambda value: tuple(Modifier(_str(each)) for each in _list(value)),
    "path": lambda value: tuple(map(_point, _list(value))),
    "release_lost": _bool,
    "text": _str,
    "key": _str,
    "keys": lambda value: tuple(map(_str, _list(value))),
    "is_continued": _bool,
    "reason": lambda value: HiddenReason(_str(value)),
}
