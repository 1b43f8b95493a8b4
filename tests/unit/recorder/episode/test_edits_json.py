import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from recorder.episode.edits import BoxStep, Cover, Edits, Part, Subject
from recorder.episode.edits_json import edits_from_json, edits_sha256, edits_to_json
from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from tests.rigs.random_edits import edits as any_edits

SECRET = "geheim-4711"  # noqa: S105 - planted
COVER = Cover(1, (BoxStep(3, Rect(-5, 2, 30, 40)), BoxStep(9, Rect(0, 0, 0, 0))))
PART = Part(TimeRange(3, 20), COVER, takes_keys=True)
EDITS = Edits().with_cut(TimeRange(0, 5)).with_redaction(Subject.TEXT, (PART,), SECRET)


@given(any_edits)
def test_what_was_written_is_read_back_and_equal_edits_have_equal_text(edits: Edits) -> None:
    text = edits_to_json(edits)
    assert edits_from_json(text) == edits
    assert edits_to_json(edits_from_json(text)) == text
    assert text.isascii()


@given(any_edits, any_edits)
def test_the_hash_tells_edits_apart_by_what_is_in_them(one: Edits, other: Edits) -> None:
    assert (edits_sha256(one) == edits_sha256(other)) == (one.items == other.items)


def test_an_edit_that_was_made_and_removed_is_no_difference() -> None:
    assert edits_sha256(EDITS.with_cut(TimeRange(7, 8)).without(3)) == edits_sha256(EDITS)


def changed(change: Callable[[Any], None]) -> str:
    document = json.loads(edits_to_json(EDITS))
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(format=2),
        lambda it: it.update(format=True),
        lambda it: it.update(more=1),
        lambda it: it.pop("next_id"),
        lambda it: it.update(next_id=2),
        lambda it: it.update(next_id=3.0),
        lambda it: it.update(items={}),
        lambda it: it["items"].reverse(),
        lambda it: it["items"].append(it["items"][1]),
        lambda it: it["items"].append(None),
        lambda it: it["items"][0].update(kind="blur"),
        lambda it: it["items"][0].update(kind=["cut"]),
        lambda it: it["items"][0].update(id=0),
        lambda it: it["items"][0].update(range=[5, 0]),
        lambda it: it["items"][0].update(range=[0, 5, 6]),
        lambda it: it["items"][0].update(range=[0, 1 << 63]),
        lambda it: it["items"][0].update(range=[0, "5"]),
        lambda it: it["items"][0].update(text=SECRET),
        lambda it: it["items"][1].update(subject="blur"),
        lambda it: it["items"][1].update(subject=["box"]),
        lambda it: it["items"][1].update(text=None),
        lambda it: it["items"][1].update(parts=[]),
        lambda it: it["items"][1]["parts"][0].update(takes_keys=1),
        lambda it: it["items"][1]["parts"][0].pop("takes_context"),
        lambda it: it["items"][1]["parts"][0].update(cover=[]),
        lambda it: it["items"][1]["parts"][0]["cover"].update(steps=[]),
        lambda it: it["items"][1]["parts"][0]["cover"]["steps"].reverse(),
        lambda it: it["items"][1]["parts"][0]["cover"]["steps"][0].pop(),
        lambda it: it["items"][1]["parts"][0]["cover"]["steps"][0].__setitem__(3, -1),
        lambda it: it["items"][1]["parts"][0]["cover"].update(monitor=-1),
        lambda it: it["items"][1]["parts"][0]["cover"].update(monitor=None),
    ],
)
def test_whatever_else_is_refused_without_saying_what_it_was(change: Callable[[Any], None]) -> None:
    with pytest.raises(ValueError, match=r"^[^0-9]*$") as refused:
        edits_from_json(changed(change))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "NaN", "[" * 100_000, '{"format":1,"items":[],"next_id":1,"next_id":1}']
)
def test_what_is_no_edits_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="edits"):
        edits_from_json(text)
