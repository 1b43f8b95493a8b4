"""Looking at a session leaves nothing of it outside of the vault, and nothing typed on the terminal."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.commands.exit_codes import ExitCode
from tests.unit.recorder.commands.filled_vault import CANARY, PASSPHRASE, TITLE, keep_session, make_vault

ASSENT = Path(sys.executable).with_name("assent")
LOOKS = (
    ("sessions",),
    ("show", "a1", "--actions"),
    ("show", "a1", "--actions", "--json"),
    ("frame", "a1", "--at", "1.5", "--out", "f.png"),
    ("frame", "a1", "--at", "0", "--out", "g.png"),
    ("trim", "a1", "--from", "0.1", "--to", "2:00", "--json"),
    ("redact", "a1", "--text-file", "-"),
    ("redact", "a1", "--text-file", "-", "--dry-run", "--json"),
    ("redact", "a1", "--window", "xterm"),
    ("redact", "a1", "--box", "1,1,20,20", "--from", "1", "--to", "3"),
    ("edits", "a1"),
    ("undo", "a1"),
    ("redo", "a1", "--json"),
    ("edits", "a1", "--remove", "4", "--json"),
    ("bake", "a1"),
    ("undo", "b1"),
    ("vault", "check"),
    ("vault", "backup", "backup"),
    ("export", "a1", "--out", "refused"),
    ("delete", "a1"),
)


def _forms(words: str) -> tuple[bytes, ...]:
    plain = words.encode()
    return plain, words.encode("utf-16-le"), base64.b64encode(plain).rstrip(b"=")[:-1]


@pytest.mark.slow
def test_looking_at_a_session_leaves_nothing_of_it_on_the_disk(assent_home: Path, tmp_path: Path) -> None:
    make_vault(assent_home)
    keep_session(assent_home, session_id="a1" * 16)
    keep_session(assent_home, session_id="b1" * 16, is_finished=False)
    (tmp_path / "passphrase").touch(mode=0o600)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "temp").mkdir()
    environment = os.environ | {
        "ASSENT_DEBUG": "1",
        "ASSENT_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "TMPDIR": str(tmp_path / "temp"),
        "HOME": str(tmp_path / "temp"),
    }
    said = b""
    for arguments in LOOKS:
        finished = subprocess.run(
            [str(ASSENT), *arguments],
            check=False,
            input=CANARY.encode() if "-" in arguments else b"",
            capture_output=True,
            cwd=tmp_path,
            env=environment,
            timeout=60,
        )
        said += finished.stdout + finished.stderr
        assert finished.returncode != ExitCode.BUG

    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert TITLE.encode() in said
    for done in (b"Typed 1 time", b"Edit 4, window", b"Undone: redact a box", b"Episode "):
        assert done in said
    assert {"f.png", "catalog.db", "backup.json"} <= {file.name for file in files}
    for form in _forms(CANARY):
        assert form not in said
    for form in (*_forms(CANARY), *_forms(TITLE)):
        assert [file for file in files if form in file.read_bytes()] == []
    assert not list((tmp_path / "temp").iterdir())
