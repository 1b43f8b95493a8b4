"""Edits as JSON, and what tells two of them apart.

Strict in both directions: what is read back is exactly what was written, and whatever else is refused. The
text is canonical (sorted names, no spaces, ASCII), so that equal edits have equal text. It holds the texts
that a person asked to have removed, which are as private as what is redacted: it is kept encrypted, beside
the session and nowhere else.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from recorder.episode.edits import BoxStep, Cover, Cut, Edit, Edits, Part, Redaction, Subject
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange

_FORMAT: Final = 1
_LARGEST: Final = (1 << 63) - 1
_PLACE_AT_TIME: Final = 5


def edits_to_json(edits: Edits) -> str:
    """Write edits as canonical JSON."""
    return _canonical({"format": _FORMAT, "items": list(map(_edit_to_json, edits)), "next_id": edits.next_id})


def edits_from_json(text: str) -> Edits:
    """Read what ``edits_to_json`` wrote.

    Raises:
        ValueError: It is something else. The message holds nothing of it.
    """
    try:
        document = json.loads(text, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        raise ValueError("these edits are no JSON") from None
    fields = _object(document, {"format", "items", "next_id"})
    if _integer(fields["format"]) != _FORMAT:
        raise ValueError("these edits have a format that is not known")
    items = tuple(map(_edit, _list(fields["items"])))
    next_id = _integer(fields["next_id"], at_least=1)
    ids = [edit.id for edit in items]
    if ids != sorted(set(ids)) or (ids and ids[-1] >= next_id):
        raise ValueError("the ids of edits are unique, rising, and below the next one")
    return Edits(items, next_id)


def edits_sha256(edits: Edits) -> str:
    """What tells whether two lists of edits are the same, in hex: all that is in them, but the next id."""
    text = _canonical({"format": _FORMAT, "items": list(map(_edit_to_json, edits))})
    return hashlib.sha256(text.encode()).hexdigest()


def _edit_to_json(edit: Edit) -> dict[str, object]:
    match edit:
        case Cut():
            return {"kind": "cut", "id": edit.id, "range": _range_to_json(edit.range)}
        case Redaction():
            return {
                "kind": "redaction",
                "id": edit.id,
                "subject": edit.subject.value,
                "text": edit.text,
                "parts": list(map(_part_to_json, edit.parts)),
            }


def _part_to_json(part: Part) -> dict[str, object]:
    return {
        "range": _range_to_json(part.range),
        "cover": None if part.cover is None else _cover_to_json(part.cover),
        "takes_keys": part.takes_keys,
        "takes_context": part.takes_context,
    }


def _cover_to_json(cover: Cover) -> dict[str, object]:
    steps = [
        [step.at_ns, step.rect.x, step.rect.y, step.rect.width, step.rect.height] for step in cover.steps
    ]
    return {"monitor": cover.monitor_id, "steps": steps}


def _range_to_json(range_: TimeRange) -> list[int]:
    return [range_.start_ns, range_.end_ns]


def _edit(value: object) -> Edit:
    kind = value.get("kind") if isinstance(value, dict) else None
    read = _EDITS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise ValueError("an edit is a cut or a redaction")
    return read(value)


def _cut(value: object) -> Edit:
    fields = _object(value, {"kind", "id", "range"})
    return Cut(_integer(fields["id"], at_least=1), _range(fields["range"]))


def _redaction(value: object) -> Edit:
    fields = _object(value, {"kind", "id", "subject", "text", "parts"})
    subject, text = fields["subject"], fields["text"]
    if subject not in list(Subject):
        raise ValueError("a redaction's subject is not known")
    if not isinstance(text, str):
        raise ValueError("a redaction's text is text")  # noqa: TRY004 - what was read is wrong, not the code
    parts = tuple(map(_part, _list(fields["parts"])))
    return Redaction(_integer(fields["id"], at_least=1), Subject(subject), parts, text)


_EDITS: Final[dict[str, Callable[[object], Edit]]] = {"cut": _cut, "redaction": _redaction}


def _part(value: object) -> Part:
    fields = _object(value, {"range", "cover", "takes_keys", "takes_context"})
    return Part(
        _range(fields["range"]),
        None if fields["cover"] is None else _cover(fields["cover"]),
        takes_keys=_truth(fields["takes_keys"]),
        takes_context=_truth(fields["takes_context"]),
    )


def _cover(value: object) -> Cover:
    fields = _object(value, {"monitor", "steps"})
    return Cover(_integer(fields["monitor"], at_least=0), tuple(map(_step, _list(fields["steps"]))))


def _step(value: object) -> BoxStep:
    numbers = [_integer(each) for each in _list(value)]
    if len(numbers) != _PLACE_AT_TIME:
        raise ValueError("a step of a cover is a time and a rectangle")
    at_ns, *sides = numbers
    return BoxStep(at_ns, Rect(*sides))


def _range(value: object) -> TimeRange:
    numbers = [_integer(each) for each in _list(value)]
    if len(numbers) != 2:  # noqa: PLR2004 - its two ends
        raise ValueError("a range has two ends")
    return TimeRange(*numbers)


def _object(value: object, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        raise ValueError("a part of the edits has not the fields of its kind")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a part of the edits is no list")  # noqa: TRY004 - as above
    return value


def _integer(value: object, *, at_least: int = -_LARGEST) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not at_least <= value <= _LARGEST:
        raise ValueError("a number in the edits is none, or out of bounds")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("a switch in the edits is neither true nor false")  # noqa: TRY004 - as above
    return value


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name is there twice")
    return made


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))
