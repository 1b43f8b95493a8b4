"""The command line of a machine that has no Qt, run in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recorder.commands.application import run
from replay.commands.application import ALL_COMMANDS
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
        code = run("python -m replay", ALL_COMMANDS, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def vault_home(assent_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault that opens without asking."""
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(file))
    make_vault(assent_home)
    return assent_home
