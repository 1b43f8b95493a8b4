import os
import shutil
import subprocess
from pathlib import Path

import pytest

from recorder.commands.own_windows import own_processes, own_windows


def test_the_terminal_s_window_is_known_where_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDOWID", "4194318")
    assert own_windows() == (4194318,)
    monkeypatch.setenv("WINDOWID", "0x40")
    assert own_windows() == ()
    monkeypatch.delenv("WINDOWID")
    assert own_windows() == ()


def test_what_this_runs_in_is_own_and_what_it_starts_is_not() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        own = own_processes()
        child.kill()
    assert {os.getpid(), os.getppid()} <= set(own)
    assert child.pid not in own


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_multiplexer_s_clients_are_own_where_this_runs_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_inside: bool
) -> None:
    sleep = shutil.which("sleep")
    assert sleep is not None
    shutil.copy(sleep, tmp_path / "tmux")
    if is_inside:
        monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")  # noqa: S108 - nothing is opened
    else:
        monkeypatch.delenv("TMUX", raising=False)
    with subprocess.Popen([tmp_path / "tmux", "60"]) as client:
        own = own_processes()
        client.kill()
    assert (client.pid in own) == is_inside
