"""A person at the command line: the real program, in a place of its own, with everything it says kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from recorder.vault.vault import Vault
from studio.demo.s3_server import S3Key
from tests.rigs.sharing import SECRET, a_vault

ASSENT: Final = Path(sys.executable).with_name("assent")
_SECONDS: Final = 60


class AtTheCommandLine:
    """One person, one vault.

    Args:
        folder: Everything of theirs: the vault, the home, the temporary files.

    Attributes:
        vault_home: The vault.
        home: The home folder.
        temp: What programs use for temporary files.
        said: All that the programs ever said on standard error, in debug mode.
        answered: All that they said on standard output.
    """

    def __init__(self, folder: Path) -> None:
        self.vault_home = folder / "vault"
        self.home = folder / "home"
        self.temp = folder / "temp"
        self.said = b""
        self.answered = b""
        self._secret = folder / "secret"
        for made in (self.home, self.temp):
            made.mkdir(parents=True)
        self._secret.touch(mode=0o600)
        self._secret.write_text(SECRET + "\n")

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """Their vault, unlocked in this process; while it is, no program of theirs can."""
        with a_vault(self.vault_home) as vault:
            yield vault

    def sign_in(self, key: S3Key) -> None:
        """Give them a store's key, where the programs for S3 look for it."""
        file = self.home / ".aws" / "credentials"
        file.parent.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(
            f"[default]\naws_access_key_id = {key.access_key}\naws_secret_access_key = {key.secret_key}\n"
        )

    def environment(self) -> dict[str, str]:
        """What their programs are started with."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "ASSENT_DEBUG": "1",
            "ASSENT_HOME": str(self.vault_home),
            "ASSENT_PASSPHRASE_FILE": str(self._secret),
            "HOME": str(self.home),
            "TMPDIR": str(self.temp),
        }

    def start(self, *arguments: object, wrapper: tuple[str, ...] = ()) -> "subprocess.Popen[bytes]":
        """Start a command; ``end`` waits for it."""
        return subprocess.Popen(
            [*wrapper, str(ASSENT), *map(str, arguments)],
            env=self.environment(),
            cwd=self.temp,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def end(self, program: "subprocess.Popen[bytes]") -> int:
        """Wait for a command; its exit code."""
        answered, said = program.communicate(timeout=_SECONDS)
        self.answered += answered
        self.said += said
        return program.returncode

    def run(self, *arguments: object) -> int:
        """Run a command to its end; its exit code."""
        return self.end(self.start(*arguments))


def told(process: psutil.Process) -> Iterator[tuple[str, bytes]]:
    """What everybody on the machine sees of a program and its children, and what its children were given.

    Yields:
        What it is, and its bytes: the command lines, names and folders of all of them, and the environment of
        the children.
    """
    for each in (process, *process.children(recursive=True)):
        folder = Path("/proc") / str(each.pid)
        names = ("cmdline", "comm") if each == process else ("cmdline", "comm", "environ")
        for name in names:
            try:
                yield f"{name} of {each.pid}", (folder / name).read_bytes()
            except OSError:
                continue
