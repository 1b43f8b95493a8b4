"""The command line as a person meets it, run in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recorder.commands.application import RECORDER_COMMANDS, run
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, make_vault


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


Cli = Callable[..., Answer]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    def call(*arguments: object, typed: str = "") -> Answer:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = run("assent", RECORDER_COMMANDS, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def passphrase_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(file))
    return file


@pytest.fixture
def vault_home(assent_home: Path, passphrase_file: Path) -> Path:
    make_vault(assent_home)
    return assent_home
