"""Joins commands into a program, and runs it."""

import os
import signal
from collections.abc import Sequence
from typing import Final

import click

from recorder.commands.consent_commands import consent
from recorder.commands.delete_command import delete
from recorder.commands.doctor_command import doctor
from recorder.commands.exit_codes import ExitCode, exit_codes_help
from recorder.commands.export_command import export
from recorder.commands.failures import report
from recorder.commands.frame_command import frame
from recorder.commands.groups import OrderedGroup
from recorder.commands.record_command import record
from recorder.commands.session_commands import sessions
from recorder.commands.show_command import show
from recorder.commands.study_commands import study
from recorder.commands.vault_commands import vault
from recorder.process_memory import close_to_others

RECORDER_COMMANDS: Final[tuple[click.Command, ...]] = (
    doctor,
    study,
    consent,
    vault,
    record,
    sessions,
    show,
    frame,
    export,
    delete,
)
"""The recorder's own, in the order of ``--help``. Another is added here, or handed to ``run`` with these."""

_ABOUT: Final = """\
Record desktop tasks with consent, encrypted from the first byte.

Nothing is recorded without your consent, and nothing leaves this computer unless you share it or export it.

\b
Environment:
  ASSENT_HOME             the vault's folder
  ASSENT_CONFIG           the folder of the app's settings
  ASSENT_PASSPHRASE_FILE  a file whose first line is the passphrase, for scripts
  ASSENT_DEBUG=1          say more, and where a fault happened (never what was captured)

"""


def application(name: str, commands: Sequence[click.Command]) -> click.Group:
    """The program of that name with these commands."""
    return OrderedGroup(
        name=name,
        commands={command.name or "": command for command in commands},
        help=_ABOUT + exit_codes_help(),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
    )


def run(name: str, commands: Sequence[click.Command], arguments: Sequence[str] | None = None) -> int:
    """Run the program and turn every error into words.

    Args:
        name: As the person typed it.
        commands: What it can do.
        arguments: Without the program's name; those of this process where ``None``.

    Returns:
        The exit code.
    """
    # Most commands hold the vault's key.
    close_to_others()
    _fill_standard_descriptors()
    try:
        done = application(name, commands).main(
            args=None if arguments is None else list(arguments), prog_name=name, standalone_mode=False
        )
    except BaseException as error:  # noqa: BLE001 - the one handler of all errors
        if arguments is None:
            # This process ends now anyway: a second Ctrl+C would end it before it has said so.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return int(report(error))
    return done if isinstance(done, int) else int(ExitCode.DONE)


def _fill_standard_descriptors() -> None:
    """Put nothing where input, output or errors were closed: the next file opened would take that number.

    It would then be written to by whatever prints there, and it could be a file of the vault.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The least free number is taken: this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - as os has it
