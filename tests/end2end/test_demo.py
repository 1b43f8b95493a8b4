import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from replay.report.reading import read_record
from replay.verdict import VerdictKind

ASSENT = Path(sys.executable).parent / "assent"
LETTER = "Write a short letter"


# It types as a person does; beside other work the recorder hides keys whose window it does not know yet.
@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_demo_records_edits_shares_and_replays_and_finds_no_word_that_should_be_gone(
    tmp_path: Path,
) -> None:
    report = tmp_path / "report"
    # Short: the private desktop's sockets lie below it.
    temporary = Path(f"/tmp/assent-e2e-{os.getpid()}")  # noqa: S108 - made anew, and ours alone
    temporary.mkdir(mode=0o700)
    try:
        done = subprocess.run(
            [ASSENT, "demo", "--report", str(report), "--pace", "2"],
            env=os.environ | {"TMPDIR": str(temporary)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "nothing found" in done.stdout
        assert done.stdout.count("baked. Others would get") == 2
        assert "Write a short letter, replayed: It did the same" in done.stdout
        assert "Write a short letter, replayed, with a changed mousepad: It stopped before" in done.stdout
        assert list(temporary.iterdir()) == []
    finally:
        temporary.rmdir()
    page = (report / "index.html").read_text()
    assert page.count("data:image/png;base64,") >= 15
    assert "What was redacted is gone from what others would get" in page
    assert "in no event, title or picture of 2 episodes" in page
    for words in ("Trim the start", "Trim the end", "Cut a range", "Redact a text", "Redact a box"):
        assert words in page
    assert "No captured word stands in any file in clear" in page
    assert (report.stat().st_mode & 0o077) == 0
    assert_a_change_is_found_where_it_is(page, report / "replays")


def assert_a_change_is_found_where_it_is(page: str, replays: Path) -> None:
    records = [read_record(path.read_bytes()) for path in sorted(replays.glob("*/run.json"))]
    changed, letter, terminal = sorted(
        records, key=lambda record: (not record.programs, record.task != LETTER)
    )
    # Unchanged it passes as a whole, though what was taken out of it cannot be typed again.
    assert letter.task == LETTER
    assert letter.verdict.is_pass
    kinds = Counter(step.verdict.kind for step in letter.steps)
    assert kinds[VerdictKind.NOT_COMPARABLE] >= 2
    assert not any(step.verdict.is_failure for step in (*letter.steps, *terminal.steps))
    # Changed it fails, at the very step at which the change can be seen first.
    assert changed.programs == ("mousepad",)
    assert changed.episode_id == letter.episode_id
    due = next(step for step in letter.steps if step.words == "Press Ctrl+End")
    assert changed.first_failure is not None
    assert (changed.first_failure.number, changed.first_failure.verdict.kind) == (
        due.number,
        VerdictKind.DIFFERENT,
    )
    assert all(step.verdict.is_pass for step in changed.steps[: due.number - 1])
    assert f"The verdict names step {due.number}: <strong>the right one</strong>" in page
    for record in records:
        assert f'href="replays/{record.run_id}/report.html"' in page
        assert (replays / record.run_id / "report.html").is_file()
        assert any("own network" in sentence.english for sentence in record.isolation)
