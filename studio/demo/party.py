"""Someone who takes part in the demo, with a vault, a home and a command line that nobody shares."""

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from studio.demo.command_line import CommandLine

_PLACES: Final = (
    ("vault", "everything under ASSENT_HOME"),
    ("temporary", "what was left in TMPDIR"),
    ("logs", "all that assent said on standard error, in full detail"),
    ("home", "what else assent wrote: the receipt, settings, caches"),
)
_NAMES: Final[Mapping[str, str]] = {"temporary": "temporary folder"}


class Party:
    """One of those who take part.

    Args:
        folder: An empty or missing folder, the caller's alone; all that they write lies below it.
        environment: What their commands start from: the desktop's, and what lets them into a store.

    Attributes:
        home: Their home.
        assent: The program, with their vault.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder: Final = folder
        self._passphrase: Final = secrets.token_urlsafe(24)
        for name in ("vault", "home", "temporary", "logs", "keys"):
            (folder / name).mkdir(mode=0o700, parents=True)
        self.home: Final = folder / "home"
        passphrase_file = folder / "keys" / "passphrase"
        passphrase_file.touch(mode=0o600)
        passphrase_file.write_text(f"{self._passphrase}\n", encoding="utf-8")
        self.assent: Final = CommandLine(
            {
                **environment,
                "ASSENT_DEBUG": "1",
                "ASSENT_HOME": str(folder / "vault" / "assent"),
                "ASSENT_PASSPHRASE_FILE": str(passphrase_file),
                "HOME": str(self.home),
                "TMPDIR": str(folder / "temporary"),
            },
            folder / "logs",
        )

    def make_vault(self) -> None:
        """Make their vault.

        Raises:
            DemoFailedError: It was not made.
        """
        self.assent.run(
            "vault", "init", "--key", "passphrase", "--recovery-code-file", self._recovery_code_file
        )

    @property
    def secrets(self) -> frozenset[str]:
        """What opens their vault, and stands in no file but those that they were given."""
        return frozenset({self._passphrase, self._recovery_code_file.read_text(encoding="utf-8").strip()})

    def places(self, whose: str = "the") -> Iterator[tuple[str, str, Path]]:
        """Where they may have written something: a name for a person, what lies there, the folder."""
        for name, holds in _PLACES:
            yield f"{whose} {_NAMES.get(name, name)}", holds, self._folder / name

    @property
    def _recovery_code_file(self) -> Path:
        return self._folder / "keys" / "recovery-code"
