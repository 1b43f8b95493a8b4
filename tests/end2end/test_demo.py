import os
import subprocess
import sys
from pathlib import Path

import pytest

ASSENT = Path(sys.executable).parent / "assent"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demo_records_edits_and_bakes_and_finds_no_word_that_should_be_gone(tmp_path: Path) -> None:
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
        assert done.stdout.count("baked. Others would get") == 2
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
