"""The command line as a person meets it, with the studio's commands, run in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from recorder.commands.application import run
from studio.cli import COMMANDS
from tests.unit.recorder.commands.filled_vault import PASSPHRASE, keep_session, make_vault


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


Cli = Callable[..., Answer]


class Typed(io.TextIOWrapper):
    """Standard input that was typed, or piped."""

    def __init__(self, text: str, *, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    def call(*arguments: object, typed: str = "", at_terminal: bool = False) -> Answer:
        monkeypatch.setattr("sys.stdin", Typed(typed, is_terminal=at_terminal))
        code = run("assent", COMMANDS, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def session(assent_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A session in a vault that opens without asking."""
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("ASSENT_PASSPHRASE_FILE", str(file))
    make_vault(assent_home)
    return keep_session(assent_home, session_id="a1" * 16)
