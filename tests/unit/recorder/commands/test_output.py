import json

import pytest

from recorder.commands.output import print_json

COMMANDS = "\x07\x1b[2J\x7f\x9b2J\x85\u200f\u202e\u2066\u2028\ufeff\ud800\U000e0041"


def test_a_stranger_s_text_is_whole_for_a_program_and_commands_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = {f"title {COMMANDS}": [f"Ärger in 日本 🎉{COMMANDS}", 1]}
    print_json(document)
    printed = capsys.readouterr().out
    assert json.loads(printed) == document
    assert all(char.isprintable() or char == "\n" for char in printed)
    assert "Ärger in 日本 🎉" in printed
