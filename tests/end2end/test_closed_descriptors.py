import os
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
from recorder.commands.application import run
run("assent", [], ["--help"])
with open(sys.argv[1]) as file:
    os.write(int(sys.argv[2]), str(file.fileno()).encode())
"""


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_no_file_takes_the_place_of_a_closed_output(closed: int) -> None:
    reader, writer = os.pipe()
    command = f'exec "$@" {closed}>&-'
    subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-c", PROGRAM, "/etc/hostname", str(writer)],
        pass_fds=[writer],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        assert int(answer.read()) > 2
