from xml.etree import ElementTree as ET

import pytest

from replay.report.index_page import ListedRun, index_page
from replay.report.junit import junit_xml
from replay.report.record import Ending, RunRecord
from replay.verdict import VerdictKind
from replay.verifying.tasks import Outcome, outcome_of
from tests.rigs.replay_record import HOSTILE, drawn_run, run_of

COUNTED = ("tests", "failures", "errors", "skipped", "time")


def outcomes(record: RunRecord) -> list[str]:
    root = ET.fromstring(junit_xml([record]))  # noqa: S314 - written by us
    cases = root.iter("testcase")
    names = ("failure", "error", "skipped")
    return [next((name for name in names if case.find(name) is not None), "passed") for case in cases]


def test_each_step_is_a_case_after_the_run_as_a_whole() -> None:
    assert outcomes(drawn_run()) == [
        "failure", "passed", "passed", "passed", "failure", "skipped", "skipped", "skipped"
    ]  # fmt: skip


def test_counts_and_times_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit_xml([drawn_run(), run_of(VerdictKind.SAME)]))  # noqa: S314 - written by us
    assert root.get("name") == "Assent replay"
    assert [root.get(name) for name in COUNTED] == ["10", "2", "0", "3", "18.000"]
    first = root[0]
    assert [first.get(name) for name in COUNTED] == ["8", "2", "0", "3", "9.000"]
    assert first.get("timestamp") == "2026-03-01T14:05:00+00:00"


@pytest.mark.parametrize(
    ("kind", "ending", "expected"),
    [
        (VerdictKind.SAME, Ending.FINISHED, ["passed", "passed"]),
        (VerdictKind.LATE, Ending.FINISHED, ["passed", "passed"]),
        (VerdictKind.SAME_AFTER_MOVING, Ending.FINISHED, ["passed", "passed"]),
        (VerdictKind.DIFFERENT, Ending.FINISHED, ["failure", "failure"]),
        (VerdictKind.NOT_COMPARABLE, Ending.FINISHED, ["skipped", "skipped"]),
        (VerdictKind.NOT_REACHED, Ending.STOPPED, ["failure", "failure"]),
        (VerdictKind.SAME, Ending.STOPPED, ["failure", "passed"]),
        (VerdictKind.NOT_COMPARABLE, Ending.STOPPED, ["failure", "skipped"]),
        (VerdictKind.SAME, Ending.BROKE, ["error", "passed"]),
        (VerdictKind.SAME, Ending.TOO_LONG, ["error", "passed"]),
        (VerdictKind.NOT_REACHED, Ending.ABORTED, ["error", "error"]),
        (VerdictKind.NOT_REACHED, Ending.TOO_LONG, ["error", "error"]),
        (VerdictKind.NOT_REACHED, Ending.REFUSED, ["error", "error"]),
        (VerdictKind.NOT_REACHED, Ending.BROKE, ["error", "error"]),
    ],
)
def test_a_verdict_becomes_what_junit_knows(kind: VerdictKind, ending: Ending, expected: list[str]) -> None:
    assert outcomes(run_of(kind, ending=ending)) == expected


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("kind", VerdictKind)
def test_index_junit_and_the_command_agree_on_what_passed(kind: VerdictKind, ending: Ending) -> None:
    record = run_of(kind, ending=ending)
    is_pass = outcome_of((record,)) is Outcome.PASSED
    assert ("The replay passed" in index_page([ListedRun(record, "")])) is is_pass
    assert (outcomes(record)[0] == "passed") is is_pass
    assert is_pass is (ending is Ending.FINISHED and record.verdict.is_pass)


def test_a_refused_run_without_steps_is_an_error_not_an_empty_success() -> None:
    assert outcomes(run_of(VerdictKind.NOT_REACHED, ending=Ending.REFUSED, steps=())) == ["error"]


def test_reasons_are_said_and_hostile_words_stay_words() -> None:
    content = junit_xml([drawn_run(words=HOSTILE + "\x00\x1b[31m\ud800")])
    root = ET.fromstring(content)  # noqa: S314 - written by us
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "system-out"
    }  # fmt: skip
    failure = next(root.iter("failure"))
    assert failure.get("message") == "It went another way at step 4"
    assert (failure.text or "").startswith("2 things differ<script>")
    assert b"<script" not in content
    assert "\u202e" not in content.decode()


def test_nothing_is_said_twice_the_same_way() -> None:
    assert junit_xml([drawn_run()]) == junit_xml([drawn_run()])
