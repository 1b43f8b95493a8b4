import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from replay.plan.limits import MOST_STEPS
from replay.report.reading import read_record, readable, record_bytes
from replay.report.record import Ending, RunRecord
from replay.report.writing import ReportNotWrittenError, read_run, read_runs, write_index, write_run
from replay.verdict import VerdictKind
from tests.rigs.replay_record import HOSTILE, drawn_run, run_of


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_run_has_a_page_and_files_for_machines_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    page = write_run(folder, drawn_run())
    assert page == folder / "drawn-1" / "report.html"
    assert names(folder) == ["drawn-1/junit.xml", "drawn-1/report.html", "drawn-1/run.json"]
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0
    assert read_record((folder / "drawn-1" / "run.json").read_bytes()).pictures == ()


def test_a_run_made_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    write_run(tmp_path, drawn_run())
    write_run(tmp_path, run_of(VerdictKind.SAME))
    write_index(tmp_path)
    ((_, record),) = read_runs(tmp_path).runs
    assert record.verdict.kind is VerdictKind.SAME
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


def test_half_a_page_that_a_killed_writer_left_goes(tmp_path: Path) -> None:
    page = write_run(tmp_path, run_of(VerdictKind.SAME))
    half = page.with_name(".report.html.4711.part")
    half.write_text("half of a picture")
    write_run(tmp_path, run_of(VerdictKind.SAME))
    assert {path.name for path in page.parent.iterdir()} == {"report.html", "junit.xml", "run.json"}


def test_an_index_leads_to_each_run_and_goes_on_from_what_is_there(tmp_path: Path) -> None:
    write_run(tmp_path, drawn_run())
    write_index(tmp_path)
    write_run(tmp_path, run_of(VerdictKind.SAME, run_id="second"))
    page = write_index(tmp_path).read_text()
    assert "1 of 2 replays passed" in page
    for link in ('href="drawn-1/report.html"', 'href="second/report.html"'):
        assert link in page
    assert (tmp_path / "junit.xml").read_text().count("<testsuite ") == 2
    assert "data:image" not in page


def test_a_record_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    write_run(tmp_path, drawn_run())
    for name, content in (("broken", b"{}"), ("another", record_bytes(drawn_run(), with_pictures=False))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_bytes(content)
    (tmp_path / "waits").mkdir()
    os.mkfifo(tmp_path / "waits" / "run.json")
    (tmp_path / "points").mkdir()
    (tmp_path / "points" / "run.json").symlink_to(tmp_path / "drawn-1" / "run.json")
    (tmp_path / "linked").symlink_to(tmp_path / "drawn-1")
    kept = read_runs(tmp_path)
    assert [name for name, _ in kept.runs] == ["drawn-1"]
    assert kept.unreadable == ("another", "broken", "points", "waits")
    page = write_index(tmp_path).read_text()
    assert "The record in broken cannot be read" in page
    assert "The replay did not pass" in page


def of_steps(count: int) -> RunRecord:
    (one,) = run_of(VerdictKind.SAME).steps
    return run_of(VerdictKind.SAME, steps=tuple(replace(one, number=each) for each in range(1, count + 1)))


def test_a_run_of_as_many_steps_as_may_be_replayed_can_be_read_again() -> None:
    longest = of_steps(MOST_STEPS)
    assert readable(longest) is longest


@pytest.mark.parametrize(
    "beyond",
    [
        run_of(VerdictKind.SAME, steps=(replace(of_steps(1).steps[0], action="a" * 41),)),
        run_of(VerdictKind.SAME, steps=(of_steps(2).steps[1],)),
        run_of(VerdictKind.SAME, task="Write\ud800"),
    ],
    ids=["a field", "the steps", "the words"],
)
def test_a_run_that_could_not_be_read_again_is_written_as_one_that_was_not_replayed(
    tmp_path: Path, beyond: RunRecord
) -> None:
    write_run(tmp_path, beyond)
    kept = read_run(tmp_path, beyond.run_id)
    assert kept is not None
    assert (kept.ending, kept.steps) == (Ending.BROKE, ())
    page = write_index(tmp_path).read_text()
    assert "cannot be read" not in page
    assert "The replay did not pass" in page


def test_what_stood_in_the_way_is_written_over_not_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    own = tmp_path / "report" / "drawn-1"
    own.mkdir(parents=True)
    (own / "report.html").symlink_to(elsewhere)
    (own / f".run.json.{os.getpid()}.part").symlink_to(elsewhere)
    write_run(tmp_path / "report", drawn_run())
    assert elsewhere.read_text() == "mine"
    assert "It went another way" in (own / "report.html").read_text()


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportNotWrittenError, match="Choose a folder"):
        write_run(tmp_path / "file", drawn_run())
    (tmp_path / "report" / "drawn-1" / "report.html").mkdir(parents=True)
    with pytest.raises(ReportNotWrittenError, match="cannot be written"):
        write_run(tmp_path / "report", drawn_run())


def test_an_empty_folder_has_an_index_too(tmp_path: Path) -> None:
    assert "Nothing was replayed" in write_index(tmp_path / "new").read_text()


def test_hostile_names_stay_words_in_an_index(tmp_path: Path) -> None:
    (tmp_path / "<script>").mkdir()
    (tmp_path / "<script>" / "run.json").write_text("{}")
    write_run(tmp_path, drawn_run(words=HOSTILE))
    page = write_index(tmp_path).read_text()
    assert "<script" not in page
    assert "<img" not in page
