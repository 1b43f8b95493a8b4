import termios

import pytest

from recorder.devices.terminals import Terminal, judge_line
from recorder.episode.events import HiddenReason

ECHO, ICANON, ICRNL = termios.ECHO, termios.ICANON, termios.ICRNL


@pytest.mark.parametrize(
    ("input_flags", "local_flags", "leader", "reason"),
    [
        (ICRNL, ECHO | ICANON, "cat", None),
        (0, ECHO, "anything", None),
        (ICRNL, ICANON, "sudo", HiddenReason.PASSWORD),
        (ICRNL, ICANON, "bash", HiddenReason.PASSWORD),
        (0, 0, "bash", None),
        (0, 0, "zsh", None),
        (ICRNL, 0, "bash", HiddenReason.UNKNOWN_FOCUS),
        (0, 0, "fish", HiddenReason.UNKNOWN_FOCUS),
        (0, 0, "ssh", HiddenReason.UNKNOWN_FOCUS),
        (0, 0, "tmux: client", HiddenReason.UNKNOWN_FOCUS),
        (0, 0, "sudo", HiddenReason.UNKNOWN_FOCUS),
        (ICRNL, 0, "vim", None),
        (0, 0, None, HiddenReason.UNKNOWN_FOCUS),
    ],
)
def test_a_line_is_judged_by_its_state_and_who_reads_it(
    input_flags: int, local_flags: int, leader: str | None, reason: HiddenReason | None
) -> None:
    assert judge_line(input_flags, local_flags, leader) is reason


def test_a_process_without_a_line_or_of_another_class_is_no_terminal() -> None:
    assert Terminal.of("XTerm", 1) is None
    assert Terminal.of("Firefox", 1) is None
