import pytest

from replay.report.record import Ending
from replay.verdict import VerdictKind
from studio.checking.findings import Finding, Found, deciding, finding_of, read_finding
from tests.rigs.replay_record import drawn_run, run_of


def test_one_run_s_word_is_its_finding() -> None:
    found = finding_of([drawn_run()])
    assert (found.found, found.step, found.steps, found.failed_runs) == (Found.DIFFERENT, 4, 7, 1)
    assert finding_of([run_of(VerdictKind.SAME)]).step is None


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (VerdictKind.SAME, Found.SAME),
        (VerdictKind.SAME_AFTER_MOVING, Found.MOVED),
        (VerdictKind.LATE, Found.LATE),
        (VerdictKind.NOT_COMPARABLE, Found.NOT_COMPARABLE),
        (VerdictKind.DIFFERENT, Found.DIFFERENT),
        (VerdictKind.NOT_REACHED, Found.DIFFERENT),
    ],
)
def test_each_verdict_has_its_word(kind: VerdictKind, found: Found) -> None:
    assert finding_of([run_of(kind)]).found is found


@pytest.mark.parametrize("ending", [Ending.REFUSED, Ending.BROKE, Ending.TOO_LONG])
def test_a_run_that_did_not_come_to_a_verdict_was_not_replayed(ending: Ending) -> None:
    assert finding_of([run_of(VerdictKind.SAME, ending=ending)]).found is Found.NOT_REPLAYED


def test_of_several_runs_the_first_of_the_worst_decides() -> None:
    same, late, other = run_of(VerdictKind.SAME), run_of(VerdictKind.LATE), drawn_run()
    again = drawn_run(run_id="drawn-2")
    assert deciding([same, late]) is late
    assert deciding([same, other, again, late]) is other
    found = finding_of([same, other, again])
    assert (found.runs, found.failed_runs, found.step) == (3, 2, 4)


def test_a_finding_is_kept_without_a_word_of_what_was_recorded() -> None:
    found = finding_of([drawn_run(words="canary")])
    assert "canary" not in found.to_json()
    assert read_finding(found.to_json()) == found


@pytest.mark.parametrize("text", ["", "{}", '{"found":"better"}', '{"found":"same","more":1}', "[1]"])
def test_another_version_s_word_is_not_guessed_at(text: str) -> None:
    assert read_finding(text) is None


def test_only_what_did_the_same_passes() -> None:
    assert {found for found in Found if found.is_pass} == {Found.SAME, Found.MOVED, Found.LATE}
    assert Finding(found=Found.SAME).runs == 1
