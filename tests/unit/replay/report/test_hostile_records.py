"""A record in a folder may be anybody's: it is refused, or each page of it can be made and is safe."""

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replay.report.index_page import ListedRun, index_page
from replay.report.junit import junit_xml
from replay.report.reading import UnreadableRecordError, read_record, record_bytes
from replay.report.record import RunRecord
from replay.report.run_page import run_page
from tests.rigs.replay_record import HOSTILE, drawn_run

PLAIN = record_bytes(drawn_run(), with_pictures=False)
WORST: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1, 2**62, 2**63, 2**70, -(2**62), 1e308, -0.0, 0.5, "", HOSTILE, "\x00", "{count}",
    "{x}", "\u2028</script>", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999+00:00", [], {}, [[]],
    [None], "2026-03-01T14:05:00+23:59", "different", "not_reached", "lost", "broke", "changed", "a" * 64,
)  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*path, key)
        yield from places(each, (*path, key))


PLACES = list(places(json.loads(PLAIN)))


def check(record: RunRecord) -> None:
    page, index = run_page(record), index_page([ListedRun(record, "")], unreadable=[HOSTILE])
    assert page.count("<script") == 1
    assert "<script" not in index
    for made in (page, index):
        assert "<img" not in made
        assert "\u2028" not in made
        made.encode()
    ET.fromstring(junit_xml([record]))  # noqa: S314 - written by us
    assert read_record(record_bytes(record, with_pictures=False)).steps == record.steps


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(WORST)), min_size=1, max_size=3))
def test_a_record_with_the_worst_values_is_refused_or_shown(
    changes: list[tuple[tuple[str | int, ...], Any]],
) -> None:
    whole = json.loads(PLAIN)
    for path, value in changes:
        inside = whole
        try:
            for key in path[:-1]:
                inside = inside[key]
            inside[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        record = read_record(json.dumps(whole).encode())
    except UnreadableRecordError as refused:
        said = str(refused)
    else:
        said = ""
        check(record)
    assert "script" not in said


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "1970-01-01T00:00:00Z"])
def test_a_time_in_which_nobody_replayed_is_refused(at: str) -> None:
    whole = json.loads(PLAIN) | {"started_at": at}
    with pytest.raises(UnreadableRecordError, match="another time"):
        read_record(json.dumps(whole).encode())


def test_each_field_takes_hostile_words_or_refuses_them() -> None:
    taken = 0
    for path in PLACES:
        whole = json.loads(PLAIN)
        inside = whole
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = HOSTILE.replace("{", "(").replace("}", ")")
        try:
            record = read_record(json.dumps(whole).encode())
        except UnreadableRecordError:
            continue
        taken += 1
        if taken % 8 == 1:
            check(record)
    assert taken > 20
