import os
import subprocess
import sys
from pathlib import Path

import pytest

ASSENT = Path(sys.executable).parent / "assent"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_demo_records_three_tasks_and_finds_no_word_of_them(tmp_path: Path) -> None:
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
        assert list(temporary.iterdir()) == []
    finally:
        temporary.rmdir()
    page = (report / "index.html").read_text()
    assert page.count("data:image/png;base64,") >= 9
    assert "No captured word stands in any file in clear" in page
    assert (report.stat().st_mode & 0o077) == 0
